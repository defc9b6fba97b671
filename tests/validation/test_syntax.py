"""What is said of a file that can't be read: the mistake, its place with a mark, and what to do; the parser's words
behind it. Each row is a mistake that people make."""

from pathlib import Path

import pytest

from bdg_graph.validation import inputs, slips, syntax
from bdg_graph.validation.syntax import Broken

HEAD = (
    "@base <https://w3id.org/bdg/id/> .\n@prefix bdg: <https://w3id.org/bdg/ontology#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix unit: <unit/> .\n"
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bdg="https://w3id.org/bdg/ontology#">\n'

# What was written (Turtle after four lines of prefixes), the line with the mark, words of the advice, why people do it.
TURTLE: list[tuple[str, str, str, str]] = [
    ("<plan/x> a bdg:Plan\n<plan/y> a bdg:Plan .", "<plan/x> a bdg:Plan▶", "Hãy thêm dấu chấm",
     "a copied block lost its end"),
    ("<plan/x> a bdg:Plan", "<plan/x> a bdg:Plan▶", "tệp hết giữa chừng", "the last full stop is forgotten"),
    ("<plan/x> a bdg:Plan\n  unit:a unit:b .", "<plan/x> a bdg:Plan▶", "Hãy thêm “ ;”", "a line was added below"),
    ('<plan/x> bdg:text "a"@vi\n  unit:a unit:b .', '<plan/x> bdg:text "a"@vi▶', "Hãy thêm “ ;”",
     "after a text, too"),
    ("<plan/x> a bdg:Plan ;\n\n<plan/y> a bdg:Plan .", "<plan/y> ▶a bdg:Plan .", "Hãy thay ; cuối cùng",
     "the last line was deleted"),
    ('<plan/x> bdg:text "a"@vi "b"@en .', '<plan/x> bdg:text "a"@vi ▶"b"@en .', "thiếu dấu phẩy", "two languages"),
    ("<plan/x> a bgd:Plan .", "<plan/x> a ▶bgd:Plan .", "có phải ý bạn là “bdg:”", "letters are swapped"),
    ("<plan/x> a skos:Concept .", "<plan/x> a ▶skos:Concept .",
     "“@prefix skos: <http://www.w3.org/2004/02/skos/core#> .”",
     "a block was copied without its prefixes"),
    ("<plan/x> a foaf2:Plan .", "<plan/x> a ▶foaf2:Plan .", "“@prefix foaf2: <…> .”", "a prefix that nobody knows"),
    ('<plan/x> bdg:text "abc@vi ;\n a bdg:Plan .', '<plan/x> bdg:text ▶"abc@vi ;', 'thêm dấu " ở cuối',
     "the end is forgotten"),
    ('<plan/x> bdg:text "abc\ndef"@vi .', '<plan/x> bdg:text "abc▶', '"""…"""', "a text pasted with its line ends"),
    ('<plan/x> bdg:text """abc@vi .', '<plan/x> bdg:text ▶"""abc@vi .', "Hãy thêm ba dấu ngoặc kép", "a long text"),
    ('<plan/x> bdg:text "a "b" c"@vi .', '<plan/x> bdg:text "a "▶b" c"@vi .', 'phải viết \\"',
     "a quotation in the text"),
    ("<plan/x> bdg:text “abc”@vi .", "<plan/x> bdg:text ▶“abc”@vi .", "gõ dấu thẳng", "pasted from Word"),
    ("<plan/x a bdg:Plan .", "▶<plan/x a bdg:Plan .", "Hãy thêm >", "the end of an IRI is forgotten"),
    ("<plan/x y> a bdg:Plan .", "▶<plan/x y> a bdg:Plan .", "Hãy bỏ dấu cách", "a name with a space"),
    ("<plan/{x}> a bdg:Plan .", "▶<plan/{x}> a bdg:Plan .", "ký tự không được phép", "a template was not filled in"),
    ('<plan/x> bdg:text "C:\\duong"@vi .', '<plan/x> bdg:text "C:▶\\duong"@vi .', "viết chính dấu \\",
     "a path of Windows"),
    ('<plan/x> bdg:text "abc"@vi_VN .', '<plan/x> bdg:text "abc"@vi▶_VN .', "@vi-VN", "a locale as in programs"),
    ('<plan/x> bdg:text "abc"@ .', '<plan/x> bdg:text "abc"@▶ .', "@vi hoặc @en", "the language is forgotten"),
    ('<plan/x> bdg:text "abc"@tiengviet12 .', '<plan/x> bdg:text "abc"@▶tiengviet12 .', "@vi hoặc @en",
     "a language by name"),
    ("<plan/x> bdg:value 27% .", "<plan/x> bdg:value 27▶% .", "unit:percent", "a number with its unit"),
    ("<plan/x> bdg:value 1.000.000 .", "<plan/x> bdg:value 1.000▶.000 .", "Hãy viết liền", "thousands as in Vietnam"),
    ("<plan/x> bdg:stated True .", "<plan/x> bdg:stated ▶True .", "true hoặc false", "as in Python and Excel"),
    ("<plan/x> bdg:d 2021-12-31 .", "<plan/x> bdg:d 2021▶-12-31 .",
     '"2021-12-31"^^xsd:date', "a date without quotation marks"),
    ("<plan/x> bdg:d 31/12/2021 .", "<plan/x> bdg:d 31▶/12/2021 .", "năm-tháng-ngày", "a date as in Vietnam"),
    ('<plan/x> bdg:d "2021"^xsd:gYear .', '<plan/x> bdg:d "2021"▶^xsd:gYear .', "hai dấu ^", "one of two signs"),
    ("<plan/x> bdg:text Sở Y tế .", "<plan/x> bdg:text ▶Sở Y tế .", "“Sở” đứng trần", "text without quotation marks"),
    ("<plan/x> bdg:place ;\n a bdg:Plan .", "<plan/x> bdg:place ▶;", "không có giá trị", "a value was deleted"),
    ("<plan/x> <place/x> .", "<plan/x> <place/x> ▶.", "thiếu thuộc tính", "the property is forgotten"),
    ("<plan/x> a bdg:Plan . .", "<plan/x> a bdg:Plan . ▶.", "thừa một dấu chấm", "two blocks were joined"),
    ("<plan/x> bdg:p [ a bdg:Plan .", "<plan/x> bdg:p [ a bdg:Plan ▶.", "Hãy thêm ]", "a bracket is open"),
    ("<plan/x> bdg:p ) .", "<plan/x> bdg:p ▶) .", "dấu ) không thể đứng ở đây", "a bracket too many"),
    ("<plan/x> bdg:unit unit:a/b .", "<plan/x> bdg:unit unit:a▶/b .", "trong < >",
     "the id of an agency after a prefix"),
    ("// note\n<plan/x> a bdg:Plan .", "▶// note", "bắt đầu bằng dấu #", "a comment as in JavaScript"),
    ("<plan/x> a bdg:Plan .\nXem lại", "▶Xem lại", "viết sau dấu #", "a remark without its sign"),
    ('"abc" bdg:text <plan/x> .', '▶"abc" bdg:text <plan/x> .', "câu không bắt đầu bằng chữ", "turned round"),
    ("<plan/x>\u00a0a bdg:Plan .", "<plan/x>▶\u00a0a bdg:Plan .", "khoảng trắng lạ", "pasted from a web page"),
    ("<plan/x> a bdg:Plan\u200b .", "<plan/x> a bdg:Plan▶\u200b .", "khoảng trắng lạ", "a space that is not seen"),
    ("<plan/x> a bdg:Plan ；", "<plan/x> a bdg:Plan ▶；", "bộ gõ khác", "an East Asian keyboard"),
]  # fmt: skip
OTHERS: list[tuple[str, str, str, str, str]] = [
    (".ttl", "@prefix bdg: <http://x/>\n<plan/x> a bdg:Plan .", "@prefix bdg: <http://x/>▶", "Hãy thêm “ .” sau >",
     "as in SPARQL"),
    (".ttl", "@prefix bdg <http://x/> .", "@prefix ▶bdg <http://x/> .", "có dấu hai chấm", "the colon is forgotten"),
    (".trig", HEAD + "<plan/x> {\n<plan/x> a bdg:Plan", "<plan/x> a bdg:Plan▶", "đóng } của đồ thị",
     "the end was cut off"),
    (".trig", HEAD + "<plan/x> { <plan/x> a bdg:Plan . } }", "<plan/x> { <plan/x> a bdg:Plan . } ▶}", "thừa dấu }",
     "too many"),
    (".nt", "<plan/x> <http://a/b> <http://a/c> .", "▶<plan/x> <http://a/b> <http://a/c> .", ".ttl",
     "Turtle named .nt"),
    (".nq", "@prefix a: <http://a/> .", "▶@prefix a: <http://a/> .", ".ttl", "Turtle named .nq"),
    (".nt", "<http://a/x> <http://a/b> 5 .", "<http://a/x> <http://a/b> ▶5 .", "chữ trong ngoặc kép",
     "a bare number"),
    (".jsonld", '{"@id": "x",}', '{"@id": "x",▶}', "thừa dấu phẩy", "the last entry was deleted"),
    (".jsonld", '{"@id": "x"\n "@type": "y"}', '{"@id": "x"▶', "thiếu dấu phẩy", "an entry was added"),
    (".jsonld", '{"@id" "x"}', '{"@id"▶ "x"}', "thiếu dấu hai chấm", "a colon is forgotten"),
    (".jsonld", "{'@id': 'x'}", "{▶'@id': 'x'}", "dấu ngoặc kép thẳng", "as in Python"),
    (".jsonld", '{"@id": “x”}', '{"@id": ▶“x”}', "dấu ngoặc kép thẳng", "pasted from Word"),
    (".jsonld", '{"@id": True}', '{"@id": ▶True}', "true, false hoặc null", "as in Python"),
    (".jsonld", '{"@id": "x"', '{"@id": "x"▶', "ngoặc chưa đóng", "the end was cut off"),
    (".jsonld", '{"@id": "x}', '{"@id": ▶"x}', "không đóng trên cùng dòng", "the end is forgotten"),
    (".jsonld", '{"@id": "C:\\x"}', '{"@id": "C:▶\\x"}', "\\\\", "a path of Windows"),
    (".jsonld", "{} x", "{} ▶x", "sau ngoặc cuối cùng", "two files were joined"),
    (".jsonld", '{"@id": 5, "http://x/y": 1}', "", "không phải JSON-LD", "a number in place of an IRI"),
    (".rdf", RDF + "<bdg:Plan>", "<bdg:Plan>▶", "thẻ chưa đóng", "the end was cut off"),
    (".rdf", RDF + "<bdg:Plan></rdf:RDF>", "<bdg:Plan></▶rdf:RDF>", "không khớp", "a tag is open"),
    (".rdf", RDF + "<bdg:a>A & B</bdg:a></rdf:RDF>", "<bdg:a>A &▶ B</bdg:a></rdf:RDF>", "&amp;", "a plain &"),
    (".rdf", RDF + "<a:b/></rdf:RDF>", "▶<a:b/></rdf:RDF>", "xmlns:…", "a prefix is not declared"),
    (".rdf", RDF + "<bdg:a b=c/></rdf:RDF>", "<bdg:a b=▶c/></rdf:RDF>", "phải ở trong ngoặc kép", "as in HTML"),
    (".rdf", "<plan/x> a bdg:Plan .", "<plan/▶x> a bdg:Plan .", "không phải XML", "Turtle named .rdf"),
    (".rdf", "hello", "▶hello", "không phải XML", "another kind of file"),
]  # fmt: skip
FOREIGN: list[tuple[bytes, str, str]] = [
    (f"{HEAD}<plan/x> a bdg:Plan .".encode("utf-16"), "UTF-16", "saved by Notepad as “Unicode”"),
    (f"\ufeff{HEAD}<plan/x> a bdg:Plan .".encode(), "dấu BOM", "saved by Notepad as “UTF-8 with BOM”"),
    (f'{HEAD}<plan/x> bdg:text "đà"@vi .'.encode("cp1258"), "Windows-1258", "an old encoding of Vietnamese"),
    (b"id\ttext\tnumber\nplan/x\tabc\t1\n", "bdg workbook new", "cells pasted from a spreadsheet"),
    (b"id,text,number\nplan/x,abc,1\n", "CSV", "exported from a spreadsheet"),
    (b"<!DOCTYPE html>\n<html><body>x</body></html>", "trang web", "the page was saved in place of the file"),
    (b"PK\x03\x04\x14\x00", ".xlsx", "a workbook renamed"),
    (b"%PDF-1.7\n", "bdg draft", "the document itself"),
    (
        f"{HEAD}<<<<<<< HEAD\n<plan/x> a bdg:Plan .\n=======\n>>>>>>> a\n".encode(),
        "git",
        "a merge that was not finished",
    ),
    (f"{HEAD}<plan/x> a bdg:Plan .\n=======\n>>>>>>> a\n".encode(), "git", "half of it mended"),
]


def fault(suffix: str, content: bytes) -> Broken:
    with pytest.raises(Broken) as raised:
        inputs.triples(inputs.Part(Path(f"x{suffix}"), suffix, content))
    return raised.value


def holds(found: Broken, shown: str, advice: str) -> None:
    """The sentence has the advice and the place; both languages end with the parser's words."""
    assert advice in found.said.vi
    for language, line, column in (("vi", "Dòng", "cột"), ("en", "Line", "column")):
        said = found.said.in_language(language)
        assert said.endswith("]")
        assert said.rpartition("[")[2].rstrip("]")[:10] in found.msg
        if shown:
            assert f" {line} {found.lineno}, {column} {found.offset}: “{shown}”." in said


@pytest.mark.parametrize(("written", "shown", "advice", "why"), TURTLE, ids=[row[3] for row in TURTLE])
def test_turtle(written: str, shown: str, advice: str, why: str) -> None:
    found = fault(".ttl", f"{HEAD}{written}\n".encode())
    holds(found, shown, advice)
    lines, marked = f"{HEAD}{written}".split("\n"), shown.replace("▶", "")
    assert lines[(found.lineno or 0) - 1].strip() == marked.strip(), why
    assert lines[(found.lineno or 0) - 1][(found.offset or 0) - 1 :].startswith(shown.partition("▶")[2])


@pytest.mark.parametrize(("suffix", "written", "shown", "advice", "why"), OTHERS, ids=[row[4] for row in OTHERS])
def test_other_formats(suffix: str, written: str, shown: str, advice: str, why: str) -> None:
    holds(fault(suffix, written.encode()), shown, advice)


@pytest.mark.parametrize(("content", "advice", "why"), FOREIGN, ids=[row[2] for row in FOREIGN])
def test_other_kinds_of_file(content: bytes, advice: str, why: str) -> None:
    holds(fault(".ttl", content), "", advice)


def test_every_slip_is_tried() -> None:
    """Each row of the table is what one of the cases is told."""
    told = [fault(".ttl", f"{HEAD}{row[0]}\n".encode()) for row in TURTLE]
    told += [fault(row[0], row[1].encode()) for row in OTHERS]
    told += [fault(".ttl", row[0]) for row in FOREIGN]
    heads = {found.said.en.removeprefix("The file can't be read: ")[:18] for found in told}
    first = {slip.said.en.replace("{{", "{").replace("}}", "}").partition("{")[0][:18] for slip in slips.SLIPS[:-1]}
    assert [words for words in first if not any(head.startswith(words) for head in heads)] == []


def test_a_long_line_is_shown_around_the_place() -> None:
    found = fault(".ttl", f'{HEAD}<plan/x> bdg:text "{"a" * 500}"@vi "{"b" * 500}"@en .\n'.encode())
    assert f'“…{"a" * 45}"@vi ▶"{"b" * 49}…”.' in found.said.vi


def test_the_place_is_counted_in_letters() -> None:
    found = fault(".ttl", f'{HEAD}<plan/x> bdg:text "Sở Y tế"@vi "b"@en .\n'.encode())
    assert (found.lineno, found.offset) == (5, 32)


def test_what_no_row_knows_has_the_parsers_words() -> None:
    found = syntax.broken(SyntaxError("something new"), b"x", ".rdf")
    assert found.said.en.endswith("Nothing of the file was loaded. [something new]")
