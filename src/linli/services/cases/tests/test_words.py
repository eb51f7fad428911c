"""Every deed of this app is called by a name in the log."""

import re
from pathlib import Path

from linli.services.cases import words

ACTIONS = Path(words.__file__).parent / "actions"
# Named where they are registered, with their import.
ELSEWHERE = {"cases.add_categories", "cases.remove_categories"}


def test_each_recorded_deed_has_words() -> None:
    text = "\n".join(path.read_text() for path in ACTIONS.glob("*.py"))
    recorded = set(re.findall(r'audit\.record\(\s*"(cases\.[a-z_]+)"', text))
    recorded |= set(re.findall(r'ACTION = "(cases\.[a-z_]+)"', text))
    assert len(recorded) > 30
    assert recorded - ELSEWHERE - set(words.WORDS) == set()
