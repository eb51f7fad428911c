"""Other processes on the test's own database, files and keys."""

import base64
import os
import sys
import urllib.parse
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def shared_with_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test starts finds its database, files and keys, by the environment."""
    for name, value in {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LINLI_DATA_DIR": str(settings.DATA_DIR),
        "LINLI_DATABASE_URL": _database_url(settings.DATA_DIR),
        "LINLI_SECRET_KEY": settings.SECRET_KEY,
        "LINLI_FIELD_KEYS": str(settings.FIELD_KEYRING),
        "LINLI_INDEX_KEY": base64.b64encode(settings.INDEX_KEY).decode(),
    }.items():
        monkeypatch.setenv(name, value)


def _database_url(folder: Path) -> str:
    """ "" for SQLite, whose file is looked for in the data folder."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        link = folder / "linli.sqlite3"
        link.unlink(missing_ok=True)
        link.symlink_to(values["NAME"])
        return ""
    host = urllib.parse.urlencode({"host": values["HOST"], "port": values["PORT"]})
    who = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    return f"postgresql://{who}/{values['NAME']}?{host}"
