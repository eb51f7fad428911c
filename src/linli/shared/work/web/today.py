"""Where everybody of the desk lands: what is to be done, in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.text import typed
from linli.shared.work.queries import today as queries
from linli.shared.work.queries.today import Choice, Group, Whose


@require_safe
@desk_page()
def today(request: HttpRequest) -> HttpResponse:
    user, now = request.user, clock.now()
    offered = queries.choices_of_place(user)
    choice = read_choice(request, offered)
    found = queries.today(user, choice, at=now, after=request.GET.get("after", ""))
    context = {
        "today": found,
        "choice": choice,
        "whose": Whose,
        "offered_places": offered if len(offered) > 1 else [],
        "now": now,
    }
    return render(request, "work/today.html", context)


def read_choice(request: HttpRequest, offered: list[places.Place]) -> Choice:
    """The filters of the address; what does not fit is left out."""
    wanted = request.GET.get
    return Choice(
        whose=wanted("whose", "") if wanted("whose") in Whose.values else "",
        kind=typed(request.GET, "kind"),
        place=next((place for place in offered if str(place.pk) == wanted("place")), None),
        group=next((group for group in Group if group.slug == wanted("group")), None),
    )
