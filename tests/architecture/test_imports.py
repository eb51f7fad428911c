"""The rules of ARCHITECTURE.md that import-linter cannot say, over the whole code.

Each rule is first shown a small breach, so that none can pass by being blind.
"""

from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from architecture import code, pages
from architecture.code import Source

LINLI = Path(__file__).resolve().parents[2] / "src" / "linli"
SOURCES = code.sources(LINLI)
APPS = {source.app for source in SOURCES if source.app}
TEMPLATES = sorted(LINLI.rglob("*.html"))

CASES, AUDIT = "linli.services.cases", "linli.foundation.audit"


def breaches(rule, *arguments):
    return [line for source in SOURCES for line in rule(source, *arguments)]


def template_breaches(rule):
    return [
        f"{path.relative_to(LINLI)}:{line}" for path in TEMPLATES for line in rule(path.read_text())
    ]


def test_the_walk_sees_the_code():
    assert "linli.kernel.clock" in {source.module for source in SOURCES}
    assert AUDIT in APPS
    assert "linli.kernel" not in APPS


def test_other_apps_are_used_through_public():
    assert breaches(code.private_imports, APPS) == []


@pytest.mark.parametrize(
    ("module", "line", "is_breach"),
    [
        (f"{CASES}.actions", f"from {AUDIT}.models import AuditEvent", True),
        (f"{CASES}.actions", f"from {AUDIT} import actions", True),
        (f"{CASES}.actions", f"import {AUDIT}.queries", True),
        (f"{CASES}.actions", "from linli.foundation import audit", True),
        (f"{CASES}.actions.intake", f"from {AUDIT} import public as audit", False),
        (f"{CASES}.actions.intake", f"from {AUDIT}.public import record", False),
        (f"{CASES}.actions", f"from {CASES}.models import Case", False),
        (f"{CASES}.actions", f"from {AUDIT}.tests.factories import event", True),
        (f"{CASES}.tests.test_actions", f"from {AUDIT}.tests.factories import event", False),
        (f"{CASES}.tests.test_actions", f"from {AUDIT}.models import AuditEvent", True),
        ("linli.config.urls", f"from {AUDIT}.web import urls", False),
        ("linli.kernel.clock", f"from {AUDIT}.models import AuditEvent", True),
    ],
)
def test_public_rule_bites(module, line, is_breach):
    assert bool(code.private_imports(Source(module, line), {CASES, AUDIT})) is is_breach


def test_modules_are_named_for_what_they_hold():
    assert breaches(code.vague_name) == []


def test_naming_rule_bites():
    assert code.vague_name(Source(f"{CASES}.utils", "")) != []
    assert code.vague_name(Source(f"{CASES}.letters", "")) == []


def test_pages_reach_records_through_queries():
    assert breaches(code.queries_in_pages) == []


@pytest.mark.parametrize(
    ("module", "line", "is_breach"),
    [
        (f"{CASES}.web.views", "Case.objects.get(pk=1)", True),
        (f"{CASES}.portal.views", "Case._default_manager.all()", True),
        (f"{CASES}.api", "from django.shortcuts import get_object_or_404", True),
        (f"{CASES}.queries", "Case.objects.get(pk=1)", False),
        (f"{CASES}.web.views", "queries.get_visible(user, 1)", False),
    ],
)
def test_pages_rule_bites(module, line, is_breach):
    assert bool(code.queries_in_pages(Source(module, line))) is is_breach


def test_the_domain_does_not_ask_the_clock():
    assert breaches(code.clock_in_domain) == []


@pytest.mark.parametrize(
    ("module", "line", "is_breach"),
    [
        (f"{CASES}.actions.intake", "at = clock.now()", True),
        (f"{CASES}.models", "default = clock.today", True),
        (f"{CASES}.states", "from linli.kernel.clock import now", True),
        (f"{CASES}.actions", "on = clock.local_date(at)", False),
        (f"{CASES}.web.views", "actions.close(at=clock.now())", False),
        (f"{CASES}.tests.test_actions", "at = clock.now()", False),
        (f"{CASES}.open311.queries", "at = clock.now()", True),
    ],
)
def test_clock_rule_bites(module, line, is_breach):
    assert bool(code.clock_in_domain(Source(module, line))) is is_breach


def test_all_words_of_code_are_marked():
    assert breaches(code.unmarked_words) == []


