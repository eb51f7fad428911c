"""What somebody told by the own link, until a worker has decided on it; and how the person proves
to be the right one. Pure."""

import dataclasses
import json
import re
import secrets
import unicodedata
from collections.abc import Collection
from typing import Any

from django.utils.crypto import constant_time_compare

from linli.insight.sheets.models import Proof
from linli.kernel.fields import blind_index
from linli.registers.residents import public as residents

TAIL = 4
# Eighty bits in letters and digits that cannot be mistaken: some type it in from a slip.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN = 16


@dataclasses.dataclass(frozen=True)
class Consent:
    """Yes or no to one purpose, and the text that the person was told."""

    purpose: int
    agreed: bool
    text: int | None


@dataclasses.dataclass(frozen=True)
class Told:
    """Fact → value, what was said to purposes, and of a child who spoke for it."""

    facts: dict[str, str]
    consents: tuple[Consent, ...] = ()
    guardian: str = ""
    relation: str = ""

    def dumped(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def loaded(cls, text: str | None) -> "Told":
        """The same again; nothing was told where nothing is kept."""
        read: dict[str, Any] = json.loads(text) if text else {"facts": {}}
        return cls(**read | {"consents": tuple(Consent(**one) for one in read.get("consents", ()))})

    def without(self, facts: Collection[str]) -> "Told":
        """What is left when some facts have been decided on, and with them all consents."""
        left = {element: value for element, value in self.facts.items() if element not in facts}
        return dataclasses.replace(self, facts=left, consents=())


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN))


def index_of(token: str) -> str:
    """What a token is found by; capitals and spaces do not matter."""
    return blind_index(re.sub(r"\s", "", token).lower(), "sheets.invitation.token")


def proof_of(person: residents.Person, asked: Collection[str]) -> Proof | None:
    """What the register knows of somebody to be asked for; None where it knows nothing.

    The number of the telephone comes last: who got a message by mistake knows the own number.
    """
    if len(person.id_number) >= TAIL and "person.id_number" not in asked:
        return Proof.ID_TAIL
    if person.born_on is not None and "person.birth_date" not in asked:
        return Proof.BIRTH
    if len(person.phone) >= TAIL and "person.phone" not in asked:
        return Proof.PHONE_TAIL
    return None


def proves(person: residents.Person, proof: str, words: str) -> bool:
    """Whether these words are what only the person and the register know."""
    said = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", words).upper())
    known = {
        Proof.ID_TAIL: person.id_number[-TAIL:],
        Proof.BIRTH: f"{person.born_on:%Y%m%d}" if person.born_on else "",
        Proof.PHONE_TAIL: person.phone[-TAIL:],
    }[Proof(proof)]
    return bool(known) and constant_time_compare(known, said)
