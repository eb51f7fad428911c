from collections.abc import Iterator
from typing import Any

import pytest

from linli.foundation.accounts.public import User
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.notices.kinds import KINDS, NoticeKind
from linli.foundation.notices.models import Channel
from linli.foundation.notices.permissions import NoticesPermission
from linli.foundation.notices.tests.listener import Listener
from linli.foundation.places.tests.factories import Town, make_town


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds, as apps register them: one goes by e-mail, one stays in the app."""
    mailed = NoticeKind("tests.mailed", "要紧的事", frozenset({Channel.EMAIL}))
    quiet = NoticeKind("tests.plain", "平常的事", frozenset())
    monkeypatch.setattr(KINDS, "_items", {kind.code: kind for kind in (mailed, quiet)})


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as running:
        yield running


@pytest.fixture
def gateway(listener: Listener, settings: Any) -> Listener:
    """An SMS gateway that the site has set up."""
    settings.SMS_GATEWAY_URL = f"{listener.url}/sms"
    settings.SMS_GATEWAY_TOKEN = "gateway-token"
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    return listener


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def worker(town: Town) -> User:
    """Somebody of the community with an e-mail address and a mobile phone."""
    return with_addresses(make_user(town.community, name="王芳"))


def with_addresses(user: User) -> User:
    user.email, user.phone = f"{user.username}@example.org", "13800000001"
    user.save(update_fields=["email", "phone"])
    return user


@pytest.fixture
def manager(town: Town) -> User:
    """Who looks after messages in the community."""
    return make_user(town.community, [NoticesPermission.MANAGE], name="李强")
