"""The parts that pages are made of."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template

from linli.kernel import clock

NOW = clock.local(2026, 3, 11, 9, 30)


def render(source, **context):
    return Template(source).render(Context({"now": NOW} | context))


@pytest.mark.parametrize(
    ("due_in", "light", "words"),
    [
        (dt.timedelta(days=4, hours=2), "green", "还剩 4 天"),
        (dt.timedelta(hours=47), "green", "还剩 47 小时"),
        (dt.timedelta(hours=3), "amber", "还剩 3 小时"),
        (dt.timedelta(minutes=5, seconds=59), "amber", "还剩 5 分钟"),
        (dt.timedelta(0), "amber", "还剩 0 分钟"),
        (-dt.timedelta(minutes=1), "red", "已超 1 分钟"),
        (-dt.timedelta(days=2, hours=5), "red", "已超 2 天"),
    ],
)
def test_a_clock_says_how_it_stands_in_colour_and_words(due_in, light, words):
    shown = render("{% clock due now=now %}", due=NOW + due_in)
    assert f'class="clock clock-{light}"' in shown
    assert words in shown


def test_a_clock_with_a_start_turns_amber_in_its_last_fifth():
    chip = "{% clock due started_at=start now=now %}"
    start, due = NOW - dt.timedelta(hours=79), NOW + dt.timedelta(hours=21)
    assert "clock-green" in render(chip, start=start, due=due)
    start = NOW - dt.timedelta(hours=80)
    assert "clock-amber" in render(chip, start=start, due=NOW + dt.timedelta(hours=20))


def test_a_limit_of_midnight_belongs_to_the_day_that_ends_with_it(time_machine):
    time_machine.move_to(NOW)
    assert render("{{ due|limit }}", due=clock.local(2026, 3, 12)) == "03-11 24:00"
    assert render("{{ due|limit }}", due=NOW) == "03-11 09:30"
    assert render("{{ due|limit }}", due=clock.local(2025, 1, 1)) == "2024-12-31 24:00"
    assert render("{{ due|limit }}", due=None) == ""


def test_a_paused_clock_says_so():
    shown = render("{% clock None %}")
    assert "clock-off" in shown
    assert "暂停计时" in shown


def test_a_clock_tells_the_time_in_shanghai():
    due = dt.datetime(2026, 3, 11, 16, 0, tzinfo=dt.UTC)
    assert '03-11 24:00"' in render("{% clock due now=now %}", due=due)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ '13812345678'|mask_phone }}", "138****5678"),
        ("{{ '张小明'|mask_name }}", "张**"),
        ("{{ '11010519491231002X'|mask_id_number }}", "110**************X"),
    ],
)
def test_masks(source, shown):
    assert render(source) == shown


def test_an_icon_is_silent_beside_words_and_named_alone():
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    assert 'role="img" aria-label="电话"' in render('{% icon "phone" label=_("电话") %}')


def test_what_is_put_into_parts_is_escaped():
    evil = "<script>"
    sources = (
        "{% badge text %}",
        "{% icon text label=text %}",
        "{% card title=text %}{{ text }}{% endcard %}",
        "{% note %}{{ text }}{% endnote %}",
        "{% empty_state text %}{{ text }}{% endempty_state %}",
        "{% timeline %}{% event title=text %}{{ text }}{% endevent %}{% endtimeline %}",
        "{% ask text %}{{ text }}{% endask %}",
    )
    for source in sources:
        assert evil not in render(source, text=evil), source


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="和身份证一致。")
    note = forms.CharField(label="备注", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")])
    way = forms.ChoiceField(label="方式", choices=[("1", "电话")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_label_help_and_errors_to_its_control():
    shown = render("{% form_fields form %}", form=Sample({}))
    assert '<label class="form-label" for="id_name">' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_fields_wear_the_classes_of_the_look():
    shown = render("{% form_fields form %}", form=Sample())
    assert 'name="name" class="form-control"' in shown
    assert 'name="kind" class="form-select"' in shown
    assert 'type="checkbox" name="agreed" class="form-check-input"' in shown
    assert '<legend class="form-label">方式' in shown
    assert '<input type="hidden" name="secret"' in shown


def test_only_what_must_be_filled_in_is_marked():
    shown = render("{% field form.note %}", form=Sample())
    assert "必填" not in shown
    assert "必填" in render("{% field form.name %}", form=Sample())


def test_a_refused_question_stays_open():
    assert " open" not in render('{% ask _("停用") open=errors %}x{% endask %}', errors={})
    assert " open" in render('{% ask _("停用") open=errors %}x{% endask %}', errors={"a": ["b"]})


def test_page_links_keep_the_filters(rf):
    context = Context({"page": type("Page", (), {"previous": "p", "next": "n"})})
    context.request = rf.get("/list/?q=%E7%81%AF&after=old")
    shown = Template("{% page_nav page %}").render(context)
    assert 'href="?q=%E7%81%AF&amp;after=n"' in shown
    assert 'href="?q=%E7%81%AF&amp;after=p"' in shown


def test_a_list_of_one_page_has_no_links():
    page = type("Page", (), {"previous": "", "next": ""})
    assert render("{% page_nav page %}", page=page).strip() == ""
