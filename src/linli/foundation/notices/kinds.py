"""What people are told about; each app adds its own kinds, so that each person can choose."""

import dataclasses
from collections.abc import Iterable

from linli.foundation.notices.models import Channel
from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class NoticeKind:
    """`channels` are those on which it goes out unless the person chose otherwise. Who gets it:
    `people` who sign in, and so may choose; `groups`, by their robots."""

    code: str
    label: object
    channels: frozenset[Channel]
    people: bool = True
    groups: bool = True


KINDS: Registry[NoticeKind] = Registry("notice kinds")


def register_kind(
    code: str,
    label: object,
    *,
    channels: Iterable[Channel] = (),
    people: bool = True,
    groups: bool = False,
) -> None:
    """Called from `AppConfig.ready`: `register_kind("cases.assigned", _("有诉求派给我"))`.

    Every notice is in the app; `channels` adds e-mail or SMS for people who chose nothing.
    """
    KINDS.register(code, NoticeKind(code, label, frozenset(channels), people, groups))
