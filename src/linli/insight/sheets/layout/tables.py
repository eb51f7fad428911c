"""Header of one to six rows, data area, totals and footers of a sheet that is one table."""

import dataclasses

from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid

MAX_HEADER = 6
# A label/value form leaves every second cell empty; a header hardly any.
MOST_GAPS = 0.13
MOST_EMPTY = 0.4
FULL = 0.6
CORNER = "项目"
# 其中：男 is the name of a row, not a line for an answer.
AMONG = "其中"


@dataclasses.dataclass(frozen=True)
class Column:
    """A column to be filled; `path` its labels from the group down to its own."""

    left: int
    path: tuple[Area, ...]

    @property
    def right(self) -> int:
        return max(self.left, self.path[-1].right)


@dataclasses.dataclass
class Table:
    top: int
    bottom: int
    columns: list[Column]
    first_data_row: int = 0
    total_rows: list[int] = dataclasses.field(default_factory=list)
    footer_rows: list[int] = dataclasses.field(default_factory=list)
    # Rows whose first cells are written already; the others are to be filled.
    stub_rows: list[int] = dataclasses.field(default_factory=list)
    full_rows: list[int] = dataclasses.field(default_factory=list)
    odd_rows: list[int] = dataclasses.field(default_factory=list)
    section_rows: list[int] = dataclasses.field(default_factory=list)
    # First columns of the fields that are written beforehand in the rows, and of those never.
    named_columns: list[int] = dataclasses.field(default_factory=list)
    open_columns: list[int] = dataclasses.field(default_factory=list)

    def written(self, grid: Grid, row: int) -> set[int]:
        """First columns of the fields that have a text in a row, merged from above included."""
        return {
            column.left
            for column in self.columns
            if any(grid.at(row, place).text for place in range(column.left, column.right + 1))
        }

    @property
    def left(self) -> int:
        return self.columns[0].left

    @property
    def right(self) -> int:
        return max(area.right for column in self.columns for area in column.path)


def find_table(grid: Grid) -> Table | None:
    """The first header that looks like one, with what lies below it."""
    for row, areas in grid.rows():
        if not _may_begin(grid, areas):
            continue
        if _are_parties(grid, areas):
            return None
        table = _grow(grid, row)
        if table is not None:
            _read_body(grid, table)
            return table if _is_sound(table) else None
        return None
    return None


def _may_begin(grid: Grid, areas: list[Area]) -> bool:
    if len(areas) < 2:
        return False
    plain = [area for area in areas if not texts.is_meta(area.text)]
    if len(plain) < 2 or any(
        texts.is_placeholder(area.text) or texts.is_photo(area.text) for area in plain
    ):
        return False
    # A title with a mark beside it is no header; two groups that share the row are.
    return not (len(areas) == 2 and areas[0].width > grid.right * 0.6 and areas[1].width == 1)


def _are_parties(grid: Grid, areas: list[Area]) -> bool:
    """Two parties side by side, each with labels and their cells below its name."""
    parties = [area for area in areas if area.width > 1]
    rows = 0
    for row in range(areas[0].bottom + 1, grid.bottom + 1):
        labels = [(grid.at(row, one.left), grid.at(row, one.right)) for one in parties]
        if sum(bool(label.text) and not value.text for label, value in labels) < 2:
            break
        rows += 1
    return rows >= 2


def _grow(grid: Grid, top: int) -> Table | None:
    bottom = max(area.bottom for area in grid.row(top))
    coded = 0
    while bottom - top + 1 < MAX_HEADER:
        below = grid.row(bottom + 1)
        if _is_code_row(below) and 2 * len(below) > len(_columns(grid, top, bottom)):
            coded = bottom + 1
            break
        if not below or not _continues(grid, top, below):
            break
        bottom = max(area.bottom for area in below)
    columns = _columns(grid, top, bottom)
    if len(columns) < 2:
        return None
    if _gaps(columns, grid, top, bottom) > MOST_GAPS and not _are_twins(columns):
        return None
    if _emptiness(columns, grid, top, bottom) > MOST_EMPTY:
        return None
    return Table(top, coded or bottom, [*_unnamed(grid, coded or bottom, columns), *columns])


