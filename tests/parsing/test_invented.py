"""Layouts that the five plans do not have, in invented documents (see invented/README.md)."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing import records as r
from bdg_graph.parsing.plan import parse
from bdg_graph.reading import read
from tests.parsing.inventions import FOLDER, NAMES, draft, leads, of, targets, text


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_and_no_leftover_holds_a_number(name: str) -> None:
    found = draft(name)
    for record in (found.plan.header, *found.plan.records):
        assert record.evidence, record
        for span in record.evidence:
            assert 0 <= span.start < span.end <= len(text(name))
            assert text(name)[span.start : span.end].strip()
    left = [text(name)[span.start : span.end] for span in found.leftovers]
    assert [words for words in left if "chủ trì" in words or any(c.isdigit() for c in words)] == []


def test_a_city_in_hard_wrapped_markdown() -> None:
    """Sub-groups of objectives whose indicator numbers continue, agencies since 2025, two tiers of local government."""
    header = draft("city-2025.md").plan.header
    assert (header.document_number, header.issued, header.place, header.issuer, header.period) == (
        "215/KH-UBND",
        "2025-09-08",
        "an-hai",
        "an-hai/uy-ban-nhan-dan-tinh",
        (2025, 2025),
    )
    assert [record.key for record in of("city-2025.md", r.Objective)] == ["general", "1", "2", "3"]
    assert [record.key for record in of("city-2025.md", r.Indicator)] == [
        *("1.1", "1.2", "1.3", "1.4", "1.5", "2.6", "2.7", "3.8", "3.9", "3.10", "3.11", "3.12")
    ]
    assert targets("city-2025.md") == [
        "1.1 gteq 60 percent 2025",
        "1.2 gteq 15 percent 2025",
        "1.2 gteq 100 percent 2025",
        "1.3 gteq 52 percent 2025",
        "1.4 lt 20 percent 2025",
        "1.5 gteq 27 percent 2025",
        "2.6 lteq 1.7 times 2025",
        "2.7 gteq 80 percent 2025",
        "2.7 gteq 50 percent 2025",
        "3.8 eq 110.5 boys-per-100-girls 2025",
        "3.9 lt 10 births-per-1000-women 2025",
        "3.11 gt 35 percent 2025",
        "3.12 gteq 100 percent 2025",
    ]
    assert leads("city-2025.md") == [
        "an-hai/so-noi-vu lead indicator 1.1 indicator 1.3 indicator 1.4 indicator 3.11",
        "an-hai/so-noi-vu lead indicator 2.7",
        "an-hai/so-tai-chinh lead indicator 1.5",
        "an-hai/so-y-te lead indicator 3.8 indicator 3.9",
        "an-hai/so-giao-duc-va-dao-tao lead indicator 3.10",
        "an-hai/so-van-hoa-va-the-thao lead indicator 2.7",
        "an-hai/so-khoa-hoc-va-cong-nghe lead indicator 3.12",
        "an-hai/cuc-thong-ke data indicator 2.6",
        "an-hai/ban-to-chuc-tinh-uy lead indicator 1.2",
        "an-hai/ban-to-chuc-tinh-uy coordinate indicator 1.1",
    ]
    (signatory,) = of("city-2025.md", r.Signatory)
    assert (signatory.name, signatory.position) == ("Trần Thị Minh An", "PHÓ CHỦ TỊCH")


def test_a_plan_by_department_has_no_indicator() -> None:
    """Figures in purpose, duties and dates are no targets; "sự chủ trì của" and "người chủ trì" assign nothing."""
    assert [*of("departments.txt", r.Objective), *of("departments.txt", r.Indicator), *targets("departments.txt")] == []
    duties = [(d.number, d.role) for d in of("departments.txt", r.Responsibility)]
    assert duties == [
        ("1.1", "lead"),
        ("1.2", "other"),
        ("1.3", "other"),
        ("2.1", "other"),
        ("3.1", "coordinate"),
        ("4.1", "other"),
        ("4.2", "other"),
        ("5.1", "other"),
    ]
    assert draft("departments.txt").agencies == {
        "truong-son/trung-tam-dieu-duong-nguoi-co-cong-tinh": "Trung tâm Điều dưỡng người có công tỉnh"
    }


def test_tables_with_a_column_for_lead_and_coordinating_agencies() -> None:
    rows = [d for d in of("tables.md", r.Responsibility) if "table" in d.key]
    assert [(d.agencies, d.partners) for d in rows] == [
        (["hong-linh/so-lao-dong-thuong-binh-va-xa-hoi"], ["hong-linh/so-y-te", "hong-linh/cong-an-tinh"]),
        (
            ["hong-linh/so-thong-tin-va-truyen-thong"],
            ["hong-linh/hoi-lien-hiep-phu-nu", "hong-linh/cac-co-quan-bao-chi"],
        ),
        (["hong-linh/so-lao-dong-thuong-binh-va-xa-hoi"], ["hong-linh/cac-so-ban-nganh"]),
    ]
    assert targets("tables.md") == ["1 lt 0.4 percent 2025", "2 gteq 90 percent 2025", "3 lteq 17 percent 2025"]
    joint = [d for d in of("tables.md", r.Responsibility) if d.key == "2.1"]
    assert [(d.agencies, d.role) for d in joint] == [(["hong-linh/so-tu-phap", "hong-linh/cong-an-tinh"], "lead")]


def test_a_target_in_the_words_of_a_row_is_doubted_as_any_other() -> None:
    rows = "| TT | Chỉ tiêu | Cơ quan chủ trì |\n| 1 | Đạt 80% câu lạc bộ hoạt động | Sở Y tế |\n"
    found = parse(f"KẾ HOẠCH\nCông tác năm 2025\nI. NHIỆM VỤ\n{rows}II. TỔ CHỨC THỰC HIỆN\n", lexicon())
    assert [(d.kind, d.key, d.vi[:25]) for d in found.doubts] == [("Target", "1/target/1", "Chưa rõ thước đo chung (g")]


def test_brackets_assign_what_stands_above_them() -> None:
    """Of an indicator's bullet the indicator; of a heading that is no record nobody can say, so it is doubted."""
    plan = """KẾ HOẠCH
Công tác năm 2025
I. MỤC TIÊU
1. Mục tiêu chung
Nâng cao nhận thức của xã hội về bình đẳng giới (Sở Nội vụ chủ trì).
2. Chỉ tiêu (Sở Y tế chủ trì):
- Chỉ tiêu 1: Đạt 80% xã
+ Có cán bộ được tập huấn (Sở Tư pháp chủ trì)
II. TỔ CHỨC THỰC HIỆN
"""
    found = parse(plan, lexicon())
    assert [(d.key, d.agencies, d.covers) for d in found.plan.records if isinstance(d, r.Responsibility)] == [
        ("objective-general", ["viet-nam/so-noi-vu"], [("objective", "general")]),
        ("group-1", ["viet-nam/so-y-te"], []),
        ("indicator-1", ["viet-nam/so-tu-phap"], [("indicator", "1")]),
    ]
    assert [(d.key, d.en) for d in found.doubts if d.kind == "Responsibility"] == [
        ("group-1", "It is not clear what is assigned here; where you know, say so with bdg:covers in plan.ttl.")
    ]


