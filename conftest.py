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
    items[:] = in_parts(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    if os.environ.get("LINLI_DATABASE_URL"):
        left_out = [item for item in items if not asks_a_database(item)]
        items[:] = [item for item in items if asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)


def in_parts(items: list[pytest.Item], count: int) -> list[pytest.Item]:
    """As many parts as there are processes, which each take one: long tests first, file by file."""
    slow: dict[Path, list[pytest.Item]] = {}
    quick: list[pytest.Item] = []
    for item in items:
        is_slow = item.get_closest_marker("slow") or item.get_closest_marker("browser")
        (slow.setdefault(item.path, []) if is_slow else quick).append(item)
    files = list(slow.values())
    found: list[pytest.Item] = []
    for part in range(count):
        found += [item for file in files[part::count] for item in file]
        found += quick[len(quick) * part // count : len(quick) * (part + 1) // count]
    return found


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
