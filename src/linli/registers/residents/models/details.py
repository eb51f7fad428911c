"""Facts without a column of their own: one encrypted text a record."""

import json
from collections.abc import Mapping

from django.db import models

from linli.kernel.fields import EncryptedTextField


def known_of(details: str) -> dict[str, str]:
    """What a text of details holds."""
    return json.loads(details) if details else {}


class Detailed(models.Model):
    """A record with `details`: field id → value as text, as `values` writes it."""

    details: "EncryptedTextField"

    class Meta:
        abstract = True

    @property
    def known(self) -> dict[str, str]:
        """A copy of the details."""
        return known_of(self.details)

    def keep(self, known: Mapping[str, str]) -> None:
        """Replace the details; what is empty is left out."""
        kept = {name: value for name, value in known.items() if value}
        self.details = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""
