"""Every environment variable that Linli reads, typed, with its default. Read once by settings."""

import json
import os
import secrets
import urllib.parse
from pathlib import Path
from typing import Any

from linli.kernel import crypto, whole_files

DATABASE_FILE = "linli.sqlite3"


class SettingsError(ValueError):
    """A setting that cannot be used, in a sentence."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, default)
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """Where the embedded database, uploads, keys and logs live."""
    path = Path(text("LINLI_DATA_DIR", "var")).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(directory: Path) -> str:
    """LINLI_SECRET_KEY, or a key made once and kept beside the data, readable by its owner only."""
    if given := text("LINLI_SECRET_KEY"):
        return given
    path = directory / "secret_key"
    if not path.exists():
        check_first_start(path, "set a new LINLI_SECRET_KEY: links sent so far open nothing then")
        whole_files.make_once(path, secrets.token_urlsafe(50))
    key = path.read_text()
    if not key.strip():
        raise SettingsError(f"{path} is empty: delete it and put the copy of it back")
    return key


def keyring(directory: Path) -> tuple[crypto.Keyring, bytes]:
    """LINLI_FIELD_KEYS and LINLI_INDEX_KEY; what is not given comes from a file beside the data."""
    given = text("LINLI_FIELD_KEYS"), text("LINLI_INDEX_KEY")
    path = directory / crypto.KEY_FILE
    if not all(given) and not path.exists():
        check_first_start(path, "names and numbers are lost, restore a backup whose keys you have")
    return crypto.load_keyring(*given, directory)


def check_first_start(key_file: Path, without_copy: str) -> None:
    """Raise `SettingsError` when a key is missing beside data that was written with it: a new one
    would open none of it, and soon half of the data would hang on either."""
    if (key_file.parent / DATABASE_FILE).exists():
        raise SettingsError(
            f"{key_file} is missing although there is a database: put the copy back that is kept "
            f"apart from the backups. If there is none: {without_copy}"
        )


def database(url: str, directory: Path) -> dict[str, Any]:
    """Django's DATABASES entry from LINLI_DATABASE_URL; SQLite in the data folder without one.

    `postgresql://user:password@host:port/name?host=/socket/folder` as libpq writes it.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": directory / DATABASE_FILE,
            # The last connection to close writes the whole log back into the file: not after each
            # request, which waits for it.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # A writer that starts as a reader cannot be queued by SQLite; IMMEDIATE can.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # A worker keeps its connection: what it caches and maps is memory for good.
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-49152;PRAGMA mmap_size=67108864;"
                ),
            },
        }
    parts = urllib.parse.urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgresql", "postgres"} or port == -1:
        raise SettingsError(
            "LINLI_DATABASE_URL is not understood; it looks like postgresql://user:password@host/name"
        )
    query = dict(urllib.parse.parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode loses named portals.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


# Where each service shows its own sign-in page: browsers are let go there, and nowhere else.
SIGN_IN_PAGES = {
    "wecom": "https://login.work.weixin.qq.com",
    "dingtalk": "https://login.dingtalk.com",
    "feishu": "https://open.feishu.cn https://accounts.feishu.cn https://passport.feishu.cn",
}
SIGN_IN_NAMES = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}


def sign_in_providers(value: str) -> tuple[dict[str, Any], list[str]]:
    """django-allauth's SOCIALACCOUNT_PROVIDERS, and the origins that forms may lead to.

    `value` is a JSON list of {"provider", "client_id", "secret"}, where provider is wecom (and
    "agent_id"), dingtalk, feishu or openid_connect (and "id", "name", "server_url"; "pages" when
    people sign in at another origin than the server's). Raises `SettingsError`.
    """
    providers: dict[str, Any] = {}
    pages: list[str] = []
    for row in _providers(value):
        rest = dict(row)
        kind = rest.pop("provider", "")
        if kind not in {*SIGN_IN_PAGES, "openid_connect"}:
            raise SettingsError(f"LINLI_SIGN_IN_PROVIDERS: unknown provider {kind!r}")
        app = {name: rest.pop(name, "") for name in ("client_id", "secret")}
        if not all(app.values()):
            raise SettingsError(f"LINLI_SIGN_IN_PROVIDERS: {kind} needs client_id and secret")
        app["provider_id"] = rest.pop("id", kind)
        app["name"] = rest.pop("name", SIGN_IN_NAMES.get(kind, "OIDC"))
        at_server = "{0.scheme}://{0.netloc}".format(
            urllib.parse.urlsplit(rest.get("server_url", ""))
        )
        pages += rest.pop("pages", SIGN_IN_PAGES.get(kind, at_server)).split()
        providers.setdefault(kind, {"APPS": []})["APPS"].append(app | {"settings": rest})
    return providers, pages


def _providers(value: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(value or "[]")
    except ValueError as error:
        raise SettingsError(f"LINLI_SIGN_IN_PROVIDERS is not JSON: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError("LINLI_SIGN_IN_PROVIDERS must be a list of objects")
    return rows
