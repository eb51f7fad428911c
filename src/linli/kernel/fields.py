"""Column types of our own: encrypted text, its blind index, and the path of a place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Cast
from django.db.models.lookups import Lookup

from linli.kernel import crypto

if TYPE_CHECKING:
    TextBase = models.TextField[Any, Any]
    CharBase = models.CharField[Any, Any]
else:
    TextBase, CharBase = models.TextField, models.CharField


def keyring() -> crypto.Keyring:
    """The site's keys for personal data."""
    ring: crypto.Keyring = settings.FIELD_KEYRING
    return ring


class EncryptedTextField(TextBase):
    """Text that is encrypted in the database; Python code sees the plain text.

    `field_id` is part of what is authenticated: give it once ("residents.person.id_number") and
    never change it, whatever happens to the names of table and column. None stays NULL and "" stays
    "" (whether something is filled in is no secret). The column can only be asked for `isnull`;
    to find a value, fill a `BlindIndexField` beside it.
    """

    def __init__(self, *args: Any, field_id: str, **kwargs: Any) -> None:
        if kwargs.get("unique") or kwargs.get("db_index") or kwargs.get("primary_key"):
            raise FieldError("An encrypted column cannot be indexed: use a BlindIndexField.")
        self.field_id = field_id
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "field_id": self.field_id}

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return keyring().encrypt(value, self.field_id) if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return keyring().decrypt(value, self.field_id) if value else value

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.name} is encrypted and cannot be searched by {lookup_name}: "
                "ask its blind index."
            )
        return super().get_lookup(lookup_name)


def blind_index(value: str, field_id: str) -> str:
    """What to store in, and to look for in, the `BlindIndexField` of an encrypted field.

    Normalise `value` first (`linli.kernel.identity`); equal texts give equal digests.
    """
    return crypto.index_digest(settings.INDEX_KEY, value, field_id)


class BlindIndexField(CharBase):
    """Keyed digest of a value (64 hex digits, "" for none), for equality search and uniqueness.

    Filled by the model's own code: `self.phone_index = blind_index(phone, "residents.phone")`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class PathField(CharBase):
    """Materialised path of a place ("/1/5/37/"), compared byte by byte on every database.

    Under a language's collation PostgreSQL ignores the slashes when it compares, and a range
    condition would hold the wrong rows.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


@dataclass
class RotationProgress:
    """How far the rotation of one column is. `unreadable`: keys of rows that no key opens."""

    column: str
    rewritten: int = 0
    changed_meanwhile: int = 0
    unreadable: list[Any] = field(default_factory=list)


def rotate_all(batch: int = 1000) -> Iterator[RotationProgress]:
    """Re-encrypt with the current key all that older keys encrypted, in every model.

    Yields after each batch, which is one short transaction. It may be stopped anywhere and started
    again: rows that carry the current key are passed over. An old key may be dropped when a whole
    run ended with no `unreadable` row.
    """
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for column in model._meta.local_concrete_fields:
            if isinstance(column, EncryptedTextField):
                yield from rotate_column(model, column, batch)


def rotate_column(
    model: type[models.Model], column: EncryptedTextField, batch: int = 1000
) -> Iterator[RotationProgress]:
    """`rotate_all` for one column. Yields at least once."""
    progress = RotationProgress(column=f"{model._meta.label}.{column.name}")
    stored = _envelopes(model, column)
    # Greater than "" leaves out both "" and NULL.
    outdated = stored.filter(envelope__gt="").exclude(envelope__startswith=keyring().current_prefix)
    last: Any = None
    while True:
        ahead = outdated if last is None else outdated.filter(pk__gt=last)
        rows = list(ahead.order_by("pk").values_list("pk", "envelope")[:batch])
        with transaction.atomic():
            for pk, envelope in rows:
                _rotate_row(stored, column, pk, envelope, progress)
        yield progress
        if len(rows) < batch:
            return
        last = rows[-1][0]


def _envelopes(model: type[models.Model], column: EncryptedTextField) -> models.QuerySet[Any]:
    """Rows with `envelope`, the column as it is stored: through the field it would be decrypted."""
    return model._base_manager.annotate(envelope=Cast(column.name, models.TextField()))


def _rotate_row(
    stored: models.QuerySet[Any],
    column: EncryptedTextField,
    pk: Any,
    envelope: str,
    progress: RotationProgress,
) -> None:
    try:
        plain = keyring().decrypt(envelope, column.field_id)
    except crypto.DecryptionError:
        progress.unreadable.append(pk)
        return
    # Only where the row still holds what we read: a value saved meanwhile is newer than ours.
    if stored.filter(pk=pk, envelope=envelope).update(**{column.name: plain}):
        progress.rewritten += 1
    else:
        progress.changed_meanwhile += 1
