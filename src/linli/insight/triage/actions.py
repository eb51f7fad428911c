"""Learning, and which of what was learned answers."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.triage.learned import store
from linli.kernel.errors import DomainError, NotFound
from linli.services.cases import public as cases

# With fewer, a category has a handful of examples at most.
LEAST = 200
# A night's learning is worth it when so many more were told since.
MORE = 100


class TooLittleToLearn(DomainError):
    message = _("归过类的诉求还太少，学不出什么。请先照常给诉求选类别，攒够200件再来。")


@transaction.atomic
def begin_learning(*, by: accounts.User, at: dt.datetime) -> None:
    """Write down that somebody lets it learn. Raises `NotAllowed`, `TooLittleToLearn`."""
    accounts.check_everywhere(by, cases.CasesPermission.MANAGE)
    if cases.told_count() < LEAST:
        raise TooLittleToLearn
    audit.record("triage.learn", by=by, at=at)


def learn(*, at: dt.datetime, only_with_more: bool) -> int | None:
    """A new model of what people said, laid down to wait for somebody who puts it to work.

    `only_with_more`: not when hardly anything was told since the newest. None: nothing was learned.
    """
    from linli.insight.triage.learned import training  # noqa: PLC0415 - scipy: no page needs it

    folder = Path(settings.TRIAGE_MODEL)
    told = cases.told_count()
    if told < LEAST or (only_with_more and told < _newest_learned_from(folder) + MORE):
        return None
    examples = [training.Example(one.text, one.category) for one in cases.said()]
    try:
        model, worth = training.learn(examples)
    except training.TooFew:
        return None
    return store.save(folder, model, {**worth.plain(), "told": told, "at": at.isoformat()})


def _newest_learned_from(folder: Path) -> int:
    numbers = store.numbers(folder)
    try:
        return int(store.report(folder, numbers[-1]).get("told", 0)) if numbers else 0
    except store.NoModel:
        # Damaged: it is worth learning anew.
        return 0


def use(*, number: int, by: accounts.User, at: dt.datetime) -> None:
    """Let one of the models answer from now on: the newest, or the former. Raises `NotAllowed`,
    `NotFound`."""
    accounts.check_everywhere(by, cases.CasesPermission.MANAGE)
    folder = Path(settings.TRIAGE_MODEL)
    if number not in store.numbers(folder):
        raise NotFound
    with transaction.atomic():
        audit.record("triage.use", by=by, at=at, changes={"number": number})
        # The file last: without its line in the log nothing changes.
        store.use(folder, number)
