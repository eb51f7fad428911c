"""The list of residents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.registers.residents import codes
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import listing, tags
from linli.registers.residents.web.forms import FilterForm
from linli.registers.residents.years import age_on

PER_PAGE = 25


@require_safe
@never_cache
@desk_page(ResidentsPermission.VIEW)
def index(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = FilterForm(request.GET, user=request.user)
    found = listing.listing(request.user, form.filters(), on=today)
    page = paginate(found.people, listing.ORDER, after=request.GET.get("after", ""), size=PER_PAGE)
    held = tags.held_by(page.items, request.user, on=today)
    rows = [
        {
            "person": person,
            "age": age_on(person.born_on, today),
            "relation": codes.kinship(person.relation),
            "tags": held[person.pk],
        }
        for person in page.items
    ]
    context = {
        "form": form,
        "found": found,
        "page": page,
        "rows": rows,
        "may_manage": accounts.holds_anywhere(request.user, ResidentsPermission.MANAGE),
        "may_add": accounts.holds_anywhere(request.user, ResidentsPermission.EDIT),
    }
    return render(request, "residents/list.html", context)
