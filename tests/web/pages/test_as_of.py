"""Question pages as of a day: the view is named, its state is in the address, and a day that is none is told."""

from tests.web.pages.conftest import Get

LEADS = "/en/questions/leads/metric-leads?metric=sex-ratio-at-birth"


def test_as_signed_unless_asked_otherwise(get: Get) -> None:
    text = get(LEADS).read.text
    assert "Names as signed." in text
    assert "Lead agency, as of" not in text


def test_a_page_as_of_a_day_names_both(get: Get) -> None:
    got = get(f"{LEADS}&as_of=2026-11-20")
    assert "As of 2026-11-20, beside the names as signed; 4 places named are 3 on that day." in got.read.text
    assert "Lead agency, as of 2026-11-20" in got.read.text
    assert "Department of Health of Ninh Bình (from 1 July 2025)" in got.read.text
    (day,) = [field for field in got.read.all("input") if field.get("name") == "as_of"]
    assert (day["type"], day["value"]) == ("date", "2026-11-20")
    assert any("as_of=2026-11-20" in link.get("href", "") for link in got.read.all("a") if "/api/" in link["href"])
    assert got.read.faults == []


def test_a_day_that_is_none(get: Get) -> None:
    got = get(f"{LEADS}&as_of=tomorrow")
    assert got.status == 422
    assert "“tomorrow” is no date; write it like 2026-11-20." in got.read.text
