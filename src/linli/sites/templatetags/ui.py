"""The parts that pages are made of; a builtin, no `{% load %}` needed.

All of them, with what they look like, stand on the gallery page (`/desk/gallery/`, debug only).

    {% icon "phone" %}  {% icon "eye" label="显示" %}
    {% clock due_at started_at=… %}  {% clock None %}          (None: paused)
    {{ phone|mask_phone }}  {{ name|mask_name }}  {{ number|mask_id_number }}
    {% card title="…" icon="…" %} … {% endcard %}              (`flush=True` around a table)
    {% note icon="…" strong=True %} … {% endnote %}            (`strong`: something went wrong)
    {% empty_state "标题" icon="inbox" %} what to do {% endempty_state %}
    {% badge "…" %}   {% badge "…" icon="lock" %}
    {% timeline %} {% event at=… title="…" icon="…" now=True %} … {% endevent %} {% endtimeline %}
    {% ask "结束任职" icon="x" %} question, form {% endask %}    (confirmation without JavaScript)
    {% field form.name %}   {% form_fields form %}   {% form_errors form %}
    {% filter_bar form wide="q" %}   {% more_filters %}   {% page_nav page %}
    {% messages %}   {% large_print_button %}   {% saved_views "residents" %}
"""

import datetime as dt
import functools
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    SelectMultiple,
)
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel import clock as time
from linli.kernel import identity
from linli.shared.work import public as work

register = template.Library()
register.filter("mask_phone", identity.mask_phone)
register.filter("mask_name", identity.mask_name)
register.filter("mask_id_number", identity.mask_id_number)

LIGHT_ICONS = {"green": "clock", "amber": "alert-triangle", "red": "urgent", "off": "player-pause"}
SOON = dt.timedelta(days=1)


@functools.cache
def _sprite() -> str:
    """Where the drawings lie; asked some hundred times a page."""
    return static("vendor/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A drawing of the sprite; silent beside words, named by `label` where it stands alone."""
    return _drawing(name, str(label), css)


@functools.lru_cache(maxsize=1000)
def _drawing(name: str, label: str, css: str) -> SafeString:
    sprite = _sprite()
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            css,
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name
    )


