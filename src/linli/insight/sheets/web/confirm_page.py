"""The confirm page: one screen for what goes where and who goes in."""

from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields, people, reading
from linli.insight.sheets.queries import fillings
from linli.insight.sheets.web.forms import ChoicesForm, PeopleForm
from linli.insight.sheets.web.paper import paper
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents

# Of so few people everybody may well be meant.
FEW = 100


class ConfirmPage:
    """The forms of the page together."""

    def __init__(self, filling: Filling, user: accounts.User, data: Any = None) -> None:
        self.filling, self.user = filling, user
        self.refused = False
        self.choices = ChoicesForm(data, filling)
        self.tags = {tag.pk: tag.name for tag in residents.offered_tags(user)}
        self.offered = self._places()
        asking = [sheet for sheet in filling.sheets if sheet["kind"] in reading.FILLABLE]
        self.people = [self._people_form(number, one, data) for number, one in enumerate(asking)]
        self.others = [sheet for sheet in filling.sheets if sheet not in asking]

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
        valid = [form.is_valid() for form in (self.choices, *self.people)]
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
                form.sheet["name"]: {"on": form.cleaned_data["on"], "people": form.people()}
                for form in self.people
            },
        }

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
        count, exact = people.count(self.user, sheet["people"], self.filling.place, on=on)
        asking = [q for q in questions if q.field["asks"] or q.faulty]
        return {
            "about": sheet,
            "form": form,
            "paper": paper(drawing, sheet, questions) if drawing else None,
            "asking": asking,
            "filled": [q for q in questions if q not in asking and q.field["how"] != fields.BLANK],
            "blank": [q for q in questions if q not in asking and q.field["how"] == fields.BLANK],
            "count": count,
            "exact": exact,
            "everybody": people.is_everybody(sheet["people"]) and count > FEW,
            "who": people.in_words(sheet["people"], self.filling.place, names),
        }
