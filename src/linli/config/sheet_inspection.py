"""`linli sheets inspect FILE`: what a blank table asks for; needs neither database nor settings.

A refusal alone starts Django, whose sentences files to import share.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from linli.insight.sheets import inspecting
from linli.insight.sheets.reading.reader import UnreadableLayout
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.reading.formats import sniff

KINDS = {"roster": "花名册", "record": "登记表", "statistics": "统计表", "other": "不用填"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", choices=["inspect"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    parser.add_argument(
        "--min-confidence",
        type=float,
        default=inspecting.ASK_BELOW,
        metavar="C",
        help="less sure than this, a field is a question (default %(default)s)",
    )


def run(words: list[str]) -> int:
    """The command, without setting Django up."""
    parser = argparse.ArgumentParser(prog="linli sheets")
    add_arguments(parser)
    chosen = parser.parse_args(words)
    try:
        sys.stdout.write(report(chosen.file, chosen.min_confidence, as_json=chosen.json))
    except UnreadableFile as error:
        import django  # noqa: PLC0415 - only a refusal needs it

        django.setup()
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def report(file: Path, ask_below: float, *, as_json: bool) -> str:
    """The answer in words or as JSON. Raises `UnreadableFile` or OSError."""
    answer = inspect(file, ask_below)
    if as_json:
        return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    return "".join(f"{line}\n" for sheet in answer["sheets"] for line in _lines(sheet))


def inspect(file: Path, ask_below: float) -> dict[str, Any]:
    """What a file asks for; its kind is told by its content."""
    with file.open("rb") as opened:
        kind = sniff(opened)
    try:
        return inspecting.inspect(file.read_bytes(), kind.code, file.name, ask_below=ask_below)
    except UnreadableLayout as error:
        raise UnreadableFile(error.reason) from error


def _lines(sheet: dict[str, Any]) -> list[str]:
    lines = [f"【{sheet['sheet']}】{KINDS[sheet['kind']]} {sheet['title']}"]
    if sheet["population"]:
        lines.append(f"  填哪些人：{json.dumps(sheet['population'], ensure_ascii=False)}")
    if sheet.get("notice"):
        lines.append(f"  {sheet['notice']}")
    for field in sheet["fields"]:
        element = ELEMENTS.get(field["element"] or "")
        answer = element.label if element else "？" if field.get("candidates") else "—"
        label = " › ".join(field["label_path"])
        lines.append(
            f"  {field['value_cell_or_column']}  {label}  →  {answer}（{field['reason']}）"
        )
    return lines
