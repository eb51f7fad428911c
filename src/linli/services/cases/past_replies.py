"""What was answered to requests like one, as material for who writes the answer. It informs; the
worker writes."""

import dataclasses
from collections.abc import Sequence

from linli.foundation.accounts import public as accounts
from linli.kernel.identity import mask_within
from linli.services.cases.alike import signs
from linli.services.cases.alike.finding import pool_of, readable
from linli.services.cases.choices import Nature, Satisfaction
from linli.services.cases.models import CallBack, Case
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State

SHOWN, LOOKED_AT = 3, 40
# How alike the words have to be; less where a person has put both under one category.
NEEDED, NEEDED_IN_CATEGORY = 0.2, 0.1
ANSWERED = (State.REPORTED, State.CALLED_BACK, State.CLOSED)


@dataclasses.dataclass(frozen=True)
class PastReply:
    """`text`: the answer, without the names and numbers of people. `rated`: what was said of it."""

    case: Case
    text: str
    rated: CallBack | None

    @property
    def satisfied(self) -> bool | None:
        """None where nobody has said."""
        if self.rated is None:
            return None
        return bool(self.rated.solved) and (self.rated.satisfaction or 0) >= Satisfaction.FAIR


def like(user: accounts.User, case: Case) -> list[PastReply]:
    """At most three answers to requests like this one: of its category first, those that residents
    were content with first."""
    place = None if accounts.paths(user, CasesPermission.VIEW) else case.place
    # All of the newest: which are answered no index tells, and to read each row takes a tenth of a
    # second. The few that are alike are asked.
    pool = pool_of(user, place, "past")
    asked = signs.pairs(signs.kept(f"{case.title}\n{case.text}"))
    shares = {one.pk: one.share for one in pool.look(asked, LOOKED_AT)}
    rows = readable(user, shares, but=case.pk).select_related("owner")
    found = [
        _past(row)
        for row in rows.prefetch_related("call_backs")
        if _is_material(row)
        and shares[row.pk] >= (NEEDED_IN_CATEGORY if _same(row, case) else NEEDED)
    ]
    found.sort(
        key=lambda one: (
            not _same(one.case, case),
            (True, None, False).index(one.satisfied),
            -shares[one.case.pk],
        )
    )
    return _distinct(found)[:SHOWN]


def _is_material(case: Case) -> bool:
    """Answered; and not about a unit, a person or somebody in danger: nothing to copy from there.

    Not asked of the database: with the state in the question SQLite walks all of that state.
    """
    about_somebody = case.concerns_id or case.nature == Nature.REPORT or case.alerts
    return case.state in ANSWERED and bool(case.reply) and not about_somebody


def _same(one: Case, other: Case) -> bool:
    return one.category_id is not None and one.category_id == other.category_id


def _past(case: Case) -> PastReply:
    effective = [answer for answer in case.call_backs.all() if answer.effective]
    rated = max(effective, key=lambda answer: answer.round, default=None)
    text = mask_within(case.reply, names=[case.requester_name], keep=[case.owner.phone])
    return PastReply(case, text, rated)


def _distinct(found: Sequence[PastReply]) -> list[PastReply]:
    """One answer went to all who were merged."""
    return list({one.case.reply: one for one in reversed(found)}.values())[::-1]
