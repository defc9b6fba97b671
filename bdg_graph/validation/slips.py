"""The usual mistakes in RDF files: what a parser says of each, what stands at its place, and what to do about it."""

import re
from dataclasses import dataclass
from typing import Final

from bdg_graph.validation.findings import Text

TURTLE: Final = (".ttl", ".trig")
LINES: Final = (".nt", ".nq")
JSON: Final = (".jsonld",)
XML: Final = (".rdf",)


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake. `words` must be found in what the parser says, `before` end and `after` begin at the place; groups
    of them fill the sentences. `back`: the mistake is where the words before the place end."""

    suffixes: tuple[str, ...]
    words: str
    said: Text
    before: str = ""
    after: str = ""
    back: bool = False

    def groups(self, words: str, text: str, at: int | None) -> dict[str, str] | None:
        """What fills the sentences, where the mistake is this one."""
        found = [re.search(self.words, words)]
        if self.before or self.after:
            if at is None:
                return None
            found += [re.search(f"(?:{self.before})\\Z", text[max(0, at - 300) : at])]
            found += [re.compile(self.after).match(text, at)]
        told = [match.groupdict() for match in found if match]
        return {name: value for groups in told for name, value in groups.items()} if len(told) == len(found) else None


@dataclass(frozen=True, slots=True)
class Foreign:
    """How files of other kinds begin, and files with marks in them, read as Latin-1."""

    begins: re.Pattern[str]
    said: Text


FOREIGN: Final = tuple(
    Foreign(re.compile(begins, re.IGNORECASE | re.MULTILINE), Text(vi, en))
    for begins, vi, en in (
        (r"\A(?:\xff\xfe|\xfe\xff)",
         "tệp ghi bằng UTF-16. Hãy lưu lại bằng mã UTF-8",
         "the file is written in UTF-16. Save it as UTF-8"),
        (r"\A\xef\xbb\xbf",
         "tệp bắt đầu bằng dấu BOM, không nhìn thấy được. Hãy lưu lại bằng mã “UTF-8” (không phải “UTF-8 with BOM”)",
         "the file begins with a BOM, a mark that is not seen. Save it as “UTF-8”, not “UTF-8 with BOM”"),
        (r"\APK\x03\x04",
         "đây là tệp .docx hay .xlsx mang tên khác. Bảng tính của mẫu: đổi tên thành .xlsx; văn bản: dùng bdg draft",
         "this is a .docx or .xlsx under another name. A workbook of ours: name it .xlsx; a document: use bdg draft"),
        (r"\A(?:%PDF|\{\\rtf)",
         "đây là một văn bản (PDF, RTF), không phải dữ liệu. Hãy dùng bdg draft để tạo bản mã hóa từ văn bản",
         "this is a document (PDF, RTF), no data. Use bdg draft to make an encoding of a document"),
        (r"\A\s*(?:<!doctype html|<html)",
         "đây là một trang web, không phải dữ liệu. Hãy tải tệp dữ liệu (Turtle) rồi thử lại",
         "this is a web page, no data. Download the file of the data (Turtle) and try again"),
        (r"^(?:<{7}|>{7}) |^={7}$",
         "tệp còn dấu xung đột của git (<<<<<<<, =======, >>>>>>>). Hãy chọn một bản và xóa các dòng dấu ấy",
         "the file has the marks of a conflict in git (<<<<<<<, =======, >>>>>>>). Choose one side; delete the "
         "marks"),
        (r"\A[^<@\"\n]*\t[^<@\"\n]*$",
         "đây là các ô dán từ một bảng tính, cách nhau bằng tab. Hãy dán vào mẫu của bdg workbook new rồi kiểm "
         "tra tệp "
         ".xlsx",
         "these are cells pasted from a spreadsheet, with tabs between. Paste them into the template of bdg workbook "
         "new, and validate the .xlsx"),
        (r"\A[\w ]+(?:[,;][\w ]+){2,}\r?$",
         "đây là một tệp CSV. Hãy dán vào mẫu của bdg workbook new rồi kiểm tra tệp .xlsx",
         "this is a CSV file. Paste it into the template of bdg workbook new, and validate the .xlsx"),
    )
)  # fmt: skip


def _slips(suffixes: tuple[str, ...], *rows: tuple[str, str, str, str, str]) -> tuple[Slip, ...]:
    return tuple(
        Slip(suffixes, words, Text(vi, en), before.removeprefix("←"), after, before.startswith("←"))
        for words, before, after, vi, en in rows
    )


# What the parser says; what stands before the place ("←": mark its end), what after it; the sentence.
SLIPS: Final[tuple[Slip, ...]] = (
    *_slips(
        (),
        ("Invalid UTF-8", "", "",
         "tệp không ghi bằng UTF-8 (có lẽ bằng bảng mã cũ như Windows-1258, TCVN3, VNI). Hãy mở bằng chương trình "
         "đã tạo ra nó và lưu lại bằng UTF-8",
         "the file is not in UTF-8 (but perhaps in an old encoding such as Windows-1258, TCVN3 or VNI). Open it with "
         "the program that wrote it and save it as UTF-8"),
    ),
    *_slips(
        TURTLE,
        ("", "", "(?P<sign>[“”„‘’«»])",
         "dấu ngoặc kép cong {sign} không mở được chữ. Hãy gõ dấu thẳng: \"…\"",
         "the curly quotation mark {sign} opens no text. Type straight ones: \"…\""),
        ("", "", "(?P<sign>[；，。：、＜＞])",
         "dấu {sign} thuộc bộ gõ khác. Hãy gõ dấu thường: ; , . : < >",
         "the sign {sign} is of another keyboard. Type the plain one: ; , . : < >"),
        ("", "", "[\\u00a0\\u2000-\\u200f\\u2028\\u2029\\u202f\\u2060\\ufeff\\u3000]",
         "ở đây có một khoảng trắng lạ (dán từ văn bản hay trang web). Hãy xóa nó và gõ dấu cách thường",
         "there is a strange space here (pasted from a document or a page). Delete it and type a plain space"),
        ("Unexpected end of file", "", "\"\"\"|'''",
         "đoạn chữ mở bằng ba dấu ngoặc kép ở đây không đóng. Hãy thêm ba dấu ngoặc kép ở cuối đoạn",
         "the text that opens here with three quotation marks is not closed. Add three of them at its end"),
        ("Unexpected end of file|Line jumps", "", "[\"']",
         "chữ trong ngoặc kép mở ở đây không đóng trên cùng dòng. Hãy thêm dấu \" ở cuối; chữ nhiều dòng thì dùng "
         "\"\"\"…\"\"\"",
         "the text in quotation marks that opens here is not closed on its line. Add \" at its end; text of several "
         "lines takes \"\"\"…\"\"\""),
        ("Line jumps", "", "",
         "chữ trong ngoặc kép không đóng trên cùng dòng. Hãy thêm dấu \" ở cuối; chữ nhiều dòng thì dùng "
         "\"\"\"…\"\"\"",
         "a text in quotation marks is not closed on its line. Add \" at its end; text of several lines takes "
         "\"\"\"…\"\"\""),
        ("Unexpected end of file|Invalid IRI code point", "", "<[^>]*$|<[^>\\s]*\\s+[^>]*[\\s;,.][^>]*>?",
         "IRI mở bằng < ở đây không đóng. Hãy thêm > ngay sau IRI; IRI không có dấu cách",
         "the IRI that opens here with < is not closed. Add > right after it; an IRI has no spaces"),
        ("Invalid IRI code point ' '", "", "",
         "IRI có dấu cách. Hãy bỏ dấu cách, hoặc thay bằng gạch nối",
         "there is a space in the IRI. Take it out, or write a hyphen"),
        ("Invalid IRI code point (?P<sign>\\S+)", "", "",
         "IRI có ký tự không được phép: {sign}. Hãy bỏ nó, hoặc viết mã %..",
         "the IRI has a character that it may not have: {sign}. Take it out, or write its %-code"),
        ("escape", "", "",
         "sau dấu \\ trong chữ chỉ có thể là t, n, r, \", ', \\ hoặc mã \\u. Muốn viết chính dấu \\ thì viết \\\\",
         "after \\ in a text only t, n, r, \", ', \\ or a code like \\u1ebf may follow. For the sign itself write "
         "\\\\"),
        ("language|subtag|Unexpected character", "\"@[\\w-]*", "",
         "mã ngôn ngữ sau @ không đúng. Hãy viết @vi hoặc @en; vùng thì sau gạch nối, như @vi-VN",
         "what follows @ is no language. Write @vi or @en; a region follows a hyphen, as in @vi-VN"),
        ("", "\\b\\d{1,2}", "/\\d{1,2}/\\d{4}|-\\d{1,2}-\\d{4}",
         "ngày viết như thế không đọc được. Hãy viết năm-tháng-ngày: \"2021-12-31\"^^xsd:date",
         "a date can't be written so. Write year-month-day: \"2021-12-31\"^^xsd:date"),
        ("", "(?P<year>\\b\\d{4})", "(?P<rest>-\\d{2}(?:-\\d{2})?)",
         "ngày phải ở trong ngoặc kép và có kiểu: \"{year}{rest}\"^^xsd:date",
         "a date stands in quotation marks and has a type: \"{year}{rest}\"^^xsd:date"),
        ("", "\\d\\s?", "%",
         "dấu % không viết cùng số. Hãy chỉ ghi số ở bdg:value, còn đơn vị ghi bdg:unit unit:percent",
         "no % is written with a number. Write the number alone with bdg:value, and bdg:unit unit:percent"),
        ("", "\\d\\.\\d{3}", "\\.\\d{3}",
         "số không viết dấu chấm giữa các hàng nghìn. Hãy viết liền: 1000000; dấu chấm chỉ đứng trước phần lẻ: 27.5",
         "a number has no dots between thousands. Write it in one: 1000000; a dot comes before decimals only: 27.5"),
        ("valid RDF object", "", "(?P<word>TRUE|True|FALSE|False|có|không|yes|no)\\b",
         "“{word}” không phải giá trị đúng sai. Hãy viết true hoặc false, chữ thường, không có ngoặc kép",
         "“{word}” is no truth value. Write true or false in small letters, without quotation marks"),
        ("valid subject", "\"\\^?", "\\^",
         "trước kiểu của giá trị phải có hai dấu ^. Hãy viết như \"2021\"^^xsd:gYear",
         "two ^ come before the type of a value. Write it as in \"2021\"^^xsd:gYear"),
        ("PREFIX keyword", "", "",
         "tiền tố khai báo không đúng. Hãy viết như “@prefix bdg: <https://w3id.org/bdg/ontology#> .”, có dấu hai "
         "chấm",
         "a prefix is not declared so. Write it like “@prefix bdg: <https://w3id.org/bdg/ontology#> .”, with a "
         "colon"),
        ("", "", "//|#",
         "ghi chú bắt đầu bằng dấu # chứ không phải //. Hãy sửa, hoặc bỏ ghi chú",
         "a comment begins with #, not with //. Correct it, or take the comment out"),
        ("valid RDF object|valid predicate", ";\\s*<[^<>]*>\\s*", "a\\b|[\\w-]*:",
         "dòng trước kết thúc bằng dấu chấm phẩy, nhưng ở đây đã sang một đối tượng khác. Hãy thay ; cuối cùng "
         "bằng dấu chấm",
         "the lines before end in a semicolon, but another thing begins here. Make the last ; a full stop"),
        ("valid subject", "\"(?:@[\\w-]+)?\\s*", "[\"']",
         "giữa hai giá trị thiếu dấu phẩy. Hãy viết: \"…\"@vi , \"…\"@en",
         "a comma is missing between two values. Write: \"…\"@vi , \"…\"@en"),
        ("valid subject|valid predicate", "\"\\s*", "[^\\W\\d]",
         "chữ đã đóng ở dấu \" ngay trước đây. Dấu ngoặc kép nằm trong chữ phải viết \\\"",
         "the text has ended at the \" just before. A quotation mark within a text is written \\\""),
        ("A dot is expected", "←(?:prefix|base)[^\\n]*>\\s*", "",
         "dòng khai báo trước thiếu dấu chấm ở cuối. Hãy thêm “ .” sau >",
         "the declaration before has no full stop at its end. Add “ .” after >"),
        ("A dot is expected", "←\\n\\s*", "(?=<[^<>]*>\\s+a\\s|[\\w-]+:\\S+\\s+a\\s)",
         "đối tượng trước chưa kết thúc. Hãy thêm dấu chấm “ .” ở cuối dòng của nó",
         "the thing before has not ended. Add a full stop “ .” at the end of its last line"),
        ("A dot is expected", "←\\s*", "",
         "giữa hai thuộc tính thiếu dấu chấm phẩy. Hãy thêm “ ;” ở cuối dòng trước (dấu chấm “ .” nếu đối tượng "
         "đã hết)",
         "a semicolon is missing between two properties. Add “ ;” at the end of the line before (a full stop “ .” "
         "where "
         "the thing ends)"),
        ("Unexpected end", "←\\s*", "",
         "tệp hết giữa chừng. Hãy thêm dấu chấm “ .” ở cuối đối tượng cuối cùng; trong TriG, đóng }} của đồ thị",
         "the file ends in the middle. Add a full stop “ .” at the end of the last thing; in TriG close the graph "
         "with }}"),
        ("end with a '\\]'", "", "",
         "ngoặc [ chưa đóng. Hãy thêm ], hoặc tốt hơn: đặt cho đối tượng ấy một IRI riêng",
         "a bracket [ is not closed. Add ], or better: give that thing an IRI of its own"),
        ("", "[\\w-]+:[\\w.-]+", "/",
         "tên có tiền tố không chứa được dấu /. Hãy viết cả IRI trong < >, như <agency/ninh-binh/so-y-te>",
         "a name with a prefix can't hold a /. Write the IRI in < >, such as <agency/ninh-binh/so-y-te>"),
        ("valid RDF object", "", "[;,.]",
         "thuộc tính này không có giá trị, hoặc trước giá trị thiếu thuộc tính. Mỗi điều gồm đối tượng, thuộc "
         "tính, giá "
         "trị; hãy viết đủ, hoặc bỏ",
         "a property has no value here, or a value no property. A statement is a thing, a property and a value; "
         "complete "
         "it, or take it out"),
        ("valid RDF object", "", "(?P<word>[^\\W\\d][\\w-]*)",
         "“{word}” đứng trần, không có ngoặc. Chữ viết trong ngoặc kép, như \"…\"@vi; vật viết bằng tiền tố hoặc "
         "< >, như "
         "unit:percent",
         "“{word}” stands bare. Text is written in quotation marks, like \"…\"@vi; things with a prefix or in < "
         ">, like "
         "unit:percent"),
        ("valid subject", "", "[\"']",
         "câu không bắt đầu bằng chữ trong ngoặc kép. Hãy viết đối tượng và thuộc tính trước nó, hoặc xem dấu câu "
         "phía trước",
         "no statement begins with a text. Write the thing and the property before it, or look at the punctuation "
         "before"),
        ("valid subject|valid predicate", "\\.\\s*", "\\.",
         "thừa một dấu chấm. Hãy bỏ nó", "there is a full stop too many. Take it out"),
        ("valid subject", "", "(?P<word>[^\\W\\d][\\w-]*)",
         "“{word}” không mở đầu được câu nào. Ghi chú thì viết sau dấu #; tên thì viết trong < > hoặc có tiền tố",
         "“{word}” begins no statement. A remark is written after #; a name in < > or with a prefix"),
        ("", "", "\\}",
         "thừa dấu }}, hoặc thiếu {{ trước đó. Hãy bỏ nó", "there is a }} too many, or a {{ missing before. Take "
         "it out"),
        ("", "", "(?P<sign>[^\\w\\s])",
         "dấu {sign} không thể đứng ở đây. Hãy bỏ nó, hoặc xem lại dấu câu ngay trước đó",
         "the sign {sign} can't stand here. Take it out, or look at the punctuation just before"),
    ),
    *_slips(
        LINES,
        ("absolute IRI|triple must be|Quads must|dot", "", "",
         "N-Triples chỉ có IRI đầy đủ trong < >, chữ trong ngoặc kép, và dấu chấm cuối mỗi dòng; không có "
         "@prefix, ; hay a. "
         "Tệp viết gọn như Turtle thì hãy đổi tên thành .ttl",
         "N-Triples has whole IRIs in < >, texts in quotation marks, and a full stop at the end of each line; no "
         "@prefix, "
         "; or a. A file written like Turtle is named .ttl"),
    ),
    *_slips(
        JSON,
        ("property name|Expecting value|trailing comma", "←,\\s*", "[}\\]]|",
         "thừa dấu phẩy trước dấu đóng ngoặc. Hãy bỏ nó",
         "there is a comma too many before the closing bracket. Take it out"),
        ("property name|Expecting value", "", "['“”‘’]",
         "JSON chỉ dùng dấu ngoặc kép thẳng. Hãy viết \"…\"", "JSON has straight double quotation marks only. "
         "Write \"…\""),
        ("Expecting value", "", "(?P<word>True|False|None)",
         "“{word}” không phải giá trị JSON. Hãy viết true, false hoặc null",
         "“{word}” is no value of JSON. Write true, false or null"),
        ("Expecting ',' delimiter", "", "\\Z",
         "tệp hết khi còn ngoặc chưa đóng. Hãy thêm }} hoặc ] ở cuối",
         "the file ends with a bracket open. Add }} or ] at its end"),
        ("Expecting ',' delimiter", "←\\s*", "",
         "thiếu dấu phẩy giữa hai mục. Hãy thêm nó", "a comma is missing between two entries. Add it"),
        ("Expecting ':' delimiter", "←\\s*", "",
         "thiếu dấu hai chấm giữa tên và giá trị. Hãy viết \"tên\": giá trị",
         "a colon is missing between a name and its value. Write \"name\": value"),
        ("Unterminated string|Invalid control character", "", "",
         "chữ trong ngoặc kép không đóng trên cùng dòng. Hãy thêm dấu \"; xuống dòng trong chữ viết \\n",
         "a text in quotation marks is not closed on its line. Add \"; a line end within a text is written \\n"),
        ("escape", "", "",
         "muốn viết dấu \\ trong chữ thì viết \\\\", "for the sign \\ in a text write \\\\"),
        ("Extra data", "", "",
         "sau ngoặc cuối cùng còn chữ thừa. Hãy xóa, hoặc gộp tất cả vào một danh sách [ ]",
         "something stands after the last bracket. Delete it, or put all into one list [ ]"),
        ("", "", "",
         "JSON đúng nhưng không phải JSON-LD như mong đợi. Hãy xem lại @context và các khóa bắt đầu bằng @",
         "this is JSON, but no JSON-LD as expected. Look at @context and the keys that begin with @"),
    ),
    *_slips(
        XML,
        ("mismatched tag", "", "",
         "thẻ đóng ở đây không khớp với thẻ đang mở. Hãy đóng thẻ mở sau cùng trước",
         "the tag that closes here is not the one that is open. Close the one first that was opened last"),
        ("no element found|unclosed", "", "",
         "tệp hết khi còn thẻ chưa đóng. Hãy chép lại cho đủ, hoặc thêm </rdf:RDF>",
         "the file ends with a tag open. Copy it whole, or add </rdf:RDF>"),
        ("unbound prefix", "", "",
         "thẻ này có tiền tố chưa khai báo. Hãy thêm xmlns:…=\"…\" vào thẻ rdf:RDF",
         "this tag has a prefix that is not declared. Add xmlns:…=\"…\" to the tag rdf:RDF"),
        ("invalid token", "&[^;\\s]{0,9}\\s?", "",
         "dấu & trong chữ phải viết &amp;, dấu < viết &lt;", "the sign & in a text is written &amp;, the sign < "
         "is &lt;"),
        ("invalid token", "=\\s*", "",
         "giá trị của thuộc tính phải ở trong ngoặc kép. Hãy viết tên=\"…\"",
         "the value of an attribute stands in quotation marks. Write name=\"…\""),
        ("syntax error|invalid token", "\\A[^:]{0,250}", "",
         "đây không phải XML. Hãy xem lại tên tệp: Turtle là .ttl, JSON-LD là .jsonld",
         "this is no XML. Look at the name of the file: Turtle is .ttl, JSON-LD is .jsonld"),
    ),
    Slip(
        (),
        "",
        Text("ở đây có điều không thuộc định dạng của tệp. Hãy so với một tệp đúng",
             "here stands what is not of the format of the file. Compare it with a file that is right"),
    ),
)  # fmt: skip
