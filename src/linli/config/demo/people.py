"""Names, ages and numbers of people who do not exist."""

import dataclasses
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

from stdnum.cn import ric

SURNAMES = (
    *("王李张刘陈杨黄赵周吴" * 6),
    *("徐孙马朱胡郭何林罗高" * 3),
    *"梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜",
    *"崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚",
    *"邵万钱严覃武单解仇",
)


def _pairs(names: str) -> list[str]:
    return [names[start : start + 2] for start in range(0, len(names), 2)]


MALE = [
    *"伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊",
    *_pairs("建国建军志强志明国庆海涛晓东文博子轩浩然宇航"),
    *_pairs("振华德福永贵学文立新玉柱家豪俊杰天佑一鸣思远"),
]
FEMALE = [
    *"芳娜敏静丽艳娟霞丹玲红萍燕慧莹雪琳婷倩",
    *_pairs("秀英桂英秀兰玉梅淑珍桂兰淑芬凤英雅琴美玲晓燕海燕"),
    *_pairs("佳怡梓涵欣怡雨桐诗涵可馨思雨文静春梅素珍爱华惠敏小红"),
]


@dataclasses.dataclass(frozen=True)
class Resident:
    name: str
    sex: str
    born_on: dt.date
    relation: str
    phone: str
    id_number: str


class People:
    """Residents in endless supply, the same ones for the same seed."""

    def __init__(self, random_source: random.Random, today: dt.date) -> None:
        self.random = random_source
        self.today = today
        self.phones = 0
        self.numbers: Counter[tuple[dt.date, str]] = Counter()

    def household(self) -> Iterator[Resident]:
        """One to five people under one roof; surnames follow the father, ages make sense."""
        pick = self.random.random()
        surname = self.random.choice(SURNAMES)
        if pick < 0.18:
            yield self.person(surname, self.random.choice("12"), (68, 92), "户主")
            return
        if pick < 0.34:
            yield self.person(surname, "1", (62, 84), "户主")
            yield self.person(self.random.choice(SURNAMES), "2", (60, 82), "配偶")
            return
        if pick < 0.50:
            yield self.person(surname, self.random.choice("12"), (23, 45), "户主")
            return
        age = self.random.randint(30, 55)
        yield self.person(surname, "1", (age, age + 2), "户主")
        yield self.person(self.random.choice(SURNAMES), "2", (age - 3, age + 1), "配偶")
        if pick < 0.86:
            oldest_child = max(1, age - 26)
            low = max(0, min(oldest_child - 4, 20))
            yield self.person(surname, self.random.choice("12"), (low, low + 3), "子女")
        if pick > 0.92:
            yield self.person(surname, "2", (age + 25, age + 30), "父母")

    def person(self, surname: str, sex: str, ages: tuple[int, int], relation: str) -> Resident:
        given = self.random.choice(MALE if sex == "1" else FEMALE)
        age = self.random.randint(*ages)
        born_on = self.today - dt.timedelta(days=age * 365 + self.random.randint(10, 360))
        phone = self.phone() if 12 <= age <= 86 else ""
        return Resident(
            surname + given, sex, born_on, relation, phone, self.id_number(born_on, sex)
        )

    def phone(self) -> str:
        """154…: a range that no carrier has."""
        self.phones += 1
        return f"154{self.phones * 7919 % 100_000_000:08d}"

    def id_number(self, born_on: dt.date, sex: str) -> str:
        """Well-formed, with a check digit, of the division 990000 that does not exist."""
        self.numbers[(born_on, sex)] += 1
        order = self.numbers[(born_on, sex)] * 2 + (1 if sex == "1" else 0)
        front = f"990000{born_on:%Y%m%d}{order:03d}"
        return front + ric.calc_check_digit(f"{front}0")
