"""Documentation that is made from the code, so that it cannot be wrong."""

import ast
import re
from pathlib import Path

from linli.config import env
from linli.services.cases.states import FINISHED, TRANSITIONS, State

ROOT = Path(__file__).resolve().parents[1]
RINGS = ("config", "sites", "insight", "services", "shared", "registers", "foundation", "kernel")


def pages() -> dict[str, str]:
    """File name → text."""
    return {
        "request-states.md": request_states(),
        "rings.svg": rings(),
        "settings.md": settings(),
    }


def request_states() -> str:
    """The life of a request as a diagram (Mermaid) and a table."""
    lines = ["# The life of a request", "", "```mermaid", "stateDiagram-v2", "  [*] --> received"]
    rows = ["| event | from | to | who |", "|---|---|---|---|"]
    for row in TRANSITIONS.values():
        sources = [state for state in State if state in row.sources]
        lines += [f"  {source} --> {row.target}: {row.event.label}" for source in sources]
        rows.append(
            f"| {row.event.label} `{row.event}` | {'、'.join(str(s.label) for s in sources)} "
            f"| {row.target.label} | {'、'.join(str(actor.label) for actor in row.actors)} |"
        )
    lines += [f"  {state} --> [*]" for state in State if state in FINISHED]
    names = [f"  {state}: {state.label}" for state in State]
    return "\n".join([*lines[:4], *names, *lines[4:], "```", "", *rows, ""])


def apps() -> dict[str, list[str]]:
    """Ring → its apps (the ring itself where it has no apps)."""
    return {
        ring: sorted(path.parent.name for path in (ROOT / ring).glob("*/apps.py")) or [ring]
        for ring in RINGS
    }


def uses() -> set[tuple[str, str]]:
    """(app, app that it imports), across rings and inside them."""
    found = set()
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if "tests" in parts or "migrations" in parts or parts[0] not in RINGS:
            continue
        here = _app(parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("linli."):
                module = (node.module or "").split(".")[1:]
                name = node.names[0].name
                there = _app((*module, name))
                if here != there and there != "kernel":
                    found.add((here, there))
    return found


def _app(parts: tuple[str, ...]) -> str:
    names = {name for names in apps().values() for name in names}
    return parts[1] if len(parts) > 1 and parts[1] in names else parts[0]


def rings() -> str:
    """Apps in their rings, an arrow from each to those it imports."""
    width, row_height, box_height = 960, 96, 40
    where: dict[str, tuple[float, float]] = {}
    body = []
    for index, (ring, names) in enumerate(apps().items()):
        top = 16 + index * row_height
        body.append(
            f'<rect x="8" y="{top - 8}" width="{width - 16}" height="{box_height + 24}" rx="8" '
            'fill="#f4f6f8"/>'
            f'<text x="20" y="{top + 26}" font-size="13" fill="#667">{ring}</text>'
        )
        for place, name in enumerate(names):
            left = 130 + place * (820 / max(len(names), 1))
            box = min(820 / len(names) - 14, 150)
            where[name] = (left + box / 2, top + 4)
            body.append(
                f'<rect x="{left:.0f}" y="{top + 4}" width="{box:.0f}" height="{box_height}" '
                'rx="6" fill="#fff" stroke="#99a"/>'
                f'<text x="{left + box / 2:.0f}" y="{top + 29}" font-size="14" '
                f'text-anchor="middle" fill="#223">{name}</text>'
            )
    arrows = [
        f'<path d="M{where[a][0]:.0f},{where[a][1] + box_height} '
        f'L{where[b][0]:.0f},{where[b][1]}" stroke="#8ab" stroke-width="1" fill="none" '
        'marker-end="url(#tip)" opacity="0.7"/>'
        for a, b in sorted(uses())
        if a in where and b in where and a != "config" and where[a][1] < where[b][1]
    ]
    height = 16 + len(RINGS) * row_height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#8ab"/></marker></defs>'
        + "".join([*body, *arrows])
        + "</svg>\n"
    )


MEANINGS = {
    "LINLI_ALIKE_DAYS": "how old a request may be to be shown as like a new one",
    "LINLI_BEHIND_PROXY": "a proxy of one's own stands in front: believe its address of the caller",
    "LINLI_CALLS_PER_MINUTE_OF_KEY": "what one key of another system may ask; 0: no limit",
    "LINLI_DATABASE_URL": "`postgresql://…`; without it SQLite in the data folder",
    "LINLI_DATA_DIR": "database, uploads, keys, static files",
    "LINLI_DEBUG": "Django's own error pages: never where others can reach it",
    "LINLI_FIELD_KEYS": "keys of personal data, `id:kind:base64` …; without it keys.json",
    "LINLI_HOSTS": "names under which the site answers",
    "LINLI_HTTPS": "browsers come by TLS: secure cookies, HSTS",
    "LINLI_INDEX_KEY": "key of the blind indexes and query codes; never changes",
    "LINLI_LANGUAGE": "`zh-hans` or `en`, for the whole site",
    "LINLI_MAIL_FROM": "sender of e-mails",
    "LINLI_PUBLIC_URL": "the site as residents reach it: links in messages, QR codes",
    "LINLI_REQUESTS_KEPT_DAYS": "how long a finished request tells who asked",
    "LINLI_REQUESTS_PER_DAY_OF_PHONE": "new requests with one number; 0: no limit",
    "LINLI_REQUESTS_PER_HOUR_FROM_ADDRESS": "new requests from one address; 0: no limit",
    "LINLI_ROBOT_HOSTS": "servers to which group robots may send",
    "LINLI_SECRET_KEY": "signs sessions and links; without it a file in the data folder",
    "LINLI_SESSION_IDLE_MINUTES": "after so long without a touch one signs in again",
    "LINLI_SIGN_IN_PROVIDERS": "WeCom, DingTalk, Feishu, OpenID: see operations.md",
    "LINLI_SMS_GATEWAY_TOKEN": "sent to the gateway as a bearer token",
    "LINLI_SMS_GATEWAY_URL": "where SMS are handed in: see operations.md",
    "LINLI_SMTP_HOST": "mail server; without it no e-mail is sent",
    "LINLI_SMTP_PASSWORD": "of the mail server",
    "LINLI_SMTP_PORT": "of the mail server",
    "LINLI_SMTP_TLS": "STARTTLS with the mail server",
    "LINLI_SMTP_USER": "of the mail server",
    "LINLI_TRIAGE_MODEL": "models of the reading helper; without it a folder of the data",
    "LINLI_TRUSTED_ORIGINS": "`https://…` origins whose forms are taken, behind a proxy",
}


def settings() -> str:
    """Every environment variable that the settings read, with its default and what it is for."""
    text = (ROOT / "config" / "settings.py").read_text() + Path(env.__file__).read_text()
    found = re.findall(
        r'(?:env\.)?(text|flag|number|words)\(\s*"(LINLI_\w+)"'
        r'(?:,\s*("[^"]*"|[\w.]+(?:=\w+)?))?',
        text,
    )
    rows = sorted({(name, kind, default) for kind, name, default in found})
    lines = ["# Settings", "", "| variable | kind | default | what for |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {kind} | {default.replace('default=True', 'on').strip(chr(34))} "
        f"| {MEANINGS[name]} |"
        for name, kind, default in rows
    ]
    return "\n".join([*lines, ""])
