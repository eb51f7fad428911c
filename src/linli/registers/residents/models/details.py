"""Facts without a column of their own: one encrypted text a record."""

import json
from collections.abc import Mapping

from django.db import models

from linli.kernel.fields import EncryptedTextField


class Detailed(models.Model):
    """A record with `details`: field id → value as text, as `values` writes it."""

    details: "EncryptedTextField"

    class Meta:
        abstract = True

    @property
    def known(self) -> dict[str, str]:
        """A copy of the details."""
        return json.loads(self.details) if self.details else {}

    def keep(self, known: Mapping[str, str]) -> None:
        """Replace the details; what is empty is left out."""
        kept = {name: value for name, value in known.items() if value}
        self.details = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""
