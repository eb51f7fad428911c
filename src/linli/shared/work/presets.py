"""The limits that a new site starts with: a preset for each city known, and a generic one.

Sources are given per row; `verified=False` stands for 待核实 (read on a secondary page only).
"""

from linli.shared.work.deadlines import Rung
from linli.shared.work.models import ClockKind, Preset, Priority, Rule

# (clock, topic, priority, amount, unit). A preset without a sign limit sets none.
Limit = tuple[ClockKind, str, int | None, int, str]
COMMON: list[Limit] = [
    (ClockKind.CALLBACK, "", None, 3, "working_days"),
    (ClockKind.REOPEN, "", None, 15, "days"),
    (ClockKind.OBJECTION, "", None, 1, "working_days"),
    # Answers to what people ask about their data: 及时 (PIPL art 50); 15 working days is what apps
    # may promise at most (App违法违规收集使用个人信息行为认定方法, 2019), taken over, 待核实.
    (ClockKind.HANDLE, "data-rights", None, 15, "working_days"),
    (ClockKind.URGE, "", None, 24, "hours"),
    (ClockKind.URGE, "", Priority.URGENT, 2, "hours"),
    (ClockKind.URGE, "", Priority.EMERGENCY, 30, "minutes"),
]
# 催办 before the limit, at it, and on the day after.
REMINDERS = [
    (Rung.SHARE, 50),
    (Rung.BEFORE, 24 * 60),
    (Rung.BEFORE, 60),
    (Rung.AFTER, 24 * 60),
]
PRESETS: list[tuple[str, str, str, bool, list[Limit]]] = [
    (
        "community",
        "社区通用",
        "社区自定：2小时内签收，24小时内联系，一般5个工作日办结（待核实，请按当地规定修改）",
        False,
        [
            (ClockKind.SIGN, "", None, 2, "working_hours"),
            (ClockKind.SIGN, "", Priority.URGENT, 30, "minutes"),
            (ClockKind.SIGN, "", Priority.EMERGENCY, 15, "minutes"),
            (ClockKind.CONTACT, "", None, 24, "hours"),
            (ClockKind.CONTACT, "", Priority.EMERGENCY, 30, "minutes"),
            (ClockKind.HANDLE, "", None, 5, "working_days"),
            (ClockKind.HANDLE, "consultation", None, 2, "working_days"),
            (ClockKind.HANDLE, "", Priority.COMPLEX, 15, "working_days"),
            (ClockKind.HANDLE, "", Priority.URGENT, 24, "hours"),
            (ClockKind.HANDLE, "", Priority.EMERGENCY, 2, "hours"),
            (ClockKind.RESPOND, "", None, 1, "working_days"),
            (ClockKind.RESPOND, "", Priority.EMERGENCY, 30, "minutes"),
            *COMMON,
        ],
    ),
    (
        "beijing",
        "北京",
        "北京接诉即办：一般7天、复杂15天反馈，水电气热等24小时，突发2小时（复述性网页，待核实）",
        False,
        [
            (ClockKind.SIGN, "", None, 24, "hours"),
            (ClockKind.CONTACT, "", None, 24, "hours"),
            (ClockKind.HANDLE, "", None, 7, "days"),
            (ClockKind.HANDLE, "", Priority.COMPLEX, 15, "days"),
            (ClockKind.HANDLE, "", Priority.URGENT, 24, "hours"),
            (ClockKind.HANDLE, "", Priority.EMERGENCY, 2, "hours"),
            (ClockKind.RESPOND, "", None, 1, "working_days"),
            *COMMON,
        ],
    ),
    (
        "jinan",
        "济南、潍坊",
        "济南市12345市民服务热线条例、潍坊市12345政务服务便民热线条例：5个工作日答复",
        True,
        [
            (ClockKind.HANDLE, "", None, 5, "working_days"),
            (ClockKind.RESPOND, "", None, 1, "working_days"),
            *COMMON,
        ],
    ),
    (
        "efficiency-light",
        "效能红黄灯",
        "1个工作日签收并联系；咨询2个工作日，求助、投诉5个工作日（复述性网页，待核实）",
        False,
        [
            (ClockKind.SIGN, "", None, 1, "working_days"),
            (ClockKind.CONTACT, "", None, 1, "working_days"),
            (ClockKind.HANDLE, "", None, 5, "working_days"),
            (ClockKind.HANDLE, "consultation", None, 2, "working_days"),
            (ClockKind.RESPOND, "", None, 1, "working_days"),
            *COMMON,
        ],
    ),
    (
        "fujian",
        "福建某网格系统",
        "公开源代码所见：一般30天，急3天，紧急1天",
        True,
        [
            (ClockKind.HANDLE, "", None, 30, "days"),
            (ClockKind.HANDLE, "", Priority.URGENT, 3, "days"),
            (ClockKind.HANDLE, "", Priority.EMERGENCY, 1, "days"),
            *COMMON,
        ],
    ),
    (
        "bureau",
        "某市局自定",
        "一个市局的办法：咨询、求助3个工作日，投诉、举报、建议13个工作日，应急类当天",
        True,
        [
            (ClockKind.HANDLE, "", None, 13, "working_days"),
            (ClockKind.HANDLE, "consultation", None, 3, "working_days"),
            (ClockKind.HANDLE, "help", None, 3, "working_days"),
            (ClockKind.HANDLE, "", Priority.EMERGENCY, 0, "days"),
            *COMMON,
        ],
    ),
    (
        "seven-days",
        "24小时签收、7日办结",
        "一篇关于三率的文章所述基准（待核实）",
        False,
        [
            (ClockKind.SIGN, "", None, 24, "hours"),
            (ClockKind.HANDLE, "", None, 7, "days"),
            *COMMON,
        ],
    ),
]


def load() -> None:
    """Add what is missing; what a site has changed stays."""
    known = set(Preset.objects.values_list("code", flat=True))
    for code, name, source, verified, limits in PRESETS:
        if code not in known:
            preset = Preset.objects.create(
                code=code, name=name, source=source, verified=verified, reminders=REMINDERS
            )
            Rule.objects.bulk_create(
                Rule(
                    preset=preset,
                    kind=kind,
                    topic=topic,
                    priority=priority,
                    amount=amount,
                    unit=unit,
                )
                for kind, topic, priority, amount, unit in limits
            )
    if not Preset.objects.filter(in_use=True).exists():
        Preset.objects.filter(code="community").update(in_use=True)