@register.simple_tag
def clock(
    due_at: dt.datetime | None,
    started_at: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> SafeString:
    """还剩 3 小时, 已超 2 天 or 暂停计时. Without a start, amber is the last day."""
    now = now or time.now()
    if due_at is None:
        return _chip("off", _("暂停计时"), "")
    start = started_at or min(now, due_at - SOON * 5)
    light = work.deadlines.light(due_at, now, started_at=start).value
    words = (_("已超 %s") if due_at < now else _("还剩 %s")) % duration(abs(due_at - now))
    return _chip(light, words, limit(due_at))


def _chip(light: str, words: str, due: str) -> SafeString:
    drawing = icon(LIGHT_ICONS[light])
    if not due:
        return format_html('<span class="clock clock-{}">{}{}</span>', light, drawing, words)
    return format_html(
        '<span class="clock clock-{}" title="{}">{}{}</span>', light, due, drawing, words
    )


@register.filter
def duration(span: dt.timedelta) -> str:
    """One unit, rounded down: 5 分钟, 3 小时 (up to two days), 6 天."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return ngettext("%d 分钟", "%d 分钟", minutes) % minutes
    if minutes < 48 * 60:
        return ngettext("%d 小时", "%d 小时", minutes // 60) % (minutes // 60)
    return ngettext("%d 天", "%d 天", minutes // 1440) % (minutes // 1440)


@register.filter
def stamp(at: dt.datetime) -> str:
    """For the `datetime` of a `<time>`; what `date:"c"` gives, which asks for the zone first."""
    return at.astimezone(time.SHANGHAI).isoformat()


@register.filter
def moment(at: dt.datetime | None) -> str:
    """For rows and timelines: the minute within this year, the day of an earlier one."""
    if at is None:
        return ""
    local = at.astimezone(time.SHANGHAI)
    return f"{local:%m-%d %H:%M}" if local.year == time.today().year else f"{local:%Y-%m-%d}"


@register.filter
def limit(due_at: dt.datetime | None) -> str:
    """A due time as people say it: midnight is the 24:00 of the day that it ends."""
    if due_at is None:
        return ""
    local = due_at.astimezone(time.SHANGHAI)
    on = work.deadlines.due_on(due_at)
    day = f"{on:%m-%d}" if on.year == time.today().year else f"{on:%Y-%m-%d}"
    return f"{day} {'24:00' if on != local.date() else f'{local:%H:%M}'}"


@register.filter
def percent(share: Any) -> str:
    """0.953 → 95.3%; nothing counted yet is a dash, not zero."""
    return f"{float(share) * 100:.1f}%" if share not in (None, "") else "—"


@register.simple_tag
def badge(text: object, icon: str = "") -> SafeString:
    return format_html('<span class="badge">{}{}</span>', _icon(icon), text)


def _icon(name: str) -> SafeString:
    return icon(name) if name else SafeString()


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", flush: bool = False) -> SafeString:
    """A sheet with an optional heading. `flush`: no inner margin, for a table or list."""
    part = {"content": content, "title": title, "icon": icon, "flush": flush}
    return render_to_string("ui/card.html", part)


@register.simple_block_tag
def note(content: str, icon: str = "message-2", strong: bool = False) -> SafeString:
    """A word to the reader inside a page."""
    return format_html(
        '<div class="note{}">{}<div>{}</div></div>',
        " note-strong" if strong else "",
        _icon("alert-triangle" if strong and icon == "message-2" else icon),
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "inbox") -> SafeString:
    """Nothing here: says so, and what to do."""
    part = {"content": content, "title": title, "icon": icon}
    return render_to_string("ui/empty_state.html", part)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    return format_html('<ol class="way">{}</ol>', content)


@register.simple_block_tag
def event(
    content: str,
    title: str = "",
    at: dt.datetime | None = None,
    icon: str = "check",
    now: bool = False,
) -> SafeString:
    """One step on a timeline; `now` marks the present one."""
    return format_html(
        '<li{}>\n<span class="way-mark">{}</span>\n<div class="way-title">{}{}</div>\n{}\n</li>',
        SafeString(' class="way-now"') if now else "",
        _icon(icon),
        title,
        _time(at) if at else "",
        content,
    )


def _time(at: dt.datetime) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', stamp(at), moment(at))


@register.simple_block_tag
def ask(
    content: str, label: str, icon: str = "", grave: bool = False, open: object = False
) -> SafeString:
    """A button that unfolds a question with its form: a confirmation without JavaScript.

    Give the form's errors as `open`: a refused form must not hide itself.
    """
    part = {"content": content, "label": label, "icon": icon, "grave": grave, "open": open}
    return render_to_string("ui/ask.html", part)


@register.inclusion_tag("ui/messages.html", takes_context=True)
def messages(context: template.Context) -> dict[str, Any]:
    """What the last action has to say, once."""
    return {"messages": context.get("messages")}


@register.inclusion_tag("ui/large_print_button.html", takes_context=True)
def large_print_button(context: template.Context) -> dict[str, Any]:
    return {
        "shell": context.get("shell"),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/page_nav.html", takes_context=True)
def page_nav(context: template.Context, page: Any) -> dict[str, Any]:
    """Earlier and later, keeping the filters of the address."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("work/_saved_views.html", takes_context=True)
def saved_views(context: template.Context, page: str) -> dict[str, Any]:
    """The filters that a person keeps of a list under a name."""
    request = context["request"]
    return {
        "saved_views": work.saved_views(request.user, page),
        "page_name": page,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/field.html")
def field(field: BoundField, label: str = "", hide_label: bool = False) -> dict[str, Any]:
    """Label, control, help and errors, tied together for a screen reader."""
    widget = field.field.widget
    group = isinstance(widget, (CheckboxSelectMultiple, RadioSelect))
    return {
        "field": field,
        "control": control(field),
        "label": label or field.label,
        "hide_label": hide_label,
        "single_check": isinstance(widget, CheckboxInput),
        "group": group,
        "is_file": isinstance(widget, FileInput),
        "picks_photos": "image/" in str(widget.attrs.get("accept", "")),
        "required": field.field.required and not isinstance(widget, CheckboxInput),
    }


def _classes(field: BoundField) -> str:
    """Classes of the look; Django itself ties help and errors to the control."""
    widget = field.field.widget
    if isinstance(widget, (CheckboxInput, CheckboxSelectMultiple, RadioSelect)):
        css = "form-check-input"
    elif isinstance(widget, (Select, SelectMultiple)):
        css = "form-select"
    else:
        css = "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(filter(None, [css, "is-invalid" if field.errors else "", own]))


@register.inclusion_tag("ui/filter_bar.html")
def filter_bar(form: BaseForm, wide: str = "") -> dict[str, Any]:
    """The filters of a list, kept in the address; `wide` names the field for words."""
    return {"form": form, "wide": wide}


@register.inclusion_tag("ui/more_filters.html", takes_context=True)
def more_filters(context: template.Context) -> dict[str, Any]:
    """Unfolds the form `#filters`, of which a list first shows the words alone."""
    return {"request": context["request"]}


@register.filter
def control(field: BoundField) -> SafeString:
    """The bare control of a field in our look, for a place with a label of its own."""
    return field.as_widget(attrs={"class": _classes(field)})


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form as a whole."""
    return {"form": form}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields in order, the errors of the whole above, hidden ones included."""
    return {"form": form}
