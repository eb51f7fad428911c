"""A letter as a Word file and as a PDF."""

import dataclasses
import io
import json
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from linli.kernel.text import CONTROLS

LAYOUT = Path(__file__).parent / "letter_layout"
FONT, TITLE_FONT = "仿宋", "黑体"


@dataclasses.dataclass(frozen=True)
class Paper:
    """A letter as it lies on the table: one paragraph a line, `date` as it is written."""

    title: str
    number: str
    body: str
    issuer: str
    date: str

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.body.splitlines() if line.strip()]


def pdf(letter: Paper) -> bytes:
    """The letter as PDF with embedded Chinese fonts; needs no font on the machine."""
    content = {
        "title": letter.title,
        "number": letter.number,
        "paragraphs": letter.paragraphs,
        "issuer": letter.issuer,
        "date": letter.date,
    }
    made = typst.compile(
        LAYOUT / "letter.typ",
        root=LAYOUT,
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(content)},
    )
    return bytes(made)


def word(letter: Paper) -> bytes:
    """The letter as .docx, to be stamped or changed by hand."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, letter.title, TITLE_FONT, 22)
    number = document.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(number, letter.number, FONT, 11)
    for index, text in enumerate(letter.paragraphs):
        paragraph = document.add_paragraph()
        if index:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        _write(paragraph, text, FONT, 16)
    for text in (letter.issuer, letter.date):
        closing = document.add_paragraph()
        closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(closing, text, FONT, 16)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write(paragraph: Paragraph, text: str, font: str, size: int) -> None:
    # XML holds no such signs; what came in before the forms left them out may have some.
    run = paragraph.add_run(CONTROLS.sub("", text))
    run.font.size = Pt(size)
    run.font.name = font
    # Word keeps a font of its own for Chinese characters.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
