from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction

from linli.kernel import events
from linli.kernel.registry import RegistryClosed


@dataclass(frozen=True)
class PlaceMoved:
    place_id: int


@dataclass(frozen=True)
class PlaceClosed(PlaceMoved):
    pass


@pytest.fixture
def subscribe(monkeypatch):
    """Subscribe as while the program starts; forgotten after the test."""
    monkeypatch.setattr(events, "_handlers", {})

    def add(event_type, handler):
        with monkeypatch.context() as starting:
            starting.setattr(apps, "ready", False)
            events.subscribe(event_type, handler)

    return add


@pytest.mark.django_db
def test_handlers_run_in_order_and_get_the_event(subscribe):
    seen = []
    subscribe(PlaceMoved, lambda event: seen.append(("first", event.place_id)))
    subscribe(PlaceMoved, lambda event: seen.append(("second", event.place_id)))
    subscribe(PlaceClosed, lambda event: seen.append(("another event", event.place_id)))
    events.publish(PlaceMoved(place_id=7))
    assert seen == [("first", 7), ("second", 7)]


@pytest.mark.django_db
def test_an_event_that_nobody_hears_is_fine(subscribe):
    events.publish(PlaceMoved(place_id=7))


@pytest.mark.django_db
def test_a_handler_that_raises_undoes_the_action(subscribe):
    def refuse(event):
        raise ValueError("still in use")

    subscribe(PlaceMoved, refuse)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kernel_sample_move (id bigint)")

        def move():
            with transaction.atomic():
                cursor.execute("INSERT INTO kernel_sample_move VALUES (7)")
                events.publish(PlaceMoved(place_id=7))

        with pytest.raises(ValueError, match="still in use"):
            move()
        cursor.execute("SELECT count(*) FROM kernel_sample_move")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused(subscribe):
    with pytest.raises(transaction.TransactionManagementError, match="PlaceMoved"):
        events.publish(PlaceMoved(place_id=7))


def test_only_dataclasses_and_only_while_starting(subscribe):
    with pytest.raises(TypeError, match="not a dataclass"):
        subscribe(str, print)
    with pytest.raises(RegistryClosed):
        events.subscribe(PlaceMoved, print)
