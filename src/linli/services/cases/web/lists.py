"""The list of requests, its saved views, and the sheet that is taken out of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.text import typed
from linli.services.cases import listing
from linli.services.cases.actions.export import NeedsPurpose, record_export
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.web import workbook
from linli.services.cases.web.filters import FilterForm
from linli.services.cases.web.rows import rows
from linli.shared.work import public as work

PAGE = "cases"
PER_PAGE = 25


@require_safe
@never_cache
@desk_page()
def index(request: HttpRequest) -> HttpResponse:
    return _list(request, FilterForm(request.GET, user=request.user))


def _list(
    request: HttpRequest, form: FilterForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    filters = form.filters
    found = listing.row_columns(listing.listing(request.user, filters, at=now))
    page = paginate(
        found,
        listing.order_of(filters.group),
        after=form.data.get("after", ""),
        size=PER_PAGE,
    )
    listing.attach_names(page.items)
    context = {
        "form": form,
        "groups": listing.Group,
        "group": filters.group,
        "filters": filters,
        "page": page,
        "rows": rows(
            page.items,
            request.user,
            of_one_community=listing.of_one_community(request.user),
        ),
        "views": work.saved_views(request.user, PAGE),
        "query": _without_position(form.data),
        "most_rows": workbook.MOST_ROWS,
        "may_take_in": accounts.holds_anywhere(request.user, CasesPermission.INTAKE),
        "problem": problem,
    }
    return render(request, "cases/web/list.html", context, status=status)


def _without_position(data: QueryDict) -> str:
    kept = data.copy()
    for name in ("after", "more"):
        kept.pop(name, None)
    return kept.urlencode()


@require_POST
@desk_page()
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook: with a purpose, on the record, as far as `MOST_ROWS`."""
    accounts.check_anywhere(request.user, CasesPermission.VIEW)
    form = FilterForm(QueryDict(typed(request.POST, "query")), user=request.user)
    now, purpose = clock.now(), typed(request.POST, "purpose")
    if not purpose:
        return _list(request, form, problem=str(NeedsPurpose()), status=NeedsPurpose.status)
    filters = form.filters
    found = listing.row_columns(listing.listing(request.user, filters, at=now))
    sheet = workbook.write(
        listing.in_order(found, filters.group),
        user=request.user,
        purpose=purpose,
        told=form.in_words,
        at=now,
    )
    record_export(purpose=purpose, filters=form.in_words, rows=sheet.rows, by=request.user, at=now)
    return sheet.response()


@require_POST
@desk_page()
def save_view(request: HttpRequest) -> HttpResponse:
    query = typed(request.POST, "query")
    try:
        view = work.save_view(
            user=request.user, page=PAGE, name=typed(request.POST, "name"), query=query
        )
    except DomainError as error:
        form = FilterForm(QueryDict(query), user=request.user)
        return _list(request, form, problem=str(error), status=error.status)
    messages.success(request, _("已保存为“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('cases:list')}?{view.query}")


@require_POST
@desk_page()
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = work.get_saved_view(request.user, pk)
    work.delete_view(view=view)
    messages.success(request, _("已删除“%(name)s”。") % {"name": view.name})
    return redirect("cases:list")
