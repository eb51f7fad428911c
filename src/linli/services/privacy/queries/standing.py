"""May this be done with somebody's data? The one place that everybody asks.

A group of facts may be used when some purpose in use covers it that needs no consent, or one to
which the person has agreed (art 13); a purpose that the person has limited does not count (art 44),
nor does one for emergencies outside of them.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.registers.residents import public as residents
from linli.services.privacy.models import Basis, Consent, Purpose, Restriction, Word
from linli.services.privacy.queries import purposes as of_purposes


class State(StrEnum):
    OPEN = "open"
    UNASKED = "unasked"
    STOPPED = "stopped"
    UNNAMED = "unnamed"


WORDS: Mapping[State, object] = {
    State.UNASKED: _("还没有征得本人同意，先征得同意再用。"),
    State.STOPPED: _("本人不同意使用这类信息，不能看、不能改、不能提供。"),
    State.UNNAMED: _("还没有哪个用途要用这类信息，没有用途就不要收集。"),
}


@dataclasses.dataclass(frozen=True)
class Said:
    """What some people have said: by id of the person and of the purpose."""

    words: Mapping[tuple[int, int], Word]
    restricted: frozenset[tuple[int, int]]

    def allows(self, person: int, purpose: Purpose) -> bool:
        """Whether data may be handled for the purpose, as far as the person has a say."""
        if (person, purpose.pk) in self.restricted:
            return False
        return not purpose.needs_consent or self.words.get((person, purpose.pk)) == Word.GIVEN

    def is_unasked(self, person: int, purpose: Purpose) -> bool:
        key = (person, purpose.pk)
        return purpose.needs_consent and key not in self.words and key not in self.restricted


def said_by(ids: Iterable[int], *, until: dt.date | None = None) -> Said:
    """What these people have said, on any of their files; three queries. `until`: a no of a later
    day is not heard yet."""
    asked = list(ids)
    kept = dict.fromkeys(asked) | dict(
        residents.Person.objects.filter(merged_into__in=asked).values_list("pk", "merged_into")
    )
    words: dict[tuple[int, int], Word] = {}
    rows = Consent.objects.filter(person__in=list(kept), latest=True).order_by("at", "pk")
    told = rows.values_list("person_id", "purpose_id", "word", "said_on")
    for person, purpose, word, said_on in told:
        unheard = until is not None and said_on > until
        words[kept[person] or person, purpose] = Word.GIVEN if unheard else Word(word)
    running = Restriction.objects.filter(person__in=list(kept), ended_at=None)
    pairs = running.values_list("person_id", "purpose_id")
    return Said(words, frozenset((kept[person] or person, purpose) for person, purpose in pairs))


def state_of(group: str, person: int, said: Said, purposes: Sequence[Purpose]) -> State:
    """What may be done with one group of somebody's facts."""
    covering = [one for one in purposes if group in one.groups and one.basis != Basis.EMERGENCY]
    if any(said.allows(person, one) for one in covering):
        return State.OPEN
    if not covering:
        return State.UNNAMED
    if any(said.is_unasked(person, one) for one in covering):
        return State.UNASKED
    return State.STOPPED


def may_process(person: int, *, purpose: str = "", group: str = "") -> bool:
    """Whether a purpose (by its name) may be pursued with somebody's data, or a group of facts (by
    its code) be used for any purpose; asked before something new is done with them."""
    purposes = of_purposes.in_use()
    said = said_by([person])
    if purpose:
        return any(one.name == purpose and said.allows(person, one) for one in purposes)
    return state_of(group, person, said, purposes) == State.OPEN


def for_pages(ids: Sequence[int]) -> dict[int, dict[str, residents.standings.Standing]]:
    """What the register says where it shows a group of facts that may not simply be used."""
    said, purposes = said_by(ids), of_purposes.in_use()
    if not purposes:  # a site that keeps no list of purposes yet
        return {}
    found: dict[int, dict[str, residents.standings.Standing]] = {}
    for pk in ids:
        url = reverse("privacy:person", args=[pk])
        states = {
            group.code: state_of(group.code, pk, said, purposes)
            for group in residents.catalogue.PERSON_GROUPS
        }
        found[pk] = {
            code: residents.standings.Standing(
                WORDS[state], stopped=state == State.STOPPED, url=url
            )
            for code, state in states.items()
            if state != State.OPEN
        }
    return found


def stopped(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Groups that may not be used, of those people who said no to something."""
    said = said_by(ids)
    heard = {pk for (pk, _purpose), word in said.words.items() if word != Word.GIVEN}
    heard |= {pk for pk, _purpose in said.restricted}
    if not heard:
        return {}
    purposes = of_purposes.in_use()
    found = {
        pk: frozenset(
            group.code
            for group in residents.catalogue.PERSON_GROUPS
            if state_of(group.code, pk, said, purposes) == State.STOPPED
        )
        for pk in heard
    }
    return {pk: groups for pk, groups in found.items() if groups}


def register() -> None:
    """Called from `AppConfig.ready`."""
    residents.standings.register("privacy", residents.standings.Source(for_pages, stopped))
