"""What is suggested for a name that does not exist: what a person may have meant, and nothing rather than anything."""

import pytest

from bdg_graph.errors import NotFound, near

METRICS = [
    "sex-ratio-at-birth", "tỷ số giới tính khi sinh", "abortion-ratio", "maternal-mortality", "tử vong mẹ",
    "unpaid-care-time-ratio", "khoảng cách về thời gian tham gia công việc gia đình của nữ so với nam",
]  # fmt: skip
QUESTIONS = [
    "metric-leads",
    "lead-matrix",
    "indicators-without-lead",
    "unit-not-of-metric",
    "chain",
    "agency-portfolio",
]
FORMATS = ["text", "lines", "json", "ttl", "sarif", "html", "junit"]
TYPES = ["Sở Y tế", "Bộ Y tế", "Trung tâm y tế các huyện, thành phố", "VKS tỉnh", "Kho bạc Nhà nước"]
AGENCIES = ["Sở Y tế tỉnh Hà Nam", "Sở Nội vụ tỉnh Hà Nam", "Sở Y tế tỉnh Ninh Bình"]
TERMS = ["unit", "value", "metric", "comparator", "evidence", "agencyEvidence"]
UNITS = ["unit:percent", "unit:percentage-points-per-year", "unit:persons", "unit:year"]
PLACES = ["Hà Nam", "Nam Định", "Ninh Bình", "Thanh Hóa", "Khánh Hòa", "Bình Thuận", "Thành phố Hồ Chí Minh"]
ALIKE = [f"Sở Y tế tỉnh thứ {name}" for name in ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]]

CASES: list[tuple[str, list[str], list[str], str]] = [
    ("metric-lead", QUESTIONS, ["metric-leads"], "a letter is missing"),
    ("lead-metric", QUESTIONS, ["metric-leads"], "words are swapped"),
    ("metricleads", QUESTIONS, ["metric-leads"], "two words in one"),
    ("foo", QUESTIONS, [], "three letters of “portfolio” are no likeness"),
    ("a", QUESTIONS, [], "one letter is in every name"),
    ("", QUESTIONS, [], "nothing was said"),
    ("!?", QUESTIONS, [], "signs are nothing said"),
    ("ty so gioi tinh khi sinh", METRICS, ["tỷ số giới tính khi sinh"], "without marks"),
    ("Ty so gioi tinh", METRICS, ["tỷ số giới tính khi sinh"], "the beginning, without marks"),
    ("TỶ SỐ GIỚI TÍNH KHI MỚI SINH", METRICS, ["tỷ số giới tính khi sinh"], "a word too many, in capitals"),
    ("sex ratio", METRICS, ["sex-ratio-at-birth"], "its beginning; other ratios are not of sexes"),
    ("birth sex ratio", METRICS, ["sex-ratio-at-birth"], "swapped, and a small word left out"),
    ("sex-ratio-at-brith", METRICS, ["sex-ratio-at-birth"], "two letters are swapped"),
    ("maternal", METRICS, ["maternal-mortality"], "the first word"),
    ("tu vong tre em", METRICS, [], "deaths of others"),
    ("suicide", METRICS, [], "no metric is like it"),
    ("jsn", FORMATS, ["json"], "a letter is missing"),
    ("txt", FORMATS, ["text"], "ttl is another thing"),
    ("html5", FORMATS, ["html"], "a sign too many"),
    ("xml", FORMATS, [], "short, and like none"),
    ("so y te", TYPES, ["Sở Y tế"], "without marks; health centres and ministries are no departments"),
    ("Y tế Sở", TYPES, ["Sở Y tế"], "words are swapped"),
    ("Sở Y tế tỉnh Sơn La", TYPES, ["Sở Y tế"], "more than the type was said"),
    ("kho bạc", TYPES, ["Kho bạc Nhà nước"], "the beginning"),
    ("Sở Y tế tỉnh Hà Tĩnh", AGENCIES, [], "a department of another province is none"),
    ("So Y te tinh Ha Nam", AGENCIES, ["Sở Y tế tỉnh Hà Nam"], "without marks"),
    ("unti", TERMS, ["unit"], "two letters are swapped"),
    ("evidense", TERMS, ["evidence"], "a letter is wrong"),
    ("unit:percnt", UNITS, ["unit:percent"], "a letter is missing"),
    ("unit:kilometre", UNITS, [], "the prefix is no likeness"),
    ("Ninh Bihn", PLACES, ["Ninh Bình"], "two letters are swapped"),
    ("thanh hoa", PLACES, ["Thanh Hóa"], "Khánh Hòa is less like it"),
    ("Ho Chi Minh", PLACES, ["Thành phố Hồ Chí Minh"], "what kind of place it is was left out"),
    ("Berlin", PLACES, [], "Bình Thuận is not like it"),
    ("Sở Y tế tỉnh", ALIKE, [], "of ten alike, three would be any three"),
]


@pytest.mark.parametrize(("name", "known", "meant", "why"), CASES, ids=[f"{name}: {why}" for name, _, _, why in CASES])
def test_near(name: str, known: list[str], meant: list[str], why: str) -> None:
    assert near(name, known) == meant, why


def test_at_most_three_the_best_first() -> None:
    assert near("nam", ["Nam Định", "Hà Nam", "nam", "Quảng Nam", "Việt Nam"]) == ["nam"]
    assert near("nam", ["Nam Định", "Hà Nam", "Quảng Nam", "Việt Nam"]) == ["Hà Nam", "Nam Định", "Việt Nam"]


def test_the_sentence() -> None:
    missing = NotFound("câu hỏi", "question", "metric-lead", QUESTIONS)
    assert missing.en == "There is no question “metric-lead”. Did you mean metric-leads?"
    assert missing.vi == "Không có câu hỏi “metric-lead”. Có phải ý bạn là metric-leads?"
    few = NotFound("định dạng", "format", "foo", ["csv", "json"])
    assert (few.vi, few.en) == (
        "Không có định dạng “foo”. Có: csv, json.",
        "There is no format “foo”. There are: csv, json.",
    )
    many = [f"question-{n}" for n in range(13)]
    assert NotFound("câu hỏi", "question", "foo", many).en == "There is no question “foo”."
    assert NotFound("câu hỏi", "question", "foo", ()).en == "There is no question “foo”."
