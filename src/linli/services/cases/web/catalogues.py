"""The pages on which a site keeps its own lists."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.errors import DomainError, NotAllowed
from linli.kernel.rights import desk_page
from linli.kernel.seen import SeenForm, tried
from linli.services.cases import casework, catalogues
from linli.services.cases.actions import catalogues as actions
from linli.services.cases.catalogues import Catalogue
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

LONG = 100


class EntryForm(SeenForm):
    """The fields of one line, made from the columns of its table."""

    def __init__(
        self, *args: Any, catalogue: Catalogue, user: accounts.User, entry: Any, **kwargs: Any
    ) -> None:
        if entry is not None:
            kwargs["initial"] = model_to_dict(entry, catalogue.fields)
            kwargs["shown"] = catalogues.present(catalogue, entry)
        super().__init__(*args, **kwargs)
        for name in catalogue.fields:
            self.fields[name] = _field(catalogue, name, user)


def _field(catalogue: Catalogue, name: str, user: accounts.User) -> forms.Field:
    if name == "priority":
        return forms.TypedChoiceField(
            label=gettext_lazy("紧急程度"), choices=work.Priority.choices, coerce=int
        )
    if name == "active":
        return forms.BooleanField(
            label=gettext_lazy("在用"),
            required=False,
            help_text=gettext_lazy("停用后新的诉求选不到，以前的不变。"),
        )
    column: Any = catalogue.model._meta.get_field(name)
    field: forms.Field = column.formfield()
    if name == "organisation":
        field.queryset = catalogues.own_units(user)  # type: ignore[attr-defined]
        field.label = gettext_lazy("承办单位")
    if name == "category":
        field.label = gettext_lazy("类别")
        choices = [("", _("请选择")), *casework.category_tree()]
        field.widget = forms.Select(choices=choices)
    if isinstance(field.widget, forms.Textarea) or (getattr(field, "max_length", 0) or 0) >= LONG:
        field.widget = forms.Textarea(attrs={"rows": 3})
    return field


@require_safe
@desk_page(CasesPermission.MANAGE)
def index(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = catalogues.get(slug)
    found = list(catalogues.entries(catalogue, request.user))
    changeable = catalogues.changeable(catalogue, found, request.user)
    lines = [
        {
            "pk": entry.pk,
            "title": catalogue.title(entry),
            "detail": catalogue.detail(entry),
            "may_change": entry.pk in changeable,
        }
        for entry in found
    ]
    context = {
        "catalogue": catalogue,
        "lines": lines,
        "may_grow": catalogues.may_grow(catalogue, request.user),
        "keeping": accounts.Keeping(request.user, CasesPermission.MANAGE),
    }
    return render(request, "cases/web/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CasesPermission.MANAGE)
def edit(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    catalogue = catalogues.get(slug)
    entry = catalogues.get_entry(catalogue, pk, request.user) if pk else None
    if entry is not None and not catalogues.changeable(catalogue, [entry], request.user):
        return _read(request, catalogue, entry)
    if entry is None and not catalogues.may_grow(catalogue, request.user):
        keeping = accounts.Keeping(request.user, CasesPermission.MANAGE)
        raise NotAllowed(keeping.whom, permission=CasesPermission.MANAGE)
    form = EntryForm(request.POST or None, catalogue=catalogue, user=request.user, entry=entry)
    if request.method == "POST":
        told = {"catalogue": catalogue, "entry": entry, "by": request.user, "at": clock.now()}
        if tried(form, actions.save, **told):
            messages.success(request, _("已保存，马上按新的来。"))
            return redirect("cases:catalogue", slug)
    context = {"catalogue": catalogue, "entry": entry, "form": form}
    context["title"] = catalogue.title(entry) if entry is not None else _("新增一条")
    status = 422 if form.errors else 200
    return render(request, "cases/web/catalogue_entry.html", context, status=status)


def _read(request: HttpRequest, catalogue: Catalogue, entry: Any) -> HttpResponse:
    """The line for who may not change it."""
    keeping = accounts.Keeping(request.user, CasesPermission.MANAGE)
    if request.method == "POST":
        raise NotAllowed(keeping.whom, permission=CasesPermission.MANAGE)
    form = EntryForm(catalogue=catalogue, user=request.user, entry=entry)
    facts = [
        (form.fields[name].label, value)
        for name, value in catalogues.present(catalogue, entry).items()
    ]
    context = {"catalogue": catalogue, "entry": entry, "facts": facts, "keeping": keeping}
    context["title"] = catalogue.title(entry)
    return render(request, "cases/web/catalogue_entry.html", context)


@require_POST
@desk_page(CasesPermission.MANAGE)
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    catalogue = catalogues.get(slug)
    entry = catalogues.get_entry(catalogue, pk, request.user)
    try:
        actions.remove(catalogue=catalogue, entry=entry, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已删除。"))
    return redirect("cases:catalogue", slug)
