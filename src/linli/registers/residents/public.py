"""What other apps may use."""

from linli.registers.residents import catalogue, codes, elements, standings, values
from linli.registers.residents.actions.bulk import (
    Homes,
    Row,
    add_many,
    remove_many,
    tell_many,
    untell_many,
)
from linli.registers.residents.actions.files import dwelling_at, tell
from linli.registers.residents.models import (
    Household,
    Person,
    Presence,
    Registration,
    Sex,
    Source,
    Tag,
)
from linli.registers.residents.panels import Panel
from linli.registers.residents.panels import register as register_panel
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import (
    SEARCH,
    by_phone,
    find,
    get_visible,
    index_fields,
    search_text,
)
from linli.registers.residents.queries.known import Acquaintance
from linli.registers.residents.queries.listing import (
    Filters,
    about,
    facts_of,
    fitting,
    place_choices,
)
from linli.registers.residents.queries.tags import dictionary as tag_dictionary
from linli.registers.residents.queries.tags import offered as offered_tags

__all__ = [
    "SEARCH",
    "Acquaintance",
    "Filters",
    "Homes",
    "Household",
    "Panel",
    "Person",
    "Presence",
    "Registration",
    "ResidentsPermission",
    "Row",
    "Sex",
    "Source",
    "Tag",
    "about",
    "add_many",
    "by_phone",
    "catalogue",
    "codes",
    "dwelling_at",
    "elements",
    "facts_of",
    "find",
    "fitting",
    "get_visible",
    "index_fields",
    "offered_tags",
    "place_choices",
    "register_panel",
    "remove_many",
    "search_text",
    "standings",
    "tag_dictionary",
    "tell",
    "tell_many",
    "untell_many",
    "values",
]
