"""At the door: who came in, who was refused, one's own password, the keys of second factors."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction

from linli.foundation.accounts.models import LoginEvent, User
from linli.foundation.audit import public as audit
from linli.kernel.fields import keyring

FACTOR_FIELD = "accounts.second_factor"
# What the library keeps of a second factor under these names is secret.
SECRETS = ("secret", "seed")


def record_sign_in(*, username: str, succeeded: bool, at: dt.datetime) -> None:
    """Keep a sign-in or a failed one, with the address it came from."""
    LoginEvent.objects.create(
        username=username[:60], succeeded=succeeded, at=at, origin=audit.current_origin()
    )


@transaction.atomic
def change_own_password(*, user: User, password: str, at: dt.datetime) -> None:
    """A password that only its owner knows."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record("accounts.change_password", by=user, at=at, subject=user, subject_name=str(user))


@transaction.atomic
def rotate_second_factors() -> int:
    """Re-encrypt the secrets of second factors with the newest key; answers how many changed."""
    changed = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        old = {name: factor.data[name] for name in SECRETS if name in factor.data}
        if not any(keyring().needs_rotation(value) for value in old.values()):
            continue
        for name, value in old.items():
            plain = keyring().decrypt(value, FACTOR_FIELD)
            factor.data[name] = keyring().encrypt(plain, FACTOR_FIELD)
        factor.save(update_fields=["data"])
        changed += 1
    return changed
