"""The working calendar: what counts, what is missing, and the notice of a new year."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.workdays import published_years
from linli.shared.work import notice_files, state_notice
from linli.shared.work.actions import workdays as actions
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import dues, rules

YEARS = range(2004, 2100)
# A notice has some forty days; a workbook of that is a few kilobytes.
LARGEST_FILE = 1024 * 1024


class DayForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    is_workday = forms.TypedChoiceField(
        label=gettext_lazy("这一天"),
        choices=[("0", gettext_lazy("休息")), ("1", gettext_lazy("上班"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("原因"), max_length=100)


class NoticeForm(forms.Form):
    """A notice as text or as a file; read into `reading` when the form is valid."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=YEARS[0], max_value=YEARS[-1])
    source = forms.CharField(
        label=gettext_lazy("文号或来源"),
        max_length=200,
        help_text=gettext_lazy("例如：国办发明电〔2025〕7号"),
    )
    text = forms.CharField(
        label=gettext_lazy("通知正文，或一行一天的表"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("可以直接粘贴通知里“一、元旦：1月1日……放假”这几段。"),
    )
    file = forms.FileField(
        label=gettext_lazy("或者上传表格"),
        required=False,
        help_text=gettext_lazy("xlsx 或 csv，三列：日期、休或班、说明。"),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("这个文件超过 1 MB，不像是放假通知的表格。"))
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        if values["file"]:
            reading = self._read_file(values["file"], values["year"])
        elif values["text"].strip():
            reading = state_notice.read_text(values["text"], values["year"])
        else:
            raise forms.ValidationError(_("请粘贴通知，或上传表格。"))
        values["reading"] = reading
        return values

    def _read_file(self, file: UploadedFile, year: int) -> state_notice.Reading:
        try:
            return state_notice.read_rows(notice_files.rows(file.read()), year)
        except notice_files.Unreadable as error:
            raise forms.ValidationError(str(error)) from error


@require_safe
@desk_page()
def workdays(request: HttpRequest) -> HttpResponse:
    """A year's calendar, where it comes from, and whether it is official."""
    year = read_year(request)
    official = rules.official_years()
    context = {
        "year": year,
        "months": dues.year_of_workdays(year),
        "is_official": year in official,
        "is_published": year in published_years(),
        "notice": rules.notice_of(year),
        "own_days": rules.own_days(year),
        "provisional": rules.provisional_count(),
        "unofficial": rules.unofficial_ahead(clock.now()),
        "before": year - 1 if year - 1 in YEARS else None,
        "after": year + 1 if year + 1 in YEARS else None,
        "today": clock.today(),
        "keeping": accounts.Keeping(request.user, WorkPermission.MANAGE_RULES),
        "day_form": DayForm(initial={"is_workday": "0"}),
    }
    return render(request, "work/workdays.html", context)


def read_year(request: HttpRequest) -> int:
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else 0
    return year if year in YEARS else clock.today().year


@require_http_methods(["GET", "HEAD", "POST"])
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def notice(request: HttpRequest) -> HttpResponse:
    """First what was understood, then, on `confirm`, the year becomes official."""
    if request.method != "POST":
        form = NoticeForm(initial={"year": clock.today().year + 1})
        return render(request, "work/notice.html", {"form": form})
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "work/notice.html", {"form": form}, status=422)
    reading = form.cleaned_data["reading"]
    if reading.problems or "confirm" not in request.POST:
        context = {"form": form, "reading": reading, "as_table": as_table(reading)}
        return render(request, "work/notice.html", context, status=422 if reading.problems else 200)
    year = form.cleaned_data["year"]
    recount = actions.enter_notice(
        year=year,
        source=form.cleaned_data["source"],
        days=reading.days,
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, told(recount, _("%d 年的工作日历已按通知更新。") % year))
    return redirect(f"{reverse('work:workdays')}?year={year}")


def as_table(reading: state_notice.Reading) -> str:
    """What was understood, in the form in which it is read again on confirmation."""
    return "\n".join(f"{row.day:%Y-%m-%d},{int(row.is_workday)},{row.note}" for row in reading.days)


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def set_day(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有保存：请选日期，选休息还是上班，并写明原因。"))
        return redirect("work:workdays")
    recount = actions.set_day(**form.cleaned_data, by=request.user, at=clock.now())
    messages.success(request, told(recount, _("已保存。")))
    return redirect(f"{reverse('work:workdays')}?year={form.cleaned_data['day'].year}")


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def clear_day(request: HttpRequest, pk: int) -> HttpResponse:
    day = rules.get_day(pk)
    year = day.day.year
    recount = actions.clear_day(day=day, by=request.user, at=clock.now())
    messages.success(request, told(recount, _("已取消。")))
    return redirect(f"{reverse('work:workdays')}?year={year}")


def told(recount: actions.Recount, words: str) -> str:
    """What was done, and what followed for the clocks that run."""
    if not recount.checked:
        return words
    return words + _("重新核算了 %(checked)d 个正在走的时限，其中 %(changed)d 个有变化。") % {
        "checked": recount.checked,
        "changed": recount.changed,
    }
