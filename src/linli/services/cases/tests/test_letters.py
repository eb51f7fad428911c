"""Letters: filled or refused, never with a hole; readable as PDF and Word."""

import io
from urllib.parse import quote

import docx
import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.audit.tests.factories import events_of
from linli.kernel import letter_files
from linli.kernel.letters import MissingField, UnknownField
from linli.services.cases import letters
from linli.services.cases.actions import correspondence, life
from linli.services.cases.choices import Outcome
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
    with pytest.raises(MissingField, match="给居民的答复"):
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
    with pytest.raises(UnknownField, match="salary"):
        letters.WORDING.check("您好 {{ addressee }} {{ salary }}")


def test_pdf_and_word_hold_the_words(case_and_worker) -> None:
    case, worker = case_and_worker
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee="王秀英<b>&#{}", by=worker, at=AT
    )
    made = letter_files.pdf(letters.paper(letter))
    assert made.startswith(b"%PDF-")
    assert b"NotoSerifSC" in made
    texts = [
        p.text
        for p in docx.Document(io.BytesIO(letter_files.word(letters.paper(letter)))).paragraphs
    ]
    assert texts[0] == "受理告知书"
    assert any("王秀英<b>&#{}" in text for text in texts)


def test_signs_that_no_document_can_hold_stop_no_letter(case_and_worker) -> None:
    case, worker = case_and_worker
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee="王\x08秀英\ufffe", by=worker, at=AT
    )
    texts = [
        p.text
        for p in docx.Document(io.BytesIO(letter_files.word(letters.paper(letter)))).paragraphs
    ]
    assert any("王秀英" in text for text in texts)
    assert letter_files.pdf(letters.paper(letter)).startswith(b"%PDF-")


class TestTheForm:
    @pytest.fixture
    def desk(self, case_and_worker):
        client = Client()
        client.force_login(case_and_worker[1])
        return client

    @pytest.fixture
    def step(self, case_and_worker):
        return reverse("cases:step", args=[case_and_worker[0].pk, "letter"])

    def test_the_letter_of_the_moment_is_chosen(self, case_and_worker, desk, step) -> None:
        case, worker = case_and_worker
        assert desk.get(step).context["form"]["kind"].value() == LetterKind.ACCEPTANCE
        life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=AT)
        life.report_back(case=case, reply="修好了", by=worker, at=AT)
        assert desk.get(step).context["form"]["kind"].value() == LetterKind.RESULT

    def test_without_addressee_it_goes_to_who_asked_and_the_log_knows(
        self, case_and_worker, desk, step
    ) -> None:
        case, _worker = case_and_worker
        assert "王秀英" not in desk.get(step).text
        answer = desk.post(step, {"kind": "acceptance", "addressee": ""}, follow=True)
        letter = case.letters.get()
        assert letter.addressee == "王秀英"
        page = answer.text
        assert "受理告知书 → 王**" in page
        assert "王秀英" not in page
        assert events_of("cases.reveal").get().reason == "出具受理告知书"
        file = reverse("cases:letter", args=[case.pk, letter.pk, "pdf"])
        assert f'已生成，可以打开打印；以后在“文书”一栏找。<br><a href="{file}">' in answer.text

    @pytest.mark.parametrize("kind", ["rectification", "refusal"])
    def test_a_letter_to_a_unit_needs_its_name(self, case_and_worker, desk, step, kind) -> None:
        answer = desk.post(step, {"kind": kind, "addressee": ""})
        assert "请写收件人" in answer.text
        assert not case_and_worker[0].letters.exists()

    def test_an_anonymous_letter_needs_an_addressee(self, case_and_worker, desk) -> None:
        case, _worker = case_and_worker
        case.anonymous, case.requester_name = True, ""
        case.save()
        step = reverse("cases:step", args=[case.pk, "letter"])
        assert "请写收件人" in desk.post(step, {"kind": "acceptance", "addressee": ""}).text

    def test_a_file_is_named_by_number_and_title(self, case_and_worker, desk) -> None:
        case, worker = case_and_worker
        letter = correspondence.issue(
            case=case, kind=LetterKind.ACCEPTANCE, addressee="王秀英", by=worker, at=AT
        )
        for form in ("pdf", "docx"):
            file = desk.get(reverse("cases:letter", args=[case.pk, letter.pk, form]))
            name = quote(f"{case.number} 受理告知书.{form}")
            assert file["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
