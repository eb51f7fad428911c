"""Reads of the tree."""

import dataclasses
import re
from collections.abc import Collection, Iterable

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from linli.foundation.places import addresses
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.kernel.rights import Holder
from linli.kernel.settled import Settled

MAP_WIDTH, MAP_HEIGHT = 1000, 700
MOST_CHOICES = 1500
# What is above first, and the grids of a community by their numbers: a path alone would put the
# tenth before the second.
TREE_ORDER = (
    Case(When(kind=Kind.GRID, then="parent__path"), default="path"),
    Case(When(kind=Kind.GRID, then="sort_key"), default=Value(""), output_field=CharField()),
)


def within(path: str, column: str = "place_path", *, by_index: bool = True) -> Q:
    """Condition for "at or below this place": one range of the column's index.

    "/1/5/" ≤ x < "/1/50": "0" is the character after "/", so the range holds the subtree only.

    With `by_index=False` no index on the path is used, for rows that are found sooner by something
    else: the newest of a whole street, the few that somebody asked for. It is this function because
    PostgreSQL takes a third of all rows to fit it; of a range it would take one in two hundred, and
    sort them. A path is found nowhere but at the beginning of others.
    """
    if not by_index:
        return Q(GreaterThan(StrIndex(column, Value(path)), 0))
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + "0"})


def contains(outer: str, inner: str) -> bool:
    """Whether the place at path `inner` lies at or below the one at `outer`."""
    return inner.startswith(outer)


def part_of(path: str, parts: Collection[str]) -> str | None:
    """Which of some paths that do not overlap holds this one; None when none does."""
    end = len(path)
    while end > 1:
        if path[:end] in parts:
            return path[:end]
        end = path.rfind("/", 0, end - 1) + 1
    return None


def subtree(place: Place) -> QuerySet[Place]:
    """The place and everything below it."""
    return Place.objects.filter(within(place.path or "", "path"))


def ancestors(place: Place) -> list[Place]:
    """From the root down, the place itself last."""
    return list(_LINES.get(place.path or ""))


def _read_line(path: str) -> list[Place]:
    ids = [int(part) for part in path.strip("/").split("/") if part]
    found = Place.objects.in_bulk(ids)
    return [found[i] for i in ids if i in found]


_LINES = Settled(_read_line, most=2000)


def nearest(place: Place, kind: Kind) -> Place | None:
    """The place's own ancestor of a kind, or itself: the grid of a dwelling."""
    return place if place.kind == kind else of_kind(ancestors(place), kind)


def of_kind(line: list[Place], kind: Kind) -> Place | None:
    """The lowest place of a kind among `ancestors`, for who asks for several kinds."""
    return next((above for above in reversed(line) if above.kind == kind), None)


def communities_above(paths: Iterable[str]) -> list[int]:
    """Ids of the communities in which all these paths lie; none when one lies above communities."""
    return _COMMUNITIES.get(tuple(paths))


def _read_communities(paths: tuple[str, ...]) -> list[int]:
    lines = [_prefixes(path) for path in paths]
    found = dict(
        Place.objects.filter(
            kind=Kind.COMMUNITY, path__in={prefix for line in lines for prefix in line}
        ).values_list("path", "pk")
    )
    if not all(any(prefix in found for prefix in line) for line in lines):
        return []
    return sorted(found.values())


_COMMUNITIES = Settled(_read_communities, most=2000)


def _prefixes(path: str) -> list[str]:
    """ "/1/5/37/" → ["/1/", "/1/5/", "/1/5/37/"]."""
    return [path[: i + 1] for i, sign in enumerate(path) if sign == "/"][1:]


def in_bulk(ids: Iterable[int]) -> dict[int, Place]:
    """Places by id, for who has many to tell apart."""
    return Place.objects.in_bulk(list(ids))


def open_at(paths: Iterable[str], kinds: Iterable[Kind]) -> list[Place]:
    """The open places with exactly these paths, of some kinds, in the order of the tree."""
    found = Place.objects.filter(path__in=list(paths), kind__in=list(kinds), closed_on=None)
    return list(found.order_by(*TREE_ORDER))


def communities() -> QuerySet[Place]:
    """All communities that are not closed."""
    return Place.objects.filter(kind=Kind.COMMUNITY, closed_on=None)


def communities_called(words: str, *, most: int) -> list[Place]:
    """The first so many by name, or by that of what they lie in; all when nothing was asked."""
    found = communities()
    for word in words.split():
        found = found.filter(full_name__icontains=word) | found.filter(name__icontains=word)
    return list(found.select_related("parent").order_by("full_name")[:most])


def choices(condition: Q) -> QuerySet[Place]:
    """Open places that a form offers, in the order of the tree: down to the grids, or only as far
    as a list can still be read."""
    levels = [Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID]
    found = Place.objects.filter(condition, closed_on=None)
    while len(levels) > 1 and found.filter(kind__in=levels).count() > MOST_CHOICES:
        levels.pop()
    return found.filter(kind__in=levels).order_by(*TREE_ORDER)


def offered(roots: Iterable[str]) -> list[Place]:
    """`choices` at or below places with these paths, kept: filters of lists offer them."""
    return list(_OFFERED.get(tuple(roots)))


def _read_offered(roots: tuple[str, ...]) -> list[Place]:
    below = Q(pk__in=[])
    for root in roots:
        below |= within(root, "path")
    return list(choices(below))


# Of a city more than a thousand each.
_OFFERED = Settled(_read_offered, most=30)


