"""Issuing letters and keeping their templates."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.services.cases import letters, permissions
from linli.services.cases.actions.moves import tell
from linli.services.cases.models import Case, DutyItem, Letter, LetterKind, LetterTemplate
from linli.services.cases.permissions import CasesPermission


@transaction.atomic
def issue(
    *,
    case: Case,
    kind: LetterKind,
    addressee: str,
    by: accounts.User,
    at: dt.datetime,
    duty: DutyItem | None = None,
) -> Letter:
    """Issue a letter from the present template; later changes of the template do not touch it."""
    permissions.check_handle(by, case)
    permissions.check_not_concerned(by, case)
    template = LetterTemplate.objects.get(kind=kind)
    found = letters.values(case, addressee=addressee.strip(), duty=duty)
    letter = Letter.objects.create(
        case=case,
        kind=kind,
        title=template.title,
        body=letters.WORDING.fill(template.body, found),
        addressee=addressee.strip(),
        issuer=case.owner.name,
        by=by,
        at=at,
    )
    tell(case, "letter", by=by, at=at, text=f"{template.title} → {letter.to_whom}")
    audit.record(
        "cases.issue_letter",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"kind": kind, "template_version": template.version},
    )
    return letter


@transaction.atomic
def save_template(
    *, template: LetterTemplate, title: str, body: str, by: accounts.User, at: dt.datetime
) -> None:
    """Change the words of a letter; unknown fields are refused here, not at the next letter."""
    accounts.check_everywhere(by, CasesPermission.MANAGE)
    letters.WORDING.check(body)
    LetterTemplate.objects.filter(pk=template.pk).update(
        title=title, body=body, version=F("version") + 1
    )
    audit.record(
        "cases.save_letter_template",
        by=by,
        at=at,
        subject=template,
        subject_name=title,
        changes={"body": [template.body, body]},
    )
