"""One person's page, and what may happen on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.kernel.text import typed
from linli.registers.residents import catalogue, codes, panels
from linli.registers.residents.actions import households, people
from linli.registers.residents.actions import life as life_actions
from linli.registers.residents.actions import people as actions
from linli.registers.residents.models import LIVING, LifeKind, Person, Source
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import duplicates, files, finding, tags
from linli.registers.residents.web.forms import (
    ContactForm,
    LifeForm,
    MoveForm,
    NewPersonForm,
    RelationForm,
)
from linli.registers.residents.web.homes import facts, member_rows
from linli.registers.residents.web.rights import may
from linli.registers.residents.web.tag_forms import GiveForm
from linli.registers.residents.years import age_on

# What a new file asks; all else is filled in on its page.
FIRST_ASKED = tuple(
    catalogue.FIELDS[name]
    for name in (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.ethnicity",
        "person.phone",
    )
)


@require_safe
@never_cache
@desk_page(ResidentsPermission.VIEW)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    if (kept := duplicates.kept_file(request.user, pk)) is not None:
        return redirect("residents:person", kept.pk)
    return show(request, finding.get_visible(request.user, pk))


@require_http_methods(["GET", "POST"])
@desk_page(ResidentsPermission.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    initial = {"home": typed(request.GET, "home"), "on": clock.today(), "source": Source.WINDOW}
    form = NewPersonForm(request.POST or None, group=FIRST_ASKED, by=request.user, initial=initial)
    alike: list[duplicates.Likeness] = []
    if form.is_bound and form.is_valid():
        door = form.cleaned_data["home"].place_path
        alike = duplicates.like(request.user, duplicates.traits_told(form.told, door))
    if form.is_bound and (not alike or form.cleaned_data["sure"]):

        def add(**read: Any) -> Person:
            return actions.add(
                told=form.told,
                home=form.where(),
                arrival=actions.Arrival(
                    on=read["on"],
                    born=read["born"],
                    relation=read["relation"],
                    registration=read["registration"],
                ),
                source=read["source"],
                by=request.user,
                at=clock.now(),
            )

        if made := tried(form, add):
            messages.success(request, _("已登记，接着可以补充其他信息。"))
            return redirect("residents:person", made.pk)
    if alike:
        form.ask_whether_sure()
    status = 422 if form.is_bound else 200
    context = {"form": form, "alike": alike}
    return render(request, "residents/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@desk_page(ResidentsPermission.EDIT)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    mover = finding.get_visible(request.user, pk)
    form = MoveForm(request.POST or None, by=request.user, initial={"on": clock.today()})
    if form.is_bound:

        def go(**read: Any) -> Any:
            return life_actions.move(
                person=mover,
                home=form.where(),
                relation=read["relation"],
                on=read["on"],
                by=request.user,
                at=clock.now(),
            )

        if tried(form, go):
            messages.success(request, _("已搬好。登记错了可以在“去向”里撤销。"))
            return redirect("residents:person", pk)
    status = 422 if form.is_bound else 200
    return render(request, "residents/move.html", {"form": form, "person": mover}, status=status)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def life(request: HttpRequest, pk: int) -> HttpResponse:
    shown = finding.get_visible(request.user, pk)
    form = LifeForm(request.POST, kinds=life_actions.possible(shown))

    def happen(**read: Any) -> Any:
        kind = LifeKind(read.pop("kind"))
        return life_actions.happen(person=shown, kind=kind, by=request.user, at=clock.now(), **read)

    if tried(form, happen):
        messages.success(request, _("已登记。登记错了可以在“去向”里撤销。"))
        return redirect("residents:person", pk)
    return show(request, shown, status=422, life_form=form)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def undo_life(request: HttpRequest, event_id: int) -> HttpResponse:
    event = files.get_event(request.user, event_id)
    life_actions.undo(event=event, by=request.user, at=clock.now())
    messages.success(request, _("已撤销，和登记之前一样了。"))
    return redirect("residents:person", event.person_id)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    shown = finding.get_visible(request.user, pk)
    form = RelationForm(request.POST)
    done = tried(form, households.relate, person=shown, by=request.user, at=clock.now())
    if done is not False:
        messages.success(request, _("已保存。"))
        return redirect("residents:person", pk)
    return show(request, shown, status=422, relation_form=form)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    shown = finding.get_visible(request.user, pk)
    form = ContactForm(request.POST)
    if tried(form, people.add_contact, person=shown, by=request.user, at=clock.now()):
        messages.success(request, _("已添加。"))
        return redirect("residents:person", pk)
    return show(request, shown, status=422, contact_form=form)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def remove_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = files.get_contact(request.user, contact_id)
    people.remove_contact(contact=contact, by=request.user, at=clock.now())
    messages.success(request, _("联系人已删除。"))
    return redirect("residents:person", contact.person_id)


def show(
    request: HttpRequest,
    shown: Person,
    *,
    status: int = 200,
    revealed: dict[str, str] | None = None,
    **bound: forms.Form,
) -> HttpResponse:
    """The person's page; a form that was refused comes back on it, filled in."""
    today = clock.today()
    events = files.life_of(shown)
    kinds = life_actions.possible(shown)
    family = files.members(shown.household) if shown.household else []
    told_contacts = contacts(shown)
    context: dict[str, Any] = {
        "person": shown,
        "age": age_on(shown.born_on, today),
        "relation": codes.kinship(shown.relation),
        "belongs": shown.presence in LIVING,
        "members": member_rows(one for one in family if one.pk != shown.pk),
        "tags": tags.held_by([shown], request.user, on=today)[shown.pk],
        "give_form": GiveForm(offered=tags.givable(request.user, shown)),
        "life": events,
        "undo": next((e.pk for e in events[:1] if life_actions.can_undo(e, clock.now())), None),
        "contacts": told_contacts,
        "merges": duplicates.merges_of(shown),
        "panels": panels.for_people(request.user, files.ids_of([shown])),
        "life_form": LifeForm(kinds=kinds, initial={"on": today}, auto_id="life_%s"),
        "relation_form": RelationForm(initial={"relation": shown.relation}, auto_id="relation_%s"),
        "contact_form": ContactForm(auto_id="contact_%s"),
        **facts(request, shown, revealed),
        **may(request, shown.place_path),
    }
    context["masked"] = context["masked"] or bool(told_contacts)
    return render(request, "residents/person.html", context | bound, status=status)


def contacts(shown: Person) -> list[dict[str, Any]]:
    return [
        {"contact": one, "relation": codes.kinship(one.relation)}
        for one in files.contacts_of(shown)
    ]
