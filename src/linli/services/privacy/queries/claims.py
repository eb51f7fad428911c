"""Claims as far as a person may see them, and as the one who asked does."""

from collections.abc import Collection

from django.core import signing
from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents
from linli.services.privacy.models import Claim, Stage
from linli.services.privacy.permissions import PrivacyPermission
from linli.shared.work import public as work

SALT = "privacy.claim"
OPEN = (Stage.RECEIVED, Stage.IDENTIFIED)
MOST_FOUND = 10


def visible_to(user: accounts.User) -> QuerySet[Claim]:
    """Claims where the person may take them."""
    found = Claim.objects.filter(accounts.scope(user, PrivacyPermission.CLAIMS))
    return found.select_related(
        "work", "place", "person__merged_into", "identified_by", "finished_by"
    )


def get_visible(user: accounts.User, pk: int) -> Claim:
    """One of them; `NotFound` for all others."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def listing(user: accounts.User, *, closed: bool, kind: str) -> QuerySet[Claim]:
    """Of the page: what is open, or what is over."""
    found = visible_to(user)
    found = found.exclude(stage__in=OPEN) if closed else found.filter(stage__in=OPEN)
    return found.filter(kind=kind) if kind else found


def of_person(user: accounts.User, ids: list[int]) -> list[Claim]:
    """What somebody has asked so far, for who may take claims."""
    return list(visible_to(user).filter(person__in=ids))


def hidden_from(user: accounts.User) -> Collection[int]:
    """Items of claims at whose places the person takes none, though the unit is the same."""
    others = Claim.objects.filter(stage__in=OPEN).exclude(
        accounts.scope(user, PrivacyPermission.CLAIMS)
    )
    return list(others.values_list("work_id", flat=True))


def where_taken(user: accounts.User) -> QuerySet[places.Place]:
    """Communities for which the person takes claims."""
    scope = accounts.scope(user, PrivacyPermission.CLAIMS, "path")
    return places.communities().filter(scope).order_by("path")


def may_be(user: accounts.User, claim: Claim, words: str) -> list[residents.Person]:
    """Who of the register may have asked: by what was typed, else by the telephone number."""
    if words:
        return list(residents.find(user, words)[:MOST_FOUND])
    by_phone = list(residents.by_phone(user, claim.phone)[:MOST_FOUND]) if claim.phone else []
    return by_phone or (list(residents.find(user, claim.name)[:MOST_FOUND]) if claim.name else [])


def token_of(claim: Claim) -> str:
    """What opens the claim's progress for who made it."""
    return signing.Signer(salt=SALT).sign(str(claim.pk))


def by_token(token: str) -> Claim | None:
    """The claim that a link opens; None for a forged one."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Claim.objects.filter(pk=pk).select_related("place", "work").first()


def clock_of(claim: Claim) -> work.Clock | None:
    """The limit that runs."""
    running = work.running_clocks([claim.work])[claim.work.pk]
    return running[0] if running else None
