import pytest
from django.apps import apps

from linli.kernel.registry import AlreadyRegistered, Registry, RegistryClosed


@pytest.fixture
def starting(monkeypatch):
    """As while the program starts."""
    monkeypatch.setattr(apps, "ready", False)


@pytest.mark.usefixtures("starting")
def test_items_come_in_the_order_of_registration():
    panels: Registry[str] = Registry("panels")
    panels.register("visits", "走访")
    panels.register("cases", "诉求")
    assert list(panels) == ["走访", "诉求"]
    assert panels.keys() == ["visits", "cases"]
    assert (panels["cases"], panels.get("none"), "cases" in panels, len(panels)) == (
        "诉求",
        None,
        True,
        2,
    )


@pytest.mark.usefixtures("starting")
def test_a_key_is_taken_once():
    panels: Registry[str] = Registry("panels")
    panels.register("visits", "走访")
    with pytest.raises(AlreadyRegistered, match="panels: 'visits'"):
        panels.register("visits", "另一个")
    assert panels["visits"] == "走访"


def test_nothing_is_registered_after_start_up():
    panels: Registry[str] = Registry("panels")
    with pytest.raises(RegistryClosed):
        panels.register("visits", "走访")
    assert len(panels) == 0


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        Registry("panels")["visits"]
