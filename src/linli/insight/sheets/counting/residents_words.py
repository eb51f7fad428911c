"""The words of labels that stand for properties of residents, in the register's own terms."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from linli.insight.sheets.meaning import groups_of_people as names
from linli.kernel.counted import Condition, Phrase, phrase
from linli.registers.residents import public as residents

AGE, TAG, HOME = "age", "tag", "home"
TO = r"[-—–~至到]+"
YEARS = r"周?岁"
# 60岁（含）, 60周岁(含60岁)
INCLUSIVE = r"(?:\(含(?:\d{1,3}周?岁?|本数)?\)|含)?"
# Under 年龄 a number needs no 岁.
AGED = re.compile(r"年龄|岁")
# GB/T 4658 from the highest: what 及以上 and 及以下 go along.
SCHOOLING: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"研究生(?:学历)?", ("10",)),
    (r"(?:大学)?本科(?:生|学历)?", ("20",)),
    (r"大专(?:生|学历)?|大学专科|专科", ("30",)),
    (r"中专(?:、?中技)?|中技|高中(?:生|学历)?(?=及?以[上下])", ("40", "60")),
    (r"初中(?:生|学历)?", ("70",)),
    (r"小学(?:生|学历)?", ("80",)),
)
LEVELS = ("10", "20", "30", "40", "60", "70", "80", "90")
NUMBERS = {"一": 1, "单": 1, "1": 1, "二": 2, "两": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}
NUMBERS |= {"五": 5, "5": 5, "六": 6, "6": 6}
PARTY = ("04", "05", "06", "07", "08", "09", "10", "11")

# Words → the name of a tag that every site starts with. A site without it is asked.
TAGGED: tuple[tuple[str, str], ...] = (
    (r"独居(?:老年人|老人)|老年?人独居", "独居老人"),
    (r"空巢(?:老年人|老人)?", "空巢老人"),
    (r"(?:全|纯)老(?=户|家庭)", "全老户"),
    (r"(?<!半)失能(?:老年人|老人)", "失能老人"),
    (r"失智(?:老年人|老人)", "失智老人"),
    (r"低保边缘(?:家庭|人员|人口|对象)?", "低保边缘"),
    (
        (
            r"(?<!城市)(?<!农村)(?<!城镇)(?:享受|纳入|领取)?(?:低保|最低生活保障)(?!边缘)"
            r"(?:待遇|金)?(?:家庭|人员|人口|对象)?"
        ),
        "低保",
    ),
    (
        r"特困(?:供养)?(?:人员|人口|对象)?|(?:供养)?五保(?:供养)?(?:人员|对象)?(?!.*机构)",
        "特困供养",
    ),
    (r"(?:重度残疾(?:人员|人)?|重残(?:人员)?)(?:\(一级?、?二级\))?", "重度残疾"),
    (r"(?<![力语体多重])残疾(?:人员|人)(?!证)|(?<![力语体神重])残疾(?=$|人数|户|\(|｜)", "残疾人"),
    (r"(?:严重|重性)精神(?:障碍|病)(?:患者|人员)?", "严重精神障碍患者"),
    (r"慢性?病(?:患者|人员|老人)?", "慢性病"),
    (r"孕产妇", "孕产妇"),
    (r"困境儿童", "困境儿童"),
    (r"留守儿童", "留守儿童"),
    (r"孤儿", "孤儿"),
    (r"计生特殊家庭|计划生育特殊家庭", "计划生育特殊家庭"),
    (r"(?:退役|退伍|复退|转业)军人", "退役军人"),
    (r"志愿者", "志愿者"),
    (r"楼栋长|楼长", "楼栋长"),
)


def all_phrases(tags: Sequence[residents.Tag]) -> list[Phrase]:
    """The more special first: what a phrase has taken, no later one sees."""
    by_name = {tag.name: str(tag.pk) for tag in tags}
    return [*_ages(), *_tags(by_name), *_facts(), *_plain()]


def _ages() -> list[Phrase]:
    def bounds(low: int | None, high: int | None) -> tuple[Condition, ...]:
        return (Condition(AGE, low=low, high=high),)

    def made(pattern: str, read: object, *, bare: bool = False) -> Phrase:
        # `bare`: without 岁, only where 年龄 stands above.
        return Phrase(re.compile(pattern), read, within=AGED if bare else None)  # type: ignore[arg-type]

    def between(m: re.Match[str]) -> tuple[Condition, ...] | None:
        low, high = int(m[1]), int(m[2])
        return bounds(low, high) if low <= high else None

    def at_least(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(int(m[1]), None)

    def at_most(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(None, int(m[1]))

    def below(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(None, int(m[1]) - 1)

    def above(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(int(m[1]) + 1, None)

    def exactly(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(int(m[1]), int(m[1]))

    def old_not_yet(m: re.Match[str]) -> tuple[Condition, ...]:
        return bounds(int(m[1]), int(m[2]) - 1)

    number = rf"(\d{{1,3}})(?:{YEARS})?{INCLUSIVE}"
    aged = rf"(\d{{1,3}}){YEARS}{INCLUSIVE}"
    return [
        made(
            rf"年?满(\d{{1,3}})(?:{YEARS})?(?:且|、|,)?(?:不满|未满)(\d{{1,3}}){YEARS}", old_not_yet
        ),
        made(rf"(?:年?满)?{number}{TO}(\d{{1,3}}){YEARS}{INCLUSIVE}", between),
        made(rf"(?:年?满)?{aged}及?以上{INCLUSIVE}", at_least),
        made(rf"{aged}及?(?:以下|以内){INCLUSIVE}", at_most),
        made(rf"(?:未满|不满|小于|低于|<)(\d{{1,3}}){YEARS}", below),
        made(rf"(?:超过|大于|>)(\d{{1,3}}){YEARS}", above),
        made(rf"(?:年满|满|≥|>=)(\d{{1,3}}){YEARS}", at_least),
        made(rf"(?:≤|<=)(\d{{1,3}}){YEARS}", at_most),
        made(rf"(?<!\d)(\d{{1,3}}){YEARS}", exactly),
        made(rf"(?<!\d)(\d{{1,3}}){TO}(\d{{1,3}})(?!\d)", between, bare=True),
        made(r"(?<!\d)(\d{1,3})及?以上", at_least, bare=True),
        made(r"(?<!\d)(\d{1,3})及?以下", at_most, bare=True),
    ]


def _tags(by_name: Mapping[str, str]) -> list[Phrase]:
    """The site's own tags by their names, and those that every site starts with also by what
    others call them."""
    usual = {name for _pattern, name in TAGGED}
    names = [
        name
        for name in sorted(by_name, key=len, reverse=True)
        # Words that mean an age or where somebody is registered are read as such.
        if not re.search(r"\d|流动人口|百岁", name)
    ]
    found = [phrase(pattern, _tag(by_name[name])) for pattern, name in TAGGED if name in by_name]
    if "失能老人" in by_name:
        disabled = _tag(by_name["失能老人"])
        words = r"(?<!半)(?<!半、)失能(?!、?半)(?:人员)?"
        doubt = _("登记册里只有“失能老人”，不到60岁的失能人员数不到")
        found += [
            phrase(words, disabled, within=r"[6-9]\d周?岁|老年人|老人"),
            phrase(words, disabled, doubt=doubt),
        ]
    own = [phrase(_own(name), _tag(by_name[name])) for name in names if name not in usual]
    plain = [phrase(_own(name), _tag(by_name[name])) for name in names if name in usual]
    return [*own, *_parted_aid(by_name), *found, *plain]


def _parted_aid(by_name: Mapping[str, str]) -> list[Phrase]:
    """城市低保 and 农村低保, which the register tells apart by how somebody is registered."""
    if "低保" not in by_name:
        return []
    doubt = _("城市、农村低保按户口性质分")
    kinds = ((r"城[市镇]", "非农业户口"), (r"农村", "农业户口"))
    return [
        phrase(
            rf"{words}(?:居民)?(?:低保|最低生活保障)(?:人员|人口|对象|家庭)?",
            _tag(by_name["低保"]),
            Condition("person.registration_type", (kind,)),
            doubt=doubt,
        )
        for words, kind in kinds
    ]


def _tag(pk: str) -> Condition:
    return Condition(TAG, (pk,), many=True)


def _own(name: str) -> str:
    """A tag's own name; 户 at its end says that households are counted."""
    flat = re.sub(r"\s+", "", name)
    if flat.endswith("户"):
        return rf"{re.escape(flat[:-1])}(?=户)"
    return re.escape(flat)


