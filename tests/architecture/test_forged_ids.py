"""Our ids in every field of every form of a foreign community: nothing of ours is shown, changed
or tied to something of theirs.

The forms are taken from the pages as somebody sees them who holds every right over there, and
filled in so that they would be taken; then one field after the other holds an id of ours.
"""

from collections.abc import Collection, Iterator
from typing import Any

import lxml.html
import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from faults.walk import Writes

from architecture.objects import NAMED, SECRET, address, make_ours
from architecture.test_complainant import readable
from architecture.test_walls import OURS
from linli.foundation.accounts.models import User
from linli.foundation.accounts.tests.factories import make_head
from linli.foundation.places.models import Place
from linli.registers.organisations.models import Organisation
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.services.cases.web.steps import STEPS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Kept = dict[type[models.Model], set[Any]]
# What a person writes, by the kind of the box.
WRITTEN = {"date": "2026-03-12", "datetime-local": "2026-03-10T09:00", "time": "09:00"}
# Their session would end, or their own sign-in change.
LEFT_OUT = ("account_logout", "account_change_password")


def kept() -> Kept:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in OURS}


def content(ours: Kept, tables: Collection[str]) -> dict[str, str]:
    """What stands in those of our rows that lie in the tables."""
    return {
        model._meta.db_table: serializers.serialize(
            "json", model._default_manager.filter(pk__in=pks).order_by("pk")
        )
        for model, pks in ours.items()
        if model._meta.db_table in tables
    }


def ties(ours: Kept, tables: Collection[str]) -> dict[str, int]:
    """How many rows of the tables point to each kind of thing of ours."""
    return {
        f"{model._meta.db_table}.{field.name}": model._default_manager.filter(
            **{f"{field.name}__in": ours[field.related_model]}
        ).count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in ours
    }


def changes(ours: Kept, before: dict[str, Any], tables: Collection[str]) -> list[str]:
    """Where something of ours is another one than before, or something more points to it."""
    after: dict[str, Any] = content(ours, tables) | ties(ours, tables)
    return [name for name, found in after.items() if found != before[name]]


def forms_of(client: Client, urls: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Action and values of each form of the pages, once."""
    met = {reverse(name) for name in LEFT_OUT}
    for url in urls:
        page = client.get(url)
        said = readable(page)
        if page.status_code != 200 or "<form" not in said:
            continue
        for form in lxml.html.document_fromstring(said).forms:
            action = form.get("action") or url
            if form.method == "POST" and not met & {action, f"{action} {sorted(form.fields)}"}:
                met.add(f"{action} {sorted(form.fields)}")
                yield action, dict(filled(form))


def filled(form: Any) -> Iterator[tuple[str, str]]:
    for name in form.fields:
        box = form.inputs[name]
        options = [option for option in getattr(box, "value_options", []) if option]
        kind = "" if isinstance(box, list) else box.get("type", box.tag)
        value = form.fields[name]
        if kind == "file" or name == "csrfmiddlewaretoken":
            continue
        if options and not value:
            yield name, options[0]
        elif (isinstance(value, str) and value) or kind in {"hidden", "checkbox"}:
            yield name, value if isinstance(value, str) else "on"
        else:
            yield name, WRITTEN.get(kind, "有字")


def test_our_ids_open_nothing_in_their_forms() -> None:
    ours = make_ours()
    mine = kept()
    theirs = factories.make_community("乙社区")
    client = Client()
    head = make_head(theirs.street)
    client.force_login(head)
    case = factories.make_case(theirs)
    arguments = ours | {
        "cases:pk": case.pk,
        "accounts:user_id": factories.make_user("head", theirs.community).pk,
        "organisations:unit_id": theirs.property_firm.pk,
        "places:place_id": theirs.grid.pk,
        # A wrong word at somebody's own link is counted, as it must be.
        "answers:token": "forged",
    }
    urls = [address(route, arguments) for route in NAMED]
    urls += [reverse("cases:step", args=[case.pk, step.code]) for step in STEPS]
    forged = {
        *(str(pk) for model in (Case, Place, User, Organisation) for pk in mine[model]),
        Case.objects.get(pk=ours["cases:pk"]).number,
        User.objects.get(name=f"书{SECRET}").username,
        str(ours["files:file_id"]),
    }
    # Where both number alike, an id of ours is one of theirs, too.
    own = {
        str(pk)
        for model in (Case, Place, User, Organisation)
        for pk in set(model._default_manager.values_list("pk", flat=True)) - mine[model]
    }
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    before: dict[str, Any] = content(mine, every) | ties(mine, every)
    faults, sent, taken = [], 0, 0
    for action, values in forms_of(client, sorted(set(urls))):
        for name in values:
            for value in sorted(forged - own):
                with transaction.atomic(), connection.execute_wrapper(writes := Writes()):
                    response = client.post(action, values | {name: value})
                    said = readable(response)
                    sent, taken = sent + 1, taken + (response.status_code == 302)
                    if response.status_code >= 500 or SECRET in said:
                        faults.append(f"{response.status_code} {action} {name}={value}")
                    elif found := changes(mine, before, writes.tables):
                        faults.append(f"{found} {action} {name}={value}")
                    transaction.set_rollback(True)
    assert faults == []
    assert sent > 500, sent
    assert taken > 20, taken
