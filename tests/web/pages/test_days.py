"""Pages of plans, agencies and places beside the names of another day."""

import pytest

from tests.web.pages.conftest import Get

DAY = "as_of=2026-11-20"


def test_a_plan_names_who_holds_the_lead_now(get: Get) -> None:
    signed, now = (get(f"/en/plan/ninh-binh-2021-2025{tail}").read for tail in ("", f"?{DAY}"))
    assert "as of 20 November 2026" not in signed.text
    assert "/en/agency/ninh-binh-2025/so-y-te" in {a.get("href") for a in now.all("a")}
    assert "/en/agency/ninh-binh/so-y-te" in {a.get("href") for a in now.all("a")}


@pytest.mark.parametrize("page", ["agency/ha-nam/so-y-te", "place/ha-nam", "place/ninh-binh-2025"])
def test_agencies_and_places_say_what_they_had_become(get: Get, page: str) -> None:
    text = get(f"/en/{page}?{DAY}").read.text
    assert "as of 20 November 2026" in text or "still this unit" in text


def test_where_no_fact_tells_it_says_unknown(get: Get) -> None:
    assert "unknown, the facts do not say" in get(f"/en/agency/ha-nam/bao-tinh?{DAY}").read.text


def test_a_day_that_is_none_is_told(get: Get) -> None:
    assert get("/en/place/ha-nam?as_of=yesterday").status == 422