def _facts() -> list[Phrase]:
    return [*_schooling(), *_situation(), *_disabilities(), *_benefits()]


# The register's words for who is paid by the state for service, and how tables say them.
BENEFITS = (
    (names.THREE_KINDS_OF_KIN, "三属"),
    (r"(?:伤残|残疾)军人|伤残人员", "残疾军人"),
    (names.BACK_IN_THE_VILLAGE, "在乡复员军人"),
    (names.BACK_ILL, "带病回乡退伍军人"),
    (names.FOUGHT, "参战退役人员"),
    (names.TESTED, "参试退役人员"),
    (names.MARTYRS_CHILDREN, "烈士子女"),
    (r"农村籍(?:退役|退伍)士兵", "农村籍退役士兵"),
)


def _benefits() -> list[Phrase]:
    category, support = "veteran.benefit_category", "aid.support_mode"
    found = [phrase(words, Condition(category, (value,))) for words, value in BENEFITS]
    return [
        *found,
        phrase(names.SUPPORTED, Condition(category, tuple(value for _words, value in BENEFITS))),
        phrase(r"集中供养(?:人员|对象)?", Condition(support, ("集中供养",))),
        phrase(r"分散供养(?:人员|对象)?", Condition(support, ("分散供养",))),
        # In a table of who is supported these are the people that it is about.
        phrase(r"保障|供养|享受", within=r"低保|特困|五保"),
        phrase(r"在校(?:学)?生|在校学生|在读学生", Condition("person.is_student", ("1",))),
    ]


