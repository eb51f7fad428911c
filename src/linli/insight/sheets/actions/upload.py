"""Taking a blank table in, and reading what it asks for."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from typing import Any

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.actions.moves import fire, record
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Plan
from linli.insight.sheets.models import Filling, Form
from linli.insight.sheets.proposing import fields, figures, people, reading, titles
from linli.insight.sheets.queries import decisions, fillings
from linli.insight.sheets.reading.reader import UnreadableLayout
from linli.insight.sheets.states import Step
from linli.kernel.clock import local_date
from linli.kernel.text import CONTROLS
from linli.registers.residents import public as residents
from linli.shared.imports import public as imports

NOTHING_ASKED = "nothing_asked"
FILLABLE = {"xlsx", "xls"}
OLD_WORD = "WordDocument".encode("utf-16-le")


@transaction.atomic
def start(
    *,
    place: places.Place,
    file_name: str,
    content: bytes,
    by: accounts.User,
    at: dt.datetime,
) -> tuple[Filling, bool]:
    """Keep a blank table. The same file for the same place is the same filling until it was sent.

    Answers the filling, and whether it is new. Raises `UnreadableFile` for what is no table, and
    `CannotFill` for one that could be read but not given back filled.
    """
    permissions.check_fill(by, place.place_path)
    kind = kind_of(content)
    # A signed one or a broken one is better told now than after all questions.
    fill(content, Plan([]))
    sha256 = hashlib.sha256(content).hexdigest()
    if (known := fillings.under_way(by, sha256, place.place_path)) is not None:
        return known, False
    filling = Filling.objects.create(
        place=place,
        place_path=place.place_path,
        by=by,
        at=at,
        file_name=CONTROLS.sub("", file_name).strip()[-200:] or f"{at:%Y%m%d%H%M}.{kind}",
        file_format=kind,
        file_size=len(content),
        file_sha256=sha256,
        secret=vault.new_secret(),
        as_of=local_date(at),
    )
    vault.keep(filling, vault.SOURCE, content)
    record("sheets.upload", filling, by=by, at=at, changes={"sha256": sha256})
    return filling, True


def kind_of(content: bytes) -> str:
    """xlsx, xls or docx. Raises `UnreadableFile`, `CannotFill`."""
    try:
        kind = imports.sniff(io.BytesIO(content)).code
    except imports.UnreadableFile as error:
        if error.details.get("reason") != "document":
            raise
        if OLD_WORD in content:
            raise CannotFill("old_word") from error
        if not _is_word(content):
            raise CannotFill("not_a_table") from error
        return reading.WORD
    if kind not in FILLABLE:
        raise CannotFill("not_a_table")
    return kind


def _is_word(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "word/document.xml" in archive.namelist()


def read(*, filling: Filling, at: dt.datetime) -> None:
    """Read the blank and propose what goes where; what cannot be read is refused with the reason.

    Reading takes its time, and nobody else's writing waits for it.
    """
    content = vault.read(filling, vault.SOURCE)
    try:
        blank = reading.read(
            content, filling.file_format, residents.elements.held(), today=local_date(at)
        )
    except UnreadableLayout as error:
        _refuse(filling, str(imports.UnreadableFile(error.reason)), at)
        return
    if not blank.fields:
        _refuse(filling, _nothing_asked(blank), at)
        return
    _propose(filling, blank, at)


@transaction.atomic
def _propose(filling: Filling, blank: reading.Blank, at: dt.datetime) -> None:
    title = (blank.title or filling.file_name.rpartition(".")[0])[:200]
    form, _created = Form.objects.get_or_create(
        fingerprint=blank.fingerprint, defaults={"title": title, "first_seen_at": at}
    )
    drawn = {
        sheet["name"]: figures.propose(
            sheet, blank.boards[sheet["name"]], filling.place, today=local_date(at)
        )
        for sheet in blank.sheets
        if sheet["name"] in blank.boards
    }
    labels = [field["label"] for field in blank.fields]
    labels += [one["label"] for counted, _people in drawn.values() for one in counted["meanings"]]
    known = decisions.memory(form, labels, filling.place)
    proposed = [
        field if field.get("counted") else known.propose(field, filling.by)
        for field in blank.fields
    ]
    chosen_before = _propose_people(filling, form, blank)
    for sheet in blank.sheets:
        if sheet["name"] in drawn:
            counted, chosen = drawn[sheet["name"]]
            _propose_figures(filling, sheet, counted, known)
            if sheet["name"] not in chosen_before:
                sheet["people"], sheet["on"] = chosen, "figures" in sheet
    vault.keep(filling, vault.LAYOUT, json.dumps(blank.drawings).encode())
    fire(
        filling,
        Step.READ,
        form=form,
        title=title,
        sheets=blank.sheets,
        fields=proposed,
        as_of=blank.as_of or filling.as_of,
        message="",
    )
    _keep_fields(form, proposed)


def _propose_figures(
    filling: Filling, sheet: dict[str, Any], counted: figures.Figures, known: decisions.Memory
) -> None:
    """What the labels of a table count, as remembered; one that nobody could count has none."""
    for meaning in counted["meanings"]:
        known.propose_label(meaning, filling.by)
    if figures.is_countable(counted):
        sheet["figures"] = counted


def _propose_people(filling: Filling, form: Form, blank: reading.Blank) -> set[str]:
    """Who went in the last time at this place, or who the title says. Answers the names of the
    sheets for which somebody has chosen before."""
    tags = list(residents.tag_dictionary())
    last = (
        Filling.objects.filter(form=form, place_path=filling.place_path, filled_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    before = {sheet["name"]: sheet for sheet in last.sheets} if last else {}
    for sheet in blank.sheets:
        if (known := before.get(sheet["name"])) is not None:
            sheet["people"], sheet["on"] = known["people"], known["on"]
        else:
            read = people.from_conditions(sheet["conditions"], tags)
            sheet["people"], sheet["aside"] = titles.narrowed(read, sheet["title"], filling.place)
    return {sheet["name"] for sheet in blank.sheets if sheet["name"] in before}


def _keep_fields(form: Form, proposed: list[fields.Field]) -> None:
    """What the form asks for, for who compares forms."""
    form.fields = [
        {"key": one["key"], "path": one["path"], "element": one["element"]} for one in proposed
    ]
    form.save(update_fields=["fields"])


def _nothing_asked(blank: reading.Blank) -> str:
    """Why there is nothing to fill: a header that is a picture says so itself."""
    notices = [sheet["notice"] for sheet in blank.sheets if sheet["notice"]]
    return notices[0] if notices else str(CannotFill(NOTHING_ASKED))


@transaction.atomic
def _refuse(filling: Filling, message: str, at: dt.datetime) -> None:
    fire(filling, Step.REFUSE, message=message[:300], secret=None)
    record("sheets.refuse", filling, by=filling.by, at=at)
    # A job that fails before that reads it once more.
    transaction.on_commit(lambda: vault.forget(filling, vault.SOURCE))
