"""Tables, forms and fillings for tests: a street with two communities."""

import dataclasses
import datetime as dt
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling, Form
from linli.insight.sheets.registry.actions import tables
from linli.insight.sheets.registry.models import Table
from linli.insight.sheets.states import State
from linli.registers.organisations.public import Kind, Organisation
from linli.services.cases.tests import factories

AT = factories.MORNING
TODAY = AT.date()
DAY = dt.timedelta(days=1)
make_user = factories.make_user


@dataclasses.dataclass
class Town:
    home: factories.Community
    other: factories.Community
    bureau: Organisation
    street: accounts.User
    head: accounts.User
    worker: accounts.User


def make_town() -> Town:
    """Two communities of one street, a department, and who keeps, answers and only sees."""
    home = factories.make_community("甲社区")
    other = factories.make_community("乙社区", street=home.street)
    bureau = Organisation.objects.create(
        kind=Kind.DEPARTMENT,
        name="区民政局",
        phone="0999-8886110",
        place=home.street,
        place_path=home.street.place_path,
    )
    return Town(
        home,
        other,
        bureau,
        make_user("street", home.street, unit=home.office, name="何敏"),
        make_user("head", home.community, unit=home.committee, name="林国栋"),
        make_user("grid-worker", home.community, unit=home.committee, name="李晓梅"),
    )


def make_table(town: Town, title: str = "高龄老人名册", **told: Any) -> Table:
    """A registered monthly table of the street, due on the 20th."""
    given: dict[str, Any] = {
        "place": town.home.street,
        "owner": town.bureau,
        "cycle": "monthly",
        "next_due_on": dt.date(2026, 3, 20),
        "legal_basis": "老年人权益保障法",
        "registered": True,
        "by": town.street,
        "at": AT,
    }
    return tables.add(title=title, **given | told)


def make_form(title: str, *columns: str | tuple[str, str]) -> Form:
    """A form that asks for columns: the words, or (words, element)."""
    pairs = [(c, "") if isinstance(c, str) else c for c in columns]
    fields = [
        {"key": f"{title}{number}", "path": [words], "element": element or None}
        for number, (words, element) in enumerate(pairs)
    ]
    return Form.objects.create(
        fingerprint=f"{title}{Form.objects.count()}", title=title, fields=fields, first_seen_at=AT
    )


def make_filling(
    form: Form,
    place: places.Place,
    *,
    by: accounts.User | None = None,
    state: str = State.FILLED,
    at: dt.datetime = AT,
    **told: Any,
) -> Filling:
    """A filled one; of ten rows with two columns, one of which the register answers."""
    fields = [
        {"sheet": "S", "key": "a", "how": "element", "element": "person.name"},
        {"sheet": "S", "key": "b", "how": "blank", "element": ""},
    ]
    given: dict[str, Any] = {
        "title": form.title,
        "file_name": f"{form.title}.xlsx",
        "file_format": "xlsx",
        "file_size": 1,
        "file_sha256": "0" * 64,
        "fields": fields,
        "by_field": [{"sheet": "S", "key": "a", "filled": 8, "missing": 2}],
        "rows": 10,
        "cells": 8,
        "missing": 2,
        "filled_at": at,
        "output_sha256": "1" * 64,
    }
    if state == State.SENT:
        given["sent_at"] = at
    return Filling.objects.create(
        form=form,
        place=place,
        place_path=place.place_path,
        state=state,
        by=by,
        at=at,
        **given | told,
    )
