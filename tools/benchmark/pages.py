"""What staff open and look for: through middleware, views and templates, without a network.

Each round is another person of another community, so that nobody is answered from what the one
before left in memory. Times are the server's: from the request's arrival to the finished answer.
"""

import argparse
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from benchmark.figures import Figure, timed
from benchmark.town import NEW_STREET, TAGS
from linli.foundation.accounts.models import Assignment, Role, User
from linli.foundation.places.models import Place
from linli.foundation.places.queries import within
from linli.insight.ahead import counting
from linli.kernel import clock, paging
from linli.registers.residents.models import Person, Tag
from linli.registers.residents.queries import finding as residents
from linli.services.cases import listing, query_codes
from linli.services.cases.models import Case

T = TypeVar("T")
Measure = Callable[[argparse.Namespace], Figure]
PEOPLE = 40
HITS = 25
DISTRICT = "district"
NEWEST_FIRST = listing.order_of(listing.Group.ALL)
# Found in one of ten requests, in one of some hundreds, and in none.
WORDS = ("路灯", "噪音", "垃圾 3号楼", "充电宝", "儿子在外地", "灯头损坏", "无人驾驶")


def staff(role: str) -> list[User]:
    """People with the role, from all over the old city."""
    old = Assignment.objects.exclude(within(new_street().place_path)).exclude(
        user__username=DISTRICT
    )
    ids = old.filter(role__code=role).order_by("pk").values_list("user", flat=True)
    return list(User.objects.filter(pk__in=spread(ids, PEOPLE)))


def district() -> list[User]:
    """Somebody who oversees all of it, as a street's leader does a street."""
    found = User.objects.filter(username=DISTRICT).first()
    if found is None:
        place = Place.objects.get(kind="district")
        found = User.objects.create(username=DISTRICT, name="区级", place=place)
        role = Role.objects.get(code="street")
        Assignment.objects.create(
            user=found,
            role=role,
            place=place,
            place_path=place.place_path,
            starts_on=dt.date(2020, 1, 1),
        )
    return [found]


def new_street() -> Place:
    """Where measures may write."""
    return Place.objects.get(name=NEW_STREET)


