import pytest

from linli.shared.work.kinds import KINDS
from linli.shared.work.tests import factories


@pytest.fixture
def errands(monkeypatch):
    """A kind of work, as a service would register it at start-up."""
    monkeypatch.setitem(KINDS._items, factories.ERRAND.code, factories.ERRAND)
    return factories.ERRAND