def test_two_years_in_every_target() -> None:
    assert targets("strategy-style.txt") == [
        "1.1 gteq 60 percent 2025",
        "1.1 gteq 75 percent 2030",
        "2.1 gteq 50 percent 2025",
        "2.1 gteq 60 percent 2030",
        "2.2 lt 30 percent 2025",
        "2.2 lt 25 percent 2030",
        "2.3 gteq 27 percent 2025",
        "2.3 gteq 30 percent 2030",
        "3.1 eq 111 boys-per-100-girls 2025",
        "3.1 eq 109 boys-per-100-girls 2030",
        "3.2 lteq 42 deaths-per-100000-live-births 2025",
        "3.2 lt 42 deaths-per-100000-live-births 2030",
        "3.3 lteq 18 births-per-1000-women 2025",
        "3.3 lt 18 births-per-1000-women 2030",
        "3.4 gteq 40 percent 2025",
        "3.4 gteq 70 percent 2030",
        "4.1 gteq 60 percent 2025",
        "4.1 gteq 80 percent 2030",
        "4.2 gteq 100 percent 2025",
        "4.3 gteq 100 percent 2025",
    ]
    assert leads("strategy-style.txt") == [
        "binh-minh/so-thong-tin-va-truyen-thong lead objective 4",
        "binh-minh/so-thong-tin-va-truyen-thong coordinate indicator 3.1",
        "binh-minh/so-noi-vu lead objective 1",
        "binh-minh/cuc-thong-ke binh-minh/so-y-te data indicator 3.1 indicator 3.2",
        "binh-minh/so-lao-dong-thuong-binh-va-xa-hoi lead objective 2",
        "binh-minh/so-y-te lead objective 3",
    ]


