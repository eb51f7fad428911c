"""The English catalogue: gather its entries from the code, or check that it is whole.

    python tools/messages.py update   write new entries and drop dead ones (`make messages`)
    python tools/messages.py check    fail when English is missing, stale or loses a placeholder

Message ids are Simplified Chinese (docs/adr/0002), so Chinese needs no catalogue.
"""

import datetime as dt
import io
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path("src/linli")
CATALOGUE = SOURCE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = {
    name + lazy: positions
    for lazy in ("", "_lazy")
    for name, positions in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None, "gettext_noop": None}
# %(name)s, %s, {name}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

HEADER = """\
# English of Linli 邻里.
# Distributed under the licence of Linli, Apache-2.0.
#"""

Entry = tuple[int, str | tuple[str, ...], list[str], str | None]


def extract_template(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: object
) -> Iterator[Entry]:
    """Babel's extractor for Django templates, by way of Django's own translation of them."""
    code = templatize(file.read().decode())
    # What is not a message has become words of X; without indentation it reads as Python.
    flat = "\n".join(line.strip() for line in code.splitlines())
    return extract_python(io.BytesIO(flat.encode()), keywords, comment_tags, {})


def new_catalogue() -> Catalog:
    catalogue = Catalog(
        locale="en",
        header_comment=HEADER,
        project="linli",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
    )
    # Not the day of the last run: that would be a conflict in every merge.
    catalogue.creation_date = catalogue.revision_date = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    return catalogue


def gather() -> Catalog:
    """All messages of the code and the templates."""
    catalogue = new_catalogue()
    methods: list[tuple[str, Any]] = [
        ("**/tests/**", "ignore"),
        ("**.py", "python"),
        ("**/templates/**.html", extract_template),
        ("**/templates/**.txt", extract_template),
    ]
    entries = extract_from_dir(
        SOURCE, methods, keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for path, line, ids, comments, context in entries:
        catalogue.add(
            ids, locations=[(str(SOURCE / path), line)], auto_comments=comments, context=context
        )
    return catalogue


def read() -> Catalog:
    if not CATALOGUE.exists():
        return new_catalogue()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    catalogue, found = read(), gather()
    catalogue.update(found, no_fuzzy_matching=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    missing = sum(1 for message in catalogue if message.id and not is_translated(message))
    print(f"{CATALOGUE}: {len(catalogue)} entries, {missing} without English")


def forms(text: str | Iterable[str] | None) -> list[str]:
    """The singular and plural of an id or its translation, or the only one."""
    return [text] if isinstance(text, str) else list(text or [])


def is_translated(message: Message) -> bool:
    return all(forms(message.string) or [""])


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def keeps_placeholders(message: Message) -> bool:
    """Each English form names what the Chinese names (a singular may leave its number out)."""
    wanted = placeholders(forms(message.id)[-1])
    *singular, last = (placeholders(form) for form in forms(message.string))
    return last == wanted and all(set(names) <= set(wanted) for names in singular)


def problems() -> list[str]:
    """What keeps the catalogue from being whole, one line each."""
    found, catalogue = gather(), read()
    wanted = {(message.context, str(message.id)): message for message in found if message.id}
    present = {(message.context, str(message.id)): message for message in catalogue if message.id}
    lines = []
    for key, message in wanted.items():
        where = message.locations[0][0]
        entry = present.get(key)
        if entry is None or not is_translated(entry) or entry.fuzzy:
            lines.append(f"{where}: no English for {key[1]}")
        elif not keeps_placeholders(entry):
            lines.append(f"{where}: placeholders differ in the English for {key[1]}")
    lines += [f"{CATALOGUE}: no longer used: {key[1]}" for key in present.keys() - wanted.keys()]
    return lines


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        lines = problems()
        print(*lines, sep="\n", end="\n" if lines else "")
        if lines:
            print(f"{len(lines)} messages to mend; `make messages` writes the entries.")
        return int(bool(lines))
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
