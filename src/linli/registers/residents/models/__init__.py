from linli.registers.residents.models.contacts import Contact, ContactRole
from linli.registers.residents.models.contradictions import Contradiction
from linli.registers.residents.models.details import Detailed
from linli.registers.residents.models.dwellings import Dwelling, Occupancy
from linli.registers.residents.models.exports import Export, ExportFormat
from linli.registers.residents.models.life import LifeEvent, LifeKind
from linli.registers.residents.models.merges import Distinct, Merge
from linli.registers.residents.models.people import (
    LIVING,
    Household,
    Person,
    Presence,
    Registration,
    Sex,
)
from linli.registers.residents.models.statements import Source, Statement
from linli.registers.residents.models.tags import Level, PersonTag, Tag

__all__ = [
    "LIVING",
    "Contact",
    "ContactRole",
    "Contradiction",
    "Detailed",
    "Distinct",
    "Dwelling",
    "Export",
    "ExportFormat",
    "Household",
    "Level",
    "LifeEvent",
    "LifeKind",
    "Merge",
    "Occupancy",
    "Person",
    "PersonTag",
    "Presence",
    "Registration",
    "Sex",
    "Source",
    "Statement",
    "Tag",
]
