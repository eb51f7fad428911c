"""Letters: filled or refused, never with a hole; readable as PDF and Word."""

import io

import docx
import pytest

from linli.services.cases import letter_files, letters
from linli.services.cases.actions import correspondence, life
from linli.services.cases.models import DutyItem, LetterKind, LetterTemplate
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING


@pytest.fixture
def case_and_worker():
    home = factories.make_community()
    home.committee.phone = "0999-8886001"
    home.committee.save()
    worker = factories.make_user("grid-worker", home.grid, unit=home.committee, name="李网格")
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=AT)
    return case, worker


def test_a_letter_is_filled_and_frozen(case_and_worker) -> None:
    case, worker = case_and_worker
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee="王秀英", by=worker, at=AT
    )
    assert case.number in letter.body
    assert "2026年3月18日" in letter.body
    LetterTemplate.objects.filter(kind=LetterKind.ACCEPTANCE).update(body="改过了")
    letter.refresh_from_db()
    assert "改过了" not in letter.body


def test_a_letter_with_a_hole_is_refused(case_and_worker) -> None:
    case, worker = case_and_worker
    with pytest.raises(letters.MissingField, match="给居民的答复"):
        correspondence.issue(
            case=case, kind=LetterKind.RESULT, addressee="王秀英", by=worker, at=AT
        )
    assert not case.letters.exists()


def test_a_refusal_cites_the_duty_list(case_and_worker) -> None:
    case, worker = case_and_worker
    duty = DutyItem.objects.get(name="对违法建设执法拆除")
    letter = correspondence.issue(
        case=case, kind=LetterKind.REFUSAL, addressee="区执法局", by=worker, at=AT, duty=duty
    )
    assert "城乡规划法" in letter.body


def test_unknown_fields_are_refused_when_the_template_is_saved() -> None:
    with pytest.raises(letters.UnknownField, match="salary"):
        letters.check("您好 {{ addressee }} {{ salary }}")


def test_pdf_and_word_hold_the_words(case_and_worker) -> None:
    case, worker = case_and_worker
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee="王秀英<b>&#{}", by=worker, at=AT
    )
    made = letter_files.pdf(letter)
    assert made.startswith(b"%PDF-")
    assert b"NotoSerifSC" in made
    texts = [p.text for p in docx.Document(io.BytesIO(letter_files.word(letter))).paragraphs]
    assert texts[0] == "受理告知书"
    assert any("王秀英<b>&#{}" in text for text in texts)


def test_signs_that_no_document_can_hold_stop_no_letter(case_and_worker) -> None:
    case, worker = case_and_worker
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee="王\x08秀英\ufffe", by=worker, at=AT
    )
    texts = [p.text for p in docx.Document(io.BytesIO(letter_files.word(letter))).paragraphs]
    assert any("王秀英" in text for text in texts)
    assert letter_files.pdf(letter).startswith(b"%PDF-")
