"""The register as a source of figures: people, and the households that they live in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.counting import residents_words
from linli.insight.sheets.counting.residents_words import AGE, HOME, TAG
from linli.insight.sheets.proposing import people
from linli.kernel import counted
from linli.kernel.counted import Asked, Choice, Dimension, Named, Things
from linli.registers.residents import public as residents
from linli.registers.residents.public import ResidentsPermission

CODE = "residents"
AT_ONCE = 5_000
Kind = residents.catalogue.Kind
# Properties with a column of their own; `person.sex` and birth are asked as sex and age.
COLUMNS = {"sex": "sex", "registration": "registration", "presence": "presence"}
LEFT_OUT = {"person.sex", "person.birth_date"}
ALWAYS = ("pk", "place_path", "household")


def facts() -> list[residents.catalogue.Field]:
    """Facts of people that have a list of values, or a yes and a no."""
    return [
        field
        for field in residents.catalogue.fields(residents.catalogue.Entity.PERSON)
        if field.id not in LEFT_OUT
        and (field.kind in {Kind.CODE, Kind.YES_NO} or (field.kind == Kind.TEXT and field.words))
    ]


def dimensions() -> list[Dimension]:
    """Everything by which people can be parted."""
    tags = tuple(
        Choice(
            str(tag.pk),
            tag.name,
            frozenset(residents.tag_codes([tag])) - {ResidentsPermission.VIEW},
        )
        for tag in residents.tag_dictionary()
    )
    found = [
        Dimension(AGE, _("年龄"), unit=_("岁")),
        Dimension("sex", _("性别"), _choices(residents.Sex.choices[:2])),
        Dimension(TAG, _("标签"), tags, single=False),
        Dimension("registration", _("户籍"), _choices(residents.Registration.choices[1:])),
        Dimension("presence", _("状态"), _choices(residents.Presence.choices)),
        Dimension(HOME, _("一户几人"), unit=_("人")),
    ]
    return [*found, *(_of_fact(field) for field in facts())]


def _choices(pairs: Iterable[tuple[Any, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(words)) for value, words in pairs)


def _of_fact(field: residents.catalogue.Field) -> Dimension:
    closed = residents.elements.is_sensitive(field.id)
    codes = frozenset({ResidentsPermission.SENSITIVE} if closed else ())
    if field.kind == Kind.YES_NO:
        pairs = [
            ("1", _("%(field)s：是") % {"field": field.label}),
            ("0", _("%(field)s：否") % {"field": field.label}),
        ]
    elif field.kind == Kind.CODE:
        pairs = list(residents.codes.entries(field.codes).items())
    else:
        pairs = [(word, word) for word in field.words]
    choices = tuple(Choice(value, words, codes) for value, words in pairs)
    return Dimension(field.id, str(field.label), choices)


def phrases() -> list[counted.Phrase]:
    return residents_words.all_phrases(list(residents.tag_dictionary()))


def things(asked: Asked) -> Things:
    """The people of a place who fit, with what is asked of them; a small number of queries for all
    of them together."""
    chosen = {**people.nobody_asked(), **asked.only}
    found = people.fitting(asked.user, chosen, asked.place, on=asked.until)
    reader = _Reader(asked)
    rows = found.order_by().values_list(*reader.columns).iterator(chunk_size=AT_ONCE)
    while lot := list(islice(rows, AT_ONCE)):
        reader.add(lot)
    made = reader.things
    if TAG in asked.dimensions:
        _add_tags(made, found, asked)
    facts = {
        e: allowed for e, allowed in chosen["facts"].items() if e in residents.catalogue.FIELDS
    }
    _forget_stopped(made, {*asked.dimensions, *facts})
    return _narrowed(made, facts) if facts else made


class _Reader:
    def __init__(self, asked: Asked) -> None:
        self.on = asked.until
        known = residents.catalogue.FIELDS
        wanted = {*asked.dimensions, *asked.only.get("facts", {})}
        self.facts = [known[code] for code in sorted(wanted) if code in known]
        self.plain = [code for code in COLUMNS if code in asked.dimensions]
        self.aged, self.homes = AGE in asked.dimensions, HOME in asked.dimensions
        own = [field.column for field in self.facts if field.column]
        more = ["details"] if any(not field.column for field in self.facts) else []
        self.columns = list(
            dict.fromkeys(
                [
                    *ALWAYS,
                    *(COLUMNS[code] for code in self.plain),
                    *(["born_on"] if self.aged else []),
                    *(["household_size"] if self.homes else []),
                    *own,
                    *more,
                ]
            )
        )
        values: dict[str, list[Any]] = {code: [] for code in self.plain}
        values |= {field.id: [] for field in self.facts}
        values |= {AGE: []} if self.aged else {}
        values |= {HOME: []} if self.homes else {}
        self.things = Things([], [], [], values)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Some more people, column by column."""
        sides = dict(zip(self.columns, zip(*rows, strict=True), strict=True))
        made = self.things
        made.ids += sides["pk"]
        made.paths += sides["place_path"]
        made.groups += (home or 0 for home in sides["household"])
        for code in self.plain:
            made.values[code] += (value or None for value in sides[COLUMNS[code]])
        if self.aged:
            made.values[AGE] += (residents.age_on(day, self.on) for day in sides["born_on"])
        if self.homes:
            made.values[HOME] += (size or None for size in sides["household_size"])
        known = [residents.known_of(text) for text in sides.get("details", ())]
        for field in self.facts:
            if field.column:
                made.values[field.id] += (value or None for value in sides[field.column])
            else:
                made.values[field.id] += (one.get(field.id) or None for one in known)


