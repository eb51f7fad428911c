"""The answer for a form with labels beside their cells."""

from linli.insight.sheets import answers
from linli.insight.sheets.answers import Answer
from linli.insight.sheets.layout.forms import Form, Slot, read_form
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.lists import BY_PERSON, BY_PLACE, counted
from linli.insight.sheets.meaning import subjects
from linli.insight.sheets.meaning.counts import Counter
from linli.insight.sheets.meaning.fields import Asked
from linli.insight.sheets.meaning.folding import read_label
from linli.insight.sheets.meaning.lexicon import FAIR, Sense, understand
from linli.insight.sheets.meaning.rules import OWN, understand_all


def answer(grid: Grid, *, first: bool) -> Answer:
    form = read_form(grid)
    title = " ".join(area.text for row in form.title_rows for area in grid.row(row))
    asked = [_asked(grid, slot) for slot in form.slots]
    senses = understand_all(asked, answers.theme(grid, title), "record")
    senses = [_of_list(slot, sense) for slot, sense in zip(form.slots, senses, strict=True)]
    understood = sum(sense.element is not None for sense in senses)
    if len(asked) < 2 or (not first and not understood and not _is_drawn(grid, form)):
        return answers.sheet(grid, "other", title=answers.one_line(title))
    return answers.sheet(
        grid,
        "record",
        title=answers.one_line(title),
        orientation="cells",
        row_entity=answers.entity(senses),
        fields=[_field(one, sense, senses) for one, sense in zip(asked, senses, strict=True)],
        footer_rows=form.note_rows,
    )


def _of_list(slot: Slot, sense: Sense) -> Sense:
    """工作单位 in a list of former posts is not the present employer."""
    group = read_label(slot.parents[-1]).base if slot.parents else ""
    if not slot.below or not group or subjects.of_group(group) or OWN.search(group):
        return sense
    return Sense(None, FAIR, f"“{group}”是表里另列的一张小表", fact=sense.fact)


def _field(asked: Asked, sense: Sense, senses: list[Sense]) -> Answer:
    """In the profile of a community or a grid, numbers count its people."""
    known = {
        other.element for other in senses if other.element and other.confidence >= answers.ASK_BELOW
    }
    unsure = sense.element is None or sense.confidence < answers.ASK_BELOW
    if unsure and not sense.subject and known & BY_PLACE and not known & BY_PERSON:
        return counted(asked, Counter(base=None, blocked=False))
    return answers.field(asked, sense)


def _is_drawn(grid: Grid, form: Form) -> bool:
    """Merged cells or labels in several columns; a mere list of words has neither."""
    columns = {slot.label.left for slot in form.slots}
    return len(columns) > 2 or any(area.width > 1 for area in grid.areas)


def _asked(grid: Grid, slot: Slot) -> Asked:
    alone = slot.label == slot.value and bool(slot.words)
    heads = slot.after or (alone and (understand(slot.words).element or "").startswith("report."))
    place = slot.value
    return Asked(
        place.address,
        slot.label.span,
        slot.path,
        inline=slot.inline,
        heads=heads,
        choices=grid.choices(place.top, place.left),
    )
