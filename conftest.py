"""What every test gets, here and in the apps: see tests/support."""

import os
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = [
    "support.settings",
    "support.network",
    "support.log",
    "support.database",
    "support.processes",
    "support.browser",
]

ROOT = Path(__file__).resolve().parent
# Playwright's loop runs in the test's own thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The same examples in CI on every run; new ones on a developer's machine.
hypothesis.settings.register_profile("linli", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("linli")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first: begun last, one process would be at them while the others are done. On
    PostgreSQL an app's tests that use no database are left out; they say nothing new there."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if os.environ.get("LINLI_DATABASE_URL"):
        left_out = [item for item in items if not asks_a_database(item)]
        items[:] = [item for item in items if asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)


def asks_a_database(item: pytest.Item) -> bool:
    """So do all that are no app's own: they start processes which do."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(fixtures) or ROOT / "src" not in item.path.parents


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout, never part of the repository."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("there is no ../shared/data")
    return path
