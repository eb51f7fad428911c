"""What the title of a list says of its people beyond the conditions that were read from it.

独居老人 is more than everybody over sixty, 失业青年 more than the young. A tag of the site that the
title names becomes a condition; words that narrow and stand for none are told to a person, and the
rest is shown, so that nobody has to trust that the title was understood whole.
"""

import re
from collections.abc import Mapping
from typing import Any

from linli.foundation.places import public as places
from linli.insight.sheets.counting import reading
from linli.insight.sheets.meaning.population import COMPILED, SERVING, VAGUE_AGE
from linli.insight.sheets.proposing import figures, people
from linli.kernel.counted import SOURCES
from linli.registers.residents import public as residents

RESIDENTS, DISABLED = "residents", "disability"
# What parts people from others, where the register may hold no such thing.
NARROWING = re.compile(
    r"失业|待业|未就业|就业困难|零就业|下岗|灵活就业|退休|独居|空巢|孤寡|孤独|失独|留守|困境|流浪|失能|失智|半失能|卧床"
    r"|精神|智力|慢性?病|大病|重病|尿毒症|肿瘤|艾滋|结核|孕|产妇|新生|出生|学龄前|适龄|育龄|在校|在读|辍学|毕业生|大学生"
    r"|党员|团员|民主党派|侨|台胞|少数民族|信教|志愿者|楼栋?长|网格员|租客|租户|租住|承租|返乡|返岗|外出|境外|出国|农民工"
    r"|矫正|刑满|戒毒|涉|失联|新增|注销|变更|迁[入出]|首次|未婚|已婚|离异|丧偶|单亲|双女|二孩|三孩|多胎|计生|计划生育|独生"
    r"|边缘|临时救助|困难|低收入|特扶|优抚|五保|三无|无房|危房|老党员|劳模|见义勇为|退捕|失地|征地|移民"
)
# Words that only say that it is a list.
LISTING = re.compile(r"[|｜()（）、，]|花?名册|名单|采集|摸排|核对|户$")


def narrowed(chosen: people.Filter, title: str, place: places.Place) -> tuple[people.Filter, str]:
    """The filter with what else the title says, and the words of it that are no condition."""
    if SERVING.search(title):
        return chosen, ""
    source = SOURCES[RESIDENTS]
    words = figures.of_whom(_without_known(title), place)
    read = reading.read(words, source, source.phrases())
    said, _unmet = figures.filter_of([] if read.doubt else read.conditions)
    disabled = _tag_of("person.is_disabled") if said["tags"] else None
    # 重度残疾 says more than 残疾, which was read from it.
    known = [pk for pk in chosen["tags"] if pk != disabled]
    found = {
        **chosen,
        "tags": [*known, *(pk for pk in said["tags"] if pk not in known)],
        "facts": {**said["facts"], **chosen["facts"]},
    }
    left = NARROWING.findall(words if read.doubt else read.rest)
    found["unmet"] = list(dict.fromkeys([*chosen["unmet"], *left]))
    return found, "" if left else LISTING.sub("", read.rest)


def _tag_of(field: str) -> int | None:
    return next((tag.pk for tag in residents.tag_dictionary() if tag.field == field), None)


def _without_known(title: str) -> str:
    """The title without what has become a condition already."""
    for pattern, conditions in COMPILED:
        if not _says_too_little(conditions):
            title = pattern.sub(reading.HOLE, title)
    return title


def _says_too_little(conditions: Mapping[str, Any]) -> bool:
    """Of these the pattern takes words that say more: 独居老人, 育龄妇女, 重度残疾人."""
    return set(conditions) <= {*VAGUE_AGE, "sex", DISABLED}
