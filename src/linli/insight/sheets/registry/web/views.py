"""The list of tables and the page of each."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets.models import Form
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.registry import letters, permissions
from linli.insight.sheets.registry.actions import dues as due_actions
from linli.insight.sheets.registry.actions import replies as reply_actions
from linli.insight.sheets.registry.actions import tables as actions
from linli.insight.sheets.registry.models import ReplyKind, Table
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.registry.queries import standing
from linli.insight.sheets.registry.queries import tables as queries
from linli.insight.sheets.registry.states import Step, may, state_on
from linli.insight.sheets.registry.web import workbooks
from linli.insight.sheets.registry.web.forms import (
    ExportForm,
    FilterForm,
    LinkForm,
    MergeForm,
    NewTableForm,
    ReasonForm,
    RefusalForm,
    RegisterForm,
    TableForm,
)
from linli.kernel import clock, letter_files, paging
from linli.kernel.errors import NotFound
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.kernel.text import whole_number

PAGE = 50
MOST_DUES = 3
FORMATS = {
    "pdf": (letter_files.pdf, "application/pdf"),
    "docx": (
        letter_files.word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
viewer_page = desk_page(TablesPermission.VIEW)
answerer_page = desk_page(TablesPermission.ANSWER)


@require_safe
@viewer_page
def table_list(request: HttpRequest) -> HttpResponse:
    user, today = request.user, clock.today()
    form = FilterForm(request.GET, owners=queries.owners(user))
    found = queries.listing(user, form.asked(), on=today)
    page = paging.paginate(
        found, ("next_due_on", "id"), after=request.GET.get("after", ""), size=PAGE
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(table, _state(table, today)) for table in page.items],
        "unlisted": queries.unlisted(user),
        "may_answer": accounts.holds_anywhere(user, TablesPermission.ANSWER),
        "export_form": ExportForm(auto_id="export_%s"),
    }
    return render(request, "tables/list.html", context)


@require_POST
@viewer_page
def export(request: HttpRequest) -> HttpResponse:
    """The list as filtered, as a workbook, with its purpose on it and in the log."""
    user, now = request.user, clock.now()
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有导出：请写明用途。"))
        return redirect("tables:list")
    asked = FilterForm(request.GET, owners=queries.owners(user)).asked()
    today = clock.local_date(now)
    found = queries.listing(user, asked, on=today)
    purpose = form.cleaned_data["purpose"]
    content = workbooks.listed(found, on=today, purpose=purpose, by=user, at=now)
    audit.record("tables.export", by=user, at=now, reason=purpose)
    response = HttpResponse(content, content_type=workbooks.XLSX)
    name = _("报表准入清单 %(day)s.xlsx") % {"day": f"{today:%Y-%m-%d}"}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_http_methods(["GET", "POST"])
@answerer_page
def add(request: HttpRequest) -> HttpResponse:
    """A new entry; `?form=`: for a form whose blank has been seen."""
    user = request.user
    seen = _seen_form(request)
    keeps = accounts.holds_anywhere(user, TablesPermission.KEEP)
    form = NewTableForm(request.POST or None, by=user, keeps=keeps, initial=_initial(request, seen))
    if form.is_bound and (made := tried(form, actions.add, seen_form=seen, **told(request))):
        messages.success(request, _("已登记。"))
        return redirect("tables:table", made.pk)
    link = LinkForm(by=user, auto_id="link_%s") if seen else None
    context = {"form": form, "seen_form": seen, "link_form": link}
    return render(request, "tables/add.html", context, status=422 if form.errors else 200)


def _seen_form(request: HttpRequest) -> Form | None:
    asked = whole_number(request.GET.get("form", ""))
    return queries.get_form(request.user, asked) if asked is not None else None


def _initial(request: HttpRequest, seen: Form | None) -> dict[str, Any]:
    if seen is None:
        return {}
    filling = queries.last_filled(seen, request.user)
    owner = filling.sent_to if filling else ""
    return {"title": seen.title, "owner_name": owner, "cycle": "once"}


@require_safe
@viewer_page
def table(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.get_visible(request.user, pk))


@require_http_methods(["GET", "POST"])
@answerer_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.get_visible(request.user, pk)
    permissions.check_edit(request.user, shown)
    initial = {name: getattr(shown, name) for name in actions.FACTS}
    form = TableForm(
        request.POST or None, by=request.user, initial=initial, shown=actions.present(shown)
    )
    if form.is_bound and (tried(form, actions.update, **told(request, table=shown)) is not False):
        messages.success(request, _("已保存。"))
        return redirect("tables:table", pk)
    context = {"form": form, "table": shown}
    return render(request, "tables/edit.html", context, status=422 if form.errors else 200)


@require_POST
@answerer_page
def register(request: HttpRequest, pk: int) -> HttpResponse:
    shown, form = queries.get_visible(request.user, pk), RegisterForm(request.POST)
    if tried(form, actions.register, **told(request, table=shown)) is not False:
        messages.success(request, _("已准入，到期前会派出任务。"))
        return redirect("tables:table", pk)
    return show(request, shown, register_form=form)


@require_POST
@answerer_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    shown, form = queries.get_visible(request.user, pk), ReasonForm(request.POST)
    if tried(form, actions.withdraw, **told(request, table=shown)) is not False:
        messages.success(request, _("已取消准入，以后不再派任务。"))
        return redirect("tables:table", pk)
    return show(request, shown, withdraw_form=form)


@require_http_methods(["GET", "POST"])
@answerer_page
def reply(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Write the letter: everything is proposed, a person may change it before it goes."""
    shown = queries.get_visible(request.user, pk)
    permissions.check_answer(request.user, shown.place_path)
    template = queries.get_template(kind)
    form = _reply_form(request, shown, ReplyKind(template.kind))
    given = told(request, table=shown, kind=ReplyKind(template.kind))
    if form.is_bound and (made := tried(form, reply_actions.reply, **given)):
        messages.success(request, _("%(title)s已出，可以下载打印。") % {"title": made.title})
        return redirect("tables:table", pk)
    context = {"form": form, "table": shown, "template": template}
    context["state"] = _state(shown, clock.today())
    return render(request, "tables/reply.html", context, status=422 if form.errors else 200)


