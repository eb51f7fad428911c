"""What other apps may use."""

from linli.registers.residents.models import Household, Person, Sex
from linli.registers.residents.queries import SEARCH, by_phone, find, index_fields, search_text

__all__ = [
    "SEARCH",
    "Household",
    "Person",
    "Sex",
    "by_phone",
    "find",
    "index_fields",
    "search_text",
]
