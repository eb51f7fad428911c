"""Whatever stands in an address or a form: a sentence, never a fault, and nothing half-done."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from architecture.objects import NAMED, address
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from faults.walk import JUNK, Form, Writes, everybody, forms_on, make_all, read, rows
from linli.foundation.files.tests import samples
from linli.services.cases import query_codes
from linli.services.cases.web.steps import STEPS
from linli.shared.imports.tests import files as tables

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What pages read from the address.
PARAMETERS = re.findall(
    r"\w+",
    """
    after q page place view on as year month line kind state number token until sign sheet header
    due assignee team community category source nature owner preset start end frm to since till of
    person action actor received_at amount unit order phase who from_user to_user subject status
    first last from_on to_on only clock priority mine concerns period by group alert first_on
    last_on columns target limit next drawer days sort
    """,
)
# What people and attackers send where a photo or a table belongs.
FILES = {
    "空.jpg": b"",
    "程序.jpg": b"MZ\x90\x00" * 100,
    "图.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "页.html": JUNK["script"].encode(),
    "大.png": samples.png_header(60_000, 60_000),
    "半张.jpg": samples.photo()[:400],
    "炸弹.xlsx": tables.zip_bomb(),
    "说谎.xlsx": samples.lying_archive(),
    "加密.docx": samples.encrypted_archive(),
    "宏.xlsm": tables.with_part(tables.workbook([["编号"]]), "xl/vbaProject.bin", b"x"),
    "旧.xls": tables.old_container("Workbook"),
    "远.xlsx": tables.far_apart(),
    "国标.csv": tables.text_table([["编号", "内容"], ["1", "灯不亮"]], encoding="gb18030"),
    "乱.csv": bytes(range(256)) * 40,
    "../../名.csv": b"a,b\n1,2\n",
    "\u202egpj.exe": b"\xff\xd8\xff\xe0",
}
# What each look leaves behind.
PASSING = {"django_session", "audit_auditevent"}
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


@pytest.fixture
def ours() -> dict[str, Any]:
    return make_all()


def pages(ours: dict[str, Any]) -> list[str]:
    """Every address, and each step of the two cases."""
    found = [address(route, ours) for route in NAMED if route.name != "requests:leave"]
    found += [reverse("cases:step", args=[pk, step.code]) for pk in ours["cases"] for step in STEPS]
    return sorted(set(found))


def readable(client: Client, urls: list[str]) -> list[str]:
    """Those that answer a plain GET with something to read."""
    return [url for url in urls if _is_read(client.get(url))]


def _is_read(response: Any) -> bool:
    read(response)
    return bool(response.status_code == 200)


def test_junk_in_the_address(ours: dict[str, Any]) -> None:
    someone = everybody(ours)
    urls = readable(someone, pages(ours))
    assert len(urls) > 60
    strange = ["%ff%00\\'; DROP TABLE cases_case; --", "nan", "[]", "99999-12-31T25:61", "𠮷\u202e"]
    junk = [*JUNK.values(), *strange]
    faults = []
    for turn, url in enumerate(urls):
        # Each address gets another kind in each place; PostgreSQL takes no NUL, wherever it stands.
        mixed = [junk[(turn + place) % len(junk)] for place in range(len(PARAMETERS))]
        for values in (mixed, ["二\x00号楼"] * len(PARAMETERS)):
            response = someone.get(url, dict(zip(PARAMETERS, values, strict=True)))
            said = read(response)
            if response.status_code >= 500 or JUNK["script"] in said:
                faults.append(f"{response.status_code} {url}")
    assert faults == []


def every_form(someone: Client, ours: dict[str, Any]) -> Iterator[Form]:
    """Each form of all pages, once: the same box stands on many."""
    walked = set()
    for url in pages(ours):
        page = someone.get(url)
        if page.status_code != 200 or "text/html" not in page["Content-Type"]:
            read(page)
            continue
        for form in forms_on(page.content, url):
            known = (form.action, *(field.name for field in form.fields))
            if known not in walked and form.action != reverse("account_logout"):
                walked.add(known)
                yield form


def fault_of(response: Any, before: dict[str, int], written: bool) -> str:
    """What is wrong with an answer to junk, "" for nothing: a fault, no sentence, half done."""
    said = read(response)
    if response.status_code >= 500 or JUNK["script"] in said:
        return "broken"
    if response.status_code < 400:
        return ""
    if not CHINESE.search(said):
        return "no sentence"
    return "half done" if written and rows() != before else ""


def sent(someone: Client, form: Form, data: dict[str, Any]) -> tuple[Any, bool]:
    """The answer to a form, and whether a row was written on the way: not all are counted."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        response = someone.post(form.action, data)
    return response, bool(writes.tables - PASSING)


def test_junk_in_every_form(ours: dict[str, Any]) -> None:
    someone, before = everybody(ours), rows()
    faults, walked = [], 0
    for form in every_form(someone, ours):
        walked += 1
        for kind, junk in JUNK.items():
            with transaction.atomic():
                response, written = sent(someone, form, form.filled(junk))
                if fault := fault_of(response, before, written):
                    faults.append(f"{response.status_code} {form.action} {kind}: {fault}")
                transaction.set_rollback(True)
    assert faults == []
    assert walked > 50


def test_junk_in_every_upload(ours: dict[str, Any]) -> None:
    someone, before = everybody(ours), rows()
    # Their window takes photos too.
    someone.get(reverse("requests:link", args=[query_codes.link_token(ours["cases"][1])]))
    faults, taken = [], {}
    for form in every_form(someone, ours):
        if not any(field.kind == "file" for field in form.fields):
            continue
        for name, content in FILES.items():
            with transaction.atomic():
                file = SimpleUploadedFile(name, content)
                response, written = sent(someone, form, form.filled("有字", file))
                if fault := fault_of(response, before, written):
                    faults.append(f"{response.status_code} {form.action} {name}: {fault}")
                taken.setdefault(form.action, []).append(response.status_code)
                transaction.set_rollback(True)
    assert faults == []
    assert len(taken) >= 4