def _reply_form(request: HttpRequest, shown: Table, kind: ReplyKind) -> RefusalForm | MergeForm:
    user, written = request.user, request.POST or None
    # Comparing the columns of all tables takes a while: not for who has written them already.
    initial = {} if written else _proposed(request, shown, kind)
    if kind == ReplyKind.REFUSAL:
        return RefusalForm(written, by=user, table=shown, initial=initial)
    return MergeForm(written, by=user, table=shown, on=clock.today(), initial=initial)


def _proposed(request: HttpRequest, shown: Table, kind: ReplyKind) -> dict[str, Any]:
    """What stands in the form before a person changes it."""
    user, today = request.user, clock.today()
    common = {
        "addressee": shown.owned_by,
        "number": queries.next_number(shown, today.year),
        "signer": user.name,
        "signed_on": today,
        "issuer": queries.issuers(user, shown).first(),
    }
    if kind == ReplyKind.REFUSAL:
        return {**common, "grounds": queries.grounds(in_use=True)}
    return common | _merge_words(request, shown)


def _merge_words(request: HttpRequest, shown: Table) -> dict[str, Any]:
    """What the letter says of the table to use instead, from the columns of both."""
    for blank in queries.blanks(shown):
        for known in standing.overlaps(blank.form, user=request.user):
            if known.table is None or known.table.pk == shown.pk:
                continue
            found = known.overlap
            return {
                "into": known.table,
                "common": letters.common_words(found),
                "new": letters.new_words(found),
                "sent": letters.sent_words(known.table, known.sent_at),
            }
    return {}


@require_POST
@answerer_page
def undo_reply(request: HttpRequest, reply_pk: int) -> HttpResponse:
    found = queries.get_reply(request.user, reply_pk)
    reply_actions.undo_reply(reply=found, **told(request))
    messages.success(request, _("函件已作废，报表回到原来的状态。"))
    return redirect("tables:table", found.table_id)


@require_safe
@viewer_page
def letter(request: HttpRequest, reply_pk: int, form: str) -> HttpResponse:
    """The letter as a file."""
    if form not in FORMATS:
        raise NotFound
    found = queries.get_reply(request.user, reply_pk)
    make, content_type = FORMATS[form]
    response = HttpResponse(make(letters.paper(found)), content_type=content_type)
    name = f"{found.title} {found.table.title}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@answerer_page
