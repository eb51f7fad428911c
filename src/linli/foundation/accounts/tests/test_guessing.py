"""Guessing and repeating at the door: codes, passkeys, names."""

import hashlib
import json
import struct
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from linli.foundation.accounts.models import LoginEvent
from linli.foundation.accounts.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def guarded():
    """Somebody with a second factor."""
    person = make_user()
    TOTP.activate(person, SECRET)
    return person


def code(steps=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps))


def wrong_code():
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def give(client, person, given, address="10.0.0.1"):
    """Password and then the code; answers whether that opened the door."""
    client.logout()
    more = {"REMOTE_ADDR": address}
    client.post(LOGIN, {"login": person.username, "password": PASSWORD}, **more)
    answer = client.post(reverse("mfa_authenticate"), {"code": given}, **more)
    return answer.status_code == 302 and "_auth_user_id" in client.session


@pytest.fixture
def still():
    with time_machine.travel("2026-03-11 09:30:05+08:00", tick=False) as traveller:
        yield traveller


def test_a_code_opens_the_door_once(client, guarded, still):
    used = code()
    assert give(client, guarded, used)
    assert not give(client, guarded, used)
    still.shift(20)
    assert not give(client, guarded, f" {used[:3]} {used[3:]} ")
    still.shift(10)
    assert give(client, guarded, code())


def test_codes_are_guessed_five_times_from_wherever(client, guarded, still):
    for number in range(5):
        assert not give(client, guarded, wrong_code(), f"10.0.{number}.1")
    still.shift(30)
    assert not give(client, guarded, code(), "10.0.99.1")
    still.shift(16 * 60)
    assert give(client, guarded, code(), "10.0.99.1")


def test_a_wrong_code_is_kept_like_a_wrong_password(client, guarded, still):
    give(client, guarded, wrong_code())
    event = LoginEvent.objects.latest("pk")
    assert (event.username, event.succeeded, event.origin) == (
        guarded.username,
        False,
        "10.0.0.1",
    )


class CountingHasher(MD5PasswordHasher):
    """Says how often it was asked: that is what takes the time."""

    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    known = make_user()

    def hashed(name):
        before = CountingHasher.count
        client.post(LOGIN, {"login": name, "password": "Wrong-2026-pass"})
        return CountingHasher.count - before

    assert hashed(known.username) == hashed("nobody") == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\\\evil.example",
        "javascript:alert(1)",
        "\x00",
    ],
)
def test_the_door_leads_to_pages_of_this_site_only(client, elsewhere):
    person = make_user()
    form = {"login": person.username, "password": PASSWORD, "next": elsewhere}
    assert client.post(LOGIN, form)["Location"] == reverse("desk:home")


class Telephone:
    """A passkey in software: a key pair, and what a browser makes of a challenge."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(b"a credential").digest()
        self.handle = ""

    def told(self, kind, challenge):
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": "http://testserver"}
        return json.dumps(said).encode()

    def seen(self, flags):
        return hashlib.sha256(b"testserver").digest() + struct.pack(">BI", flags, 0)

    def credential(self, **response):
        name = websafe_encode(self.id)
        parts = {key: websafe_encode(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": parts}

    def register(self, options):
        self.handle = options["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        data = self.seen(0x45) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        made = self.credential(
            clientDataJSON=self.told("create", options["challenge"]),
            attestationObject=cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        )
        return made | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def sign_in(self, options):
        told, seen = self.told("get", options["challenge"]), self.seen(0x05)
        signed = self.key.sign(seen + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        made = self.credential(clientDataJSON=told, authenticatorData=seen, signature=signed)
        made["response"]["userHandle"] = self.handle
        return made | {"clientExtensionResults": {}}


def challenge(client):
    answer = client.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    return answer.json()["request_options"]["publicKey"]


def show(client, credential):
    """Whether the door opens."""
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})
    return "_auth_user_id" in client.session


@pytest.fixture
def passkey(client):
    """One that its owner has added under 我的账号."""
    person = make_user()
    client.post(LOGIN, {"login": person.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_add_webauthn"))
    telephone = Telephone()
    made = telephone.register(page.context["js_data"]["creation_options"]["publicKey"])
    client.post(reverse("mfa_add_webauthn"), {"credential": json.dumps(made), "passwordless": "on"})
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    client.logout()
    return telephone


def test_a_passkey_opens_the_door_and_its_answer_only_once(client, passkey):
    answer = passkey.sign_in(challenge(client))
    assert show(client, answer)
    client.logout()
    assert not show(client, answer)  # no challenge is open
    challenge(client)
    assert not show(client, answer)  # another one is


def test_an_answer_that_was_caught_is_of_no_use_elsewhere(client, passkey):
    answer = passkey.sign_in(challenge(client))
    stranger = type(client)()
    challenge(stranger)
    assert not show(stranger, answer)


def test_another_key_does_not_open_the_door(client, passkey):
    passkey.key = ec.generate_private_key(ec.SECP256R1())
    assert not show(client, passkey.sign_in(challenge(client)))


JUNK = [None, 1, "", "字", [], {}, "AA", "A" * 5000]


def spoilt(value):
    """The same with each part in turn gone, or something else."""
    for name, part in value.items():
        yield {key: kept for key, kept in value.items() if key != name}
        yield from (value | {name: junk} for junk in JUNK)
        if isinstance(part, dict):
            yield from (value | {name: other} for other in spoilt(part))


def test_junk_for_a_passkey_is_refused(client, passkey):
    whole = passkey.sign_in(challenge(client))
    for junk in [*JUNK, *spoilt(whole)]:
        cache.clear()
        door = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(junk)})
        assert door.status_code == 302
        if "_auth_user_id" in client.session:  # what is signed was all there
            assert (junk["rawId"], junk["response"]) == (whole["rawId"], whole["response"])
            client.logout()


@pytest.mark.parametrize("owner", ["9" * 40, "-1", "0", "\x00", "1 OR 1", ""])
def test_an_owner_who_cannot_be_is_nobody(client, passkey, owner):
    passkey.handle = websafe_encode(owner.encode())
    assert not show(client, passkey.sign_in(challenge(client)))


def test_junk_for_a_new_passkey_is_refused(client):
    person = make_user()
    client.post(LOGIN, {"login": person.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_add_webauthn"))
    whole = Telephone().register(page.context["js_data"]["creation_options"]["publicKey"])
    del whole["clientExtensionResults"]
    for junk in [*JUNK, *spoilt(whole)]:
        cache.clear()
        answer = client.post(reverse("mfa_add_webauthn"), {"credential": json.dumps(junk)})
        if answer.status_code == 302:
            assert junk["response"] == whole["response"]
            Authenticator.objects.all().delete()
            page = client.get(reverse("mfa_add_webauthn"))
