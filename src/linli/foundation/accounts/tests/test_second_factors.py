"""Second factors: the pages are ours, the secrets lie encrypted, a lost telephone is no end."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from linli.foundation.accounts.actions import accounts as actions
from linli.foundation.accounts.actions.sign_in import FACTOR_FIELD, rotate_second_factors
from linli.foundation.accounts.tests.factories import MORNING, PASSWORD, make_head, make_user
from linli.foundation.places.tests.factories import make_town
from linli.kernel.crypto import Key, Keyring

pytestmark = pytest.mark.django_db

PAGES = [
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "socialaccount_connections",
]


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def user(client, town):
    """Signed in, and has just given the password once more, as changes here ask."""
    person = make_user(town.grid)
    sign_in(client, person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def activate(client):
    page = reverse("mfa_activate_totp")
    assert client.get(page).status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert client.post(page, {"code": code_of(secret)}).status_code == 302
    return secret


def test_second_factors_are_changed_only_with_the_password_at_hand(client, town):
    sign_in(client, make_user(town.grid))
    response = client.get(reverse("mfa_activate_totp"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("name", PAGES)
def test_the_librarys_pages_stand_in_our_frame_and_speak_chinese(client, user, name):
    html = client.get(reverse(name)).content.decode()
    assert "linli.css" in html
    for english in ("Sign", "Password", "Two-Factor", "Authenticator", "Cancel", "Add "):
        assert english not in html.split("</head>")[1], name


@pytest.mark.parametrize("name", PAGES[:5])
def test_the_librarys_pages_speak_as_ours_do_and_lead_back(client, user, name):
    html = client.get(reverse(name)).text
    for stiff in ("双因素", "身份验证器", "恢复代码", "激活"):
        assert stiff not in html
    back = "accounts:profile" if name in ("mfa_index", "account_change_password") else "mfa_index"
    assert f'<a class="trail" href="{reverse(back)}">' in html


def test_after_the_password_a_code_is_asked_and_never_kept_readable(client, user):
    secret = activate(client)
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(factor.data)
    assert settings.FIELD_KEYRING.decrypt(factor.data["secret"], FACTOR_FIELD) == secret
    client.post(reverse("account_logout"))
    assert sign_in(client, user)["Location"] == reverse("mfa_authenticate")
    assert "验证" in client.get(reverse("mfa_authenticate")).content.decode()
    assert client.get(reverse("accounts:profile")).status_code == 302
    cache.clear()  # the same code twice would be refused
    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert response["Location"] == reverse("desk:home")


def test_recovery_codes_are_shown_in_our_frame(client, user):
    activate(client)
    html = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert 'class="form-control" id="recovery_codes"' in html
    seeds = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).data
    assert seeds["seed"].startswith("v1.")


def test_a_recovery_code_opens_the_door_once(client, user):
    activate(client)
    [code, *_others] = (
        Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )
    client.post(reverse("account_logout"))
    sign_in(client, user)
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    assert response["Location"] == reverse("desk:home")
    client.post(reverse("account_logout"))
    cache.clear()
    sign_in(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_secrets_follow_a_new_key(client, user, settings):
    secret = activate(client)
    old = settings.FIELD_KEYRING
    settings.FIELD_KEYRING = Keyring(Key.generate("9", "sm4"), *old.keys.values())
    assert rotate_second_factors() == 2
    assert rotate_second_factors() == 0
    settings.FIELD_KEYRING = Keyring(settings.FIELD_KEYRING.current)
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert settings.FIELD_KEYRING.decrypt(factor.data["secret"], FACTOR_FIELD) == secret


def test_who_lost_the_telephone_is_helped_by_the_manager(client, user, town):
    activate(client)
    head = make_head(town.community)
    assert actions.remove_second_factors(user=user, by=head, at=MORNING) == 2
    client.post(reverse("account_logout"))
    assert sign_in(client, user)["Location"] == reverse("desk:home")
