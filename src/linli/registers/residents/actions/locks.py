"""Which file is written to, with nobody else writing to it at the same time."""

from linli.kernel.errors import InvalidMove, NotFound
from linli.registers.residents.models import Person


def counting(person: Person) -> Person:
    """The person's file as it stands now, locked; the kept one where two were merged meanwhile.

    What somebody read a minute ago may be out of date. Raises `NotFound` for a file that is gone.
    """
    found = Person.objects.select_for_update().filter(pk=person.pk).first()
    while found is not None and found.merged_into_id is not None:
        found = Person.objects.select_for_update().filter(pk=found.merged_into_id).first()
    if found is None:
        raise NotFound
    return found


def unmerged(person: Person) -> Person:
    """The same where only this very file is meant. Raises `InvalidMove` for a merged one."""
    found = counting(person)
    if found != person:
        raise InvalidMove
    return found
