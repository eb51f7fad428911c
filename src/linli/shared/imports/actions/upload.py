"""Taking a file in and reading what it holds."""

import datetime as dt
import hashlib
import io
from typing import Any

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.text import CONTROLS
from linli.shared.imports import permissions, queries, vault
from linli.shared.imports.actions.moves import fire
from linli.shared.imports.models import Run
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.reading.formats import Format, sniff
from linli.shared.imports.reading.reader import extract
from linli.shared.imports.states import Step
from linli.shared.imports.targets import Target


@transaction.atomic
def start(
    *,
    target: Target,
    place: places.Place,
    file_name: str,
    content: bytes,
    by: accounts.User | None,
    at: dt.datetime,
) -> Run:
    """Keep an uploaded file. Raises `UnreadableFile` for what is plainly no table."""
    permissions.check_use(by, target, place)
    kind = sniff(io.BytesIO(content))
    run = Run.objects.create(
        target=target.slug,
        place=place,
        place_path=place.place_path,
        by=by,
        at=at,
        file_name=CONTROLS.sub("", file_name).strip()[-200:] or f"{at:%Y%m%d%H%M}.{kind.code}",
        file_format=kind.code,
        file_size=len(content),
        file_sha256=hashlib.sha256(content).hexdigest(),
        has_macros=kind.macros,
        options={option.name: option.default for option in target.options},
        secret=vault.new_secret(),
    )
    vault.keep(run, vault.SOURCE, content)
    _record("imports.upload", run, by=by, at=at, changes={"sha256": run.file_sha256})
    return run


@transaction.atomic
def read(*, run: Run, at: dt.datetime) -> None:
    """Read the file and guess its columns; what cannot be read is refused with the reason."""
    try:
        found = extract(vault.read(run, vault.SOURCE), Format(run.file_format))
    except UnreadableFile as error:
        vault.forget(run, vault.SOURCE)
        fire(run, Step.REFUSE, message=str(error), secret=None, finished_at=at)
        _record("imports.refuse", run, by=run.by, at=at, changes=error.details)
        return
    vault.keep(run, vault.ROWS, found.rows)
    run.sheets, run.encoding, run.delimiter = found.sheets, found.encoding, found.delimiter
    layout = queries.likely_sheet(run)
    fire(
        run,
        Step.READ,
        sheets=found.sheets,
        encoding=found.encoding,
        delimiter=found.delimiter,
        sheet=layout.sheet["number"],
        header=layout.header,
        columns=layout.mapping,
    )


def _record(
    action: str, run: Run, *, by: accounts.User | None, at: dt.datetime, changes: dict[str, Any]
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject=run,
        subject_name=run.file_name,
        changes={"target": run.target, **changes},
    )
