"""What people, households and dwellings have in common: groups of facts, told and looked at."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.registers.residents import catalogue, standings
from linli.registers.residents.actions import files as actions
from linli.registers.residents.actions import people as people_actions
from linli.registers.residents.catalogue import Entity, Group
from linli.registers.residents.models import Dwelling, Household, Person
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import duplicates, files
from linli.registers.residents.web import homes, people
from linli.registers.residents.web.forms import ConfirmForm, GroupForm, LookForm

Record = Person | Household | Dwelling


@require_http_methods(["GET", "POST"])
@desk_page(ResidentsPermission.EDIT)
def edit(request: HttpRequest, kind: str, pk: int, group: str) -> HttpResponse:
    record: Any
    if kind == Entity.PERSON and (counts := duplicates.kept_file(request.user, pk)):
        # Merged while the form was open: what it showed is compared with the file that counts.
        pk = counts.pk
    record, asked = _asked(request, kind, pk, group)
    form = GroupForm(request.POST or None, group=asked, record=record)
    if request.method == "POST":

        def tell(**read: Any) -> Any:
            return actions.tell(
                record=kept(record),
                told=form.told,
                source=read["source"],
                confirmed_on=read["confirmed_on"],
                seen=read["seen"],
                group=asked,
                by=request.user,
                at=clock.now(),
            )

        if tried(form, tell) is not False:
            messages.success(request, _("已保存。原来的内容在“修改记录”里。"))
            return redirect(page_of(record))
    context = {"form": form, "group": asked, "record": record, "back": page_of(record)}
    context |= {"name": actions.name_of(record)}
    person = record.pk if isinstance(record, Person) else None
    context |= {"standing": standings.of_person(person).get(asked.code)}
    status = 422 if form.is_bound else 200
    return render(request, "residents/edit.html", context, status=status)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def confirm(request: HttpRequest, kind: str, pk: int, group: str) -> HttpResponse:
    record, asked = _asked(request, kind, pk, group)
    form = ConfirmForm(request.POST)
    now = clock.now()
    told = {"record": record, "group": asked, "confirmed_on": clock.local_date(now)}
    if record.pk and tried(form, actions.confirm, by=request.user, at=now, **told) is not False:
        messages.success(request, _("已记下：这些内容今天核对过。"))
        return redirect(page_of(record))
    return _page(request, record, status=422)


@require_POST
@never_cache
@desk_page(ResidentsPermission.REVEAL)
def look(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    entity = _entity(kind)
    record = files.get_record(request.user, entity, pk)
    form = LookForm(request.POST)
    told = {"record": record, "groups": catalogue.GROUPS[entity]}
    opened = tried(form, people_actions.reveal, by=request.user, at=clock.now(), **told)
    if opened is False:
        return _page(request, record, status=422, look_form=form)
    return _page(request, record, revealed=opened)


@require_safe
@never_cache
@desk_page(ResidentsPermission.VIEW)
def history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    record = files.get_record(request.user, _entity(kind), pk)
    statements = files.statements_of(record) if record.pk else []
    context = {
        "record": record,
        "name": actions.name_of(record),
        "back": page_of(record),
        "changes": files.history(record, statements, request.user),
    }
    return render(request, "residents/history.html", context)


def page_of(record: Record) -> str:
    """Where the record is shown."""
    if isinstance(record, Person):
        return reverse("residents:person", args=[record.pk])
    if isinstance(record, Household):
        return reverse("residents:household", args=[record.pk])
    return reverse("residents:dwelling", args=[record.place_id])


def _page(request: HttpRequest, record: Record, status: int = 200, **more: Any) -> HttpResponse:
    if isinstance(record, Person):
        return people.show(request, record, status=status, **more)
    if isinstance(record, Household):
        return homes.show_household(request, record, status=status, **more)
    return homes.show_dwelling(request, record.place, status=status, **more)


def _entity(kind: str) -> Entity:
    if kind not in set(Entity):
        raise Http404
    return Entity(kind)


def _asked(request: HttpRequest, kind: str, pk: int, code: str) -> tuple[Record, Group]:
    """The record and group of an address, for who may change and see them."""
    entity = _entity(kind)
    group = catalogue.group(entity, code)
    record = files.get_record(request.user, entity, pk)
    if group is None:
        raise Http404
    actions.check_edit(record, request.user)
    if not people_actions.may_open(group, request.user, record.place_path):
        raise NotAllowed(permission=ResidentsPermission.SENSITIVE)
    if isinstance(record, Person):
        standings.check(record.pk, [group])
    return record, group


def kept(record: Any) -> Any:
    """The record as it is stored; a dwelling's comes to be with the first thing told about it."""
    return actions.dwelling_at(record.place) if isinstance(record, Dwelling) else record