def test_lettered_indicators_and_numbers_of_three_levels() -> None:
    assert targets("lettered.txt") == [
        "1 gteq 100 percent 2023",
        "2 gteq 95 percent 2023",
        "3 gt 90 percent 2023",
        "3 gteq 95 percent 2023",
    ]
    assert [task.key for task in of("lettered.txt", r.Task)] == ["1.1.1", "1.1.2", "1.1.2-model-1", "1.2.1", "2.1"]
    reports = of("lettered.txt", r.ReportingDuty)
    assert [(d.frequency, d.due_day, d.due_month, d.through) for d in reports] == [
        ("semiannual", 15, 6, ["phu-hung/cong-an-tinh"]),
        ("annual", 15, 12, ["phu-hung/cong-an-tinh"]),
    ]


def test_a_city_with_groups_below_objectives_and_two_years() -> None:
    """c1), c2) group indicators of one objective; "có trách nhiệm chủ trì"; number and day are left blank."""
    header = draft("city-subgroups.md").plan.header
    assert (header.key, header.document_number, header.issued) == ("ben-xuan-2025-2030", None, None)
    assert header.issuer == "ben-xuan/uy-ban-nhan-dan-tinh"
    assert [record.key for record in of("city-subgroups.md", r.Objective)] == ["general", "1", "2", "3"]
    assert targets("city-subgroups.md") == [
        "1.1 gteq 65 percent 2025",
        "1.1 gteq 80 percent 2030",
        "2.1 lteq 1.6 times 2025",
        "2.1 lteq 1.4 times 2030",
        "2.2 gteq 85 percent 2025",
        "2.2 gteq 95 percent 2030",
        "2.2 gteq 55 percent 2025",
        "2.2 gteq 75 percent 2030",
        "2.3 gteq 100 percent 2025",
        "3.1 lteq 110 boys-per-100-girls 2025",
        "3.1 lteq 108 boys-per-100-girls 2030",
        "3.2 lt 10 deaths-per-100000-live-births 2030",
    ]
    assert leads("city-subgroups.md") == [
        "ben-xuan/so-noi-vu lead objective 1 indicator 2.3",
        "ben-xuan/so-van-hoa-va-the-thao lead indicator 2.1 indicator 2.2",
        "ben-xuan/so-y-te lead objective 3",
        "ben-xuan/uy-ban-mat-tran-to-quoc ben-xuan/hoi-lien-hiep-phu-nu coordinate objective 2",
    ]


