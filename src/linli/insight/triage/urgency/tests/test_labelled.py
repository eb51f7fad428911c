"""How many of the signs that a person sees in real messages are seen: see README.md here."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import python_calamine

from linli.insight.triage import tables
from linli.insight.triage.urgency.reading import kinds, signs

LABELS = Path(__file__).with_name("labels.csv")
READ = 300
# Worth a look, but nobody's life hangs on them.
CALMER = {"group", "supply"}


@pytest.fixture(scope="module")
def messages(request: pytest.FixtureRequest) -> dict[tuple[str, int], str]:
    """(file, row) → the beginning of a message."""
    folder = request.config.rootpath.parent / "shared" / "data" / "requests"
    if not folder.is_dir():
        pytest.skip("the folder of shared data has no requests")
    found = {
        ("labelled_messages.csv", int(row["row"])): row["raw_text"]
        for row in tables.rows(folder / "labelled_messages.csv")
    }
    for name in ("messages_for_hot_topics.xlsx", "messages_with_replies.xlsx"):
        book = python_calamine.CalamineWorkbook.from_path(str(folder / name))
        head, *lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        title, text = head.index("留言主题"), head.index("留言详情")
        for number, line in enumerate(lines, start=2):
            found[name, number] = f"{line[title]}\n{line[text]}"
    return {key: re.sub(r"\s+", "", text)[:READ] for key, text in found.items()}


def labels() -> list[dict[str, str]]:
    return list(csv.DictReader(LABELS.read_text().splitlines()))


def counted(messages: dict[tuple[str, int], str], half: str) -> Counter[str]:
    """Of the pressing kinds: what was said by a person, found of it, shown and rightly shown."""
    told: Counter[str] = Counter()
    for row in labels():
        if row["half"] != half:
            continue
        said = {word.rstrip("!"): word.endswith("!") for word in row["kinds"].split()}
        seen = {sign.code for sign in signs(messages[row["file"], int(row["row"])])}
        for code in {*said, *seen} - CALMER:
            told["said"] += code in said
            told["found"] += code in said and code in seen
            told["shown"] += code in seen
            told["must not wait"] += said.get(code, False)
            told["found at once"] += said.get(code, False) and code in seen
    return told


def test_what_a_person_sees_in_messages_that_tuned_nothing(
    messages: dict[tuple[str, int], str],
) -> None:
    told = counted(messages, "held")
    assert told["said"] == 39
    assert told["found at once"] == told["must not wait"] == 16
    assert told["found"] / told["said"] > 0.94
    assert told["found"] / told["shown"] > 0.38


def test_nothing_is_lost_of_those_that_tuned_it(messages: dict[tuple[str, int], str]) -> None:
    told = counted(messages, "tuned")
    assert told["found"] == told["said"] == 64
    assert told["found"] / told["shown"] > 0.5


def test_the_labels_are_of_kinds_that_there_are() -> None:
    rows = labels()
    known = {kind.code for kind in kinds()[0]}
    assert len({(row["file"], row["row"]) for row in rows}) == len(rows) == 600
    assert {word.rstrip("!") for row in rows for word in row["kinds"].split()} <= known
    assert Counter(row["half"] for row in rows) == {"tuned": 300, "held": 300}
