import base64
import json
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import crypto
from linli.kernel.crypto import DecryptionError, Key, Keyring, KeyringError

AES = Key("1", "aes", bytes(range(32)))
SM4 = Key("2", "sm4", bytes(range(16)))
FIELD = "residents.person.id_number"


@pytest.mark.parametrize("key", [AES, SM4], ids=str)
@given(text=st.text(min_size=1))
def test_any_text_comes_back(key, text):
    ring = Keyring(key)
    assert ring.decrypt(ring.encrypt(text, FIELD), FIELD) == text


@pytest.mark.parametrize("key", [AES, SM4], ids=str)
def test_the_envelope_names_its_key_and_never_repeats(key):
    ring = Keyring(key)
    first, second = ring.encrypt("张三", FIELD), ring.encrypt("张三", FIELD)
    assert first.startswith(f"v1.{key.id}.")
    assert first != second


@pytest.mark.parametrize("key", [AES, SM4], ids=str)
def test_another_field_cannot_read_it(key):
    ring = Keyring(key)
    with pytest.raises(DecryptionError, match=r"residents\.person\.phone"):
        ring.decrypt(ring.encrypt("13800000000", FIELD), "residents.person.phone")


@pytest.mark.parametrize("key", [AES, SM4], ids=str)
def test_every_changed_bit_is_noticed(key):
    ring = Keyring(key)
    prefix, body = ring.encrypt("张三", FIELD).rsplit(".", 1)
    sealed = base64.urlsafe_b64decode(body)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        envelope = f"{prefix}.{base64.urlsafe_b64encode(changed).decode()}"
        with pytest.raises(DecryptionError):
            ring.decrypt(envelope, FIELD)


@pytest.mark.parametrize(
    "stored", ["张三", "v1.1.", "v1.1.AAAA", "v2.1.AAAA", "v1.1.AAAAA", "v1.1.中文", "v1.1.A=A="]
)
def test_what_is_no_envelope_is_refused(stored):
    with pytest.raises(DecryptionError):
        Keyring(AES).decrypt(stored, FIELD)


def test_sm4_gcm_gives_the_vector_of_rfc_8998():
    key = Key("r", "sm4", bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce = bytes.fromhex("00001234567800000000ABCD")
    cipher = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    tag = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    context = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    assert key.open(nonce + cipher + tag, context) == plain


def test_an_old_key_still_reads_and_asks_for_rotation():
    old, both = Keyring(AES), Keyring(SM4, AES)
    envelope = old.encrypt("张三", FIELD)
    assert both.decrypt(envelope, FIELD) == "张三"
    assert both.needs_rotation(envelope)
    assert not both.needs_rotation(both.encrypt("张三", FIELD))
    assert not both.needs_rotation("")


def test_a_key_that_was_dropped_is_named():
    with pytest.raises(DecryptionError, match="the key 1 is not in the keyring"):
        Keyring(SM4).decrypt(Keyring(AES).encrypt("张三", FIELD), FIELD)


def test_a_keyring_reads_what_it_writes():
    ring = Keyring.parse(f" {SM4} , {AES} ")
    assert ring.current == SM4
    assert str(ring) == f"{SM4},{AES}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        ("1:aes:AAAA", "needs 32 bytes"),
        (f"1:des:{base64.b64encode(bytes(8)).decode()}", "unknown cipher"),
        ("1:aes:***", "not base64"),
        (f"a.b:sm4:{base64.b64encode(bytes(16)).decode()}", "only letters"),
        (f"{AES},{Key('1', 'sm4', bytes(16))}", "share an id"),
    ],
)
def test_an_unusable_keyring_says_why(text, complaint):
    with pytest.raises(KeyringError, match=complaint):
        Keyring.parse(text)


def test_no_error_and_no_repr_shows_a_key():
    assert base64.b64encode(AES.secret).decode() not in repr(AES)
    with pytest.raises(KeyringError) as caught:
        Keyring.parse("1:aes:c2VjcmV0IHNlY3JldA==")
    assert "c2Vj" not in str(caught.value)


def test_the_digest_depends_on_key_field_and_value():
    base = crypto.index_digest(b"k" * 32, "13800000000", FIELD)
    assert len(base) == 64
    assert base == crypto.index_digest(b"k" * 32, "13800000000", FIELD)
    others = {
        crypto.index_digest(b"l" * 32, "13800000000", FIELD),
        crypto.index_digest(b"k" * 32, "13800000001", FIELD),
        crypto.index_digest(b"k" * 32, "13800000000", "residents.person.phone"),
    }
    assert len(others | {base}) == 4
    assert crypto.index_digest(b"k" * 32, "", FIELD) == ""


def test_the_first_start_makes_private_keys_and_the_second_reads_them(tmp_path):
    ring, index_key = crypto.load_keyring("", "", tmp_path)
    again, same_index_key = crypto.load_keyring("", "", tmp_path)
    assert (str(again), same_index_key) == (str(ring), index_key)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_starts_at_the_same_moment_agree(tmp_path):
    seen = []
    starts = [
        threading.Thread(target=lambda: seen.append(str(crypto.load_keyring("", "", tmp_path)[0])))
        for _ in range(8)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_the_environment_wins_over_the_file(tmp_path):
    index_key = base64.b64encode(bytes(32)).decode()
    ring, key = crypto.load_keyring(str(AES), index_key, tmp_path)
    assert (ring.current, key) == (AES, bytes(32))
    assert list(tmp_path.iterdir()) == []


def test_a_short_index_key_is_refused(tmp_path):
    with pytest.raises(KeyringError, match="index key"):
        crypto.load_keyring(str(AES), base64.b64encode(b"short").decode(), tmp_path)


def test_an_added_key_becomes_the_current_one_and_the_rest_stays(tmp_path):
    before, index_key = crypto.load_keyring("", "", tmp_path)
    envelope = before.encrypt("张三", FIELD)
    added = crypto.add_key(tmp_path, "sm4")
    after, same_index_key = crypto.load_keyring("", "", tmp_path)
    assert (after.current, added.id, same_index_key) == (added, "2", index_key)
    assert after.decrypt(envelope, FIELD) == "张三"
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / "keys.json").read_text())) == {"field_keys", "index_key"}
