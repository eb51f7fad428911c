"""Which requests may be learned from, and what is proposed before anything was."""

import dataclasses

import pytest

from linli.services.cases import learning, proposing
from linli.services.cases.actions import closing, erasure
from linli.services.cases.actions.describe import describe, description_of
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


def test_only_what_a_person_chose_may_be_learned_from(home: factories.Community) -> None:
    worker = factories.make_user("community-worker", home.community, unit=home.committee)
    education, waste = map(factories.make_category, ("教育", "环境卫生"))
    chosen = factories.make_case(home, text="校门口的路灯不亮", category=education)
    guessed = factories.make_case(home, text="楼道有煤气味")
    assert guessed.category is not None
    assert [one.text for one in learning.said()] == [chosen.text]
    to = dataclasses.replace(description_of(guessed), title="煤气味", category=waste)
    describe(case=guessed, to=to, version=guessed.version, by=worker, at=AT)
    newest, other = learning.said()
    assert newest.category == waste.full_name
    assert newest.text == "煤气味\n楼道有煤气味"
    assert other.category == education.full_name
    assert learning.count() == 2


def test_a_corrected_title_says_nothing_of_the_category(home: factories.Community) -> None:
    worker = factories.make_user("community-worker", home.community, unit=home.committee)
    case = factories.make_case(home, text="楼道有煤气味")
    to = dataclasses.replace(description_of(case), title="闻到煤气味")
    describe(case=case, to=to, version=case.version, by=worker, at=AT)
    assert learning.count() == 0


def test_nothing_is_learned_from_what_was_erased(home: factories.Community) -> None:
    education = factories.make_category("教育")
    case = factories.make_case(home, text="校门口的路灯不亮", category=education)
    closing.withdraw(case=case, reason="", at=AT)
    erasure.erase(case=case, at=AT)
    assert list(learning.said()) == []
    assert learning.count() == 0


def test_keywords_speak_from_the_first_day() -> None:
    keywords = [("电梯", 1), ("物业", 2), ("业主", 2), ("路灯", 3)]
    found = proposing.by_keywords("业主说物业不修电梯", keywords)
    assert [(one.category, one.because) for one in found.ranked] == [
        (2, ("物业", "业主")),
        (1, ("电梯",)),
    ]
    assert proposing.by_keywords("", keywords).ranked == ()
