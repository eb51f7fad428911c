"""What other apps may use."""

from linli.registers.residents.models import Household, Person, Sex
from linli.registers.residents.panels import Panel
from linli.registers.residents.panels import register as register_panel
from linli.registers.residents.queries.finding import (
    SEARCH,
    by_phone,
    find,
    index_fields,
    search_text,
)

__all__ = [
    "SEARCH",
    "Household",
    "Panel",
    "Person",
    "Sex",
    "by_phone",
    "find",
    "index_fields",
    "register_panel",
    "search_text",
]
