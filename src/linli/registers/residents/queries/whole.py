"""Everything the register says of somebody, in full and with who said it: for the person alone.

Nothing is masked and nothing left out, also what may not be used any more: as long as it is kept,
its owner may see it (个人信息保护法 art 45). Who wrote it down is not part of the answer.
"""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.registers.residents import codes, values
from linli.registers.residents.catalogue import FIELDS, PERSON_GROUPS
from linli.registers.residents.holdings import Section
from linli.registers.residents.models import Contact, LifeEvent, Person, PersonTag, Statement
from linli.registers.residents.queries.files import ids_of, latest

DAY = "%Y-%m-%d"


def whole(person: Person) -> list[Section]:
    """All of it, table by table; a constant number of queries."""
    ids = ids_of([person])
    files = list(Person.objects.filter(pk__in=ids).select_related("household__dwelling"))
    files.sort(key=lambda one: one.pk != person.pk)
    words = list(Statement.objects.filter(person__in=ids).order_by("-at", "-pk"))
    statements: dict[int, list[Statement]] = {pk: [] for pk in ids}
    for word in words:
        statements[word.person_id or 0].append(word)
    found = [
        Section(
            _("住在哪里"),
            (_("哪一户"), _("与户主关系"), _("状态"), _("户籍")),
            [
                (
                    str(one.household or ""),
                    codes.label("relation", one.relation),
                    one.get_presence_display(),
                    one.get_registration_display(),
                )
                for one in files
            ],
        ),
        _facts(files, statements),
        _history(words),
        _tags(ids),
        _life(ids),
        _contacts(ids),
    ]
    return [section for section in found if section.rows]


def _facts(files: Sequence[Person], statements: dict[int, list[Statement]]) -> Section:
    rows = []
    for one in files:
        answering = latest(statements[one.pk])
        for group in PERSON_GROUPS:
            known = values.values_of(one, group.fields)
            for field in group.fields:
                if known[field.id]:
                    word = answering.get(field.id)
                    rows.append(
                        (
                            str(group.label),
                            str(field.label),
                            values.shown(field, known[field.id]),
                            word.get_source_display() if word else "",
                            f"{word.confirmed_on:{DAY}}" if word else "",
                        )
                    )
    headings = (_("类别"), _("项目"), _("内容"), _("怎么知道的"), _("核实日期"))
    return Section(_("档案里的内容"), headings, rows)


def _history(words: Sequence[Statement]) -> Section:
    rows = []
    for word in words:
        before = json.loads(word.before) if word.before else {}
        rows += [
            (
                str(FIELDS[name].label),
                values.shown(FIELDS[name], value),
                f"{word.confirmed_on:{DAY}}",
            )
            for name, value in before.items()
            if name in FIELDS and value
        ]
    return Section(_("改过的内容"), (_("项目"), _("原来的内容"), _("哪天改的")), rows)


def _tags(ids: Sequence[int]) -> Section:
    held = PersonTag.objects.filter(person__in=ids).select_related("tag").order_by("since", "pk")
    rows = [
        (row.tag.name, f"{row.since:{DAY}}", row.get_source_display(), row.proof, row.tag.basis)
        for row in held
    ]
    headings = (_("标签"), _("从哪天起"), _("怎么知道的"), _("凭证"), _("依据和用途"))
    return Section(_("标签"), headings, rows)


def _life(ids: Sequence[int]) -> Section:
    events = LifeEvent.objects.filter(person__in=ids, undone_at=None)
    rows = [
        (f"{one.on:{DAY}}", one.get_kind_display(), str(one.household or ""), one.where)
        for one in events.select_related("household__dwelling")
    ]
    return Section(_("去向"), (_("日期"), _("变动"), _("哪一户"), _("去哪里")), rows)


def _contacts(ids: Sequence[int]) -> Section:
    rows = [
        (one.get_role_display(), one.name, codes.label("relation", one.relation), one.phone)
        for one in Contact.objects.filter(person__in=ids)
    ]
    return Section(_("联系人"), (_("身份"), _("姓名"), _("关系"), _("电话")), rows)
