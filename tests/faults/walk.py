"""Walks the pages as somebody who may do everything here, and hands in what nobody should.

Forms are taken from the pages themselves: a new form is walked as soon as it is there.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from architecture.objects import make_ours
from django.apps import apps
from django.test import Client

from linli.foundation.accounts.tests.factories import make_head
from linli.services.cases.tests import factories
from linli.shared.imports.tests import factories as imports

# What a value that is out of the question looks like, and what it is.
JUNK = {
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "long": "长" * 10_001,
    "odd signs": "👩‍👩‍👧‍👦🏚️💧" * 40 + "a\x00b\x00\u202e.exe\u2066 \u200b\ufeff",
    "huge": "9" * 40,
    "negative": "-1",
    "no day": "2026-02-30",
    "year one": "0001-01-01T00:00",
    "space": "   \u3000\r\n",
}


WRITE = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


class Writes:
    """The tables that statements write to while it listens."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITE.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


class Signed(Client):
    """A client that knows who signed in with it."""

    user: Any


def everybody(ours: dict[str, Any]) -> Signed:
    """Somebody of our own street who holds every right."""
    client = Signed(raise_request_exception=False)
    client.user = make_head(ours["home"].street)
    client.force_login(client.user)
    return client


@dataclasses.dataclass(frozen=True)
class Field:
    name: str
    value: str
    kind: str


@dataclasses.dataclass(frozen=True)
class Form:
    action: str
    fields: tuple[Field, ...]

    def filled(self, junk: str, file: Any = None) -> dict[str, Any]:
        """As a browser would send it, with junk in all that a person can fill or forge."""
        sent: dict[str, Any] = {}
        for field in self.fields:
            if field.kind == "file":
                sent |= {field.name: file} if file is not None else {}
            elif field.kind == "submit" or field.name == "seen":
                sent[field.name] = field.value
            else:
                sent[field.name] = junk
        return sent


def forms_on(html: bytes, url: str, *, method: str = "post") -> Iterator[Form]:
    """The forms of a page, each with the first of its buttons."""
    if not html.strip():
        return
    page = lxml.html.document_fromstring(html.decode("utf-8", "replace"))
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() != method:
            continue
        fields, pressed = {}, False
        for element in form.xpath(".//input|.//select|.//textarea|.//button[@name]"):
            name, kind = element.get("name"), element.get("type") or element.tag
            if not name or name == "csrfmiddlewaretoken":
                continue
            if kind in {"submit", "button"}:
                if pressed:
                    continue
                pressed, kind = True, "submit"
            fields[name] = Field(name, element.get("value") or "", kind)
        yield Form(form.get("action") or url, tuple(fields.values()))


def read(response: Any) -> str:
    """The page's text; a file is read to its end and closed, as a server does."""
    if not response.streaming:
        return str(response.content.decode(errors="replace"))
    for _part in response:
        pass
    for close in response._resource_closers:
        close()
    return ""


def rows() -> dict[str, int]:
    """How much there is of everything, apart from what each look leaves behind."""
    passing = {"sessions.session", "audit.auditevent"}
    return {
        model._meta.label_lower: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label_lower not in passing and not model._meta.proxy
    }


def make_all() -> dict[str, Any]:
    """Our objects, a case that nobody has signed, and an import whose rows have been judged."""
    ours = make_ours()
    home = ours["home"]
    ours["cases"] = [ours["cases:pk"], factories.make_case(home, text="没有人签收的一件事").pk]
    rows = [imports.HEAD, imports.GOOD, imports.BAD]
    ours["imports:pk"] = imports.checked(home.community, rows).pk
    return ours
