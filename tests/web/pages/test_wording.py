"""What pages say in words: dates and numbers as Vietnamese offices write them, passages that give the fact itself, the
limits of an answer, the questions that ask of a thing."""

import re
from html import unescape

import pytest

from bdg_graph.web import i18n
from tests.web.pages.conftest import Get

DOLISA = "agency/ninh-binh/so-lao-dong-thuong-binh-va-xa-hoi"


@pytest.mark.parametrize(
    ("iso", "vi", "en"),
    [
        ("2020-02-20", "20/02/2020", "20 February 2020"),
        ("2025-07-01", "01/7/2025", "1 July 2025"),
        ("2026-11-20", "20/11/2026", "20 November 2026"),
        ("2025", "2025", "2025"),
    ],
)
def test_dates(iso: str, vi: str, en: str) -> None:
    assert (i18n.date(iso, "vi"), i18n.date(iso, "en")) == (vi, en)


def test_all_of_a_whole_is_no_at_least(get: Get) -> None:
    text = get("/vi/matrix").read.text
    assert "100% (2025)" in text
    assert "≥ 100%" not in text
    assert "≥ 80% (2025)" in text


def test_a_duty_shows_the_sentence_that_gives_it(get: Get) -> None:
    html = get("/en/agency/ninh-binh/so-y-te").text
    assert "characters 20637–20767" in html
    assert "characters 20388–20395" not in html  # which only names the agency


def test_what_a_duty_covers_is_in_the_order_of_the_document(get: Get) -> None:
    text = get(f"/vi/{DOLISA}").read.text
    table = text[text.index("Được giao") :]
    assert 0 < table.index("Tỷ lệ lao động nữ làm công hưởng lương") < table.index("Dân số được tiếp cận kiến thức")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("place=ninh-binh", "1 trong 5 kế hoạch đã mã hóa nêu mức phấn đấu (chỉ xét: Ninh Bình)."),
        ("metric=sex-ratio-at-birth", "2 trong 5 kế hoạch đã mã hóa nêu mức phấn đấu."),
    ],
)
def test_an_answer_says_what_it_is_limited_to(get: Get, asked: str, words: str) -> None:
    assert words in " ".join(get(f"/vi/questions/leads/metric-leads?{asked}").read.text.split())


def test_a_page_leads_to_the_questions_that_ask_of_it(get: Get) -> None:
    html = get("/en/topic/sex-ratio-at-birth").text
    assert 'href="/en/questions/leads/duties-on-topic?topic=sex-ratio-at-birth"' in html
    assert "Which agencies have duties on sex ratio at birth?" in html


@pytest.mark.parametrize(
    "path",
    [
        "plan/ninh-binh-2021-2025",
        "plan/viet-nam-2021-2030",
        "document/21-ct-tw-2018",
        "metric/sex-ratio-at-birth",
        "agency-type/so-y-te",
    ],
)
def test_the_questions_that_ask_of_a_thing_have_answers(get: Get, path: str) -> None:
    html = get(f"/vi/{path}").text
    asked = html[html.index('id="questions"') :].partition("</ul>")[0]
    for address in re.findall(r'href="(/vi/questions/[^"]+)"', asked):
        assert get(unescape(address)).status == 200, address


def test_no_question_asks_of_a_part_as_if_it_were_the_plan(get: Get) -> None:
    assert 'id="questions"' not in get("/vi/plan/ninh-binh-2021-2025/objective/1").text


def test_a_domain_counts_the_plans_of_provinces(get: Get) -> None:
    assert "Tỷ số giới tính khi sinh 2 kế hoạch" in " ".join(get("/vi/domain/health").read.text.split())


def test_a_hit_has_its_vietnamese_words_where_only_its_gloss_is_english(get: Get) -> None:
    text = get("/vi/search?q=ty+so+gioi+tinh").read.text
    assert "Lead on rules for planning" not in text
    assert "quy định về quy hoạch, đào tạo, tạo nguồn cán bộ nữ" in text


def test_the_first_page_leads_to_the_five_first_questions(get: Get) -> None:
    html = get("/vi/").text
    asked = [
        "leads/metric-leads",
        "leads/agency-type-portfolio",
        "context/against-strategy",
        "legal/legal-bases-of-plan",
    ]
    assert not [question for question in asked if f'action="/vi/questions/{question}"' not in html]
    assert 'href="/vi/compare"' in html


@pytest.mark.parametrize("path", ["questions/leads/metric-leads", "matrix", "agency/ninh-binh/so-y-te"])
def test_a_format_that_is_not_offered_is_no_file(get: Get, path: str) -> None:
    got = get(f"/vi/{path}?format=zip")
    assert (got.status, got.headers.get("content-disposition")) == (404, None)
    assert "Không có định dạng “zip”" in got.read.text


def test_a_slip_in_the_name_of_a_question_leads_to_it(get: Get) -> None:
    got = get("/en/questions/leads/metric-lead")
    assert got.status == 404
    assert 'href="/en/questions/leads/metric-leads"' in got.text


def test_vietnamese_words_on_an_english_page_are_marked_for_those_who_listen(get: Get) -> None:
    html = get("/en/metric/sex-ratio-at-birth").text
    assert '<bdi lang="vi">Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống</bdi>' in html
    assert "<bdi>Department of Health of Ninh Bình</bdi>" in html
    assert 'lang="vi">' not in get("/vi/metric/sex-ratio-at-birth").text.split("<main")[1]


def test_two_plans_can_be_seen_by_what_only_one_of_them_names(get: Get) -> None:
    asked = "compare?plan=ninh-binh-2021-2025&plan=thanh-hoa-2020"
    every, some = (get(f"/vi/{asked}{more}").read.text for more in ("", "&only=differing"))
    assert ["Tỷ số giới tính khi sinh" in text for text in (every, some)] == [True, False]  # both set it
    assert ["Tỷ suất sinh ở vị thành niên" in text for text in (every, some)] == [True, True]
    assert "không có trong kế hoạch" in some


def test_an_agency_says_what_it_must_reach_and_by_when(get: Get) -> None:
    text = " ".join(get("/en/agency/ninh-binh/so-y-te").read.text.split())
    assert "Indicator 1: Sex ratio at birth : 111 boys per 100 girls (2025)" in text.replace("birth:", "birth :")


def test_the_national_value_reads_as_its_own_target(get: Get) -> None:
    text = get("/vi/questions/context/against-strategy?plan=thanh-hoa-2020").read.text
    assert ["≥ 80%" in text, "≤ 42" in text] == [True, True]
