"""Purposes, and the texts by which people are told of them."""

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.seen import seen_unchanged
from linli.kernel.text import own_words
from linli.services.privacy.models import Basis, NoticeText, Purpose, TextKind, Trimmed
from linli.services.privacy.permissions import check_keeps
from linli.services.privacy.queries import purposes as queries


class NameTaken(DomainError):
    message = gettext_lazy("已经有同名的用途。")


class NeedsNecessity(DomainError):
    message = gettext_lazy(
        "这个用途要用敏感信息，请写明为什么必须用、对本人有什么影响（个人信息保护法第三十条）。"
    )


class NeedsLaw(DomainError):
    message = gettext_lazy("不凭本人同意的用途，请写明依据的法律条款（个人信息保护法第十三条）。")


class NothingSaid(DomainError):
    message = gettext_lazy("告知书还没有正文。")


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the list says of a purpose."""

    name: str
    why: str
    basis: str
    law: str = ""
    groups: tuple[str, ...] = ()
    also: str = ""
    way: str = ""
    recipients: str = ""
    necessity: str = ""
    kept_months: int | None = None
    kept_words: str = ""


def present(purpose: Purpose) -> dict[str, str]:
    """A purpose as its form shows it."""
    shown = {field.name: getattr(purpose, field.name) for field in dataclasses.fields(Entry)}
    return {
        name: "、".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in shown.items()
    }


@transaction.atomic
def save_purpose(
    *,
    entry: Entry,
    purpose: Purpose | None = None,
    seen: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> Purpose:
    """A new purpose, or another wording. Raises `NameTaken`, `NeedsNecessity`, `NeedsLaw`."""
    check_keeps(by)
    named = Purpose.objects.filter(name=entry.name)
    if (named.exclude(pk=purpose.pk) if purpose else named).exists():
        raise NameTaken
    kept = Purpose.objects.select_for_update().get(pk=purpose.pk) if purpose else Purpose()
    if purpose:
        seen_unchanged(seen, present(kept))
    for field in dataclasses.fields(Entry):
        value = getattr(entry, field.name)
        setattr(kept, field.name, list(value) if isinstance(value, tuple) else value)
    if kept.is_sensitive and not kept.necessity.strip():
        raise NeedsNecessity
    if kept.basis != Basis.CONSENT and not kept.law.strip():
        raise NeedsLaw
    kept.save()
    # Other times may hold from now on: files that are gone are looked at anew.
    Trimmed.objects.all().delete()
    audit.record(
        "privacy.save_purpose",
        by=by,
        at=at,
        subject=kept,
        subject_name=kept.name,
        changes={"basis": kept.basis, "groups": labels(kept)},
    )
    return kept


def labels(purpose: Purpose) -> list[str]:
    """What its groups are called."""
    return [str(group.label) for group in purpose.catalogue_groups]


@transaction.atomic
def close_purpose(
    *, purpose: Purpose, reopen: bool, by: accounts.User | None, at: dt.datetime
) -> None:
    """Nothing is done for it any more (or again); what people said of it stays on record."""
    check_keeps(by)
    purpose.closed_on = None if reopen else local_date(at)
    purpose.save(update_fields=["closed_on"])
    Trimmed.objects.all().delete()
    audit.record(
        "privacy.reopen_purpose" if reopen else "privacy.close_purpose",
        by=by,
        at=at,
        subject=purpose,
        subject_name=purpose.name,
    )


def shown(text: NoticeText) -> dict[str, str]:
    """A draft as its form shows it."""
    return {"text": text.text}


@transaction.atomic
def draft(*, kind: TextKind, by: accounts.User | None, at: dt.datetime) -> NoticeText:
    """A draft to write on, begun from what is published; there is one of a kind at most."""
    check_keeps(by)
    there = queries.draft_of(kind)
    if there is not None:
        return there
    last = queries.published(kind)
    made = NoticeText.objects.create(kind=kind, text=last.text if last else "")
    audit.record("privacy.draft_notice", by=by, at=at, subject=made, subject_name=str(made))
    return made


@transaction.atomic
def write_draft(
    *, draft: NoticeText, text: str, seen: str = "", by: accounts.User | None, at: dt.datetime
) -> NoticeText:
    """Other words. Raises `EditConflict`, and `InvalidMove` for what is published."""
    check_keeps(by)
    kept = _locked_draft(draft)
    seen_unchanged(seen, shown(kept))
    kept.text = own_words(text)
    kept.save(update_fields=["text"])
    audit.record("privacy.write_notice", by=by, at=at, subject=kept, subject_name=str(kept))
    return kept


@transaction.atomic
def publish(*, draft: NoticeText, by: accounts.User, at: dt.datetime) -> NoticeText:
    """From now on people are told this, with the purposes as they are; it never changes again.

    Raises `NothingSaid`, `InvalidMove`.
    """
    check_keeps(by)
    kept = _locked_draft(draft)
    if not kept.text.strip():
        raise NothingSaid
    last = queries.published(TextKind(kept.kind))
    kept.version = (last.version or 0) + 1 if last else 1
    kept.purposes = told()
    kept.sha256 = digest(kept)
    kept.published_at, kept.published_by = at, by
    kept.save()
    audit.record(
        "privacy.publish_notice",
        by=by,
        at=at,
        subject=kept,
        subject_name=str(kept),
        changes={"version": kept.version, "sha256": kept.sha256},
    )
    return kept


def _locked_draft(draft: NoticeText) -> NoticeText:
    kept = NoticeText.objects.select_for_update().get(pk=draft.pk)
    if kept.version is not None:
        raise InvalidMove(_("已经发布的告知书不能改。要改，请起草新的一版。"))
    return kept


def told() -> list[dict[str, Any]]:
    """The purposes in use as a notice tells them (art 17)."""
    return [
        {
            "name": one.name,
            "why": one.why,
            "basis": one.basis,
            "law": one.law,
            "groups": [*labels(one), *([one.also] if one.also else [])],
            "way": one.way,
            "recipients": one.recipients,
            "necessity": one.necessity,
            "sensitive": one.is_sensitive,
            "kept_months": one.kept_months,
            "kept_words": one.kept_words,
        }
        for one in queries.in_use()
    ]


def digest(text: NoticeText) -> str:
    """A mark of everything that a version says."""
    whole = [text.kind, text.version, text.text, text.purposes]
    said = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