def only_community() -> Place | None:
    """The community of a site that serves a single one; None where there are more, or none yet."""
    return _ONLY.get()


def _read_only() -> Place | None:
    # In no order: a city has thousands to sort.
    found = list(communities().order_by()[:2])
    return found[0] if len(found) == 1 else None


_ONLY = Settled(_read_only)


def public_card(place_id: int) -> Place | None:
    """A community or grid whose contact card is posted, by id; anybody may read it."""
    return Place.objects.filter(
        pk=place_id, kind__in=[Kind.COMMUNITY, Kind.GRID], closed_on=None
    ).first()


def open_place(place_id: int, kinds: Collection[str] = tuple(Kind)) -> Place | None:
    """A place by id, if it is of one of these kinds and not closed."""
    place = _OPEN.get(place_id)
    return place if place is not None and place.kind in kinds else None


def _read_open(place_id: int) -> Place | None:
    return Place.objects.filter(pk=place_id, closed_on=None).first()


_OPEN = Settled(_read_open, most=5000)


def find(text: str, paths: Iterable[str], limit: int = 8) -> list[Place]:
    """Open places at or below `paths` that fit what was typed, as close as it can be told.

    "3-2-501" and "三号楼二单元501" give the dwelling; where unit or dwelling is not on record the
    building is better than nothing. Other words are looked for in the names of grids, buildings
    and communities.
    """
    scope = Q(pk__in=[])
    for path in paths:
        scope |= within(path, "path")
    known = Place.objects.filter(scope, closed_on=None)
    address = addresses.parse(text)
    if address is None:
        named = known.filter(
            kind__in=[Kind.COMMUNITY, Kind.GRID, Kind.BUILDING], name__icontains=text.strip()
        )
        return list(named[:limit]) if text.strip() else []
    buildings = known.filter(kind=Kind.BUILDING, name__in=address.building_names())
    found = [_deepest(building, address) for building in buildings[:limit]]
    exact = [place for place, whole in found if whole]
    return exact or [place for place, _ in found]


def _deepest(building: Place, address: addresses.Address) -> tuple[Place, bool]:
    """What an address names in a building, and whether nothing of it was left over."""
    place = building
    if address.unit:
        unit = building.children.filter(kind=Kind.UNIT, name__in=address.unit_names()).first()
        if unit is None:
            return building, False
        place = unit
    if address.dwelling:
        below = subtree(place).filter(kind=Kind.DWELLING, closed_on=None)
        dwelling = below.filter(name__in=address.dwelling_names()).first()
        return (dwelling, True) if dwelling else (place, False)
    return place, True


# Addresses are told from the community down; what stands above is known to everyone who reads.
NAMED_FROM = {Kind.GRID, Kind.BUILDING, Kind.UNIT, Kind.DWELLING}


def full_name(kind: str, name: str, parent: Place | None) -> str:
    """ "幸福里社区 3号楼 2单元 501": grids are left out of addresses, residents do not use them."""
    if parent is None or kind not in NAMED_FROM:
        return name
    if parent.kind == Kind.GRID and parent.parent is not None:
        return f"{parent.parent.full_name} {name}"
    return f"{parent.full_name} {name}"


def managed(by: Holder) -> QuerySet[Place]:
    """Places that the person may change."""
    return Place.objects.filter(by.scope(MANAGE, "path"))


def get_managed(by: Holder, place_id: int) -> Place | None:
    """One of them."""
    return managed(by).filter(pk=place_id).select_related("parent__parent").first()


def managed_roots(by: Holder) -> list[Place]:
    """Where the person's trees begin."""
    return list(Place.objects.filter(path__in=by.paths(MANAGE)).order_by("path"))


def children(place: Place) -> QuerySet[Place]:
    """What stands directly below, closed ones too, with the number of their own children."""
    return place.children.annotate(below=Count("children"))


def children_open(place: Place) -> bool:
    """Whether something directly below is in use."""
    return place.children.filter(closed_on=None).exists()


@dataclasses.dataclass(frozen=True)
class Drawn:
    """A place on the sketch map, 1000 wide and 700 high: a point, or corners of a border."""

    place: Place
    corners: list[tuple[int, int]]

    @property
    def is_point(self) -> bool:
        return len(self.corners) == 1

    @property
    def points(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.corners)

    @property
    def label(self) -> tuple[int, int]:
        """Where the name is written: above a point, under the upper edge of a border."""
        xs, ys = zip(*self.corners, strict=True)
        x, top = sum(xs) // len(xs), min(ys)
        return (x, top - 16) if self.is_point else (x, top + 34)


def sketch(community: Place) -> list[Drawn]:
    """The grids and buildings of a community that are on its sketch map, grids first."""
    below = subtree(community).filter(
        kind__in=[Kind.GRID, Kind.BUILDING], closed_on=None, outline__isnull=False
    )
    ordered = sorted(below, key=lambda place: place.kind != Kind.GRID)
    return [drawn for place in ordered if (drawn := draw(place)) is not None]


def draw(place: Place) -> Drawn | None:
    """The place's own drawing; None when it has none, or a map's polygon in degrees."""
    outline = place.outline
    if not isinstance(outline, list) or not outline:
        return None
    pairs = outline if isinstance(outline[0], list) else [outline]
    return Drawn(place, [(round(x * MAP_WIDTH), round(y * MAP_HEIGHT)) for x, y in pairs])


def sort_key(name: str) -> str:
    """Numbers padded, so that 2号楼 stands before 10号楼."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(6), name)[:40]
