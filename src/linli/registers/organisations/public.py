"""What other apps may use."""

from linli.registers.organisations.belonging import units_of
from linli.registers.organisations.models import Contact, Kind, Member, Organisation
from linli.registers.organisations.queries import (
    UNITS,
    committee_of,
    communities_without_committee,
    members_of,
    serving,
    serving_any,
)

__all__ = [
    "UNITS",
    "Contact",
    "Kind",
    "Member",
    "Organisation",
    "committee_of",
    "communities_without_committee",
    "members_of",
    "serving",
    "serving_any",
    "units_of",
]
