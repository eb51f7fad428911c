"""Saying what goes where, and who goes in; what was decided is remembered."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions
from linli.insight.sheets.actions.moves import Tell, fire, untold
from linli.insight.sheets.counting.meanings import Meaning
from linli.insight.sheets.models import Decision, Filling, How
from linli.insight.sheets.proposing import fields, people
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.states import Step
from linli.kernel.clock import local_date
from linli.kernel.counted import Condition
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents


class UnknownElement(DomainError):
    message = _("登记册里没有这一项，请从列表里选。")


@dataclasses.dataclass(frozen=True)
class Choice:
    """What goes into a field: an element (and `otherwise`, where the register knows nothing), the
    same words in every row, or nothing."""

    how: str
    element: str = ""
    words: str = ""
    otherwise: str = ""


def count_people(
    *, filling: Filling, by: accounts.User, at: dt.datetime, tell: Tell = untold
) -> None:
    """Count who goes into each sheet, however many files have to be opened, and keep the number for
    as long as nobody changes the conditions."""
    permissions.check_fill(by, filling.place_path)
    on = filling.as_of or local_date(at)
    for sheet in filling.sheets:
        if not sheet["on"] or not sheet["people"]["facts"]:
            continue
        number = people.count_all(by, sheet["people"], filling.place, on=on, tell=tell)
        if number is not None:
            kept = {"mark": people.mark(by, sheet["people"], on), "count": number}
            _keep_count(filling, sheet["name"], kept | {"at": at.isoformat()})


@transaction.atomic
def _keep_count(filling: Filling, name: str, kept: dict[str, Any]) -> None:
    locked = Filling.objects.select_for_update().get(pk=filling.pk)
    for sheet in locked.sheets:
        if sheet["name"] == name:
            sheet["counted"] = kept
    locked.save(update_fields=["sheets"])


@dataclasses.dataclass(frozen=True)
class Label:
    """What a label of a table of figures counts: conditions, of which number, how a total is made;
    or nothing (`how` blank)."""

    how: str
    of: tuple[Condition, ...] = ()
    measure: str = ""
    total: str = ""


Labels = Mapping[str, Mapping[str, Label]]


@transaction.atomic
def confirm(
    *,
    filling: Filling,
    choices: Mapping[str, Choice],
    sheets: Mapping[str, Mapping[str, Any]],
    as_of: dt.date,
    by: accounts.User,
    at: dt.datetime,
    labels: Labels | None = None,
) -> None:
    """Keep the choices (by the fields' keys) and for each sheet whether it is filled ("on") and for
    whom ("people"), and between which days things are counted ("period"); for tables of figures (by
    sheet) what their labels count, by their keys. Raises `UnknownElement`."""
    permissions.check_fill(by, filling.place_path)
    locked = Filling.objects.select_for_update().get(pk=filling.pk)
    held = residents.elements.held()
    decided: list[Field] = []
    chosen: list[Field] = []
    for field in locked.fields:
        choice = choices.get(field["key"])
        if choice is None or _is_proposed(field, choice):
            decided.append(field)
            continue
        _check(choice, held)
        mine = field | dataclasses.asdict(choice) | {"asks": False, "origin": fields.CHOSEN}
        decided.append(mine)
        chosen.append(mine)
    about = [_chosen(sheet, sheets.get(sheet["name"], {})) for sheet in locked.sheets]
    told = [one for sheet in about for one in _labelled(sheet, (labels or {}).get(sheet["name"]))]
    fire(filling, Step.CONFIRM, fields=decided, sheets=about, as_of=as_of)
    for field in chosen:
        _remember(filling, field, by, at)
    for meaning in told:
        _remember_label(filling, meaning, by, at)
    if filling.form is not None and chosen:
        filling.form.fields = [
            {"key": one["key"], "path": one["path"], "element": one["element"]} for one in decided
        ]
        filling.form.save(update_fields=["fields"])


def _chosen(sheet: dict[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet with what was chosen for it as a whole."""
    new = sheet | {name: value for name, value in chosen.items() if name != "period"}
    if chosen.get("period") and new.get("figures"):
        since, until = chosen["period"]
        new["figures"] |= {"since": since.isoformat(), "until": until.isoformat()}
    return new


def _labelled(sheet: dict[str, Any], labels: Mapping[str, Label] | None) -> list[Meaning]:
    """Put what was chosen into the sheet; answers the labels of which something was decided."""
    told: list[Meaning] = []
    for meaning in sheet.get("figures", {}).get("meanings", ()):
        label = (labels or {}).get(meaning["key"])
        if label is None:
            continue
        said = {
            "how": label.how,
            "of": [one.data for one in label.of] if label.how == How.COUNT else meaning["of"],
            "measure": label.measure,
            "total": label.total,
        }
        if meaning["asks"] or any(meaning[name] != value for name, value in said.items()):
            meaning |= said | {"asks": False, "origin": fields.CHOSEN}
            told.append(meaning)
    return told


def _remember_label(filling: Filling, meaning: Meaning, by: accounts.User, at: dt.datetime) -> None:
    kept = {name: meaning[name] for name in ("of", "measure", "total", "beside")}
    Decision.objects.update_or_create(
        form=filling.form,
        key=meaning["key"],
        place=filling.place,
        defaults={
            "label": meaning["label"],
            "how": meaning["how"],
            "element": "",
            "words": "",
            "otherwise": "",
            "counts": kept,
            "by": by,
            "at": at,
        },
    )


def _is_proposed(field: Field, choice: Choice) -> bool:
    """Nothing to decide: what was proposed, and nobody was asked."""
    same = all(field[name] == value for name, value in dataclasses.asdict(choice).items())
    return same and not field["asks"]


def _check(choice: Choice, held: set[str]) -> None:
    if choice.how == How.ELEMENT and not fields.can_answer(choice.element, held):
        raise UnknownElement


def _remember(filling: Filling, field: Field, by: accounts.User, at: dt.datetime) -> None:
    Decision.objects.update_or_create(
        form=filling.form,
        key=field["key"],
        place=filling.place,
        defaults={
            "label": field["label"],
            "how": field["how"],
            "element": field["element"],
            "words": field["words"][:100],
            "otherwise": field["otherwise"][:100],
            "by": by,
            "at": at,
        },
    )
