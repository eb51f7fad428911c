"""What a person keeps for themselves: views of lists, the address of a calendar feed."""

import datetime as dt
import secrets

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.shared.work.models import FeedToken, SavedView

# A place in a list is not part of a view of it.
POSITION = ("page", "after", "before", "cursor")
MOST_VIEWS = 20
LONGEST_QUERY = 1000


class NoName(DomainError):
    message = _("请给这个视图起个名字。")


class TooLong(DomainError):
    message = _("筛选条件太长，存不下。请减少几个条件。")


class TooManyViews(DomainError):
    message = _("常用视图最多保存 20 个，请先删掉不用的。")


@transaction.atomic
def save_view(*, user: accounts.User, page: str, name: str, query: str) -> SavedView:
    """Keep a list's filters (a query string) under a name; the same name is replaced."""
    name = name.strip()[:30]
    if not name:
        raise NoName
    filters = QueryDict(query, mutable=True)
    for key in POSITION:
        filters.pop(key, None)
    if len(filters.urlencode()) > LONGEST_QUERY:
        raise TooLong
    own = SavedView.objects.filter(user=user, page=page)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyViews
    view, _made = SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": filters.urlencode()}
    )
    return view


def delete_view(*, view: SavedView) -> None:
    """Forget a view; the caller has found it among the person's own."""
    view.delete()


@transaction.atomic
def open_feed(*, by: accounts.User, with_titles: bool, at: dt.datetime) -> FeedToken:
    """A new secret address for the person's calendar; the one before stops working."""
    FeedToken.objects.filter(user=by).delete()
    feed = FeedToken.objects.create(
        user=by, key=secrets.token_hex(16), with_titles=with_titles, made_at=at
    )
    audit.record("work.open_feed", by=by, at=at, changes={"with_titles": with_titles})
    return feed


@transaction.atomic
def close_feed(*, by: accounts.User, at: dt.datetime) -> None:
    """No calendar program may read the person's due times any more."""
    if FeedToken.objects.filter(user=by).delete()[0]:
        audit.record("work.close_feed", by=by, at=at)
