"""Listens to signals of the door; each sign-in and each failed one is kept."""

from typing import Any

from linli.foundation.accounts.actions import sign_in
from linli.foundation.accounts.models import User
from linli.kernel import clock


def let_in(*, user: User, **_: Any) -> None:
    sign_in.record_sign_in(username=user.username, succeeded=True, at=clock.now())


def turned_away(*, credentials: dict[str, Any], **_: Any) -> None:
    name = str(credentials.get("username", ""))
    sign_in.record_sign_in(username=name, succeeded=False, at=clock.now())


def factor_refused(*, user: User, **_: Any) -> None:
    """The password was right, the code of the second factor was not."""
    sign_in.record_sign_in(username=user.username, succeeded=False, at=clock.now())
