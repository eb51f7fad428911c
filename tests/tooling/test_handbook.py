"""The handbook shows pictures that a browser test takes, small enough for a repository."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
MOST_BYTES = 2_000_000
PAGES = [*HANDBOOK.glob("*.md"), ROOT / "README.md", ROOT / "README.zh.md"]


def pictures(page: Path) -> set[str]:
    return set(re.findall(r"images/([\w-]+)\.png", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_is_there(page: Path) -> None:
    there = {picture.stem for picture in (HANDBOOK / "images").glob("*.png")}
    assert pictures(page) <= there


def test_every_picture_is_shown_and_taken_by_a_test() -> None:
    there = {picture.stem for picture in (HANDBOOK / "images").glob("*.png")}
    assert there == set().union(*map(pictures, PAGES))
    journeys = "".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("tests/journeys/*.py")
    )
    assert {name for name in there if f'"{name}"' not in journeys} == set()


def test_pictures_are_small() -> None:
    sizes = [picture.stat().st_size for picture in (HANDBOOK / "images").glob("*.png")]
    assert sum(sizes) < MOST_BYTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
