"""The filled form with what is missing on a coloured ground, for who still works on it."""

from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.writing import cells
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.kernel.sheet_columns import column_number

# Yellow asks for an answer, orange for a new one, blue for a word that the form knows.
GROUNDS = {cells.EMPTY: "FFF2CC", cells.STALE: "FCE4D6", cells.UNLISTED: "DDEBF7"}


def colour(filling: Filling, content: bytes, trace: Trace) -> bytes:
    """A copy of the filled file; the file itself stays as it is."""
    letters = {field["key"]: field["place"] for field in filling.fields if fields.is_column(field)}
    places = {sheet.name: _places(sheet, letters) for sheet in trace.sheets}
    return Workbook(Package(content)).colour(places)


def _places(sheet: SheetTrace, letters: dict[str, str]) -> list[tuple[int, int, str]]:
    columns = [
        (number, column_number(letters[key]))
        for number, key in enumerate(sheet.keys)
        if key in letters
    ]
    return [
        (sheet.first_row + row, column, GROUNDS[marks[number]])
        for row, marks in enumerate(sheet.marks)
        for number, column in columns
        if marks[number] in GROUNDS
    ]
