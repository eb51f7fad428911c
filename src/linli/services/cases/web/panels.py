"""What a case's page shows besides its next step: a list that is easy to add to.

A panel is a card: `context` gives its template what it needs in a constant number of queries,
`visible` says whether it stands on the page at all. To add one, write the template and a row.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel.identity import mask_name
from linli.registers.residents import public as residents
from linli.services.cases import around, casework, permissions, proposing, together
from linli.services.cases.models import Attachment, AttachmentStage, Case

Context = Mapping[str, Any]
# What a line that only names another case shows of it.
NAMED = ("title", "state", "received_at")


def always(case: Case, user: accounts.User) -> bool:
    return True


@dataclasses.dataclass(frozen=True)
class Panel:
    """`first` panels say what it is about and stand before the next step on a phone.

    A context of None leaves the panel out: an empty card tells nobody anything.
    """

    code: str
    title: object
    icon: str
    template: str
    context: Callable[[Case, accounts.User], Context | None]
    visible: Callable[[Case, accounts.User], bool] = always
    first: bool = False


@dataclasses.dataclass(frozen=True)
class Shown:
    """A panel on somebody's page, with its contents."""

    panel: Panel
    context: Context


def for_page(case: Case, user: accounts.User) -> list[Shown]:
    """The panels that this person sees of the case, in order."""
    shown = [panel for panel in PANELS if panel.visible(case, user)]
    contexts = [panel.context(case, user) for panel in shown]
    return [
        Shown(panel, context)
        for panel, context in zip(shown, contexts, strict=True)
        if context is not None
    ]


@dataclasses.dataclass(frozen=True)
class Picture:
    """A photo as a page shows it: small, and the whole picture behind it."""

    small: str
    whole: str
    name: str


def _pictures(attachments: list[Attachment], stage: AttachmentStage) -> list[Picture]:
    return [
        Picture(files.url(a.file, thumbnail=True), files.url(a.file), a.file.name)
        for a in attachments
        if a.stage == stage and a.file.is_photo
    ]


def photos(case: Case) -> tuple[list[Picture], list[Picture]]:
    """The photos of before and after; one query."""
    attachments = around.rows(case, "attachments", "file")
    before = _pictures(attachments, AttachmentStage.BEFORE)
    return before, _pictures(attachments, AttachmentStage.AFTER)


def _words(case: Case, user: accounts.User) -> Context:
    concerned = permissions.is_concerned(user, case)
    attachments = around.rows(case, "attachments", "file")
    return {
        "before": _pictures(attachments, AttachmentStage.BEFORE),
        "after": _pictures(attachments, AttachmentStage.AFTER),
        "documents": [
            {"url": files.url(a.file), "name": a.file.name, "stage": a.get_stage_display()}
            for a in attachments
            if not a.file.is_photo or a.stage == AttachmentStage.EVIDENCE
            # The papers of colleagues, and what they are called, name people.
            if not concerned or a.file.by_id == user.pk
        ],
        "concerned": concerned,
        "amounts": proposing.named_amounts(case.text),
    }


def _requester(case: Case, user: accounts.User) -> Context:
    return {
        "concerned": permissions.is_concerned(user, case),
        "may_reveal": permissions.can_reveal(user, case) and bool(case.phone_index),
        "resident": _known(casework.resident_of(user, case)),
        "maybe": [
            _known(person)
            for person in ([] if case.resident_id else casework.maybe_asked(user, case))
        ],
    }


def _known(person: residents.Person | None) -> Context | None:
    """Somebody of the register as the card names him: where he lives, the name masked."""
    if person is None:
        return None
    return {"pk": person.pk, "name": mask_name(person.name), "home": casework.home_of(person)}


def _contacts(case: Case, user: accounts.User) -> Context:
    return {"attempts": casework.attempts(case)}


def _outcome(case: Case, user: accounts.User) -> Context:
    return {
        "result": casework.result(case, user),
        "reply": casework.reply(case, user),
        "call_backs": casework.call_backs(case, user),
    }


def _related(case: Case, user: accounts.User) -> Context | None:
    concerned = permissions.is_concerned(user, case)
    phone = case.requester_phone if case.phone_index and not concerned else ""
    # What the same person asked before shows, on its own page, who it is.
    repeats = None if concerned else case.repeats
    found = {
        "repeats": repeats,
        "earlier": list(casework.earlier(user, phone, but=case).only(*NAMED)[: casework.LATEST]),
        "children": sorted(around.rows(case, "children"), key=lambda child: child.pk),
    }
    return found if any(found.values()) or case.parent_id else None


def _notes(case: Case, user: accounts.User) -> Context | None:
    if permissions.is_concerned(user, case):
        return None
    notes = list(case.work.notes.select_related("by"))
    return {"notes": notes} if notes else None


def _together(case: Case, user: accounts.User) -> Context | None:
    history = together.history(case, user)
    return {"history": history} if history else None


def _letters(case: Case, user: accounts.User) -> Context | None:
    letters = together.letters_of(case, user)
    return {"letters": letters} if letters else None


PANELS: tuple[Panel, ...] = (
    Panel(
        "words",
        gettext_lazy("诉求内容"),
        "message-2",
        "cases/web/panels/words.html",
        _words,
        first=True,
    ),
    Panel(
        "requester",
        gettext_lazy("诉求人"),
        "user",
        "cases/web/panels/requester.html",
        _requester,
        first=True,
    ),
    Panel(
        "outcome",
        gettext_lazy("办理结果"),
        "check",
        "cases/web/panels/outcome.html",
        _outcome,
        visible=lambda case, user: bool(case.outcome or case.reply),
    ),
    Panel(
        "contacts",
        gettext_lazy("联系记录"),
        "phone",
        "cases/web/panels/contacts.html",
        _contacts,
        visible=lambda case, user: not permissions.is_concerned(user, case),
    ),
    Panel(
        "together",
        gettext_lazy("多方协同"),
        "users",
        "cases/web/panels/together.html",
        _together,
    ),
    Panel(
        "letters",
        gettext_lazy("文书"),
        "file-text",
        "cases/web/panels/letters.html",
        _letters,
    ),
    Panel("notes", gettext_lazy("备注"), "message", "cases/web/panels/notes.html", _notes),
    Panel(
        "related",
        gettext_lazy("有关的诉求"),
        "git-merge",
        "cases/web/panels/related.html",
        _related,
    ),
)
