"""What a step on a case's page is."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.services.cases import permissions
from linli.services.cases.models import Case
from linli.services.cases.web import forms

# Whose files the photos and papers of steps are.
FILE_OWNER = "cases"
Fits = Callable[[accounts.User, Case], bool]


def never(case: Case) -> bool:
    return False


@dataclasses.dataclass(frozen=True)
class Step:
    """`fits` asks both: may this person, and is it time. `run` calls the action and returns what
    the person reads afterwards. `key` is the letter that jumps to it."""

    code: str
    label: object
    icon: str
    form: type[forms.StepForm]
    fits: Fits
    run: Callable[[Case, Any, accounts.User, dt.datetime], str]
    leads: Callable[[Case], bool] = never
    template: str = "cases/web/steps/form.html"
    hint: object = ""
    key: str = ""
    grave: bool = False
    # What the button says, where that is not the label.
    button: object = ""
    # Shows who asked, or where they live: never for the one complained of.
    tells_who: bool = False

    def open_to(self, user: accounts.User, case: Case) -> bool:
        """Whether the step stands on this person's page."""
        return self.fits(user, case) and not (
            self.tells_who and permissions.is_concerned(user, case)
        )
