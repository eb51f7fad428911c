"""Every deed of this app is called by a name in the log."""

import re
from pathlib import Path

from linli.services.cases import words

APP = Path(words.__file__).parent


def test_each_recorded_deed_has_words() -> None:
    recorded, named = set(), set()
    for path in APP.rglob("*.py"):
        if "tests" in path.parts:
            continue
        text = path.read_text()
        recorded |= set(re.findall(r'audit\.record\(\s*"(cases\.[a-z_]+)"', text))
        recorded |= set(re.findall(r'^ACTION = "(cases\.[a-z_]+)"', text, re.MULTILINE))
        named |= set(re.findall(r'"(cases\.[a-z_]+)":', text))
    assert len(recorded) > 30
    assert recorded - named == set()
