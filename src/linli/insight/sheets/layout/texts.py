"""What the text of a cell is for: a label, a blank to be filled, a note, a total, a column code."""

import re
import unicodedata

BLANKS = r"[\s_＿—–\-~～…\.·:：/、,，。;；（）()\[\]【】]"
UNIT = r"(?:万?元|人|户|岁|周岁|个|号|平方米|㎡|m2|cm|kg|公斤|%|亩|间|次|天|小时|年|月)"
PLACEHOLDER = re.compile(
    rf"(?:{BLANKS}|(?:19|20)?年|月|日|时|分|自|至|从|到|第|共|天|[×xX]{{2,}})*"
)
MEASURED = re.compile(rf"[\s_＿（(]+{UNIT}[\s_＿）)/]*|(?:元|岁|%|㎡|平方米|公斤|亩)")
BOXES = re.compile(r"[□☐○◯☑√✓■●◻▢]")
# 健康（ ）残疾（ ）: brackets to be ticked.
BRACKETED = re.compile(r"[\u4e00-\u9fff]\([√✓]?\)")
SIGNED = re.compile(r"签字|签名|签章|盖章|公章|印章|章）|手印|指印|手模")
DATED = re.compile(r"年\s*月\s*日?|日\s*期")
INLINE = re.compile(r"([^\s：:，。；;□☐_]{1,24})\s*[：:]")
UNDERSCORED = re.compile(r"([^\s：:，。；;□_＿]{2,16})\s*[_＿]{2,}(?=\s|$)")
SPACED = re.compile(
    r"(?<![^\s：:（(])([\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff](?:[ \u3000：:]|$))"
)
# 截至2026年10月31日 says something by itself, wherever it stands.
AS_OF = re.compile(r"截[至止][^\s，。；;：:]{2,12}[日底末号]")
NOTE = re.compile(
    r"^[（(【]?(?:注|说明|备注|附注|填表说明|填报说明|填写说明|填报要求|填表要求|提示|温馨提示|注意|"
    r"附|另|要求|※|★|☆|\*)(?:意?事?项?)[:：\d一1（(]"
)
SENTENCE = re.compile(r"[。；;！!]|，.*，|请.{2,}|本表|此表|填写|须|不得|按照")
ENUMERATED = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,2}[）)]?[.、．]\s*.{12,}", re.DOTALL)
TOTAL = re.compile(
    r"(?:总|合|小|共|累|汇总|本页|全部|本级|全区|全县|全市|全街道|全镇|全社区)*(?:合|总|小|共|累)计(?:数|[:：])?|计|总数|合"
)
CODES = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[A-Z]{1,2}\d{0,3}|[(（]?\d{1,3}[)）]?|[①-⑳]|[a-z]|[-—]")
PHOTO = re.compile(
    r"^(?:贴)?(?:照片|相片|像片|彩照|免冠|一寸|二寸|两寸|\d寸|近期.{0,6}照|贴.{0,4}照|照$)"
)
SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．:：]\s*\S{2,20}$")
CHAPTER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]?")


def compact(text: str) -> str:
    """Full-width signs as half-width, nothing blank inside."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


# 区（县）  街道  号: the frame of an address; 是 否: a choice without boxes.
ADDRESS = re.compile(
    r"(?:(?:省|自治区|市|区|县|旗|乡|镇|街道|街|村|社区|居委会|村委会|居|组|队|路|巷|弄|号|栋|幢|楼|单元|室|门|户)"
    r"|\([^)]{1,8}\)){2,}"
)
CHOICE = re.compile(r"(?:是|有|男|能|会)\s*[/、\s]\s*(?:否|无|没有|女|不能|不会)")


def is_placeholder(text: str) -> bool:
    """A blank to be filled: 年 月 日, ____, □是 □否, or room to sign and date."""
    flat = compact(text)
    if PLACEHOLDER.fullmatch(flat) or MEASURED.fullmatch(unicodedata.normalize("NFKC", text)):
        return True
    spaced = len(flat) > 2 and bool(re.search(r"\s{2,}|\s.*\s", text.strip()))
    if (spaced and ADDRESS.fullmatch(flat)) or CHOICE.fullmatch(text.strip()):
        return True
    if BOXES.search(flat) or len(BRACKETED.findall(flat)) > 1:
        return not INLINE.match(flat)
    return bool(
        SIGNED.search(flat) and (DATED.search(text) or flat.startswith(("(盖章", "(公章", "(签")))
    )


def is_note(text: str) -> bool:
    """A sentence that tells how to fill the table; nobody writes into it."""
    flat = compact(text)
    if NOTE.match(flat) or ENUMERATED.match(text.strip()):
        return True
    if flat in {"说明:", "注:", "备注:", "填表说明", "填表说明:", "填报说明", "填报说明:"}:
        return True
    return len(flat) > 24 and bool(SENTENCE.search(flat)) and not SIGNED.search(flat)


def is_total(text: str) -> bool:
    return bool(TOTAL.fullmatch(compact(text)))


def is_photo(text: str) -> bool:
    return bool(PHOTO.match(compact(text)))


def is_code(text: str) -> bool:
    """甲, A, 1 or (1): the number of a column."""
    return bool(CODES.fullmatch(compact(text)))


def is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}\.?|……|\.{2,}|…", compact(text)))


def joined(text: str) -> str:
    """姓  名：→ 姓名："""
    return SPACED.sub(r"\1", text.replace("\u3000", " "))


def inline_labels(text: str) -> list[str]:
    """Labels that share their cell with room for an answer: 填报单位：____  日期：  年 月 日."""
    text = AS_OF.sub(" ", joined(text))
    found, places = [], [*INLINE.finditer(text)]
    for number, match in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(text)
        answer = text[match.end() : end]
        if is_open(answer):
            found.append(match.group(1))
    if not found:
        found = [match.group(1) for match in UNDERSCORED.finditer(text)]
    return found


def is_open(answer: str) -> bool:
    """Still to be written."""
    flat = compact(answer)
    if PLACEHOLDER.fullmatch(flat) or BOXES.search(flat) or SIGNED.search(flat):
        return True
    if BRACKETED.search(flat):
        return True
    measured = answer.rstrip()
    return bool(MEASURED.fullmatch(f" {measured}") and len(measured) > len(flat) + 1)


def is_meta(text: str) -> bool:
    """A line about the report itself, such as 统计单位：, 单位：万元 or 填表人（签字）."""
    flat = compact(text)
    if re.search(r"\((?:盖章|公章|签章|章|签字|签名)\)$", flat):
        return True
    return (
        bool(INLINE.search(flat))
        or bool(UNDERSCORED.search(text))
        or bool(
            re.fullmatch(r"(?:填报|统计|报送|上报|填表|制表)?单位\(?(?:盖章|公章|签章)\)?", flat)
            or re.fullmatch(r"(?:\d{2,4}|X*|x*|_*|\s)年(?:\d*|_*)月?(?:\d*|_*)日?", flat)
        )
    )
