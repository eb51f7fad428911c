"""The reader that requests are read with: the model in use, what was said lately, signs of need."""

import datetime as dt
from collections.abc import Mapping

from linli.insight.triage.in_use import IN_USE
from linli.insight.triage.learned.model import Answer
from linli.insight.triage.memory import Memory
from linli.insight.triage.mentions.days import days
from linli.insight.triage.mentions.finding import amounts, mentions
from linli.insight.triage.mentions.tellers import teller
from linli.insight.triage.urgency.reading import NOW, signs
from linli.services.cases import public as cases

MOST = 3
# What is less likely is not worth a glance.
LEAST_CHANCE = 0.05


class LearnedReader:
    """What people said of a request like it stands before what the model makes of it."""

    def __init__(self) -> None:
        self._memory = Memory()

    def propose(self, text: str, known: Mapping[str, int]) -> cases.Proposals | None:
        """None before anything was learned."""
        ranked, given = [], None
        if (given := self._like(text, known)) is not None:
            ranked.append(cases.Proposal(given, (), like=True))
        if (model := IN_USE.model()) is not None:
            # Some of the likeliest may be no categories any more, and one stands there already.
            answer = model.classify(text, explained=2 * MOST)
            ranked += _ranked(answer, known, but={one.category for one in ranked})
            if given is None:
                given = _sure(answer, known)
        return cases.Proposals(tuple(ranked[:MOST]), given) if ranked else None

    def given(self, text: str, known: Mapping[str, int], *, remember: bool) -> int | None:
        if remember and (like := self._like(text, known)) is not None:
            return like
        model = IN_USE.model()
        return _sure(model.classify(text, explained=0), known) if model is not None else None

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

    def teller(self, text: str) -> tuple[str, str]:
        return teller(text)


def _sure(answer: Answer, known: Mapping[str, int]) -> int | None:
    return known.get(answer.proposals[0].label) if answer.sure else None


def _ranked(answer: Answer, known: Mapping[str, int], *, but: set[int]) -> list[cases.Proposal]:
    return [
        cases.Proposal(known[of.label], tuple(of.because[:3]))
        for of in answer.proposals
        if of.chance >= LEAST_CHANCE and of.label in known and known[of.label] not in but
    ]
