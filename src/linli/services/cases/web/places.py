"""Choosing a place by typing it: "3-2-501", "3号楼", or one of what was found."""

import dataclasses
from collections.abc import Mapping

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.text import typed
from linli.services.cases import proposing
from linli.services.cases.permissions import CasesPermission

# Each is looked for.
MOST_NAMES = 3


@dataclasses.dataclass(frozen=True)
class PlaceChoice:
    """What the typed words can mean. `place` is empty, and `problem` says why, until it is one."""

    options: list[places.Place]
    place: places.Place | None = None
    problem: str = ""

    @classmethod
    def of(
        cls,
        data: Mapping[str, str],
        user: accounts.User,
        *,
        present: places.Place | None = None,
    ) -> "PlaceChoice":
        """Read `place_text` (typed) and `place` (the id that was picked) of a form.

        Nothing typed means `present`, or the one community or grid where the person works.
        """
        words, picked = typed(data, "place_text"), data.get("place", "")
        homes = home_places(user)
        default = present or (homes[0] if len(homes) == 1 else None)
        if not words:
            asked = "place_text" in data
            wanted = _("请写地点，比如“3-2-501”或“3号楼”。") if asked else _("也可以直接选：")
            problem = "" if default else wanted
            return cls(homes, default, problem)
        if present is not None and words == str(present):
            return cls([present], present)
        found = places.find(words, accounts.paths(user, CasesPermission.INTAKE))
        options = found + [home for home in homes if home not in found]
        chosen = next((place for place in options if str(place.pk) == picked), None)
        if chosen is None and len(found) == 1:
            chosen = found[0]
        if chosen is not None:
            return cls(options, chosen)
        if found:
            return cls(options, None, _("有好几个地方对得上，请选一个。"))
        return cls(
            options,
            None,
            _("没有找到“%(typed)s”。可以选整个社区，再把位置写在“具体位置”里。") % {"typed": words},
        )


def said_place(text: str, user: accounts.User) -> str:
    """The address in what somebody says, or else a name there, when it is one of the places where
    the person writes requests down."""
    said = [places.mentioned(text), *proposing.named_places(text)[:MOST_NAMES]]
    paths = accounts.paths(user, CasesPermission.INTAKE)
    return next((name for name in said if name and places.find(name, paths)), "")


def home_places(user: accounts.User) -> list[places.Place]:
    """The communities and grids where the person writes requests down; few, or none are offered."""
    return places.open_at(
        accounts.paths(user, CasesPermission.INTAKE),
        kinds=[places.Kind.COMMUNITY, places.Kind.GRID],
    )
