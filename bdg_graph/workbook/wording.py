"""What a workbook says to those who fill it in, in both languages: the steps, and what each kind of column takes."""

from typing import Final

from bdg_graph.terms import XSD
from bdg_graph.validation.findings import Text

KIND_OF_VALUE: Final[dict[str, Text]] = {
    XSD.string: Text("Chữ, viết như văn bản in.", "Text, as the document prints it."),
    XSD.decimal: Text("Số, ví dụ 111 hoặc 27,5.", "A number, such as 111 or 27.5."),
    XSD.integer: Text("Số nguyên.", "A whole number."),
    XSD.gYear: Text("Năm, bốn chữ số.", "A year of four digits."),
    XSD.date: Text("Ngày, viết 2021-12-31.", "A date, written 2021-12-31."),
    XSD.boolean: Text("Ghi true nếu đúng, để trống nếu không.", "Write true where it is so, else leave it empty."),
    "vi": Text("Bằng tiếng Việt, đúng chữ của văn bản.", "In Vietnamese, in the document's words."),
    "en": Text("Bằng tiếng Anh.", "In English."),
}
CHOOSE: Final = Text("Chọn trong danh sách.", "Choose from the list.")
ADDRESS: Final = Text("Một địa chỉ web hoặc id.", "A web address or an id.")
OWN_WORDS: Final = Text("Bằng tiếng Việt.", "In Vietnamese.")
PASSAGE_HELP: Final = Text(
    "Chép nguyên văn câu làm căn cứ; khi nhập, máy tìm chỗ của nó trong trang Nguồn. Câu ấy phải có đúng một lần ở đó.",
    "Copy the very words it was read from; on import their place in the sheet Source is found. "
    "They must stand there once.",
)
INTRODUCTION: Final = (
    Text("Bảng tính mã hóa một kế hoạch bình đẳng giới.", "Workbook for encoding a gender-equality plan."),
    Text(
        "1. Dán văn bản vào trang Source từ dòng 4, mỗi đoạn một dòng.",
        "1. Paste the document into the sheet Source from row 4 on, a paragraph a row.",
    ),
    Text(
        "2. Điền một dòng ở trang Plan. Điều văn bản không nêu (số, ngày, cơ quan ban hành, thời kỳ) thì chọn ở cột "
        "“không nêu”.",
        "2. Fill in one row of Plan. What the document does not print (number, date, issuer, period) is chosen in the "
        "column “not stated”.",
    ),
    Text(
        "3. Theo thứ tự: mục tiêu (Objective), chỉ tiêu (Indicator), con số phải đạt (Target), ai chủ trì, ai phối hợp "
        "(Responsibility); rồi các trang khác nếu văn bản có. Mỗi thứ một dòng, từ dòng 5. Trang không dùng thì để "
        "trống.",
        "3. In this order: objectives, indicators, the figures to reach (Target), who leads and coordinates "
        "(Responsibility); then the other sheets where the document has such things. One thing a row, from row 5 on. "
        "Leave unused sheets empty.",
    ),
    Text(
        "4. Cơ quan hoặc văn bản chưa có trong danh sách thì khai ở trang Agency, Document; sau đó ghi tên của nó ở "
        "các trang khác.",
        "4. Describe an agency or document that no list has on the sheet Agency or Document; then write its name on "
        "the other sheets.",
    ),
    Text(
        "Cột tô xanh phải điền. Cột id tự hiện từ số. Nhiều giá trị trong một ô: mỗi giá trị một dòng (Alt+Enter).",
        "Blue columns are required. The column id shows by itself, from the number. Several values in a cell: one a "
        "line (Alt+Enter).",
    ),
    Text(
        "Ô có danh sách: chọn một mục, hoặc gõ tên của nó. Dòng 4 in nghiêng là ví dụ, không được nhập. Đừng đổi tên "
        "trang và dòng 1; đừng gộp ô.",
        "Cells with a list: choose, or type the name. Row 4 in italics is an example and is not imported. Do not "
        "rename sheets or row 1; do not merge cells.",
    ),
    Text(
        "Kiểm tra: bdg validate TỆP.xlsx, hoặc trang /validate. Báo cáo nêu trang và ô phải sửa.",
        "To validate: bdg validate FILE.xlsx, or the page /validate. The report names the sheet and the cell to mend.",
    ),
    Text("Nhập: bdg workbook import TỆP.xlsx -o THƯ-MỤC", "To import: bdg workbook import FILE.xlsx -o FOLDER"),
)
