"""The pages of a household, a dwelling and a building."""

import dataclasses
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.registers.residents import codes, panels
from linli.registers.residents.models import LIVING, Dwelling, Household, Person
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import buildings, files
from linli.registers.residents.web.forms import LookForm
from linli.registers.residents.web.rights import may
from linli.registers.residents.years import age_on

viewer_page = desk_page(ResidentsPermission.VIEW)


@dataclasses.dataclass(frozen=True)
class Member:
    """Somebody of a household as its page shows him."""

    person: Person
    age: int | None
    relation: str
    # Where the relation doesn't tell it.
    sex: str
    belongs: bool


@require_safe
@never_cache
@viewer_page
def household(request: HttpRequest, pk: int) -> HttpResponse:
    return show_household(request, files.get_household(request.user, pk))


@require_safe
@never_cache
@viewer_page
def dwelling(request: HttpRequest, place_id: int) -> HttpResponse:
    return show_dwelling(request, files.get_place(request.user, place_id, places.Kind.DWELLING))


@require_safe
@never_cache
@viewer_page
def building(request: HttpRequest, place_id: int) -> HttpResponse:
    place = files.get_place(request.user, place_id, places.Kind.BUILDING)
    context = {"building": place, "plan": buildings.plan(place, on=clock.today())}
    return render(request, "residents/building.html", context)


def show_household(
    request: HttpRequest,
    shown: Household,
    *,
    status: int = 200,
    revealed: dict[str, str] | None = None,
    **bound: forms.Form,
) -> HttpResponse:
    """A household's page."""
    people = member_rows(files.members(shown))
    context = {
        "household": shown,
        "members": [one for one in people if one.belongs],
        "former": [one for one in people if not one.belongs],
        "panels": panels.for_people(request.user, files.ids_of([one.person for one in people])),
        **facts(request, shown, revealed),
        **may(request, shown.place_path),
    }
    return render(request, "residents/household.html", context | bound, status=status)


def show_dwelling(
    request: HttpRequest,
    place: places.Place,
    *,
    status: int = 200,
    revealed: dict[str, str] | None = None,
    **bound: forms.Form,
) -> HttpResponse:
    """A dwelling's page: who lives there, whose it is."""
    line = places.ancestors(place)
    context = {
        "place": place,
        "building": places.of_kind(line, places.Kind.BUILDING),
        "homes": [
            {"household": one, "members": member_rows(one.people.all())}
            for one in files.households_at(place)
        ],
        **facts(request, files.dwelling_of(place), revealed),
        **may(request, place.place_path),
    }
    return render(request, "residents/dwelling.html", context | bound, status=status)


def member_rows(people: Any) -> list[Member]:
    today = clock.today()
    return [
        Member(
            one,
            age_on(one.born_on, today),
            codes.kinship(one.relation),
            "" if codes.tells_sex(one.relation) else one.get_sex_display(),
            one.presence in LIVING,
        )
        for one in people
        if one.merged_into_id is None
    ]


def facts(
    request: HttpRequest,
    record: Person | Household | Dwelling,
    revealed: dict[str, str] | None,
) -> dict[str, Any]:
    """The groups of facts of a record, and what is asked before all of them is shown."""
    kind = files.ENTITY[type(record)]
    pk = record.place_id if isinstance(record, Dwelling) else record.pk
    statements = files.statements_of(record) if record.pk else []
    told = files.told(record, statements, request.user, on=clock.today(), revealed=revealed)
    return {
        "record_pk": pk,
        "kind": kind,
        "told": [one for one in told if one.closed or one.filled],
        "untold": [one for one in told if not one.closed and not one.filled],
        "masked": any(one.masked for one in told),
        "revealed": revealed,
        "look_url": reverse("residents:look", args=[kind, pk]),
        "look_form": LookForm(auto_id="look_%s"),
    }
