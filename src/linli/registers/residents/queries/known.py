"""Who of a community is on record already, for who brings thousands of rows."""

from collections.abc import Mapping

from linli.foundation.places import public as places
from linli.kernel.fields import blind_index
from linli.registers.residents.models import Person
from linli.registers.residents.queries.finding import ID_NUMBER, PHONE


class Acquaintance:
    """People of a community by number, name and birth, and name and telephone; read once."""

    def __init__(self, community: places.Place) -> None:
        self.by_number: dict[str, int] = {}
        self.by_birth: dict[tuple[str, str], int] = {}
        self.by_phone: dict[tuple[str, str], int] = {}
        people = Person.objects.filter(places.within(community.place_path), merged_into=None)
        columns = ("pk", "name", "born_on", "id_number_index", "phone_index")
        for pk, name, born_on, number, phone in people.values_list(*columns).iterator():
            self.remember(pk, name, born_on.isoformat() if born_on else "", number, phone)

    def remember(self, pk: int, name: str, born: str, number: str, phone: str) -> None:
        if number:
            self.by_number.setdefault(number, pk)
        if born:
            self.by_birth.setdefault((name, born), pk)
        if phone:
            self.by_phone.setdefault((name, phone), pk)

    def find(self, told: Mapping[str, str]) -> int | None:
        """Who this is: by the number alone, or the name with the birth or the telephone."""
        number = told.get("person.id_number", "")
        if number:
            known = self.by_number.get(blind_index(number, ID_NUMBER))
            if known is not None:
                return known
        name, born = told.get("person.name", ""), told.get("person.birth_date", "")
        found = self.by_birth.get((name, born)) if born else None
        if found is None and (phone := told.get("person.phone", "")) and not born:
            found = self.by_phone.get((name, blind_index(phone, PHONE)))
        return found
