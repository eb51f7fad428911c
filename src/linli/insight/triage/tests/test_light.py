"""What every process loads for the sake of the helper."""

import subprocess
import sys
from pathlib import Path

import linli

PAGES = """
import sys
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from linli.config import urls
sys.exit("scipy" in sys.modules)
"""


def test_pages_are_shown_without_what_only_learning_needs() -> None:
    """40 MB of each process, and seconds of the time that a command takes to begin."""
    source = Path(linli.__file__).parents[1]
    subprocess.run([sys.executable, "-c", PAGES, str(source)], check=True)