def _add_tags(made: Things, found: QuerySet[residents.Person], asked: Asked) -> None:
    """Who holds which tag, as far as the person may know it."""
    wanted = {int(pk) for one in asked.conditions if one.of == TAG for pk in one.values}
    tags = list(residents.tag_dictionary(closed=True).filter(pk__in=wanted))
    held: dict[int, set[str]] = {}
    for tag, ids in residents.tag_holders(found, tags, asked.user, on=asked.until):
        for pk in ids:
            held.setdefault(pk, set()).add(str(tag.pk))
    made.values[TAG] = [held.get(pk) for pk in made.ids]


def _forget_stopped(made: Things, wanted: Iterable[str]) -> None:
    """What somebody does not want used is as if it were not known."""
    groups = {
        code: residents.catalogue.GROUP_OF[code].code
        for code in wanted
        if code in residents.catalogue.GROUP_OF
    }
    if not groups:
        return
    places = {pk: number for number, pk in enumerate(made.ids)}
    for lot in _lots(made.ids):
        for pk, stopped in residents.standings.stopped_groups(lot).items():
            for code, group in groups.items():
                if group in stopped:
                    made.values[code][places[pk]] = None


def _lots(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def _narrowed(made: Things, facts: dict[str, list[str]]) -> Things:
    """Those who meet what the whole table asks of facts."""
    kept = [
        number
        for number in range(len(made.ids))
        if all(
            (value := made.values[element][number]) and (people.ANY in allowed or value in allowed)
            for element, allowed in facts.items()
        )
    ]
    return Things(
        [made.ids[n] for n in kept],
        [made.paths[n] for n in kept],
        [made.groups[n] for n in kept],
        {code: [side[n] for n in kept] for code, side in made.values.items()},
    )


def named(user: accounts.User, ids: Sequence[int]) -> list[Named]:
    """Who some people are; those whom the person may not see are left out."""
    known = residents.about(ids)
    return [
        Named(pk, known[pk][0], reverse("residents:person", args=[pk]))
        for pk in ids
        if pk in known and accounts.holds(user, ResidentsPermission.VIEW, known[pk][1])
    ]


def source() -> counted.Source:
    """The register, for the registry."""
    return counted.Source(
        code=CODE,
        label=gettext_lazy("居民"),
        about=None,
        unit="人",
        measures=re.compile(r"(?:总)?人(?:口)?(?:总)?数量?|总人口|人口总?数?(?=$|｜)"),
        view=ResidentsPermission.VIEW,
        dimensions=dimensions,
        phrases=phrases,
        things=things,
        named=named,
        group_unit="户",
        group_measures=re.compile(r"(?:家庭)?总?户数|(?:家庭|住)?户(?=$|｜|\()|家庭(?=$|｜|数)"),
    )


def register() -> None:
    """Called from `AppConfig.ready`."""
    counted.register(source())
