"""What the demonstration's community has arranged ahead: once last year's, once for next month."""

import datetime as dt

from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.insight.ahead import actions, counting, months, queries
from linli.insight.ahead.outlook import Line
from linli.insight.ahead.web import drafts, labels
from linli.kernel.clock import local_date, midnight

HOUR = dt.timedelta(hours=1)


def write(town: Town, people: dict[str, User], now: dt.datetime) -> None:
    """Two plans of the head: one of three months ago, that is over, and one that is under way."""
    counting.count_all(at=now)
    this_month = months.month_of(local_date(now))
    past = months.later(this_month, -3)
    begun = midnight(past) - 6 * 24 * HOUR
    _plan(town, people["head"], past, begun, result="都走了一遍，发现的几处当场修了。")
    _plan(town, people["head"], months.later(this_month, 1), now - 20 * HOUR)


def _plan(town: Town, head: User, month: dt.date, at: dt.datetime, result: str = "") -> None:
    """For the matter that rises most, with what the page proposes."""
    outlook = queries.outlook(town.community, month)
    if outlook is None:
        return
    line = max((one for one in outlook.lines if one.category), key=_rise)
    if line.category is None:
        return
    made = actions.plan(
        place=town.community,
        category=line.category,
        month=month,
        title=drafts.title(line, labels.month(month)),
        measures=drafts.measures(line, queries.parts(town.community, line, outlook.tree), []),
        until_on=month - dt.timedelta(days=1),
        expected=line.expected,
        by=head,
        at=at,
    )
    if result:
        actions.close_plan(made=made, result=result, by=head, at=at + 72 * HOUR)


def _rise(line: Line) -> tuple[bool, float]:
    return line.is_more, line.rise