def _is_code_row(areas: list[Area]) -> bool:
    """甲, 乙, 1, 2 …: a number for each column; 1 and 11 alone begin to count the rows."""
    codes = [texts.compact(area.text) for area in areas]
    some = len(codes) > 1 and len(set(codes)) > len(codes) / 2
    return some and all(texts.is_code(code) for code in codes)


def _continues(grid: Grid, top: int, below: list[Area]) -> bool:
    """Whether a row parts the groups above it."""
    if any(texts.is_total(area.text) for area in below[:1]) or _is_footer(grid, below):
        return False
    parted = 0
    for area in below:
        group = _above(grid, top, area)
        if group is None:
            continue
        if not (group.left <= area.left and area.right <= _reach(grid, group)):
            return False
        if _reach(grid, group) == group.left:
            return False
        parted += 1
    return parted > 0 and not _stub_and_empty(grid, top, below)


def _stub_and_empty(grid: Grid, top: int, below: list[Area]) -> bool:
    """A single text under a wide first group is a row's name rather than a part of the header; so
    are two of which the first stands for several rows, beside columns that go no further down."""
    groups = grid.row(top)
    first = min(area.left for area in groups)
    if len(below) == 1:
        return below[0].left == first
    under = all(area.right <= groups[0].right for area in below)
    others = [area for area in groups[1:] if area.height == 1]
    return under and below[0].height > 1 and len(others) == len(groups) - 1 > 0


def _above(grid: Grid, top: int, area: Area) -> Area | None:
    for row in range(area.top - 1, top - 1, -1):
        found = grid.at(row, area.left)
        if found.text:
            return found
        if found.width == 1:
            # Not merged: the group's text stands in its first cell.
            for column in range(area.left - 1, 0, -1):
                beside = grid.at(row, column)
                if beside.text:
                    return beside if _reach(grid, beside) >= area.left else None
    return None


def _reach(grid: Grid, group: Area) -> int:
    """Last column of a group, empty cells to its right included where it is not merged."""
    if group.width > 1 or group.height > 1:
        return group.right
    right = group.right
    while right < grid.right:
        beside = grid.at(group.top, right + 1)
        if beside.text or beside.height > 1 or beside.width > 1 or beside.top < group.top:
            break
        right += 1
    return right


def _columns(grid: Grid, top: int, bottom: int) -> list[Column]:
    """One for each different way down the header; a merged header of several columns is one."""
    found: list[Column] = []
    for left in range(1, grid.right + 1):
        path = _path(grid, top, bottom, left)
        if path and not (found and found[-1].path == path):
            found.append(Column(left, path))
    return found


def _unnamed(grid: Grid, bottom: int, columns: list[Column]) -> list[Column]:
    """A column of rows' names under an empty corner."""
    if not columns or columns[0].left == 1:
        return []
    left, right = columns[0].left - 1, columns[0].left
    names = [row for row in (bottom + 1, bottom + 2) if grid.at(row, left).text]
    if len(names) < 2 or any(grid.at(row, right).text for row in names):
        return []
    return [Column(left, (Area(bottom, left, bottom, left, CORNER),))]


def _path(grid: Grid, top: int, bottom: int, left: int) -> tuple[Area, ...]:
    own = [grid.at(row, left) for row in range(top, bottom + 1)]
    path = list(dict.fromkeys(area for area in own if area.text))
    if path and (above := _above(grid, top, path[0])) and above not in path:
        path.insert(0, above)
    return tuple(path)


def _gaps(columns: list[Column], grid: Grid, top: int, bottom: int) -> float:
    """Share of columns between the first and the last label that have none."""
    shown = _shown(grid, columns[0].left, max(column.path[-1].right for column in columns))
    covered = sum(any(grid.at(row, left).text for row in range(top, bottom + 1)) for left in shown)
    return 1 - covered / len(shown)


def _shown(grid: Grid, first: int, last: int) -> list[int]:
    return [left for left in range(first, last + 1) if left not in grid.hidden_columns]