@pytest.mark.parametrize(
    ("module", "line", "is_breach"),
    [
        (f"{CASES}.actions.intake", 'title = "诉求"', True),
        (f"{CASES}.web.forms", 'title = f"{n} 件"', True),
        (f"{CASES}.web.forms", 'title = _("{n} 件").format(n=1) + "。共"', True),
        (f"{CASES}.models", 'title = _("诉求")', False),
        (f"{CASES}.models", 'title = pgettext_lazy("case", "诉求")', False),
        (f"{CASES}.models", 'title = ngettext("一件", "%(n)s 件", n)', False),
        (f"{CASES}.models", '"""派单: who handles."""', False),
        (f"{CASES}.chats", 'PATTERN = "上午|下午"', False),
    ],
)
def test_words_rule_bites(module, line, is_breach):
    assert bool(code.unmarked_words(Source(module, line))) is is_breach


def test_words_wait_for_a_reader():
    assert breaches(code.words_at_import) == []


@pytest.mark.parametrize(
    ("name", "line", "is_breach"),
    [
        ("gettext", 'class A:\n    message = _("诉求")', True),
        ("gettext", 'NAMES = {"a": _("诉求")}', True),
        ("gettext_lazy", 'class A:\n    message = _("诉求")', False),
        ("gettext", 'def name():\n    return _("诉求")', False),
    ],
)
def test_reader_rule_bites(name, line, is_breach):
    text = f"from django.utils.translation import {name} as _\n{line}"
    assert bool(code.words_at_import(Source(f"{CASES}.actions", text))) is is_breach


def test_migrations_are_named_by_hand():
    migrations = MigrationLoader(None).disk_migrations.values()
    ours = [
        migration for migration in migrations if type(migration).__module__.startswith("linli.")
    ]
    assert [
        f"{migration.app_label}.{migration.name}"
        for migration in ours
        if is_automatic(migration.name, migration.suggest_name())
    ] == []


def is_automatic(name: str, suggestion: str) -> bool:
    words = name.split("_", 1)[1]
    return words != "initial" and (
        words == suggestion or words.startswith("auto_") or words.endswith("_and_more")
    )


def test_migration_rule_bites():
    assert is_automatic("0002_alter_case_title_and_more", "alter_case_title_and_more")
    assert is_automatic("0003_auto_20261122_1200", "")
    assert is_automatic("0004_case_title", "case_title")
    assert not is_automatic("0004_cases_get_a_title", "case_title")
    assert not is_automatic("0001_initial", "initial")


def test_pages_hold_no_code():
    assert template_breaches(pages.inline_code) == []


@pytest.mark.parametrize(
    ("html", "is_breach"),
    [
        ("<script>go()</script>", True),
        ("<script\n  defer>go()</script>", True),
        ('<script type="module">go()</script>', True),
        ('<button onclick="go()">', True),
        ("<form\n onsubmit='go()'>", True),
        ('<p hx-on:click="go()">', True),
        ('<a href="javascript:go()">', True),
        ('<p class="a" style="color:red">', True),
        ('<script src="{% static "a.js" %}" defer></script>', False),
        ('<script\n  src="{% static "a.js" %}"></script>', False),
        ('<script id="x" type="application/json">[1]</script>', False),
        ('<p class="on">style = 1</p>', False),
        ('{% include "a.html" with style="b" onward="c" %}', False),
    ],
)
def test_inline_code_rule_bites(html, is_breach):
    assert bool(pages.inline_code(html)) is is_breach


def test_all_words_of_pages_are_marked():
    assert template_breaches(pages.unmarked_chinese) == []


@pytest.mark.parametrize(
    ("html", "is_breach"),
    [
        ("<h1>待办</h1>", True),
        ('<a title="待办">', True),
        ('{% include "a.html" with title="待办" %}', True),
        ("{{ title|default:'待办' }}", True),
        ("{% blocktranslate %}有 {{ n }} 件{% endblocktranslate %}还有", True),
        ('<h1>{% translate "待办" %}：</h1>', False),
        ("{% blocktranslate count n=n %}一件{% plural %}{{ n }} 件{% endblocktranslate %}", False),
        ('{{ title|default:_("待办") }}', False),
        ("{% comment %}待办{% endcomment %}{# 待办 #}", False),
    ],
)
def test_marking_rule_bites(html, is_breach):
    assert bool(pages.unmarked_chinese(html)) is is_breach
