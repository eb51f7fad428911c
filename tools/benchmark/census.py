"""A community's register as a workbook of thirty columns, brought in as one (DESIGN R1)."""

import argparse
import datetime as dt
import io
import itertools
import time
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from stdnum.cn import ric

from benchmark.figures import Figure, forget_peak, rate
from benchmark.works import brought_in
from linli.config.demo.people import FEMALE, MALE, SURNAMES
from linli.kernel import clock

MOST_ROWS = 100_000
BUILDINGS, FLOORS, DOORS, IN_FAMILY = 16, 25, 4, 3
RELATIONS = ("户主", "配偶", "子")
HEADER = (
    "户号", "姓名", "与户主关系", "性别", "出生日期", "证件类型", "身份证号", "民族", "联系电话",
    "其他电话", "现住址", "迁入日期", "户籍情况", "户籍地址", "户口性质", "政治面貌", "文化程度",
    "婚姻状况", "就业状况", "工作单位", "职业", "是否离退休", "医疗保障方式", "养老保障方式",
    "开户银行", "银行账号", "健康状况", "是否残疾", "是否低保", "是否退役军人",
)  # fmt: skip


def import_residents(arguments: argparse.Namespace) -> Figure:
    """Read, check and bring in people with thirty columns each, in families of three."""
    count, at = min(MOST_ROWS, arguments.rows), clock.now()
    content = census(count, at)
    forget_peak()
    start = time.perf_counter()
    run = brought_in("residents", "census.xlsx", content, at=at)
    figure = rate(count, time.perf_counter() - start)
    if run.created != count:
        raise RuntimeError(f"{run.created} of {count} people came in, {run.bad} were refused")
    return figure


def census(count: int, at: dt.datetime) -> bytes:
    """The workbook. Its numbers go on from the time, so that each run brings new people."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(itertools.chain([HEADER], people(count, at))):
            sheet.write_row(row, 0, line)
    return file.getvalue()


def people(count: int, at: dt.datetime) -> Iterator[tuple[Any, ...]]:
    mark = f"{at:%m%d%H%M%S}"
    for number in range(count):
        family, place = divmod(number, IN_FAMILY)
        home, building = divmod(family, BUILDINGS)
        floor, door = divmod(home % (FLOORS * DOORS), DOORS)
        male = place % 2 == 0
        born = dt.date(1940, 1, 1) + dt.timedelta(days=(number * 37 + at.minute) % 30_000)
        given = MALE if male else FEMALE
        name = SURNAMES[family % len(SURNAMES)] + given[number % len(given)]
        elder = born.year < 1964
        yield (
            f"{mark}{family:06d}",
            name,
            RELATIONS[place],
            "男" if male else "女",
            born.isoformat(),
            "居民身份证",
            id_number(born, number, at, male=male),
            "汉族",
            f"154{number:08d}",
            f"155{number:08d}" if number % 3 == 0 else "",
            f"{building + 1}号楼{floor + 1}{door + 1:02d}",
            f"{2000 + number % 24}-05-01",
            "本地" if number % 4 else "外地",
            f"云山市云山区春晖街道和平路{number % 900 + 1}号",
            "非农业户口" if number % 3 else "农业户口",
            "群众" if number % 7 else "中共党员",
            "大学本科" if number % 2 else "初中",
            "已婚" if place < 2 else "未婚",
            "离退休人员" if elder else "在职",
            "" if elder else f"云山机械厂{number % 300}车间",
            "" if elder else "工人",
            "是" if elder else "否",
            "职工基本医疗保险" if number % 2 else "城乡居民基本医疗保险",
            "城镇职工基本养老保险",
            "云山农商银行",
            f"62170000{number:011d}",
            "健康",
            "是" if number % 40 == 0 else "否",
            "是" if number % 60 == 0 else "否",
            "是" if male and number % 25 == 0 else "否",
        )


def id_number(born: dt.date, number: int, at: dt.datetime, *, male: bool) -> str:
    """One with a right check digit; its division tells runs apart, not where somebody is from."""
    division = 110000 + (number // 500 + at.second * 887 + at.minute * 67) % 800_000
    order = number % 500 * 2 + male
    body = f"{division:06d}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(f"{body}0")


FIGURES = {"import_residents": import_residents}
