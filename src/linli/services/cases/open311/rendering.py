"""JSON or XML, as the end of the address says."""

import json
import re
from typing import Any

from django.http import HttpRequest
from lxml import etree
from ninja.renderers import BaseRenderer

# Signs that XML cannot hold at all.
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a list and its parts are called, told by a field that only its parts have.
NAMES = (
    ("code", "errors", "error"),
    ("service_request_id", "service_requests", "request"),
    ("service_code", "services", "service"),
)


def wants_xml(request: HttpRequest) -> bool:
    return request.path.endswith(".xml")


def media_type(request: HttpRequest) -> str:
    """With the charset, which both forms have in common."""
    return f"application/{'xml' if wants_xml(request) else 'json'}; charset=utf-8"


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        if wants_xml(request):
            return etree.tostring(as_xml(data), xml_declaration=True, encoding="utf-8")
        return json.dumps(data, ensure_ascii=False).encode()


def as_xml(data: Any) -> Any:
    """A list of flat objects, or one object, as the standard writes it."""
    if isinstance(data, dict):
        root = etree.Element("service_definition" if "attributes" in data else "discovery")
        _fill(root, data)
        return root
    first = data[0] if data else {}
    outer, inner = next(
        ((many, one) for field, many, one in NAMES if field in first),
        ("service_requests", "request"),
    )
    root = etree.Element(outer)
    for row in data:
        _fill(etree.SubElement(root, inner), row)
    return root


def _fill(parent: Any, row: dict[str, Any]) -> None:
    for name, value in row.items():
        child = etree.SubElement(parent, name)
        if isinstance(value, list):
            for part in value:
                _fill(etree.SubElement(child, name.removesuffix("s")), part)
        elif value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            child.text = NOT_XML.sub("", text)
