"""Reads of fillings."""

import json
from typing import Any

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.foundation.places import public as places
from linli.insight.sheets import vault
from linli.insight.sheets.models import Filling
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.states import State
from linli.kernel.errors import NotFound


def visible_to(user: accounts.User) -> QuerySet[Filling]:
    """Fillings of places where this person fills tables, the latest first."""
    scope = accounts.scope(user, SheetsPermission.FILL)
    return Filling.objects.filter(scope).select_related("by", "place", "form")


def get_visible(user: accounts.User, pk: int) -> Filling:
    """One filling for this person; `NotFound` for a foreign one."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """The places whose people somebody may put into tables, from the whole down to the grids."""
    return places.choices(accounts.scope(user, SheetsPermission.FILL, "path"))


def whole_place(user: accounts.User) -> places.Place | None:
    """The one place that holds all that somebody looks after; None where there are several."""
    roots = accounts.paths(user, SheetsPermission.FILL)
    return places_for(user).filter(path=roots[0]).first() if len(roots) == 1 else None


def under_way(user: accounts.User, sha256: str, place_path: str) -> Filling | None:
    """A filling of the very same file for the same place that has not been sent yet."""
    open_ones = visible_to(user).exclude(state__in=[State.SENT, State.FAILED])
    open_ones = open_ones.filter(secret__isnull=False)
    return open_ones.filter(file_sha256=sha256, place_path=place_path).first()


def earlier(filling: Filling) -> QuerySet[Filling]:
    """Fillings of the same form for the same place before this one, the latest first."""
    if filling.form_id is None:
        return Filling.objects.none()
    same = Filling.objects.filter(form=filling.form_id, place_path=filling.place_path)
    return same.filter(pk__lt=filling.pk)


def layout(filling: Filling) -> dict[str, Any]:
    """How the sheets look: name → drawing. Empty when the files are gone."""
    try:
        found: dict[str, Any] = json.loads(vault.read(filling, vault.LAYOUT))
    except FileNotFoundError:
        return {}
    return found


def progress(filling: Filling) -> jobs.Progress | None:
    """The progress bar of the present job, None when there is none or it is too old."""
    if filling.progress is None:
        return None
    return jobs.progress.get(filling.progress, owner_id=filling.by_id)


def is_stalled(filling: Filling, bar: jobs.Progress | None) -> bool:
    """Whether its job was given up: somebody may start it again."""
    return filling.is_busy and (bar is None or bar.state == jobs.ProgressState.FAILED)


def is_counting(filling: Filling, bar: jobs.Progress | None) -> bool:
    """Whether a job counts who would go in."""
    running = bar is not None and bar.state == jobs.ProgressState.RUNNING
    return running and not filling.is_busy
