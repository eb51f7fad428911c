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

# Playwright's loop runs in the test's own thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The same examples in CI on every run; new ones on a developer's machine.
hypothesis.settings.register_profile("linli", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("linli")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout, never part of the repository."""
    path = Path(__file__).resolve().parent.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("there is no ../shared/data")
    return path
