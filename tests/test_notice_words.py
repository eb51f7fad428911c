"""What residents and colleagues say stays on the site: mail servers, gateways and group chats get
kind and number, whatever happens to a request."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from linli.foundation.accounts.models import User
from linli.foundation.notices import actions as notices
from linli.foundation.notices.deliveries import deliver_due
from linli.foundation.notices.kinds import KINDS
from linli.foundation.notices.models import Notice
from linli.foundation.notices.tests.factories import make_robot
from linli.foundation.notices.tests.listener import Listener
from linli.kernel.clock import local_date
from linli.services.cases.actions import handling, life, pressing, routing, supplement
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.shared.work.actions import hand_overs, telling

pytestmark = pytest.mark.django_db

SECRET = "机密甲乙丙"
AT = factories.MORNING
# Of residents' changes (changes.*) the number alone is told, wherever it goes.
OF_REQUESTS = {"cases", "work."}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def reach_everywhere(user: User) -> User:
    user.email, user.phone = f"{user.username}@example.org", f"138{user.pk:08}"
    user.save(update_fields=["email", "phone"])
    notices.choose(
        user=user,
        channels={kind.code: ["email", "sms"] for kind in KINDS},
        quiet_from=dt.time(0),
        quiet_to=dt.time(0),
        digest=False,
    )
    return user


def live_through(case: Case, worker: User, head: User, partner: User, home: Any) -> None:
    """All that is told to colleagues of one request, with secret words wherever words fit."""
    life.sign(case=case, by=worker, at=AT)
    life.assign(case=case, to=worker, by=head, at=AT)
    supplement.supplement(case=case, text=f"{SECRET}又来了", photos=[], at=AT + HOUR)
    handling.ask_extension(
        case=case, reason=SECRET, new_due_at=AT + 40 * DAY, by=worker, at=AT + HOUR
    )
    pressing.supervise(case=case, note=SECRET, due_on=local_date(AT + DAY), by=head, at=AT + HOUR)
    offer = routing.offer(
        case=case, to_unit=home.property_firm, reason=SECRET, by=worker, at=AT + HOUR
    )
    routing.refuse(made=offer, answer=SECRET, by=partner, at=AT + HOUR)
    for day in (2, 3):
        pressing.urge(case=case, words=SECRET, at=AT + day * DAY)
    for hours in range(0, 240, 6):
        telling.remind_due(at=AT + hours * HOUR)
    telling.sweep_overdue(at=AT + 30 * DAY)
    boss = reach_everywhere(factories.make_user("head", home.community))
    hand_overs.hand_over(from_user=worker, to_user=head, reason=SECRET, by=boss, at=AT + 30 * DAY)


def test_no_words_of_a_request_leave_the_site(settings: Any) -> None:
    home = factories.make_community()
    worker = factories.make_user("grid-worker", home.grid, unit=home.committee)
    head = factories.make_user("head", home.community, unit=home.committee)
    partner = factories.make_partner(home.property_firm)
    for user in (worker, head, partner):
        reach_everywhere(user)
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    with Listener() as listener:
        settings.SMS_GATEWAY_URL = f"{listener.url}/sms"
        listener.always = (200, {"errcode": 0})
        make_robot(home.street, address=f"{listener.url}/robot", kinds=[k.code for k in KINDS])
        case = factories.make_case(home, text=f"{SECRET}家里冒烟着火了", name=SECRET)
        telling.remind_due(at=AT)
        live_through(case, worker, head, partner, home)
        deliver_due(at=AT + 31 * DAY)
        heard = [str(heard.content) for heard in listener.heard]
    letters = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    inside = Notice.objects.exclude(recipient=None)
    # Colleagues read the words after signing in.
    assert inside.filter(text__contains=SECRET).exists()
    kinds = set(inside.values_list("kind", flat=True))
    of_requests = {kind.code for kind in KINDS if kind.people and kind.code[:5] in OF_REQUESTS}
    assert kinds >= of_requests - {"cases.changed"}
    assert len(letters) == len(set(inside.values_list("pk", flat=True)))
    assert len(heard) > len(letters)
    assert [words for words in [*letters, *heard] if SECRET in words] == []