def _schooling() -> list[Phrase]:
    found = []
    for words, codes in SCHOOLING:
        place = LEVELS.index(codes[0])
        last = LEVELS.index(codes[-1])
        up, down = LEVELS[: last + 1], LEVELS[place:]
        found.append(
            phrase(rf"(?:{words})及?以上(?:学历|文化)?", Condition("person.education", up))
        )
        found.append(
            phrase(rf"(?:{words})及?以下(?:学历|文化)?", Condition("person.education", down))
        )
    said = (
        (r"(?:硕士|博士)?研究生", ("10",), ""),
        (r"大学本科|本科", ("20",), ""),
        (r"大学专科|大专|专科", ("30",), ""),
        (r"中专(?:、?中技)?|中技", ("40",), ""),
        (r"(?:普通)?高中", ("60",), ""),
        (r"(?:普通)?初中", ("70",), ""),
        (r"小学", ("80",), ""),
        (r"文盲(?:[及、或]?半文盲)?|半文盲", ("90",), ""),
        (r"大学(?!专科|本科)", ("20",), _("“大学”包不包括大专，表上没有说")),
    )
    found += [
        phrase(
            rf"(?:{words})(?:生|学历|文化)?(?!在)",
            Condition("person.education", codes),
            doubt=doubt,
        )
        for words, codes, doubt in said
    ]
    return found


def _situation() -> list[Phrase]:
    political, marital = "person.political_status", "person.marital_status"
    kind = "person.registration_type"
    ethnicities = residents.codes.entries("ethnicity")
    others = tuple(code for code in ethnicities if code != "01")
    found = [
        phrase(r"(?:中共)?预备党员", Condition(political, ("02",))),
        phrase(
            r"(?:中共|中国共产党)?党员(?!干部|志愿)",
            Condition(political, ("01", "02")),
            doubt=_("预备党员算不算在内，表上没有说"),
        ),
        phrase(r"(?:共青)?团员", Condition(political, ("03",))),
        phrase(r"民主党派(?:成员|人士)?", Condition(political, PARTY)),
        phrase(r"无党派(?:民主)?人士", Condition(political, ("12",))),
        phrase(r"群众", Condition(political, ("13",)), within=r"政治|党员|团员"),
        phrase(r"未婚", Condition(marital, ("10",))),
        phrase(r"已婚|有配偶", Condition(marital, ("20", "21", "22", "23"))),
        phrase(r"丧偶", Condition(marital, ("30",))),
        phrase(r"离婚|离异", Condition(marital, ("40",))),
        phrase(r"少数民族", Condition("person.ethnicity", others)),
        phrase(r"离?退休(?:人员)?", Condition("person.employment_status", ("80",))),
        phrase(r"居民户口", Condition(kind, ("居民户口",))),
        phrase(r"非农业?(?:户口|户籍|人口)?", Condition(kind, ("非农业户口",))),
        phrase(r"(?<!非)农业(?=$|｜)", Condition(kind, ("农业户口",)), within=r"户口|户籍"),
        phrase(r"(?<!非)农业(?:户口|户籍|人口)", Condition(kind, ("农业户口",))),
    ]
    found += [
        phrase(re.escape(label), Condition("person.ethnicity", (code,)))
        for code, label in ethnicities.items()
    ]
    return found


