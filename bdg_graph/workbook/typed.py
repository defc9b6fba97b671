"""What is wrong with a cell as a person typed it, or as the spreadsheet changed it, before it is a value at all."""

import datetime
import re
from collections.abc import Iterator
from typing import Any, Final

from openpyxl.utils import get_column_letter

from bdg_graph.terms import XSD
from bdg_graph.validation.findings import Text
from bdg_graph.workbook import cells
from bdg_graph.workbook.columns import Column, Sheet
from bdg_graph.workbook.content import PATHS
from bdg_graph.workbook.naming import fold

# Matches "15/3/2021", "15-03-2021" and "15.3.2021", as dates are written in Vietnam: day, month, year.
DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
# Matches "2021/3/15", as some programs write dates.
YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})")
# Matches "ngày 15 tháng 3 năm 2021", as documents print dates.
SPELT: Final = re.compile(r"(?:ngày )?(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})", re.IGNORECASE)
SHOWN: Final = 160

FORMULA: Final = Text(
    "ô này có công thức hoặc lỗi công thức. Hãy ghi giá trị (chép rồi dán đặc biệt, chỉ dán giá trị).",
    "this cell has a formula or an error. Write the value (copy, then paste special, values only).",
)
NUMBER: Final = Text(
    "không phải một số, hoặc là số đọc được hai cách. Hãy chỉ ghi số, như 100000 hoặc 27,5; đơn vị có cột riêng.",
    "this is no number, or one that can be read in two ways. Write only the number, like 100000 or 27.5; the unit has "
    "a column of its own.",
)
YEAR: Final = Text(
    "không phải một năm. Hãy chỉ ghi bốn chữ số, như 2026; thời kỳ có hai cột, năm đầu và năm cuối.",
    "this is no year. Write four digits only, like 2026; a period has two columns, its first and its last year.",
)
WHOLE: Final = Text(
    "không phải một số nguyên. Hãy chỉ ghi số, như 12.", "this is no whole number. Write the number only, like 12."
)
NO_HEAD: Final = Text(
    "dòng 1 của trang này không còn tên cột của mẫu, nên không dòng nào được đọc. Hãy chép lại ba dòng đầu từ một mẫu "
    "mới (bdg workbook new).",
    "row 1 of this sheet has not the columns' names of the template, so that no row is read. Copy the first three rows "
    "from a new template (bdg workbook new).",
)
NO_PLAN: Final = Text(
    "trang Plan chưa có dòng nào. Hãy ghi kế hoạch ở dòng này: tên, nơi, loại văn bản, thời kỳ.",
    "the sheet Plan has no row yet. Describe the plan in this row: title, place, type of document, period.",
)
MERGED: Final = Text(
    "ô này được gộp với ô khác, nên chỉ dòng đầu có giá trị. Hãy bỏ gộp ô và ghi giá trị vào từng dòng.",
    "this cell is merged with others, so that only the first row has the value. Unmerge it and write the value in each "
    "row.",
)


def fault(cell: Any, column: Column) -> Text | None:
    """What is wrong with the cell's value for this column; None where nothing is."""
    value, kind = cell.value, column.value
    if cell.data_type in ("f", "e"):
        return FORMULA
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return None if kind == XSD.date and isinstance(value, datetime.date) else _turned_into_date()
    if kind == XSD.decimal and not isinstance(value, str):
        return _percent(value) if "%" in str(cell.number_format) else None
    if kind == XSD.decimal and not cells.TYPED.fullmatch(value.strip()):
        return NUMBER
    if kind == XSD.gYear and not cells.YEAR.fullmatch(_plain(value)):
        return YEAR
    if kind == XSD.integer and not cells.WHOLE.fullmatch(_plain(value)):
        return WHOLE
    if kind == XSD.date and not cells.DATE.fullmatch(str(value).strip()):
        return _date(str(value).strip())
    return None


def _plain(value: object) -> str:
    """The value as it was typed; spreadsheets keep 2026 as 2026.0."""
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value).strip()


def without(columns: list[str]) -> Text:
    """What is said of a sheet from which required columns were deleted."""
    names = ", ".join(columns)
    return Text(
        f"trang này không còn cột bắt buộc: {names}. Hãy chèn một cột, chép ba dòng đầu của cột ấy từ một mẫu mới (bdg "
        "workbook new), rồi ghi lại các giá trị.",
        f"this sheet has lost a required column: {names}. Put a column in, copy its first three rows from a new "
        "template (bdg workbook new), and write the values again.",
    )


