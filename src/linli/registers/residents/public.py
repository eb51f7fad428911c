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
from linli.registers.residents.models import Household, Person, Registration, Sex
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
from linli.registers.residents.queries.listing import facts_of

__all__ = [
    "SEARCH",
    "Acquaintance",
    "Homes",
    "Household",
    "Panel",
    "Person",
    "Registration",
    "ResidentsPermission",
    "Row",
    "Sex",
    "add_many",
    "by_phone",
    "catalogue",
    "codes",
    "elements",
    "facts_of",
    "find",
    "get_visible",
    "index_fields",
    "register_panel",
    "remove_many",
    "search_text",
    "standings",
    "tell_many",
    "untell_many",
    "values",
]
