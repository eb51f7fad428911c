"""What the page of the helper shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.insight.triage.in_use import IN_USE
from linli.insight.triage.learned import store
from linli.insight.triage.learned.comparing import f1
from linli.services.cases import public as cases


@dataclass(frozen=True)
class Learned:
    """One of the models: its number, its report, and how it does beside the one in use."""

    number: int
    report: dict[str, Any]
    lines: list["Line"]
    in_use: bool


@dataclass(frozen=True)
class Line:
    """A category: how well it is found, and by how much better (or worse) than by the one in use;
    None where there is nothing to compare."""

    label: str
    messages: int
    precision: float
    recall: float
    better: float | None

    @property
    def worse(self) -> float:
        return -(self.better or 0.0)


@dataclass(frozen=True)
class Overview:
    """`told`: how many requests there are to learn from. `problems`: in sentences for people."""

    models: list[Learned]
    told: int
    problems: list[str]


def overview() -> Overview:
    """The models, newest first."""
    folder = Path(settings.TRIAGE_MODEL)
    found: dict[int, dict[str, Any]] = {}
    problems = []
    try:
        current = store.current(folder)
    except store.NoModel:
        current = None
    # As it is for the requests: a model may have its report and yet not be whole.
    if IN_USE.problem():
        problems.append(
            _(
                "正在用的读不出来了，可能文件坏了。现在按类别的关键词提议；请启用另一次的，或者再学一次。"
            )
        )
    for number in store.numbers(folder):
        try:
            found[number] = store.report(folder, number)
        except store.NoModel:
            problems.append(_("第%(number)s次学到的不完整，没有列出。") % {"number": number})
    used = found.get(current) if current is not None else None
    models = [
        Learned(
            number, report, _lines(report, used if number != current else None), number == current
        )
        for number, report in sorted(found.items(), reverse=True)
    ]
    return Overview(models, cases.told_count(), problems)


def _lines(report: dict[str, Any], used: dict[str, Any] | None) -> list[Line]:
    before = {of["label"]: f1(of) for of in used["labels"]} if used else {}
    lines = [
        Line(
            of["label"],
            of["messages"],
            of["precision"],
            of["recall"],
            f1(of) - before[of["label"]] if of["label"] in before else None,
        )
        for of in report["labels"]
    ]
    # What got worse is what one has to see.
    return sorted(lines, key=lambda line: 0.0 if line.better is None else line.better)
