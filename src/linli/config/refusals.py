"""What the machine refuses a command, in a sentence: disk, folder, keys, database.

Anything else is a fault of ours, and its traceback tells more than a sentence could.
"""

import errno
import getpass
from pathlib import Path

from django.db import DatabaseError

from linli.config.env import SettingsError
from linli.kernel.crypto import KeyringError

REFUSALS = (OSError, DatabaseError, SettingsError, KeyringError)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# What databases say, in small letters, and what is to be done.
OF_DATABASE = (
    (("disk is full", "no space left", "could not extend file"), "make room on its disk"),
    (
        ("readonly database", "unable to open", "read-only transaction", "permission denied for"),
        "it must be writable, with its folder, by this user",
    ),
    (("no such table", "no such column", "does not exist"), "is it up to date? run: linli migrate"),
    (("malformed", "not a database", "invalid page"), "it is damaged: restore a backup"),
    # Also where there is no room for the file that its readers share.
    (("disk i/o error",), "make room on its disk, or see whether the disk fails"),
    (("database is locked",), "another program is writing; try again in a moment"),
    (
        ("connection", "could not translate host", "authentication failed", "starting up"),
        "is PostgreSQL running, and LINLI_DATABASE_URL right?",
    ),
)


def sentence(error: BaseException) -> str:
    """What happened and what to do, or "" for a fault of ours."""
    if isinstance(error, SettingsError | KeyringError):
        return str(error)
    if isinstance(error, OSError):
        return _of_file(error)
    return _of_database(error)


def _of_file(error: OSError) -> str:
    path = str(error.filename or "")
    if error.errno in NO_ROOM:
        return f"the disk is full{f' ({path})' if path else ''}: make room and try again"
    if not path or not error.strerror:
        return ""
    if error.errno == errno.EROFS:
        return f"{path} lies on a disk that is mounted read-only"
    if isinstance(error, PermissionError):
        return (
            f"{_who()} may not read or write {path}{_owner_of(Path(path))}: run Linli as the user "
            "whose data it is, or give that user the whole data folder (chown -R)"
        )
    return f"{error.strerror}: {path}"


def _of_database(error: BaseException) -> str:
    said = " ".join(str(error).split())
    for signs, advice in OF_DATABASE:
        if any(sign in said.lower() for sign in signs):
            return f"the database answers: {said}; {advice}"
    return ""


def _who() -> str:
    try:
        return f"the user {getpass.getuser()}"
    except (KeyError, OSError):
        return "this user"


def _owner_of(path: Path) -> str:
    """Of the path, or of the nearest folder above it that can be seen."""
    for candidate in (path, *path.parents):
        try:
            return f", which belongs to {candidate.owner()}"
        except (OSError, KeyError):
            continue
    return ""