def test_tasks_with_lines_that_say_who_and_an_appendix() -> None:
    """Figures in tasks are no targets; a row of the appendix that repeats an indicator makes none of its own."""
    assert targets("tasks-with-agencies.txt") == [
        "1 gteq 95 percent 2024",
        "2 gteq 80 percent 2024",
        "3 gteq 2 facilities 2024",
        "1.2 gteq 55 None 2024",
    ]
    assert [(d.kind, d.key, d.en) for d in draft("tasks-with-agencies.txt").doubts if d.key == "1.2/target/1"] == [
        ("Target", "1.2/target/1", "No metric is sure (nearest: officials-awareness-reached, 0.13)."),
        ("Target", "1.2/target/1", "The unit is not known."),
    ]
    assert [(t.key, t.agencies) for t in of("tasks-with-agencies.txt", r.Task)] == [
        ("I.1", ["thanh-son/so-y-te"]),
        ("I.2", ["thanh-son/so-lao-dong-thuong-binh-va-xa-hoi"]),
        ("II.1", ["thanh-son/hoi-nguoi-cao-tuoi"]),
    ]
    said = of("tasks-with-agencies.txt", r.Responsibility)
    assert [(d.key, d.role, d.partners) for d in said if d.key.startswith("task")] == [
        ("task-I.1", "lead", ["thanh-son/hoi-nguoi-cao-tuoi", "thanh-son/uy-ban-nhan-dan-cap-huyen"]),
        ("task-I.2", "lead", ["thanh-son/so-van-hoa-the-thao-va-du-lich"]),
        ("task-II.1", "lead", ["thanh-son/hoi-lien-hiep-phu-nu"]),
    ]
    assert [d.text for d in said if d.key.startswith("2.")] == [
        "Các cơ quan, đơn vị, địa phương căn cứ Kế hoạch triển khai thực hiện./."
    ]
    assert leads("tasks-with-agencies.txt") == [
        "thanh-son/bao-hiem-xa-hoi lead indicator 1",
        "thanh-son/hoi-nguoi-cao-tuoi lead indicator 1.2",
        "thanh-son/so-y-te lead indicator 2",
    ]


def test_duties_on_the_line_of_their_agency() -> None:
    """Heading and duty on one line, a request to work with another agency, a baseline, ceilings, numbers that go on."""
    name = "city-one-line-duties.md"
    assert targets(name) == [
        "1.1 gteq 65 percent 2025",
        "2.2 gteq 55 percent 2025",
        "2.3 lt 20 percent 2025",
        "3.4 lteq 112 boys-per-100-girls 2025",
        "3.5 lteq 15 deaths-per-100000-live-births 2025",
    ]
    assert leads(name) == [
        "an-hai/so-noi-vu lead indicator 1.1 indicator 2.2 indicator 2.3",
        "an-hai/so-y-te lead indicator 3.4 indicator 3.5",
        "an-hai/hoi-lien-hiep-phu-nu coordinate indicator 1.1",
    ]
    maternal = of(name, r.Target)[-1]
    assert (str(maternal.baseline_value), maternal.baseline_year) == ("20", 2020)


def test_a_pdf_in_two_columns_with_borrowed_letters_reads_like_its_text() -> None:
    """The city's plan as a browser prints it: a font without Vietnamese letters, two columns a page."""
    printed = parse(read(FOLDER.parent.parent / "reading" / "two-columns.pdf").text, lexicon()).plan.records
    for kind in (r.Indicator, r.Target, r.Responsibility):
        keys = [record.key for record in printed if type(record) is kind]
        assert keys == [record.key for record in of("city-2025.md", kind)]
    figures = [f"{t.value:f} {t.unit}" for t in printed if isinstance(t, r.Target)]
    assert figures == [f"{t.value:f} {t.unit}" for t in of("city-2025.md", r.Target)]


def test_a_district_whose_indicators_are_rows_with_a_column_of_units() -> None:
    """No recipients: the signature follows the last section. A bare figure of what should fall is no ceiling."""
    name = "district-tables.md"
    assert targets(name) == [
        "1 gteq 18 percent 2023",
        "2 gteq 48 percent 2023",
        "3 lteq 112.5 boys-per-100-girls 2023",
        "4 gteq 85 percent 2023",
        "5 eq 40 percent 2023",
    ]
    assert [t.evidence for t in of(name, r.Target)] == [i.evidence for i in of(name, r.Indicator)]
    assert draft(name).place_types == {"dong-lam": "district"}
    assert [(s.name, s.position) for s in of(name, r.Signatory)] == [("Lê Thị Mai", "CHỦ TỊCH")]
    assert draft(name).leftovers == []


