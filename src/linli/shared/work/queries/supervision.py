"""Which work somebody in charge presses for."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from linli.shared.work.models import Clock, ClockKind, Supervision, WorkItem


def supervision_of(item: WorkItem) -> Supervision | None:
    """The running supervision of an item, with who wants the result and until when."""
    return behind(clock for clock in item.clocks.all() if clock.stopped_at is None).get(item.pk)


def behind(clocks: Iterable[Clock]) -> dict[int, Supervision]:
    """The supervisions that some clocks stand for, by item id; one query, none where none do."""
    pks = [clock.pk for clock in clocks if clock.kind == ClockKind.SUPERVISE]
    if not pks:
        return {}
    found = Supervision.objects.filter(clock__in=pks).select_related("by", "clock")
    return {supervision.item_id: supervision for supervision in found}


def is_supervised() -> Exists:
    """A condition on work items; read by the unique index of running clocks."""
    return Exists(
        Clock.objects.filter(item=OuterRef("pk"), kind=ClockKind.SUPERVISE, stopped_at=None)
    )
