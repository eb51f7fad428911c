import errno
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from linli.config import backups, presets
from linli.foundation.audit import public as audit


class Command(BaseCommand):
    help = "Bring the database up to date and load presets that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        check_writable(settings.DATA_DIR, Path(default_storage.path("")))
        try:
            backups.check_finished()
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        if not audit.is_of_this_key():
            raise CommandError(
                "this database belongs to other keys: put its keys.json (or LINLI_INDEX_KEY and "
                "LINLI_FIELD_KEYS) in place, or what comes in now and what is here part for good"
            )
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql":
            # What a limit counts may be lost with the power: nobody waits for the disk.
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE linli_cache SET UNLOGGED")
        presets.load()
        self.stdout.write("database ready")


def check_writable(*folders: Path) -> None:
    """Raise `PermissionError` now, not when the first resident sends a photo."""
    for folder in folders:
        usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK, effective_ids=True)
        if folder.exists() and not usable:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