def spread(ids: Iterable[int], count: int) -> list[int]:
    """Some of many, at even distances."""
    found = list(ids)
    return found[:: max(1, len(found) // count)][:count]


def in_turn(call: Callable[[T], object], subjects: Sequence[T], rounds: int) -> Figure:
    """Call for each subject in turn, after some calls that warm up."""
    warm_up = min(PEOPLE, rounds, len(subjects) + 2)
    chosen = itertools.islice(itertools.cycle(subjects), warm_up + rounds)
    return timed(call, chosen, warm_up=warm_up)


def open_page(visit: tuple[Client, str]) -> None:
    client, url = visit
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    # A web process has done so before the first person comes.
    client.handler.load_middleware()
    return client


def page(name: str, role: str, **query: str) -> Measure:
    """One page, for people of a role."""

    def measure(arguments: argparse.Namespace) -> Figure:
        url = f"{reverse(name)}?{urlencode(query)}"
        people = district() if role == DISTRICT else staff(role)
        visits = [(signed_in(user), url) for user in people]
        return in_turn(open_page, visits, arguments.rounds)

    return measure


def last_page(role: str) -> Measure:
    """The oldest requests of the list, opened by the address that paging forward leads to."""

    def measure(arguments: argparse.Namespace) -> Figure:
        visits = []
        for user in staff(role):
            found = listing.listing(user, listing.Filters(group=listing.Group.ALL), at=clock.now())
            ids = found.order_by("received_at", "id").values_list("pk", flat=True)[24:26]
            two = paging.paginate(found.filter(pk__in=list(ids)), NEWEST_FIRST, size=1)
            query = urlencode({"group": "all", "after": two.next})
            visits.append((signed_in(user), f"{reverse('cases:list')}?{query}"))
        return in_turn(open_page, visits, arguments.rounds)

    return measure


def months_ahead(role: str) -> Measure:
    """What next month brings, of months that were counted."""

    def measure(arguments: argparse.Namespace) -> Figure:
        counting.count_recent(at=clock.now())
        return page("ahead:page", role)(arguments)

    return measure


def progress(arguments: argparse.Namespace) -> Figure:
    """What residents see of their requests, old and new ones."""
    visits = []
    for user in staff("head"):
        client = Client()
        case = Case.objects.filter(community=user.place_id)[user.pk % 1000]
        answer = client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
        visits.append((client, answer["Location"]))
    return in_turn(open_page, visits, arguments.rounds)


def case_page(arguments: argparse.Namespace) -> Figure:
    """Requests of each worker's own community, old and new ones."""
    visits = []
    for user in staff("community-worker"):
        client, everything = signed_in(user), listing.Filters(group=listing.Group.ALL)
        found = listing.listing(user, everything, at=clock.now()).values_list("pk", flat=True)
        visits += [(client, reverse("cases:case", args=[pk])) for pk in spread(found, 10)]
    visits = visits[::11] + visits
    return in_turn(open_page, visits, arguments.rounds)


def search_text(role: str) -> Measure:
    """The search box of the desk, with words that are found often, seldom and never."""

    def measure(arguments: argparse.Namespace) -> Figure:
        url = reverse("desk:search")
        visits = [
            (signed_in(user), f"{url}?{urlencode({'q': WORDS[number % len(WORDS)]})}")
            for number, user in enumerate(staff(role) * len(WORDS))
        ]
        return in_turn(open_page, visits, arguments.rounds)

    return measure


def person_page(arguments: argparse.Namespace) -> Figure:
    """Residents' files, by workers who have just come upon them."""
    visits = []
    for user in staff("community-worker"):
        client, people = signed_in(user), residents.visible_to(user)
        ids = spread(people.order_by("pk").values_list("pk", flat=True), 10)
        visits += [(client, reverse("residents:person", args=[pk])) for pk in ids]
    visits = visits[::11] + visits
    return in_turn(open_page, visits, arguments.rounds)


def by_tags(role: str) -> Measure:
    """The list of residents by three tags and an age band, with how many they are."""

    def measure(arguments: argparse.Namespace) -> Figure:
        chosen = Tag.objects.filter(name__in=TAGS).values_list("pk", flat=True)
        query = urlencode({"tag": list(chosen), "age_from": 60, "age_to": 79}, doseq=True)
        url = f"{reverse('residents:list')}?{query}"
        people = district() if role == DISTRICT else staff(role)
        return in_turn(open_page, [(signed_in(user), url) for user in people], arguments.rounds)

    return measure


Typed = Callable[[Person], str]


def search_people(typed: Typed, role: str = "head") -> Measure:
    """The first residents that fit what somebody of the role typed; each is there to be found."""

    def measure(arguments: argparse.Namespace) -> Figure:
        searches = []
        for user in staff(role):
            people = residents.visible_to(user)
            known = people.filter(pk__in=spread(people.values_list("pk", flat=True), 10))
            searches += [(user.pk, typed(person)) for person in known]
        return in_turn(find_people, searches, arguments.rounds)

    return measure


def find_people(search: tuple[int, str]) -> None:
    # The person anew, as each request has it: rights are read, too.
    user = User.objects.get(pk=search[0])
    if not residents.find(user, search[1])[:HITS]:
        raise RuntimeError(f"{search[1]} was not found")


def phone_of_request(arguments: argparse.Namespace) -> Figure:
    """The list of requests by the telephone number of who asked."""
    url, searches = reverse("cases:list"), []
    for user in staff("head"):
        client = signed_in(user)
        for case in Case.objects.filter(community=user.place)[:5]:
            query = urlencode({"group": "all", "q": case.requester_phone})
            searches.append((client, f"{url}?{query}"))
    return in_turn(open_page, searches, arguments.rounds)


FIGURES: dict[str, Measure] = {
    "desk_list": page("cases:list", "community-worker"),
    "desk_list_head": page("cases:list", "head"),
    "desk_list_all": page("cases:list", "community-worker", group="all"),
    "desk_list_finished": page("cases:list", "community-worker", group="finished"),
    "desk_list_filtered": page("cases:list", "head", group="all", nature="complaint"),
    "desk_list_last": last_page("community-worker"),
    "desk_list_street": page("cases:list", "street"),
    "desk_list_street_all": page("cases:list", "street", group="all"),
    "desk_list_street_last": last_page("street"),
    "desk_list_district": page("cases:list", DISTRICT),
    "desk_list_district_all": page("cases:list", DISTRICT, group="all"),
    "today": page("work:today", "grid-worker"),
    "today_head": page("work:today", "head"),
    "overview": page("work:overview", "head"),
    "overview_street": page("work:overview", "street"),
    "overview_district": page("work:overview", DISTRICT),
    "reports": page("reports:rates", "head"),
    "reports_street": page("reports:rates", "street"),
    "reports_district": page("reports:rates", DISTRICT),
    "ahead": months_ahead("head"),
    "ahead_street": months_ahead("street"),
    "ahead_district": months_ahead(DISTRICT),
    "progress": progress,
    "case_page": case_page,
    "person_page": person_page,
    "residents_by_tags": by_tags(DISTRICT),
    "residents_by_tags_head": by_tags("head"),
    "search_name": search_people(lambda person: person.name),
    "search_name_street": search_people(lambda person: person.name, "street"),
    "search_pinyin": search_people(lambda person: person.pinyin.split()[0]),
    "search_pinyin_street": search_people(lambda person: person.initials.split()[0], "street"),
    "search_phone": search_people(lambda person: person.phone),
    "search_phone_cases": phone_of_request,
    "search_text": search_text("head"),
    "search_text_street": search_text("street"),
}
