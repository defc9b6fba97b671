"""One table of cases for each step of the parser: tests/cases/<step>.tsv."""

import re
from functools import cache
from importlib import import_module

import pytest

from bdg_graph import paths
from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing import assignments, citations, deadlines, document, lines, metrics, references, targets
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.records import Citation, Span
from tests.cases import cases, rows

MARKED = {"1.2.2": [("indicator", "2.1")], "1.3": [("objective", "4")]}
KEYS = {"2.1", "2.2", "3.1", "3.2", "3.3", "3.4", "4.1"}


def read(text: str) -> Document:
    return document.read(text + "\n", lexicon())


@pytest.mark.parametrize(("given", "expected", "why"), cases("lines"))
def test_lines(given: str, expected: str, why: str) -> None:
    (line,) = lines.split(given)
    number = ".".join(map(str, line.ordinal))
    style = line.style or ("label" if line.label else "-")
    head = " ".join(filter(None, (style, number, line.label, line.label_number)))
    body = " / ".join(given[c.start : c.end] for c in line.cells) if line.cells else given[line.body : line.end]
    assert f"{head} | {body}" == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("targets"))
def test_targets(given: str, expected: str, why: str) -> None:
    found = []
    for c in targets.commitments(read(given), 0, len(given)):
        due = [str(c.due)] if c.due else []
        baseline = [f"base {c.baseline:f}"] if c.baseline is not None else []
        none = ["no target"] if c.no_target else []
        found.append(" ".join([c.comparator, f"{c.value:f}", c.unit or "?", *due, *baseline, *none]))
    assert (" ; ".join(found) or "-") == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("references"))
def test_references(given: str, expected: str, why: str) -> None:
    found, _unknown = references.references(given, 0, len(given), KEYS, {"1", "2", "3", "4"}, MARKED)
    printed = [
        (f"objective {ref.key}" if ref.kind == "objective" else ref.key) + (f"[{ref.scope}]" if ref.scope else "")
        for ref in found
    ]
    assert (" ".join(printed) or "-") == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("roles"))
def test_roles(given: str, expected: str, why: str) -> None:
    assert assignments.role(given, 0, len(given)) == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("agencies"))
def test_agencies(given: str, expected: str, why: str) -> None:
    found = [mention.agency for mention in Agencies(read(given), "x").all]
    assert (" ".join(found) or "-") == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("citations"))
def test_citations(given: str, expected: str, why: str) -> None:
    doc = read(given)
    citations.read(doc, Agencies(doc, "x"), None)
    found = [record.document for record in doc.records if isinstance(record, Citation)]
    assert (" ; ".join(found) or "-") == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), cases("deadlines"))
def test_deadlines(given: str, expected: str, why: str) -> None:
    found = [f"{d.day}/{d.month}" + (f"/{d.year}" if d.year else "") for d in deadlines.deadlines(given, 0, len(given))]
    assert (" ".join(found) or "-") == expected, why


@pytest.mark.parametrize(("name", "how", "matches", "must_not"), rows("patterns"))
def test_patterns(name: str, how: str, matches: str, must_not: str) -> None:
    """Every named regular expression with a line it matches and one it must not."""
    unescaped = [re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), words) for words in (matches, must_not)]
    assert [bool(getattr(named()[name], how)(words)) for words in unescaped] == [True, False]


def test_every_pattern_has_its_lines() -> None:
    assert named().keys() == {row[0] for row in rows("patterns")}


@cache
def named() -> dict[str, re.Pattern[str]]:
    """The regular expressions that the modules of reading and parsing name: "lines.ROMAN"."""
    found = {}
    for file in (*(paths.PACKAGE / "parsing").glob("*.py"), *(paths.PACKAGE / "reading").glob("*.py")):
        module = import_module(f"bdg_graph.{file.parent.name}.{file.stem}")
        for name in re.findall(r"^(\w+) = (?:re\.compile|compiled)\(", file.read_text("utf-8"), re.MULTILINE):
            found[f"{file.stem}.{name}"] = getattr(module, name)
    return found


def test_a_title_ends_where_the_sentence_goes_on_to_other_aims() -> None:
    given = "Thực hiện Chỉ thị số 5/CT-TTg của Thủ tướng về công tác phụ nữ và các chỉ tiêu của tỉnh, các sở báo cáo."
    doc = read(given)
    citations.read(doc, Agencies(doc, "x"), None)
    assert [record.cited_titles for record in doc.records if isinstance(record, Citation)] == [["công tác phụ nữ"]]


@pytest.mark.parametrize(
    ("office", "issuer"),
    [
        ("Bộ trưởng Bộ Y tế", "Bộ trưởng Bộ Y tế"),
        ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"),
        ("Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng", "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng"),
    ],
)
def test_a_document_is_issued_by_whoever_holds_an_office(office: str, issuer: str) -> None:
    """The title stands behind the issuer, whoever that is."""
    doc = read(f"Thông tư số 2/2021/TT-BYT ngày 25/01/2021 của {office} hướng dẫn công tác dân số;")
    citations.read(doc, Agencies(doc, "x"), None)
    found = [(r.cited_issuers, r.cited_titles) for r in doc.records if isinstance(r, Citation)]
    assert found == [([issuer], ["hướng dẫn công tác dân số"])]


@pytest.mark.parametrize(
    ("given", "sure"),
    [
        ("Tỷ lệ lao động nữ tại địa phương được đào tạo nghề đạt 40%", True),
        ("Tỷ lệ lao động tại địa phương được đào tạo nghề đạt 40%", False),
        ("Lao động nữ: đạt 60%; tỷ lệ lao động được đào tạo nghề đạt 40%", True),
    ],
)
def test_what_counts_women_is_named_where_women_are_spoken_of(given: str, *, sure: bool) -> None:
    clause = Span(given.find("ỷ lệ") - 1, len(given))
    metric, score = metrics.propose(read(given), clause, "percent")
    assert (metric == "rural-women-vocational-training" and score >= metrics.THRESHOLD) is sure
