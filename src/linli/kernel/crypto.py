"""Encryption of single values, and the keyring that lives outside the database.

A stored value is an envelope, `v1.<key id>.<base64url of nonce + ciphertext + tag>`. The cipher
belongs to the key (AES-256-GCM or SM4-GCM), so a site can move from one to the other by rotation.
The stable id of the field is authenticated with the value: a ciphertext copied into another field
does not decrypt, while renaming a table or column changes nothing.

Importable before Django's settings, which call `load_keyring`.

Changing the key of a running site takes three steps: `add_key`, restart every process (all of them
can now read both keys and write the new one), then rotate (`linli.kernel.fields.rotate_all`).
"""

import base64
import binascii
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.kernel import whole_files

NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = {"aes": 32, "sm4": 16}
INDEX_KEY_BYTES = 32
KEY_FILE = "keys.json"
ENVELOPE = re.compile(r"v1\.(?P<key>[\w-]+)\.(?P<body>[\w-]+={0,2})", re.ASCII)


class KeyringError(Exception):
    """The configured keys cannot be used; the message says which and why, never the key itself."""


class DecryptionError(Exception):
    """A stored value was tampered with, belongs to another field, or its key is missing."""


@dataclass(frozen=True, repr=False)
class Key:
    """One key with its cipher, "aes" (32 bytes) or "sm4" (16 bytes)."""

    id: str
    cipher: str
    secret: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w-]+", self.id, re.ASCII):
            raise KeyringError(f"key id {self.id!r}: only letters, digits, - and _")
        if self.cipher not in KEY_BYTES:
            raise KeyringError(f"key {self.id}: unknown cipher {self.cipher!r}, use aes or sm4")
        if len(self.secret) != KEY_BYTES[self.cipher]:
            raise KeyringError(f"key {self.id}: {self.cipher} needs {KEY_BYTES[self.cipher]} bytes")

    @classmethod
    def generate(cls, key_id: str, cipher: str = "aes") -> "Key":
        return cls(key_id, cipher, secrets.token_bytes(KEY_BYTES.get(cipher, 0)))

    def __str__(self) -> str:
        """The form that LINLI_FIELD_KEYS and the key file hold: `id:cipher:base64`."""
        return f"{self.id}:{self.cipher}:{base64.b64encode(self.secret).decode()}"

    @cached_property
    def _aes(self) -> AESGCM:
        """Made once: to prepare the key takes longer than to seal a phone number."""
        return AESGCM(self.secret)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        if self.cipher == "aes":
            return nonce + self._aes.encrypt(nonce, plain, context)
        sealing = Cipher(algorithms.SM4(self.secret), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(context)
        return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Raises `InvalidTag` when the bytes or the context are not the ones that were sealed."""
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise InvalidTag
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        if self.cipher == "aes":
            return self._aes.decrypt(nonce, body, context)
        body, tag = body[:-TAG_BYTES], body[-TAG_BYTES:]
        opening = Cipher(algorithms.SM4(self.secret), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(context)
        return opening.update(body) + opening.finalize()


class Keyring:
    """Every key that may still be needed; the first one encrypts, all of them decrypt."""

    def __init__(self, *keys: Key) -> None:
        if not keys:
            raise KeyringError("the keyring is empty")
        self.keys = {key.id: key for key in keys}
        if len(self.keys) < len(keys):
            raise KeyringError("two keys share an id")
        self.current = keys[0]

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """From `2:aes:<base64>,1:sm4:<base64>`, the current key first."""
        return cls(*(_parse_key(part.strip()) for part in text.split(",") if part.strip()))

    def __str__(self) -> str:
        return ",".join(str(key) for key in self.keys.values())

    def encrypt(self, plain: str, field_id: str) -> str:
        """The envelope for `plain`; the same text gives another envelope each time."""
        sealed = self.current.seal(plain.encode(), field_id.encode())
        return self.current_prefix + base64.urlsafe_b64encode(sealed).decode()

    def decrypt(self, envelope: str, field_id: str) -> str:
        """The text in `envelope`. Raises DecryptionError."""
        match = ENVELOPE.fullmatch(envelope)
        if not match:
            raise DecryptionError(f"{field_id}: the stored value is not an encrypted one")
        key = self.keys.get(match["key"])
        if key is None:
            raise DecryptionError(f"{field_id}: the key {match['key']} is not in the keyring")
        try:
            return key.open(base64.urlsafe_b64decode(match["body"]), field_id.encode()).decode()
        except (InvalidTag, binascii.Error):
            raise DecryptionError(
                f"{field_id}: the stored value was changed outside the program, "
                "or copied from another field"
            ) from None

    @property
    def current_prefix(self) -> str:
        """How every envelope of the current key begins."""
        return f"v1.{self.current.id}."

    def needs_rotation(self, envelope: str) -> bool:
        """Whether an older key than the current one made this envelope."""
        return bool(envelope) and not envelope.startswith(self.current_prefix)


def index_digest(key: bytes, value: str, field_id: str) -> str:
    """Keyed digest for equality search, 64 hex digits; the caller normalises `value` first.

    An empty value gives "", so that missing values are not found as equal.
    """
    if not value:
        return ""
    return hmac.digest(key, f"{field_id}\0{value}".encode(), "sha256").hex()


def load_keyring(field_keys: str, index_key: str, data_dir: Path) -> tuple[Keyring, bytes]:
    """Keyring and blind index key from the two environment values.

    Where one is empty it comes from `keys.json` in the data folder, which is made on the first
    start with random keys, readable by its owner only. Losing it loses the encrypted data.
    """
    if not (field_keys and index_key):
        stored = _stored_keys(data_dir)
        field_keys, index_key = field_keys or stored["field_keys"], index_key or stored["index_key"]
    digest_key = _decode(index_key, "the index key")
    if len(digest_key) < INDEX_KEY_BYTES:
        raise KeyringError(f"the index key needs {INDEX_KEY_BYTES} bytes")
    return Keyring.parse(field_keys), digest_key


def add_key(data_dir: Path, cipher: str = "aes") -> Key:
    """Put a new key before the others in `keys.json` and return it. It counts from the next start.

    For a site that keeps its keys in LINLI_FIELD_KEYS, print `Key.generate` instead.
    """
    stored = _stored_keys(data_dir)
    keys = Keyring.parse(stored["field_keys"]).keys
    numbers = [int(name) for name in keys if name.isdecimal()]
    key = Key.generate(str(max(numbers, default=0) + 1), cipher)
    stored["field_keys"] = str(Keyring(key, *keys.values()))
    whole_files.replace(data_dir / KEY_FILE, json.dumps(stored, indent=1))
    return key


def _parse_key(text: str) -> Key:
    key_id, _, rest = text.partition(":")
    cipher, _, secret = rest.partition(":")
    return Key(key_id, cipher, _decode(secret, f"key {key_id}"))


def _decode(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError(f"{what} is not base64") from None


def _stored_keys(data_dir: Path) -> dict[str, str]:
    path = data_dir / KEY_FILE
    if not path.exists():
        fresh = {
            "field_keys": str(Key.generate("1")),
            "index_key": base64.b64encode(secrets.token_bytes(INDEX_KEY_BYTES)).decode(),
        }
        whole_files.make_once(path, json.dumps(fresh, indent=1))
    try:
        stored: dict[str, str] = json.loads(path.read_text())
        if not all(isinstance(stored[name], str) for name in ("field_keys", "index_key")):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise KeyringError(
            f"{path} is damaged: put the copy back that was kept apart from the backups"
        ) from None
    return stored