def _disabilities() -> list[Phrase]:
    kinds = residents.codes.entries("disability")
    levels = residents.codes.entries("disability_level")
    return [
        *(
            phrase(
                rf"{label.removesuffix('残疾')}残疾(?:人员|人)?|{label.removesuffix('残疾')}(?=$|｜)",
                Condition("person.disability_type", (code,)),
                within="残疾",
            )
            for code, label in kinds.items()
        ),
        *(
            phrase(words, Condition("person.disability_level", codes), within="残疾")
            for words, codes in ((r"一、二级", ("1", "2")), (r"三、四级", ("3", "4")))
        ),
        *(
            phrase(label, Condition("person.disability_level", (code,)), within="残疾")
            for code, label in levels.items()
        ),
    ]


def _plain() -> list[Phrase]:
    """What a column of its own holds. The words for children and women say too little."""
    alone = (Condition(HOME, low=1, high=1), Condition("presence", ("here",)))
    return [
        phrase(r"独居(?!老)", *alone),
        phrase(r"百岁(?:老人|老年人)?", Condition(AGE, low=100)),
        phrase(
            r"高龄(?:老年人|老人)?", Condition(AGE, low=80), doubt=_("“高龄”从几岁算，表上没有说")
        ),
        # Beside an age they say nothing more.
        phrase(r"老年人口?|老人", beside=r"(?:[5-9]\d|1\d\d)(?:周?岁|-)"),
        phrase(r"儿童|未成年人?", beside=r"(?<!\d)(?:\d|1[0-8])周?岁"),
        phrase(r"妇女", Condition("sex", ("2",)), beside=r"\d周?岁"),
        phrase(r"老年人口?|老人", Condition(AGE, low=60)),
        phrase(r"未成年人?", Condition(AGE, high=17)),
        phrase(r"(?<!未)成年人", Condition(AGE, low=18)),
        phrase(r"儿童", Condition(AGE, high=17), doubt=_("“儿童”到几岁为止，表上没有说")),
        phrase(r"妇女", Condition("sex", ("2",)), doubt=_("“妇女”从几岁算，表上没有说")),
        phrase(r"(?<![子妇])女(?:性|士)?(?!童|儿|婿)", Condition("sex", ("2",))),
        phrase(r"男(?:性|士)?(?!童|孩)", Condition("sex", ("1",))),
        phrase(names.FROM_ELSEWHERE, Condition("registration", ("elsewhere",))),
        phrase(
            r"(?:外地|非本地|非本社区)户籍(?:人口|人员)?", Condition("registration", ("elsewhere",))
        ),
        phrase(
            r"(?:本地|本社区)?户籍(?:人口|人员|居民)(?!类)", Condition("registration", ("here",))
        ),
        phrase(r"户籍(?=总?(?:人口|人数|户数))", Condition("registration", ("here",))),
        phrase(r"本(?:地|社区)户籍", Condition("registration", ("here",))),
        phrase(
            r"常住(?:人口|居民|人员)?",
            Condition("presence", ("here",)),
            doubt=_("“常住”按住满半年算，登记册里只有“在住”"),
        ),
        phrase(r"住养老机构|机构养老", Condition("presence", ("institution",))),
        Phrase(re.compile(r"(单|一|两|二|三|四|五|六|\d)(?:人|口)(及以上|以上)?(?=户)"), _size),
    ]


def _size(found: re.Match[str]) -> tuple[Condition, ...] | None:
    number = NUMBERS.get(found[1])
    if number is None:
        return None
    return (Condition(HOME, low=number, high=None if found[2] else number),)
