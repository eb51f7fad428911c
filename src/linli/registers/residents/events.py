"""What others hear of the register."""

import dataclasses
import datetime as dt
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class FilesErasing:
    """Somebody goes off the register, with all files of that person (`ids`): forget who it was.

    Published inside the deed, before the files go.
    """

    ids: Sequence[int]
    at: dt.datetime


@dataclasses.dataclass(frozen=True)
class FilesTakenBack:
    """A table that brought people in is taken back (`ids`): let go of what nobody has worked on.

    Published before the register looks who is held by something.
    """

    ids: Sequence[int]
