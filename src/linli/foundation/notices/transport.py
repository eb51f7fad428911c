"""One JSON request to another system, and why it failed."""

import json
import urllib.error
import urllib.request
from typing import Any

TIMEOUT = 10
LONGEST_ANSWER = 64 * 1024
# Answers of a server that is busy or wrongly set up; every other 4xx is about this one message.
MENDABLE = {401, 403, 404, 405, 408, 425, 429}


class NotSent(Exception):
    """The message has not gone out. `final`: sending it again would not help.

    `broken`: the channel itself does not answer, so that others need not be tried now.
    """

    def __init__(self, reason: str, *, final: bool = False, broken: bool = False) -> None:
        super().__init__(reason)
        self.final, self.broken = final, broken


class Unavailable(Exception):
    """The site has not set up this channel: nothing is sent, and the delivery says so."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A message does not follow to where somebody else points."""


_opener = urllib.request.build_opener(_NoRedirect)


def post_json(url: str, content: Any, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """POST `content`; the answer's JSON object ({} for none). Raises NotSent."""
    request = urllib.request.Request(  # noqa: S310 - addresses come from settings or are checked
        url,
        data=json.dumps(content, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            answer = response.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            words = _words(error.read(LONGEST_ANSWER))
        final = 400 <= error.code < 500 and error.code not in MENDABLE
        raise NotSent(f"HTTP {error.code} {words}", final=final, broken=not final) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise NotSent(f"{type(error).__name__}: {reason}", broken=True) from error
    return _json_object(answer)


def _json_object(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _words(answer: bytes) -> str:
    """What a refusal says, as short as it can be."""
    told = _json_object(answer)
    named = next((told[name] for name in ("message", "errmsg", "msg", "error") if name in told), "")
    return str(named or answer.decode(errors="replace").strip()[:200])