def _are_twins(columns: list[Column]) -> bool:
    """The same columns again, beside an empty one."""
    labels = [texts.compact(column.path[-1].text) for column in columns]
    half = len(labels) // 2
    return len(labels) >= 4 and labels[:half] == labels[half : 2 * half]


def _emptiness(columns: list[Column], grid: Grid, top: int, bottom: int) -> float:
    """Share of cells in the header's rows that no label covers."""
    shown = _shown(grid, columns[0].left, max(column.right for column in columns))
    places = [(row, left) for row in range(top, bottom + 1) for left in shown]
    return sum(not grid.at(*place).text for place in places) / len(places)


# --- below the header -----------------------------------------------------------------------


def _is_footer(grid: Grid, areas: list[Area]) -> bool:
    if texts.is_note(areas[0].text):  # whatever stands beside it, such as a link
        return True
    if areas[0].text.strip().startswith(AMONG):
        return False
    if all(texts.is_meta(area.text) or texts.is_note(area.text) for area in areas):
        return True
    return len(areas) == 1 and areas[0].width > max(2, grid.right * 0.6)


def _read_body(grid: Grid, table: Table) -> None:
    rows = [row for row, _ in grid.rows() if row > table.bottom]
    while rows and _is_footer(grid, grid.row(rows[-1])):
        table.footer_rows.insert(0, rows.pop())
    body = [row for row in rows if not _set_aside(grid, table, row)]
    _sort_columns(grid, table, body)
    table.first_data_row = table.bottom + 1
    while table.first_data_row in {*table.total_rows, *table.section_rows}:
        table.first_data_row += 1


def _set_aside(grid: Grid, table: Table, row: int) -> bool:
    """Rows that are no data: totals, headings of sections, notes in between."""
    areas = grid.row(row)
    if texts.is_total(areas[0].text) and areas[0].left <= table.columns[0].left + 2:
        table.total_rows.append(row)
    elif len(areas) == 1 and _is_heading(areas[0], table):
        table.section_rows.append(row)
    elif _is_footer(grid, areas):
        table.footer_rows.append(row)
    else:
        return False
    return True


def _is_heading(area: Area, table: Table) -> bool:
    wide = area.left == table.left and area.right >= table.right and table.right > table.left
    return wide or bool(texts.SECTION.match(area.text.strip()))


def _sort_columns(grid: Grid, table: Table, body: list[int]) -> None:
    """Which columns are written already, which are open, and what that makes of the rows."""
    written = {row: table.written(grid, row) for row in body}
    serial = [row for row in body if all(texts.is_number(area.text) for area in grid.row(row))]
    if not body or len(serial) == len(body):
        return
    filled = {
        column.left: sum(column.left in lefts for lefts in written.values())
        for column in table.columns
    }
    if _are_lists(table, written, body):
        table.full_rows = body
        return
    table.open_columns = [left for left, count in filled.items() if not count]
    table.named_columns = [left for left, count in filled.items() if count >= len(body) * 0.5]
    total = sum(filled.values())
    scattered = sum(count for left, count in filled.items() if left not in table.named_columns)
    crowded = len(table.named_columns) > FULL * len(filled) and _are_samples(body)
    if not table.open_columns or crowded:
        table.full_rows = [row for row in body if len(written[row]) >= FULL * len(filled)]
        table.odd_rows = [row for row in body if row not in table.full_rows]
    elif scattered <= total * 0.34 and table.named_columns:
        table.stub_rows = body
    else:
        table.odd_rows = body


def _are_lists(table: Table, written: dict[int, set[int]], body: list[int]) -> bool:
    """Columns of values, each from the first row down without a gap: a list to choose from."""
    columns = {column.left for column in table.columns}
    if len(body) < 3 or written[body[0]] != columns:
        return False
    return all(
        not (below - above)
        for above, below in zip(written.values(), list(written.values())[1:], strict=False)
    )


def _are_samples(body: list[int]) -> bool:
    return len(body) <= 2


def _is_sound(table: Table) -> bool:
    """Rows that fit nowhere tell that this is a form with labels beside their cells."""
    body = len(table.odd_rows) + len(table.stub_rows) + len(table.full_rows)
    return len(table.odd_rows) < max(2, body * 0.4)
