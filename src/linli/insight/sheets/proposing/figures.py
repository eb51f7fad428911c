"""What a table of figures counts, as a filling keeps it: its labels, and who is counted at all.

Kept with the sheet as `figures`: `source` the code of what is counted, `meanings` of the labels
(see `counting.meanings`), `places` the figures with the labels they stand under, `open` rows that
are still to be named, `since` and `until` the days of what happens in a time, `codes` what one
needs to look at the numbers, once they are filled.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.foundation.places import public as places
from linli.insight.sheets.counting import meanings, placing, reading
from linli.insight.sheets.counting.board import Board
from linli.insight.sheets.counting.meanings import BLANK, COUNT, Meaning
from linli.insight.sheets.counting.words import Speaker
from linli.insight.sheets.meaning import period
from linli.insight.sheets.proposing import people
from linli.insight.sheets.proposing.fields import Field
from linli.kernel import counted
from linli.kernel.counted import SOURCES, Condition, Phrase, Source

Figures = dict[str, Any]
RESIDENTS = "residents"
TITLE = "title"
# Less sure than this, a field of a form may be a number as well.
UNSURE = 0.85
UNNAMED = re.compile(r"(?i)(?:sheet|工作表|表)[\d一二三]*$")
# What a title says besides of whom the table is.
DATED = re.compile(
    r"截[至止][^，。]{0,14}?(?:日|底|末)|[(（]?\d{2,4}年(?:度|[上下]半年)?[)）]?|第?[一二三四1-4]季度|\d{1,2}月份?"
    r"|[上下]半年|^年度?(?:月份?)?|年度|年月日?"
    r"|[(（][一二三四五六七八九十\d]{1,2}[)）]$"
)
GENERIC = re.compile(
    r"统计|汇总|一览|明细|登记|调查|摸底|基本|信息|数据|台账|数量|[月季年]报|报表|报送|上报|底数|表"
    r"|^[\u4e00-\u9fff]{2,5}(?:省|市|区|县|旗|镇|乡|街道)|[各全本我辖]?(?<![农城])(?:市|区|县|街道|镇|乡|社区|村|网格)"
    r"|[xX×]{2,}|附件?\d*|单位[:：][人户件元%]"
)


@dataclasses.dataclass(frozen=True)
class Drawn:
    """A board as it was read, with what the reader of the form thinks of its figures."""

    board: Board
    known: Mapping[str, bool | None]


def drawn(board: Board, answer: Mapping[str, Any]) -> Drawn:
    """`known`: see `meanings.propose`; by cell, and by column where a field is a column."""
    fields = {
        one["value_cell_or_column"].partition(":")[0]: _status(one) for one in answer["fields"]
    }
    return Drawn(
        board,
        {
            one.place: fields.get(one.place, fields.get(one.place.rstrip("0123456789")))
            for one in board.figures
        },
    )


def is_figure(field: Mapping[str, Any]) -> bool:
    """Whether who read the form takes a field for a number of people or households."""
    return bool(_status(field))


def may_be_figure(field: Mapping[str, Any]) -> bool:
    """The same, or it is not known what the field asks for."""
    unknown = not field["element"] and _status(field) is None and field["confidence"] < UNSURE
    return not field.get("inline") and (is_figure(field) or unknown)


def _status(field: Mapping[str, Any]) -> bool | None:
    thought = [field["element"], *(one["element"] for one in field.get("candidates", ()))]
    if any(one and one.startswith("stat.") for one in thought):
        return True
    return False if field["confidence"] >= 0.9 else None


def own_fields(own: Sequence[Field], board: Board) -> None:
    """Fields of the form that are figures, or name their rows, are decided by their labels."""
    cells = {one.place for one in board.figures}
    named = set(board.open.keys) if board.open else set()
    for field in own:
        place = field["place"]
        if place.partition(":")[0] in cells | named or (place.isalpha() and not field["inline"]):
            field |= {"counted": True, "how": "blank", "element": "", "asks": False}


def source_of(title: str, sheet: str) -> Source:
    """What a table counts: what its title names, or else residents."""
    for source in SOURCES:
        if source.about is not None and source.about.search(f"{title}{sheet}"):
            return source
    return SOURCES[RESIDENTS]


def speaker(source: Source, place: places.Place) -> Speaker:
    """Who says the conditions of a table, and reads them."""
    known = placing.inside(place)
    return Speaker(source, _phrases(source, known), {str(one.pk): str(one) for one in known})


def _phrases(source: Source, known: list[places.Place]) -> list[Phrase]:
    return [*placing.phrases(known), *source.phrases()]


def propose(
    sheet: Mapping[str, Any], found: Drawn, place: places.Place, *, today: dt.date
) -> tuple[Figures, people.Filter]:
    """The figures of a sheet, and whom its title says."""
    source = source_of(sheet["title"], sheet["name"])
    phrases = _phrases(source, placing.inside(place))
    gate, given = _title(sheet, source, phrases, place)
    chosen = people.nobody_asked()
    unmet: list[str] = []
    if source.code == RESIDENTS:
        chosen, unmet = filter_of(given)
    else:
        gate["of"] = [one.data for one in given]
    if unmet:
        _doubt(gate, _("标题里的“%s”不能当条件") % "、".join(unmet))
    since, until = (source.by_period and period.stated(gate["text"], today=today)) or (None, None)
    if source.by_period and since is None:
        _doubt(gate, _("表上没有说数哪段时间的，请在下面写上起止日期"))
    known = found.known if source.code == RESIDENTS else dict.fromkeys(found.known)
    labels = meanings.propose(found.board, source, phrases, known, gate["text"], given)
    figures: Figures = {
        "source": source.code,
        "meanings": [gate, *labels],
        "places": [
            {"at": one.place, "headers": [TITLE, *one.headers]} for one in found.board.figures
        ],
        "open": dataclasses.asdict(found.board.open) if found.board.open else None,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "codes": [],
    }
    if not any(one["how"] == COUNT and (one["of"] or one["measure"]) for one in labels):
        # Nothing that anybody could count: nobody is asked what the title means.
        gate["asks"] = False
    return figures, chosen


def _title(
    sheet: Mapping[str, Any], source: Source, phrases: Sequence[Phrase], place: places.Place
) -> tuple[Meaning, tuple[Condition, ...]]:
    """The title as a label over all figures, and whom it says: as long as a word of it is not
    understood, nothing is filled until somebody has looked."""
    text = sheet["title"] or ("" if UNNAMED.match(sheet["name"]) else sheet["name"])
    read = reading.read(of_whom(text, place), source, phrases)
    gate: Meaning = {
        "key": TITLE,
        "at": "",
        "text": text,
        "axis": TITLE,
        "parents": [],
        "whole": [],
        "label": text[-meanings.LONGEST_LABEL :],
        "how": COUNT,
        "of": [],
        "measure": "",
        "total": "",
        "beside": [],
        "asks": False,
        "reason": "",
        "origin": "read",
    }
    if not text:
        _doubt(gate, _("表上没有标题，看不出数的是谁"))
    elif read.rest:
        _doubt(gate, _("标题里的“%s”没看懂") % read.rest)
    elif read.doubt:
        _doubt(gate, read.doubt)
    return gate, read.conditions


def _doubt(gate: Meaning, reason: str) -> None:
    gate |= {"how": BLANK, "asks": True, "reason": reason}


def of_whom(title: str, place: places.Place) -> str:
    """A title without where, when, and that it is a table."""
    flat = reading.plain(title)
    for above in places.ancestors(place):
        flat = flat.replace(re.sub(r"\s+", "", above.name), "")
    return GENERIC.sub("", DATED.sub("", flat))


def filter_of(conditions: Sequence[Condition]) -> tuple[people.Filter, list[str]]:
    """Conditions as the filter of the register says them, and those that it cannot say."""
    chosen = people.nobody_asked()
    unmet = []
    for one in conditions:
        if one.of == "age":
            chosen |= {"age_from": one.low, "age_to": one.high}
        elif one.of == "tag":
            chosen["tags"] = [*chosen["tags"], *map(int, one.values)]
        elif one.of in {"sex", "registration", "presence"} and len(one.values) == 1:
            chosen[one.of] = one.values[0]
        elif "." in one.of:
            chosen["facts"][one.of] = list(one.values)
        else:
            unmet.append(one.of)
    return chosen, unmet


def is_countable(figures: Figures | None) -> bool:
    """Whether something could be filled at all, perhaps once somebody has answered."""
    return bool(figures) and any(
        one["asks"]
        or (one["axis"] != TITLE and one["how"] == COUNT and one["of"])
        or one["measure"]
        for one in (figures or {}).get("meanings", ())
    )


def fills(figures: Figures) -> bool:
    """Whether a figure is filled as things stand."""
    if SOURCES[figures["source"]].by_period and not figures["since"]:
        return False
    known = {one["key"]: one for one in figures["meanings"]}
    return any(meanings.counted(one["headers"], known) for one in figures["places"])


def asked(
    figures: Figures,
    user: Any,
    place: places.Place,
    chosen: people.Filter,
    on: dt.date,
    more: Sequence[Condition] = (),
) -> counted.Asked:
    """What the source is asked for the whole table."""
    known = {one["key"]: one for one in figures["meanings"]}
    conditions = {c for one in known.values() for c in meanings.conditions(one)} | set(more)
    conditions = {one for one in conditions if one.of != counted.PLACE}
    ages = any(one["measure"] in reading.AGES for one in known.values())
    dimensions = {one.of for one in conditions} | ({"age"} if ages else set())
    since, until = figures["since"], figures["until"]
    return counted.Asked(
        user,
        place,
        dt.date.fromisoformat(since) if since else None,
        dt.date.fromisoformat(until) if until else on,
        chosen,
        frozenset(conditions),
        frozenset(dimensions),
    )
