"""The confirm page: one screen for what goes where and who goes in."""

import datetime as dt
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.counting import placing
from linli.insight.sheets.counting.table import Table
from linli.insight.sheets.counting.words import Speaker
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields, figures, people, reading
from linli.insight.sheets.queries import fillings
from linli.insight.sheets.web.forms import ChoicesForm, PeopleForm
from linli.insight.sheets.web.labels_form import LabelsForm
from linli.insight.sheets.web.paper import paper
from linli.insight.sheets.writing import figures as writing
from linli.kernel.counted import SOURCES
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents

# Of so few people everybody may well be meant.
FEW = 100
# Figures of so many people are counted while a page is waited for.
MOST_PREVIEWED = 20_000


class ConfirmPage:
    """The forms of the page together."""

    def __init__(self, filling: Filling, user: accounts.User, data: Any = None) -> None:
        self.filling, self.user = filling, user
        self.refused = False
        self.choices = ChoicesForm(data, filling)
        self.tags = {tag.pk: tag.name for tag in residents.offered_tags(user)}
        self.offered = self._places()
        asking = [sheet for sheet in filling.sheets if _is_asking(sheet)]
        self.labels = {
            sheet["name"]: LabelsForm(
                data, number=number, sheet=sheet, speaker=self._speaker(sheet)
            )
            for number, sheet in enumerate(asking)
            if sheet.get("figures")
        }
        self.people = [self._people_form(number, one, data) for number, one in enumerate(asking)]
        self.others = [sheet for sheet in filling.sheets if sheet not in asking]

    def _speaker(self, sheet: dict[str, Any]) -> Speaker:
        return figures.speaker(SOURCES[sheet["figures"]["source"]], self.filling.place)

    def _places(self) -> list[places.Place]:
        """Grids of the filling's place, where there are several."""
        inside = self.filling.place.place_path
        return [
            place
            for place in residents.place_choices(self.user)
            if places.contains(inside, place.place_path) and place.pk != self.filling.place_id
        ]

    def _people_form(self, number: int, sheet: dict[str, Any], data: Any) -> PeopleForm:
        return PeopleForm(
            data,
            number=number,
            sheet=sheet,
            offered=self.offered,
            tags=self.tags,
            facts=[
                (element, people.fact_in_words(element, allowed))
                for element, allowed in sheet["people"]["facts"].items()
            ],
        )

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.choices, *self.people, *self.labels.values())]
        self.refused = not all(valid)
        return all(valid)

    def refuse(self, refusal: DomainError) -> None:
        """Show what a rule of the work says, with all that was typed."""
        self.choices.add_error(None, str(refusal))
        self.refused = True

    def chosen(self) -> dict[str, Any]:
        """What `confirming.confirm` takes."""
        return {
            "choices": self.choices.choices,
            "as_of": self.choices.cleaned_data["as_of"],
            "sheets": {
                form.sheet["name"]: {
                    "on": form.cleaned_data["on"],
                    "people": form.people(),
                    "period": self._period(form.sheet["name"]),
                }
                for form in self.people
            },
            "labels": {name: form.labels for name, form in self.labels.items()},
        }

    def _period(self, sheet: str) -> tuple[dt.date, dt.date] | None:
        labels = self.labels.get(sheet)
        return labels.period if labels else None

    def sheets(self) -> list[dict[str, Any]]:
        """For each sheet the paper, the questions and who goes in."""
        drawings = fillings.layout(self.filling)
        names = {tag.pk: tag.name for tag in residents.tag_dictionary(closed=True)}
        return [self._sheet(form, drawings, names) for form in self.people]

    def _sheet(
        self, form: PeopleForm, drawings: dict[str, Any], names: dict[int, str]
    ) -> dict[str, Any]:
        sheet = form.sheet
        questions = self.choices.questions(sheet["name"])
        drawing = drawings.get(sheet["name"])
        on = self.filling.as_of or self.choices.initial["as_of"]
        count, exact, counted_at = self._count(sheet, on)
        asking = [q for q in questions if q.field["asks"] or q.faulty]
        labels = self.labels.get(sheet["name"])
        told = labels.questions() if labels else []
        preview = None
        if labels and labels.by_period:
            preview = _Preview(self, sheet, on) if sheet["figures"]["since"] else None
            count = preview.count if preview else 0
        elif labels and count <= MOST_PREVIEWED:
            preview = _Preview(self, sheet, on)
        return {
            "about": sheet,
            "form": form,
            "paper": paper(drawing, sheet, questions, told, preview and preview.numbers)
            if drawing
            else None,
            "labels": labels,
            "labels_asking": [one for one in told if one.asks or one.faulty],
            "labels_told": [
                (one, preview.of(one.key) if preview else None)
                for one in told
                if not (one.asks or one.faulty or one.is_frame)
            ],
            "offers": labels.speaker.offers() if labels else [],
            "previewed": preview is not None,
            "by_period": bool(labels and labels.by_period),
            "asking": asking,
            "filled": [q for q in questions if q not in asking and q.field["how"] != fields.BLANK],
            "blank": [q for q in questions if q not in asking and q.field["how"] == fields.BLANK],
            "count": count,
            "exact": exact,
            "counted_at": counted_at,
            "everybody": people.is_everybody(sheet["people"]) and count > FEW and not labels,
            "who": people.in_words(sheet["people"], self.filling.place, names),
        }

    def _count(self, sheet: dict[str, Any], on: dt.date) -> tuple[int, bool, dt.datetime | None]:
        """How many go in; what a job has counted, as long as the conditions are the same."""
        counted = sheet.get("counted")
        if counted and counted["mark"] == people.mark(self.user, sheet["people"], on):
            return counted["count"], True, dt.datetime.fromisoformat(counted["at"])
        return *people.count(self.user, sheet["people"], self.filling.place, on=on), None


def _is_asking(sheet: dict[str, Any]) -> bool:
    """Tables of figures are filled where somebody could count something."""
    if sheet["kind"] == reading.STATISTICS:
        return bool(sheet.get("figures"))
    return sheet["kind"] in reading.FILLABLE


class _Preview:
    """The figures as they would be filled now: by cell of the blank as drawn, and by label."""

    def __init__(self, page: ConfirmPage, sheet: dict[str, Any], on: dt.date) -> None:
        self.numbers: dict[str, str] = {}
        self.table = Table(sheet, page.user, page.filling.place, on)
        opened = sheet["figures"]["open"]
        for one in self.table.count():
            shown = writing.shown(one)
            if not opened:
                self.numbers[one.at] = shown
            elif one.line is not None:
                self.numbers[f"{one.at}{opened['first'] + one.line}"] = shown
            else:
                self.numbers |= {f"{one.at}{row}": shown for row in opened["totals"]}
        if opened:
            self._name_rows(self.table, opened)

    def _name_rows(self, table: Table, opened: dict[str, Any]) -> None:
        for letter, element in opened["keys"].items():
            for number, place in enumerate(table.lines):
                if element != writing.SERIAL:
                    words = placing.named(place, element)
                    self.numbers[f"{letter}{opened['first'] + number}"] = words

    def of(self, key: str) -> int | None:
        """How many a label stands for."""
        return self.table.of_label(key)

    @property
    def count(self) -> int:
        """All things that the table is about."""
        return len(self.table.tally.things.ids) if self.table.tally else 0