def test_a_decision_that_promulgates_a_plan_below_its_signature() -> None:
    name = "decision.txt"
    header = draft(name).plan.header
    assert (header.document_type, header.document_number, header.issued) == ("quyet-dinh", "1450/QĐ-UBND", "2017-07-12")
    assert header.title.vi is not None
    assert header.title.vi.endswith(
        "Về việc ban hành Kế hoạch hành động vì bình đẳng giới tỉnh Tân Giang giai đoạn 2016 - 2020"
    )
    assert targets(name) == [
        "1.1 gteq 25 percent 2020",
        "1.1 gt 35 percent 2020",
        "1.2 gteq 95 percent 2020",
        "2.1 gteq 40 percent 2020",
        "2.2 gteq 35 percent 2020",
        "3.1 lteq 115 boys-per-100-girls 2020",
        "3.2 lteq 25 abortions-per-100-live-births 2020",
    ]
    assert leads(name) == [
        "tan-giang/so-lao-dong-thuong-binh-va-xa-hoi lead objective 2",
        "tan-giang/so-noi-vu lead objective 1",
        "tan-giang/so-y-te lead objective 3",
    ]
    assert "Kế hoạch hành động vì bình đẳng giới tỉnh Tân Giang" not in str(of(name, r.Citation)), (
        "it cites no plan of its own"
    )
    assert draft(name).leftovers == []


def test_text_below_the_signature_is_not_lost() -> None:
    signed = text("district-tables.md") + "\n\nDanh sách các xã làm điểm gồm có xã An Bình và xã Thọ Xuân.\n"
    found = parse(signed, lexicon())
    assert [signed[span.start : span.end] for span in found.leftovers] == [
        "Danh sách các xã làm điểm gồm có xã An Bình và xã Thọ Xuân."
    ]


def test_a_committee_whose_objectives_are_its_indicators() -> None:
    """An HTML letterhead, "Mục tiêu 3" for the third figure, a standing agency in brackets, reports without "ngày"."""
    name = "committee.html"
    assert leads(name) == [
        "bac-lam/so-lao-dong-thuong-binh-va-xa-hoi advise indicator 2",
        "bac-lam/so-y-te lead indicator 3",
        "bac-lam/so-van-hoa-the-thao-va-du-lich bac-lam/cong-an-tinh lead indicator 4",
    ]
    due = [(d.frequency, d.due_day, d.due_month, d.due_year) for d in of(name, r.ReportingDuty)]
    assert due == [("once", 30, 11, 2019), ("semiannual", 15, 6, None), ("annual", 15, 11, 2019)]
    assert draft(name).agencies == {"viet-nam/uy-ban-quoc-gia": "Ủy ban Quốc gia"}
    assert draft(name).leftovers == []


def test_a_department_in_two_columns_of_plain_text() -> None:
    """ "PHẦN I" above its title, lead and coordination below each indicator, "Sở" for the issuer, signature beside the
    recipients."""
    name = "department-two-columns.txt"
    assert leads(name) == [
        "hoa-loc/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 1",
        "hoa-loc/so-lao-dong-thuong-binh-va-xa-hoi hoa-loc/so-y-te lead indicator 2",
        "hoa-loc/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 3",
    ]
    to = [d.reports_to for d in of(name, r.ReportingDuty)]
    own = ["hoa-loc/so-lao-dong-thuong-binh-va-xa-hoi"]
    assert to == [["viet-nam/bo-lao-dong-thuong-binh-va-xa-hoi"], own, own]
    assert [task.number for task in of(name, r.Task)] == ["1.1.a", "1.1.b", "1.2"]
    assert [(s.name, s.position) for s in of(name, r.Signatory)] == [("Đỗ Thị Thu", "GIÁM ĐỐC")]
    assert len(of(name, r.Addressee)) == 4
    assert draft(name).leftovers == []
