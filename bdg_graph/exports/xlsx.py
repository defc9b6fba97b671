"""An answer as a spreadsheet: one sheet with the rows, one that says what was asked, of which dataset."""

import io
from typing import Any

import xlsxwriter

from bdg_graph.exports.cells import is_number, words
from bdg_graph.library import Answer

ABOUT = {"vi": "Về câu trả lời này", "en": "About this answer"}
ROWS = {"vi": "Trả lời", "en": "Answer"}
VERSION = {"vi": "Phiên bản dữ liệu", "en": "Dataset version"}

WIDEST = 60


def xlsx_bytes(answer: Answer, language: str) -> bytes:
    """The answer as .xlsx; numbers are numbers, every text is a text, never a formula or a link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_rows(book.add_worksheet(ROWS[language]), answer, language, bold, wrapped)
        about = book.add_worksheet(ABOUT[language])
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 100)
        for i, (name, value) in enumerate(_about(answer, language)):
            about.write_string(i, 0, name, bold)
            about.write_string(i, 1, value, wrapped)
    return out.getvalue()


def _write_rows(sheet: Any, answer: Answer, language: str, bold: Any, wrapped: Any) -> None:
    for i, column in enumerate(answer.question.columns):
        texts = [words(answer, column, row[i], language) for row in answer.rows.rows]
        sheet.set_column(i, i, min(WIDEST, max([len(column.label[language]), *map(len, texts)]) + 2))
        sheet.write_string(0, i, column.label[language], bold)
        for r, (row, text) in enumerate(zip(answer.rows.rows, texts, strict=True), start=1):
            cell = row[i]
            if cell is not None and is_number(cell):
                sheet.write_number(r, i, float(cell.value), wrapped)
            elif text:
                sheet.write_string(r, i, text, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(answer.rows.rows)), len(answer.question.columns) - 1)


def _about(answer: Answer, language: str) -> list[tuple[str, str]]:
    question = answer.question
    asked = [
        (param.label[language], ", ".join(term.value for term in answer.bound[param.name]))
        for param in question.params
        if param.name in answer.bound
    ]
    share = [("", answer.share[language])] if answer.share else []
    head = [(question.id, question.summary[language]), ("", question.description[language])]
    return [*head, *asked, *share, ("", answer.view.words[language]), (VERSION[language], answer.version)]
