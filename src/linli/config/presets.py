"""What a new site starts with: roles here, all else with its app. All of it can be edited.

Loading is repeatable and never overwrites what a site has changed: it adds what is missing.
"""

from django.db import transaction

from linli.foundation.accounts.models import Role
from linli.insight.reports import presets as report_presets
from linli.insight.sheets.registry import presets as table_presets
from linli.kernel.presets import add_missing
from linli.registers.residents import presets as resident_presets
from linli.services.cases import presets as case_presets
from linli.services.changes import presets as change_presets
from linli.services.privacy import presets as privacy_presets
from linli.shared.work import presets as work_presets

VIEW = ["cases.view", "residents.view"]
HANDLE = [
    *VIEW,
    "cases.intake",
    "cases.handle",
    "cases.reveal",
    "residents.reveal",
    "residents.edit",
    "privacy.consent",
    "sheets.fill",
    "tables.view",
]
HEAD = [
    *HANDLE,
    "residents.sensitive",
    "residents.manage",
    "privacy.claims",
    "privacy.manage",
    "tables.answer",
    "cases.supervise",
    "cases.call_back",
    "cases.import",
    "cases.manage",
    "work.see_all",
    "work.hand_over",
    "reports.view",
    "accounts.manage",
    "audit.read",
    "places.manage",
    "organisations.manage",
    "notices.manage",
]
ROLES = [
    ("grid-worker", "网格员", "一个网格的日常服务", HANDLE),
    (
        "community-worker",
        "社区工作者",
        "社区大厅和条线工作",
        [
            *HANDLE,
            "residents.sensitive",
            "privacy.claims",
            "cases.call_back",
            "reports.view",
            "tables.answer",
        ],
    ),
    ("head", "社区书记（主任）", "社区全面工作", HEAD),
    (
        "street",
        "街道负责人",
        "街道范围的督办、裁定和统计",
        [*HEAD, "work.manage_rules", "reports.manage", "tables.keep"],
    ),
    ("hotline", "回访员", "回访和办结", [*VIEW, "cases.call_back"]),
    ("auditor", "审计员", "只看操作日志", ["audit.read"]),
    (
        "admin",
        "系统管理员",
        "账号、规则和基础数据；可以分配全部角色",
        [*HEAD, "work.manage_rules", "reports.manage", "tables.keep"],
    ),
]


@transaction.atomic
def load() -> None:
    """Add every preset that is missing. Safe to run on every start."""
    add_missing(
        Role,
        "code",
        (
            {
                "code": code,
                "name": name,
                "description": description,
                "permissions": sorted(set(permissions)),
            }
            for code, name, description, permissions in ROLES
        ),
    )
    resident_presets.load()
    change_presets.load()
    privacy_presets.load()
    work_presets.load()
    case_presets.load()
    report_presets.load()
    table_presets.load()
