"""Forms about one subject: each label beside, above or in the cell for its answer."""

import dataclasses

from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid


@dataclasses.dataclass(frozen=True)
class Slot:
    """A place to be filled. `value` is the cell; `parents` the labels of groups around it."""

    label: Area
    value: Area
    parents: tuple[str, ...] = ()
    inline: bool = False
    words: str = ""  # the label's part of an inline cell
    below: bool = False  # the value stands under its label, as in a list within the form
    after: bool = False  # a line below the form proper, where the sender speaks

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.parents, self.words or self.label.text)


@dataclasses.dataclass
class Form:
    slots: list[Slot]
    title_rows: list[int]
    note_rows: list[int]
    sections: dict[int, str]


def read_form(grid: Grid) -> Form:
    """All labels with their places."""
    reader = _Reader(grid)
    reader.read()
    return Form(reader.slots, reader.title_rows, reader.note_rows, reader.sections)


class _Reader:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.slots: list[Slot] = []
        self.title_rows: list[int] = []
        self.note_rows: list[int] = []
        self.sections: dict[int, str] = {}
        self.taken: set[tuple[int, int]] = set()
        self.groups: list[Area] = []
        self.pending: list[Area] = []
        self.closed = False  # a note or a seal has ended the form proper

    def read(self) -> None:
        started = False
        for row, areas in self.grid.rows():
            if self._is_line(areas) and self._read_line(row, areas[0], started=started):
                continue
            started = True
            for area in areas:
                self._read_cell(area)
        for area in self.pending:
            self._place_below(area)
        self.slots = [dataclasses.replace(slot, parents=self._parents(slot)) for slot in self.slots]
        self.slots.sort(key=lambda slot: (slot.label.top, slot.label.left))

    def _is_line(self, areas: list[Area]) -> bool:
        """A text that has its row to itself."""
        return len(areas) == 1 and not self._beside(areas[0])

    def _read_line(self, row: int, area: Area, *, started: bool) -> bool:
        """Title, section, note, or a line with inline labels. False for a plain cell."""
        labels = texts.inline_labels(area.text)
        if texts.is_note(area.text):
            self.note_rows.append(row)
            self.closed = self.closed or started
        elif labels:
            self._add_inline(area, labels, alone=True)
        elif texts.is_placeholder(area.text) or texts.is_photo(area.text):
            return True
        elif not started and not self.slots:
            self.title_rows.append(row)
        elif self._opens_room_below(area):
            return False
        else:
            self.sections[row] = area.text
        return True

    def _opens_room_below(self, area: Area) -> bool:
        """A heading with one empty area of its own width below it asks for a text there."""
        below = self.grid.at(area.bottom + 1, area.left)
        if area.bottom >= self.grid.bottom or below.text:
            return False
        return below.right >= area.right and not self.grid.row(area.bottom + 1)

    def _beside(self, area: Area) -> Area | None:
        """The area to the right, where the form still reaches."""
        if area.right >= self.grid.right:
            return None
        return self.grid.at(area.top, area.right + 1)

    def _read_cell(self, area: Area) -> None:
        if texts.is_photo(area.text) or texts.is_note(area.text):
            return
        if (area.top, area.left) in self.taken or self._is_answer(area):
            return
        beside = self._beside(area)
        colon = area.width > 1 and texts.compact(area.text).endswith(":")
        if beside is not None and self._is_room(beside) and not (colon and beside.text):
            self._add(area, beside, inline=bool(beside.text))
            return
        labels = texts.inline_labels(area.text)
        if labels:
            self._add_inline(area, labels)
        elif texts.SIGNED.search(area.text) and texts.DATED.search(area.text):
            self._add_inline(area, [area.text])
        else:
            self.pending.append(area)

    def _is_answer(self, area: Area) -> bool:
        return texts.is_placeholder(area.text) and not texts.inline_labels(area.text)

    def _is_room(self, area: Area) -> bool:
        if (area.top, area.left) in self.taken:
            return False
        return not area.text or texts.is_placeholder(area.text)

    def _add(self, label: Area, value: Area, *, inline: bool = False, below: bool = False) -> None:
        self.taken.add((value.top, value.left))
        self.slots.append(Slot(label, value, inline=inline, below=below))

    def _add_inline(self, area: Area, labels: list[str], *, alone: bool = False) -> None:
        after = alone and self.closed
        self.slots += [Slot(area, area, inline=True, words=words, after=after) for words in labels]

    def _place_below(self, area: Area) -> None:
        """Labels in a row above their cells; what has no cell of its own names a group."""
        below = self.grid.at(area.bottom + 1, area.left)
        owner = self._left_of(below)
        free = area.bottom < self.grid.bottom and self._is_room(below) and below.top > area.bottom
        if free and owner is None and below.right <= area.right + 1:
            self._add(area, below, inline=bool(below.text), below=True)
        else:
            self.groups.append(area)

    def _left_of(self, area: Area) -> Area | None:
        """A label directly left of an empty cell has the first claim on it."""
        if area.left == 1:
            return None
        beside = self.grid.at(area.top, area.left - 1)
        return beside if beside.text and beside.top == area.top and beside.height == 1 else None

    def _is_column(self, group: Area, slot: Slot) -> bool:
        """Whether a party named beside another one is still asked about: until a cell reaches from
        its column into the next."""
        beside = [one for one in self.groups if one.top == group.top and one.width > 1]
        if len(beside) < 2:
            return False
        between = (one for one in self.slots if group.bottom < one.label.top <= slot.label.top)
        return not any(
            one.label.left <= side.right < one.value.right for one in between for side in beside
        )

    def _parents(self, slot: Slot) -> tuple[str, ...]:
        label = slot.label
        section = [text for row, text in sorted(self.sections.items()) if row < label.top][-1:]
        left = [
            group
            for group in self.groups
            if group.top <= label.top <= group.bottom and group.right < label.left
        ]
        above = [
            group
            for group in self.groups
            if group.bottom < label.top
            and group.left <= label.left
            and label.right <= group.right
            and group.width > 1
            and (group.bottom == label.top - 1 or self._is_column(group, slot))
        ]
        return (
            *section,
            *(group.text for group in sorted(left, key=lambda one: one.left)[-1:]),
            *(group.text for group in above[-1:]),
        )
