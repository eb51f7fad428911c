"""Saying which column is which field."""

import datetime as dt
from collections.abc import Mapping as AnyMapping

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import DomainError
from linli.shared.imports import columns as headers
from linli.shared.imports import permissions, queries
from linli.shared.imports.actions.moves import fire
from linli.shared.imports.models import Mapping, Run
from linli.shared.imports.states import Step


class MissingColumn(DomainError):
    """A field that rows cannot do without has no column; `details["fields"]` are their names."""

    code = "missing_column"


@transaction.atomic
def choose_columns(
    *,
    run: Run,
    sheet: int,
    header: int,
    columns: AnyMapping[str, int],
    options: AnyMapping[str, str],
    by: accounts.User | None,
    at: dt.datetime,
) -> None:
    """Fix how the file is read, and remember it for the next file with this header.

    `columns`: field → column from 0. Raises `MissingColumn`. The rows are to be checked anew.
    """
    permissions.check_run(by, run)
    fields = queries.target_of(run).fields
    missing = [field for field in fields if field.required and field.name not in columns]
    if missing:
        names = "、".join(str(field.label) for field in missing)
        raise MissingColumn(
            _("还没有对应“%(names)s”，请选出它是文件里的哪一列。") % {"names": names},
            fields=[field.name for field in missing],
        )
    fire(
        run,
        Step.CHECK,
        sheet=queries.sheet_of(run, sheet)["number"],
        header=header,
        columns=dict(columns),
        options=dict(options),
    )
    labels = queries.layout(run, sheet=sheet, header=header).names
    Mapping.objects.update_or_create(
        target=run.target,
        signature=headers.signature(labels),
        defaults={"columns": headers.as_memory(labels, columns), "at": at},
    )
