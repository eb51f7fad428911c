"""Matters that are known of the same real messages, two of them by a team's published groups; none
of the messages is here."""

import re
from collections import Counter
from pathlib import Path

import pytest

from linli.insight.triage import tables
from linli.insight.triage.topics import finding, messages

# Words that only the messages of one matter have together, in title or text, in any order.
MATTERS = {
    "mixing plant": r"(?s)(?=.*丽发)(?=.*搅拌)",
    "parking spaces": r"伊景园|滨河苑",
    "smoke and noise": r"(?s)(?=.*魅力之城)(?=.*(?:油烟|噪音|夜宵))(?!.*隔音板)",
    "loan platform": r"58车贷",
    "power line": r"(?s)(?=.*月亮岛路)(?=.*高压)",
    "renewal": r"(?s)(?=.*凉塘路)(?=.*旧城改造)",
}


@pytest.fixture(scope="module")
def topic_of(shared_data: Path) -> tuple[list[messages.Message], dict[str, int], list]:
    table = shared_data / "requests" / "messages_for_hot_topics.xlsx"
    if not table.exists():
        pytest.skip("no real messages here")
    everything = list(messages.from_rows(tables.rows(table)))
    topics = finding.find(everything)
    number = {one.key: at for at, topic in enumerate(topics) for one in topic.messages}
    return everything, number, topics


@pytest.mark.parametrize("matter", MATTERS)
def test_a_matter_known_to_be_hot_is_one_topic(matter, topic_of):
    everything, number, topics = topic_of
    words = re.compile(MATTERS[matter])
    own = [one.key for one in everything if words.search(f"{one.title} {one.text}")]
    [(at, together)] = Counter(number.get(key, -1) for key in own).most_common(1)
    assert at >= 0
    assert together >= 0.9 * len(own)
    assert together >= 0.9 * len(topics[at].messages)
