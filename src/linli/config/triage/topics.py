"""`linli triage topics FILE`: what many messages of a table are about together."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from linli.insight.triage import tables
from linli.insight.triage.topics import finding, messages

HELP = "Find what many messages of a table (csv, xlsx) are about together."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object with all topics")
    parser.add_argument(
        "--least", type=int, default=finding.LEAST, help="how many messages make a topic"
    )


def run(options: argparse.Namespace) -> None:
    found = finding.find(
        list(messages.from_rows(tables.rows(options.file))), least=max(2, options.least)
    )
    if options.json:
        json.dump(
            {"topics": [as_json(topic) for topic in found]},
            sys.stdout,
            ensure_ascii=False,
            indent=1,
        )
        sys.stdout.write("\n")
        return
    for topic in found:
        days = f"{topic.first:%Y-%m-%d}～{topic.last:%Y-%m-%d}" if topic.first else "时间不详"
        sys.stdout.write(
            f"{topic.heat:7.1f}  {topic.people}人 {len(topic.messages)}条  {days}"
            f"  {topic.place}  {topic.title}\n"
        )


def as_json(topic: finding.Topic) -> dict[str, Any]:
    return {
        "title": topic.title,
        "message_ids": [message.key for message in topic.messages],
        "place": topic.place,
        "from": topic.first.isoformat() if topic.first else None,
        "to": topic.last.isoformat() if topic.last else None,
        "heat": topic.heat,
        "people": topic.people,
        "trend": topic.trend.value,
    }
