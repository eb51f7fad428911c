"""Where models lie: LINLI_TRIAGE_MODEL, or a folder beside the data."""

import os
from pathlib import Path

from linli.config import env


def model_folder() -> Path:
    """Asks for no database and no key; makes no folder of its own."""
    given = env.text("LINLI_TRIAGE_MODEL")
    return Path(given or Path(os.environ.get("LINLI_DATA_DIR", "var")) / "triage").resolve()
