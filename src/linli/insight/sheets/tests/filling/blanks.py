"""Blank tables of our own to fill, with all that a department's Excel can hold."""

import io
import zipfile

import docx
import xlsxwriter
from docx.shared import Pt
from xlsxwriter.worksheet import Worksheet

from linli.insight.sheets.tests.filling.comparing import parts

HEADS = [
    "序号",
    "姓名",
    "身份证号",
    "出生日期",
    "人数",
    "月补助（元）",
    "全年（元）",
    "累计",
    "备注",
]
FIRST, LAST = 5, 8
TOTAL = 9
WIDTH = len(HEADS)


def rich_roster() -> bytes:
    """A roster of four rows with totals, and all that points at rows on and below it."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    sheet = book.add_worksheet("名册")
    other = book.add_worksheet("汇总")
    hidden = book.add_worksheet("字典")
    hidden.hide()
    hidden.write_column("A1", ["男", "女"])
    line = book.add_format({"border": 1, "font_name": "仿宋"})
    thick = book.add_format({"border": 1, "bottom": 5, "font_name": "仿宋"})
    day = book.add_format({"border": 1, "num_format": 'yyyy"年"m"月"d"日"'})
    text = book.add_format({"border": 1, "num_format": "@"})
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    sheet.set_column("A:A", 5)
    sheet.set_column("C:C", 22)
    sheet.merge_range("A1:I1", "困难家庭补助名册", bold)
    sheet.write_rich_string(
        "A2", bold, "填报单位：", red, "__________", "  填报日期：    年  月  日"
    )
    sheet.set_row(0, 33)
    sheet.merge_range("A3:A4", HEADS[0], line)
    for column, head in enumerate(HEADS[1:], start=1):
        sheet.merge_range(2, column, 3, column, head, line)
    for row in range(FIRST, LAST + 1):
        frame = thick if row == LAST else line
        sheet.set_row(row - 1, 21)
        sheet.write_number(f"A{row}", row - FIRST + 1, frame)
        for letter in "BEFI":
            sheet.write_blank(f"{letter}{row}", None, frame)
        sheet.write_blank(f"C{row}", None, text)
        sheet.write_blank(f"D{row}", None, day)
        sheet.write_formula(f"G{row}", f"=F{row}*12", frame, 0)
        sheet.write_formula(f"H{row}", f"=N(H{row - 1})+SUM(E{row}:G{row})", frame, 0)
    sheet.merge_range(f"A{TOTAL}:D{TOTAL}", "合计", line)
    for letter in "EFG":
        sheet.write_formula(f"{letter}{TOTAL}", f"=SUM({letter}{FIRST}:{letter}{LAST})", line, 0)
    sheet.merge_range("A10:I10", "填表人：          审核人：          联系电话：", line)
    sheet.write_string("A11", "注：=1 表示有")
    _furnish(sheet)
    other.write_formula("A1", f"=名册!G{TOTAL}", None, 0)
    other.write_formula("A2", f"=COUNTA(名册!B{FIRST}:B{LAST})+B5", None, 0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"=名册!$F${FIRST}:$F${LAST}"})
    other.insert_chart("C3", chart)
    book.define_name("人员", f"=名册!$B${FIRST}:$B${LAST}")
    book.close()
    return output.getvalue()


def _furnish(sheet: Worksheet) -> None:
    sheet.data_validation(f"E{FIRST}:E{LAST}", {"validate": "integer", "criteria": ">", "value": 0})
    sheet.data_validation("I10", {"validate": "list", "source": "=字典!$A$1:$A$2"})
    sheet.conditional_format(
        f"B{FIRST}:B{LAST}",
        {"type": "formula", "criteria": f"=COUNTIF($B${FIRST}:$B${LAST},B{FIRST})>1"},
    )
    sheet.write_comment("B11", "请盖章")
    sheet.insert_textbox("C12", "盖章处", {"width": 120, "height": 60})
    sheet.insert_button("F12", {"caption": "校验"})
    sheet.add_sparkline("J9", {"range": f"名册!F{FIRST}:F{LAST}"})
    sheet.write_url("H11", "https://example.org/", string="办法")
    sheet.print_area(f"A1:I{TOTAL + 2}")
    sheet.repeat_rows(0, 3)
    sheet.set_h_pagebreaks([LAST, TOTAL])
    sheet.autofilter(f"A4:I{LAST}")
    sheet.freeze_panes(4, 2)
    sheet.set_header("&C内部资料")
    sheet.protect("", {"format_cells": True})


def one_row() -> bytes:
    """A form with one sample row only, in two rows a record, and a total right below."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    sheet = book.add_worksheet("Sheet1")
    line = book.add_format({"border": 1, "font_color": "red"})
    sheet.write_row("A1", ["姓名", "出生年月", "金额", "说明"])
    sheet.merge_range("A2:A3", "张某某", line)
    sheet.write_row("B2", ["1985.03", 100, "示例"], line)
    sheet.write_row("B3", ["", "", "第二行"], line)
    sheet.write_string("A4", "合计")
    sheet.write_formula("C4", "=SUM(C2:C3)", None, 100)
    sheet.data_validation("C2:C3", {"validate": "decimal", "criteria": ">", "value": 0})
    book.close()
    return output.getvalue()


def plain(rows: list[list[object]], name: str = "Sheet1") -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()
    return output.getvalue()


def word_form() -> bytes:
    """A letter with a label/value table and a roster of two rows, the first a sample."""
    document = docx.Document()
    document.add_paragraph("困难家庭登记表")
    paragraph = document.add_paragraph()
    paragraph.add_run("填报单位：").bold = True
    paragraph.add_run("__________").underline = True
    paragraph.add_run("    年  月  日")
    form = document.add_table(rows=2, cols=4, style="Table Grid")
    for place, words in {(0, 0): "姓名", (0, 2): "性别", (1, 0): "地址"}.items():
        form.cell(*place).text = words
    form.cell(0, 3).text = "□男  □女"
    form.cell(1, 1).merge(form.cell(1, 3))
    roster = document.add_table(rows=4, cols=3, style="Table Grid")
    for column, words in enumerate(["序号", "姓名", "出生年月日"]):
        roster.cell(0, column).text = words
    sample = roster.cell(1, 1).paragraphs[0].add_run("示例")
    sample.font.size = Pt(9)
    sample.font.name = "仿宋"
    roster.cell(1, 2).text = "1985年3月2日"
    roster.cell(3, 0).text = "合计"
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def with_parts(content: bytes, more: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, part in {**parts(content), **more}.items():
            archive.writestr(name, part)
    return output.getvalue()
