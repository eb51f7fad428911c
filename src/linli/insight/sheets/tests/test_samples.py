"""Blank tables of our own, of many kinds, as a community gets them."""

from typing import Any

import pytest

from linli.insight.sheets import answers, inspecting
from linli.insight.sheets.tests.samples import Sample, samples
from linli.insight.sheets.tests.scoring import Score

SAMPLES = list(samples())
# What a person would have to be asked as well.
QUESTIONS = {
    "blind_massage": {"享受补贴金额"},
    "disability_allowance": {"残疾类别及等级"},
    "property_vehicle": {"楼栋房号"},
    "rural_soldier": {"服义务兵役起止时间"},
    "training_sign": {"单位"},
}


def asked(sample: Sample) -> dict[str, Any]:
    """As the command answers: what is not sure is a question."""
    return answers.ask(inspecting.inspect_sheet(sample.grid()), answers.ASK_BELOW)


def scored(sample: Sample) -> Score:
    gold, score = sample.gold()["sheets"][0], Score()
    score.add(sample.name, gold, asked(sample))
    return score


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    chosen: Sample = request.param
    return chosen


def test_each_table_is_read_as_it_is_built(sample: Sample) -> None:
    score = scored(sample)
    assert score.structures == 1, score.wrong


def test_nothing_is_filled_in_wrongly(sample: Sample) -> None:
    score = scored(sample)
    assert score.fills == score.right_fills, score.wrong


def test_all_fields_are_understood_but_for_questions(sample: Sample) -> None:
    score = scored(sample)
    assert score.fields - score.right <= len(QUESTIONS.get(sample.name, ())), score.wrong


def test_the_title_says_who_goes_in(sample: Sample) -> None:
    if sample.kind in {"roster", "statistics"}:
        assert inspecting.inspect_sheet(sample.grid())["population"] == sample.population


def test_a_question_names_its_candidate_and_each_field_its_reason() -> None:
    seen = [field for sample in SAMPLES for field in asked(sample)["fields"]]
    assert all(field["reason"] for field in seen)
    questions = [field for field in seen if field.get("candidates")]
    assert questions
    assert all(field["element"] is None for field in questions)


def test_the_same_table_from_a_file() -> None:
    for sample in SAMPLES[:3]:
        answer = inspecting.inspect(sample.workbook(), "xlsx", "a.xlsx")
        assert answer["sheets"] == [asked(sample)]
