"""The reader that requests are read with: the model in use, what was said lately, signs of need."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from linli.insight.triage.learned import store
from linli.insight.triage.learned.model import Answer, Model
from linli.insight.triage.memory import Memory
from linli.insight.triage.mentions.days import days
from linli.insight.triage.mentions.finding import amounts, mentions
from linli.insight.triage.urgency.reading import NOW, signs
from linli.services.cases import public as cases

MOST = 3
# What is less likely is not worth a glance.
LEAST_CHANCE = 0.05


class LearnedReader:
    """Keeps the model in use; another process may put a new one to work at any time."""

    def __init__(self) -> None:
        self._kept: tuple[Path, int, Model] | None = None
        self._memory = Memory()

    def propose(
        self, text: str, known: Mapping[str, int], *, remember: bool
    ) -> cases.Proposals | None:
        """What people said of a request like it stands first; None before anything was learned."""
        ranked, given = [], None
        if remember and (given := self._like(text, known)) is not None:
            ranked.append(cases.Proposal(given, (), like=True))
        if (model := self._model()) is not None:
            answer = model.classify(text)
            ranked += _ranked(answer, known, but={one.category for one in ranked})
            if given is None and answer.sure:
                given = known.get(answer.proposals[0].label)
        return cases.Proposals(tuple(ranked[:MOST]), given) if ranked else None

    def _like(self, text: str, known: Mapping[str, int]) -> int | None:
        like = self._memory.like(text)
        return known.get(like.category) if like is not None else None

    def signs(self, text: str) -> list[cases.Sign]:
        return [
            cases.Sign(sign.label, tuple(sign.words), sign.duty, sign.level == NOW)
            for sign in signs(text)
        ]

    def places(self, text: str) -> list[str]:
        return mentions(text).places

    def days(self, text: str, on: dt.date) -> list[tuple[str, dt.date]]:
        return days(text, on)

    def amounts(self, text: str) -> list[str]:
        return amounts(text)

    def _model(self) -> Model | None:
        folder = Path(settings.TRIAGE_MODEL)
        try:
            number = store.current(folder)
            if number is None:
                return None
            if self._kept is None or self._kept[:2] != (folder, number):
                self._kept = (folder, number, store.load(folder, number))
        except store.NoModel:
            # A damaged model is told on its page and by `linli doctor`; requests go on without.
            return None
        return self._kept[2]


def _ranked(answer: Answer, known: Mapping[str, int], *, but: set[int]) -> list[cases.Proposal]:
    return [
        cases.Proposal(known[of.label], tuple(of.because[:3]))
        for of in answer.proposals
        if of.chance >= LEAST_CHANCE and of.label in known and known[of.label] not in but
    ]