def link(request: HttpRequest, form_pk: int) -> HttpResponse:
    """Say that a form that was seen is a blank of a table in the list."""
    seen = queries.get_form(request.user, form_pk)
    form = LinkForm(request.POST, by=request.user)
    if not form.is_valid():
        messages.error(request, _("请选清单里的一张报表。"))
        return redirect(f"{reverse('tables:add')}?form={form_pk}")
    chosen = form.cleaned_data["table"]
    actions.link(table=chosen, form=seen, **told(request))
    messages.success(request, _("已归到这张报表。"))
    return redirect("tables:table", chosen.pk)


@require_POST
@answerer_page
def unlink(request: HttpRequest, blank_pk: int) -> HttpResponse:
    blank = queries.get_blank(request.user, blank_pk)
    table_pk = blank.table_id
    actions.unlink(blank=blank, **told(request))
    messages.success(request, _("已取消关联。"))
    return redirect("tables:table", table_pk)


@require_POST
@viewer_page
def close_due(request: HttpRequest, due_pk: int) -> HttpResponse:
    due, form = queries.get_due(request.user, due_pk), ReasonForm(request.POST)
    if tried(form, due_actions.close, **told(request, due=due)) is False:
        return show(request, due.table, due_form=form, refused_due=due)
    messages.success(request, _("这一期已办结。"))
    return redirect("tables:table", due.table_id)


@require_POST
@viewer_page
def reopen_due(request: HttpRequest, due_pk: int) -> HttpResponse:
    due = queries.get_due(request.user, due_pk)
    due_actions.reopen(due=due, **told(request))
    messages.success(request, _("这一期重新打开了。"))
    return redirect("tables:table", due.table_id)


def show(request: HttpRequest, shown: Table, **bound: Any) -> HttpResponse:
    """The page of a table; a form that was refused comes back on it, filled in."""
    user, today = request.user, clock.today()
    state = state_on(shown.state, shown.expires_on, today)
    blanks = list(queries.blanks(shown))
    asked = blanks[0].form if blanks else None
    keeps, answers = permissions.can_keep(user, shown), permissions.can_answer(user, shown)
    given = {name: getattr(shown, name) for name in RegisterForm.base_fields}
    context: dict[str, Any] = {
        "table": shown,
        "state": state,
        "blanks": blanks,
        "known": standing.overlaps(asked, user=user) if asked else (),
        **_dues(request, shown),
        "replies": queries.replies(shown),
        "history": queries.history(shown),
        "may_edit": permissions.can_edit(user, shown),
        "may_answer": answers,
        "may_register": keeps and may(Step.REGISTER, state),
        "may_renew": keeps and may(Step.RENEW, state),
        "may_withdraw": keeps and may(Step.WITHDRAW, state),
        "may_refuse": answers and may(Step.REFUSE, state),
        "may_merge": answers and may(Step.MERGE, state),
        "grounds": queries.grounds(in_use=True),
        "register_form": RegisterForm(initial=given, auto_id="register_%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "due_form": ReasonForm(),
    }
    return render(request, "tables/table.html", context | bound, status=422 if bound else 200)


def _dues(request: HttpRequest, shown: Table) -> dict[str, Any]:
    """Each time with whether this person may close it or open it again; old ones folded away."""
    since = clock.now() - dt.timedelta(days=due_actions.REOPEN_DAYS)
    rows = []
    for due in queries.dues(request.user, shown):
        fills = accounts.holds(request.user, SheetsPermission.FILL, due.place_path)
        fresh = due.closed_at is not None and due.closed_at >= since and due.filling_id is None
        rows.append({"due": due, "fills": fills, "may_reopen": fills and fresh})
    shown_first = [row for row in rows if row["due"].closed_at is None] or rows[:MOST_DUES]
    return {"dues": shown_first, "past_dues": [row for row in rows if row not in shown_first]}


def _state(shown: Table, on: dt.date) -> Any:
    return state_on(shown.state, shown.expires_on, on)


def told(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every action is told: who and when."""
    return {"by": request.user, "at": clock.now()} | more