def wrong_id(id_: str, sheet: Sheet, known: tuple[str, int] | None) -> Text | None:
    """What is wrong with the id of a row, where the row `known` may have it already; None where nothing is."""
    if known:
        return Text(
            f"dòng này có cùng id với dòng {known[1]}: {id_}. Hãy sửa số ở cột bdg:number của một trong hai, hoặc xóa "
            "dòng lặp.",
            f"this row has the id of row {known[1]}: {id_}. Correct the number of one of the two, in the column "
            "bdg:number, or delete the row that repeats the other.",
        )
    if sheet.kind in PATHS and id_.split("/")[0] not in cells.OWN and not id_.startswith(("http", "urn:")):
        return Text(
            f"“{id_}” không phải id của trang này. Hãy xóa ô, id sẽ tự có; số của văn bản thì ghi ở cột bdg:number.",
            f"“{id_}” is no id of this sheet. Empty the cell, the id makes itself; the number in the document goes "
            "into the column bdg:number.",
        )
    return None


def _turned_into_date() -> Text:
    return Text(
        "bảng tính đã tự đổi ô này thành ngày. Hãy đổi định dạng ô thành Văn bản (Text) rồi gõ lại.",
        "the spreadsheet has turned this cell into a date. Format the cell as Text and type it again.",
    )


def _percent(value: object) -> Text | None:
    if not isinstance(value, int | float):
        return None
    meant = f"{value * 100:g}"
    return Text(
        f"ô này có dạng phần trăm, nên bảng tính giữ {value:g} chứ không phải {meant}. Hãy đổi định dạng ô thành Số và "
        f"ghi {meant}; đơn vị có cột riêng.",
        f"this cell is formatted as a percentage, so the spreadsheet holds {value:g}, not {meant}. Format it as a "
        f"number and write {meant}; the unit has a column of its own.",
    )


def _date(text: str) -> Text:
    vi, en = "không phải một ngày. Hãy ghi năm-tháng-ngày, như 2021-12-31", "this is no date. Write year-month-day, "
    en += "like 2021-12-31"
    for form in (DAY_FIRST, YEAR_FIRST, SPELT):
        if found := form.fullmatch(" ".join(text.split())):
            day, month, year = (int(found[part]) for part in ("day", "month", "year"))
            try:
                meant = datetime.date(year, month, day).isoformat()
            except ValueError:
                break
            vi, en = f"{vi}; nếu là ngày {day} tháng {month}: {meant}", f"{en}; for day {day} of month {month}: {meant}"
    return Text(f"{vi}.", f"{en}.")


def merged(page: Any, head: int) -> Iterator[tuple[int, str]]:
    """Row and column of each merged cell below the first `head` rows."""
    for area in page.merged_cells.ranges:
        if area.max_row > head:
            yield area.min_row, get_column_letter(area.min_col)


def not_quoted(words: str, count: int, source: str | None) -> Text:
    """Why these words are no passage of the source: it has them not at all, or `count` times."""
    if source is None:
        return Text(
            "trang Source còn trống, nên không tìm được những chữ này. Hãy dán văn bản vào đó, từ dòng 4.",
            "the sheet Source is empty, so these words can't be found. Paste the document there, from row 4.",
        )
    if count:
        return Text(
            f"những chữ này có {count} lần trong trang Source. Hãy chép dài hơn, cho tới khi chỉ có một chỗ như thế.",
            f"these words stand {count} times in the sheet Source. Copy more of them, until there is one such place.",
        )
    lines = [line for line in source.split("\n") if line.strip()]
    alike = [line for line in lines if fold(words) in fold(line)] or _nearest(words, lines)
    vi = f" Gần nhất: “{alike[0][:SHOWN]}”." if alike else ""
    en = f" The nearest: “{alike[0][:SHOWN]}”." if alike else ""
    return Text(
        f"trang Source không có những chữ này. Hãy chép đúng từng chữ, trong một đoạn.{vi}",
        f"the sheet Source has not these words. Copy them letter by letter, from one paragraph.{en}",
    )


def _nearest(words: str, lines: list[str]) -> list[str]:
    """The line that holds words most like these."""
    from rapidfuzz import fuzz, process  # only wrong words pay for the import

    found = process.extractOne(words, lines, scorer=fuzz.partial_ratio, score_cutoff=70)
    return [found[0]] if found else []
