"""What other apps may use."""

from linli.registers.residents import catalogue, codes, elements, holdings, standings, values
from linli.registers.residents.actions.bulk import (
    Homes,
    Row,
    add_many,
    remove_many,
    tell_many,
    untell_many,
)
from linli.registers.residents.actions.erasing import (
    Erased,
    erase_empty_homes,
    erase_file,
    erase_groups,
)
from linli.registers.residents.actions.files import dwelling_at, tell
from linli.registers.residents.actions.tags import months_after
from linli.registers.residents.events import FilesErasing, FilesTakenBack
from linli.registers.residents.models import (
    Dwelling,
    Household,
    Person,
    Presence,
    Registration,
    Sex,
    Source,
    Tag,
)
from linli.registers.residents.models.details import known_of
from linli.registers.residents.panels import Panel
from linli.registers.residents.panels import register as register_panel
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import changes
from linli.registers.residents.queries.changes import Change, ChangeKind
from linli.registers.residents.queries.departures import empty_homes, gone_by, left_on
from linli.registers.residents.queries.files import filled, guardians_of, ids_of
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
from linli.registers.residents.queries.tags import codes_for as tag_codes
from linli.registers.residents.queries.tags import dictionary as tag_dictionary
from linli.registers.residents.queries.tags import holders as tag_holders
from linli.registers.residents.queries.tags import offered as offered_tags
from linli.registers.residents.queries.whole import whole
from linli.registers.residents.years import age_on

__all__ = [
    "SEARCH",
    "Acquaintance",
    "Change",
    "ChangeKind",
    "Dwelling",
    "Erased",
    "FilesErasing",
    "FilesTakenBack",
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
    "age_on",
    "by_phone",
    "catalogue",
    "changes",
    "codes",
    "dwelling_at",
    "elements",
    "empty_homes",
    "erase_empty_homes",
    "erase_file",
    "erase_groups",
    "facts_of",
    "filled",
    "find",
    "fitting",
    "get_visible",
    "gone_by",
    "guardians_of",
    "holdings",
    "ids_of",
    "index_fields",
    "known_of",
    "left_on",
    "months_after",
    "offered_tags",
    "place_choices",
    "register_panel",
    "remove_many",
    "search_text",
    "standings",
    "tag_codes",
    "tag_dictionary",
    "tag_holders",
    "tell",
    "tell_many",
    "untell_many",
    "values",
    "whole",
]
