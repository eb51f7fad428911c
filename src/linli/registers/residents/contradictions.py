"""What can't be on record together. Each rule tells what it compared, and where it is put right.

A rule that grows too eager costs more than it saves: each says only what cannot be, or hardly.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from linli.kernel.identity import IdNumber, InvalidIdNumber, read_id_number
from linli.registers.residents import codes
from linli.registers.residents.models import Person, Presence, Registration, Tag
from linli.registers.residents.values import CARD
from linli.registers.residents.years import age_on

ADULT, OLD, RECRUIT, MARRIED, RETIRED = 18, 60, 16, 20, 40
OWN_CHILDREN = {"20", "21", "22", "23", "24", "25", "26", "30", "31", "32", "33", "34", "35", "36"}
PARENTS = {"50", "51", "52"}
SPOUSES = {"10", "11", "12"}
WED = {"20", "21", "22", "23"}
PARTY = {"01", "02"}

# What was compared, as it stands in the words of the rule; None: nothing is wrong.
Found = Sequence[str] | None


@dataclasses.dataclass(frozen=True)
class Look:
    """Somebody with the members of the household who belong to it, and the tags of facts held.

    `known`: the facts that may be used, those of columns too; rules read no fact past it.
    """

    person: Person
    known: Mapping[str, str]
    family: Sequence[Person]
    tags: Sequence[Tag]
    on: dt.date

    @property
    def born_on(self) -> dt.date | None:
        return self.person.born_on if "person.birth_date" in self.known else None

    @property
    def age(self) -> int | None:
        return age_on(self.born_on, self.on)

    @property
    def head(self) -> Person | None:
        """The only head of the household."""
        heads = [one for one in self.family if one.relation == "02"]
        return heads[0] if len(heads) == 1 else None

    @property
    def card_number(self) -> str:
        """What stands there as the number of an identity card."""
        is_card = self.known.get("person.id_type", "") in CARD
        return self.known.get("person.id_number", "") if is_card else ""

    @property
    def card(self) -> IdNumber | None:
        """What the identity card says, where its number is one."""
        number = self.card_number
        if not number:
            return None
        try:
            return read_id_number(number)
        except InvalidIdNumber:
            return None

    def says(self, *names: str) -> bool:
        """Whether one of some facts is yes."""
        return any(self.known.get(name) == "1" for name in names)


@dataclasses.dataclass(frozen=True)
class Rule:
    """`words` take what `find` answers in order. `group`: the facts that are put right; "": where
    the household is, or what happened to the person."""

    code: str
    label: object
    words: object
    find: Callable[[Look], Found]
    group: str = ""
    step: object = ""
    sensitive: bool = False


def _number(look: Look) -> Found:
    return () if look.card_number and look.card is None else None


def _birth(look: Look) -> Found:
    card, born = look.card, look.born_on
    if card and born and card.born_on != born:
        return card.born_on.isoformat(), born.isoformat()
    return None


def _sex(look: Look) -> Found:
    card, sex = look.card, look.known.get("person.sex")
    if card and sex in {"1", "2"} and card.sex != sex:
        return codes.label("sex", card.sex), codes.label("sex", sex)
    return None


def _several(look: Look, relations: set[str]) -> Found:
    """Told once a household: at the first of those who are meant."""
    meant = sorted(one.pk for one in look.family if one.relation in relations)
    if len(meant) < 2 or look.person.pk != meant[0]:
        return None
    return ("、".join(one.name for one in look.family if one.pk in meant),)


def _two_heads(look: Look) -> Found:
    return _several(look, {"02"})


def _two_spouses(look: Look) -> Found:
    return _several(look, SPOUSES)


def _generations(look: Look) -> Found:
    head, person = look.head, look.person
    born = look.born_on
    if head is None or head.born_on is None or born is None:
        return None
    older = person.relation in OWN_CHILDREN and born <= head.born_on
    younger = person.relation in PARENTS and born >= head.born_on
    if older or younger:
        return head.name, codes.kinship(person.relation)
    return None


def _permit(look: Look) -> Found:
    here = look.person.registration == Registration.HERE
    return () if here and look.known.get("person.residence_permit_no") else None


def _gone(look: Look) -> Found:
    if look.person.registration != Registration.ELSEWHERE:
        return None
    if look.person.presence in {Presence.AWAY, Presence.ABROAD}:
        return (look.person.get_presence_display(),)
    return None


def _homeless(look: Look) -> Found:
    here = look.person.presence == Presence.HERE
    return () if here and look.person.household_id is None else None


def _is_retired(look: Look) -> bool:
    return look.says("person.is_retired") or look.known.get("person.employment_status") == "80"


def _student(look: Look) -> Found:
    return () if _is_retired(look) and look.says("person.is_student") else None


def _retired(look: Look) -> Found:
    return _too_young(look, RETIRED, when=_is_retired(look))


def _married(look: Look) -> Found:
    return _too_young(look, MARRIED, when=look.known.get("person.marital_status") in WED)


def _too_young(look: Look, years: int, *, when: bool) -> Found:
    age = look.age
    return (str(age),) if when and age is not None and age < years else None


def _party(look: Look) -> Found:
    joined = look.known.get("person.party_join_date", "")
    status = look.known.get("person.political_status", "")
    if joined and status and status not in PARTY:
        return joined, codes.label("political", status)
    return None


def _service(look: Look) -> Found:
    came, left = (look.known.get(f"veteran.{name}_date", "") for name in ("enlist", "discharge"))
    return (came, left) if came and left and left < came else None


def _recruit(look: Look) -> Found:
    came = look.known.get("veteran.enlist_date", "")
    age = age_on(look.born_on, dt.date.fromisoformat(came)) if came else None
    return (str(age),) if age is not None and age < RECRUIT else None


def _disabled(look: Look) -> Found:
    more = ("disability_type", "disability_level", "disability_certificate_no")
    told = any(look.known.get(f"person.{name}") for name in more)
    return () if told and look.known.get("person.is_disabled") == "0" else None


def _aid(look: Look) -> Found:
    end = look.known.get("aid.end_date", "")
    held = look.says("aid.is_recipient", "aid.is_destitute")
    return (end,) if held and end and end < look.on.isoformat() else None


def _child(look: Look) -> Found:
    held = look.says("child.is_orphan", "child.is_left_behind") or "child.category" in look.known
    return (str(look.age),) if held and (look.age or 0) >= ADULT else None


def _elder(look: Look) -> Found:
    return _too_young(look, OLD, when=look.says("elder.is_empty_nest", "elder.is_solitary"))


def _nest(look: Look) -> Found:
    if not look.says("elder.is_empty_nest"):
        return None
    children = [
        one.name
        for one in look.family
        if one.pk != look.person.pk
        and one.presence == Presence.HERE
        and ADULT <= (age_on(one.born_on, look.on) or 0) < OLD
    ]
    return ("、".join(children),) if children else None


def _tag(look: Look) -> Found:
    wrong = [tag.name for tag in look.tags if look.known.get(tag.field) == "0"]
    return ("、".join(wrong),) if wrong else None


HOME, PERSON = _("看这一户"), _("看这个人")
RULES = (
    Rule(
        "id-number",
        _("身份证号码"),
        _("身份证号码校验不对，多半是抄错了一位。"),
        _number,
        "identity",
    ),
    Rule(
        "id-birth",
        _("出生日期"),
        _("身份证上的出生日期是 {0}，登记的是 {1}。"),
        _birth,
        "identity",
    ),
    Rule("id-sex", _("性别"), _("身份证上是{0}，登记的是{1}。"), _sex, "identity"),
    Rule("heads", _("户主"), _("这一户有不止一位户主：{0}。"), _two_heads, step=HOME),
    Rule("spouses", _("配偶"), _("这一户户主的配偶有不止一位：{0}。"), _two_spouses, step=HOME),
    Rule(
        "generations",
        _("辈分"),
        _("是户主{0}的{1}，按出生日期却对不上辈分。"),
        _generations,
        step=HOME,
    ),
    Rule("permit", _("户籍"), _("户籍登记在本社区，又有居住证号。"), _permit, "residence"),
    Rule("gone", _("人户都不在"), _("户籍在外地，人也{0}：是不是已经搬走了？"), _gone, step=PERSON),
    Rule("homeless", _("住处"), _("状态是在住，却没有登记住处。"), _homeless, step=PERSON),
    Rule("student", _("在校和退休"), _("登记为在校，又登记为退休。"), _student, "situation"),
    Rule("retired", _("退休"), _("登记为退休，年龄只有{0}岁。"), _retired, "work"),
    Rule("married", _("婚姻"), _("登记为已婚，年龄只有{0}岁。"), _married, "situation"),
    Rule("party", _("政治面貌"), _("有入党日期 {0}，政治面貌却是{1}。"), _party, "situation"),
    Rule("service", _("服役"), _("入伍日期 {0} 晚于退役日期 {1}。"), _service, "veteran"),
    Rule("recruit", _("入伍年龄"), _("按出生日期，入伍时只有{0}岁。"), _recruit, "veteran"),
    Rule(
        "disabled",
        _("残疾"),
        _("登记为没有残疾，又填了残疾类别、等级或证号。"),
        _disabled,
        "health",
        sensitive=True,
    ),
    Rule(
        "aid",
        _("救助到期"),
        _("保障到 {0} 已经到期，还登记为低保或特困。"),
        _aid,
        "aid",
        sensitive=True,
    ),
    Rule(
        "child",
        _("儿童"),
        _("登记为孤儿、留守或困境儿童，已经{0}岁。"),
        _child,
        "care",
        sensitive=True,
    ),
    Rule(
        "elder", _("老人"), _("登记为空巢或孤老，年龄只有{0}岁。"), _elder, "care", sensitive=True
    ),
    Rule("nest", _("空巢"), _("登记为空巢，家里还住着{0}。"), _nest, "care", sensitive=True),
    Rule("tag", _("标签"), _("有标签“{0}”，信息里写的却是否。"), _tag, sensitive=True, step=PERSON),
)
RULE = {rule.code: rule for rule in RULES}
SENSITIVE = [rule.code for rule in RULES if rule.sensitive]


def find(look: Look) -> dict[str, tuple[str, ...]]:
    """What contradicts about somebody: code of the rule → what it compared."""
    answers = ((rule.code, rule.find(look)) for rule in RULES)
    return {code: tuple(found) for code, found in answers if found is not None}


def words(code: str, compared: Sequence[str]) -> str:
    """A contradiction as a sentence."""
    return str(RULE[code].words).format(*compared)
