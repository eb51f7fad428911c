"""The model that answers, as each process keeps it.

Another process may put a new one to work at any time, and a file may be damaged, or mended: what is
kept, be it a model or that it could not be read, holds as long as the files are the same.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from linli.insight.triage.learned import store
from linli.insight.triage.learned.model import Model

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept:
    folder: Path
    stamp: store.Stamp
    model: Model | None
    problem: str


class InUse:
    """`problem` is a sentence for people where there should be a model and is none."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def model(self) -> Model | None:
        return self._now().model

    def problem(self) -> str:
        return self._now().problem

    def _now(self) -> _Kept:
        folder = Path(settings.TRIAGE_MODEL)
        stamp, kept = store.stamp(folder), self._kept
        if kept is None or (kept.folder, kept.stamp) != (folder, stamp):
            kept = self._kept = _read(folder, stamp)
        return kept


def _read(folder: Path, stamp: store.Stamp) -> _Kept:
    try:
        number = store.current(folder)
        model = store.load(folder, number) if number is not None else None
    except store.NoModel as error:
        # Once for each damage: requests go on without, and come by the minute.
        logger.error("the reading helper has no model: %s", error)
        return _Kept(folder, stamp, None, str(error))
    return _Kept(folder, stamp, model, "")


IN_USE = InUse()
