"""A community with people in it, workers with their roles, and departments' blanks for them."""

import dataclasses
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.places import public as places
from linli.insight.sheets import tasks
from linli.insight.sheets.actions import confirming, filling_in, upload
from linli.insight.sheets.actions.confirming import Choice
from linli.insight.sheets.actions.moves import untold
from linli.insight.sheets.models import Filling
from linli.registers.organisations.public import Kind, Member, Organisation
from linli.registers.residents import public as residents
from linli.registers.residents.public import Person
from linli.registers.residents.tests.factories import (
    AT,
    TODAY,
    Town,
    id_number,
    load_tags,
    make_town,
    settle,
)

HEADS = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "年龄",
    "民族",
    "联系电话",
    "享受津贴档次",
    "备注",
)
EVERYTHING = (
    "residents.view",
    "residents.reveal",
    "residents.edit",
    "residents.sensitive",
    "sheets.fill",
)
__all__ = ["AT", "TODAY", "Person", "Town", "id_number", "settle"]


@dataclasses.dataclass
class Scene:
    """A community, its worker who may see everything there, and three old people and a child."""

    town: Town
    worker: accounts.User
    people: list[Person]


def make_scene(name: str = "幸福里社区") -> Scene:
    load_tags()
    town = make_town(name)
    people = [
        settle(
            town.dwelling,
            "王秀英",
            relation="02",
            id_number=id_number("1940-01-01"),
            ethnicity="01",
            phone="15400000001",
        ),
        settle(
            town.next_door, "李建国", id_number=id_number("1945-06-02", sex="1"), ethnicity="03"
        ),
        settle(town.next_door, "赵小宝", id_number=id_number("2018-05-05", sex="1")),
        settle(town.next_door, "孙玉兰", birth_date="1946-03-11", sex="2"),
    ]
    return Scene(town, worker_at(town.community), people)


def worker_at(place: places.Place, *without: str) -> accounts.User:
    """Somebody of a committee who may do everything with residents there, but for some codes."""
    user = make_user(place, [code for code in EVERYTHING if code not in without])
    unit, _new = Organisation.objects.get_or_create(
        kind=Kind.COMMUNITY,
        place=place,
        defaults={"name": f"{place}居委会", "place_path": place.place_path},
    )
    Member.objects.create(organisation=unit, user=user)
    return user


def roster(
    heads: Sequence[str] = HEADS,
    *,
    title: str = "80周岁以上高龄老人名册",
    rows: int = 3,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """A blank list with a title, a line about the report, a header, empty rows and a foot."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        sheet = book.add_worksheet("名册")
        line = book.add_format({"border": 1})
        text = book.add_format({"border": 1, "num_format": "@"})
        day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, len(heads) - 1, title, book.add_format({"bold": True}))
        sheet.write_string(1, 0, "填报单位：____________")
        for column, head in enumerate(heads):
            sheet.set_column(column, column, 22 if "身份证" in head else 10)
            sheet.write_string(2, column, head, line)
            for row in range(3, 3 + rows):
                style = day if "日期" in head else text if "身份证" in head else line
                sheet.write_blank(row, column, None, style)
            if lists and head in lists:
                rule = {"validate": "list", "source": list(lists[head])}
                sheet.data_validation(3, column, 2 + rows, column, rule)
        sheet.write_string(3 + rows, 0, "填表人：        填报日期：    年  月  日")
    return output.getvalue()


def form(title: str = "80周岁以上老人高龄津贴申请表") -> bytes:
    """A blank form about one person, with a box to tick."""
    output = io.BytesIO()
    rows = [
        ["姓名", "", "性别", "□男 □女"],
        ["身份证号", "", "民族", ""],
        ["现住址", "", "联系电话", ""],
        ["开户银行", "", "银行账号", ""],
    ]
    with xlsxwriter.Workbook(output) as book:
        sheet = book.add_worksheet("表")
        sheet.merge_range("A1:D1", title)
        line = book.add_format({"border": 1})
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row, line)
    return output.getvalue()


def notice(words: str) -> bytes:
    """A workbook that is no table."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        book.add_worksheet("通知").write_string(0, 0, words)
    return output.getvalue()


def uploaded(scene: Scene, content: bytes, **more: Any) -> Filling:
    """A blank that has been read and waits to be confirmed."""
    given = {"place": scene.town.community, "file_name": "高龄名册.xlsx", "by": scene.worker}
    filling, _new = upload.start(content=content, at=AT, **{**given, **more})
    work_on(filling)
    return filling


def put_at(place: places.Place, by: accounts.User, content: bytes) -> Filling:
    """A blank for a place of another scene, read."""
    filling, _new = upload.start(
        place=place, file_name="统计表.xlsx", content=content, by=by, at=AT
    )
    work_on(filling)
    return filling


def filled(
    scene: Scene,
    content: bytes,
    *,
    choices: Mapping[str, Choice] | None = None,
    sheets: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> Filling:
    """A filled form; choices are by the label of the field."""
    filling = uploaded(scene, content, **more)
    fill(filling, choices=choices, sheets=sheets)
    return filling


def fill(
    filling: Filling,
    *,
    choices: Mapping[str, Choice] | None = None,
    sheets: Mapping[str, Mapping[str, Any]] | None = None,
    by: accounts.User | None = None,
) -> None:
    """Confirm and fill."""
    by_label = {field["path"][-1]: field["key"] for field in filling.fields}
    by = by or filling.by
    assert by is not None
    confirming.confirm(
        filling=filling,
        choices={by_label[label]: choice for label, choice in (choices or {}).items()},
        sheets=sheets or {},
        as_of=TODAY,
        by=by,
        at=AT,
    )
    fill_as_confirmed(filling)


def fill_as_confirmed(filling: Filling) -> None:
    """Fill with what has been chosen so far."""
    assert filling.by is not None
    filling_in.begin(filling=filling, purpose="报送民政", by=filling.by, at=AT)
    work_on(filling)


def tags() -> list[residents.Tag]:
    """The site's dictionary."""
    return list(residents.tag_dictionary())


def work_on(filling: Filling) -> None:
    """The background job's work, here and now."""
    tasks.do(filling, at=AT, tell=untold)
