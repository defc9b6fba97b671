"""The benchmark's arithmetic and its outputs."""

import time
from xml.etree import ElementTree

import pytest

from bench import report
from bench.forked import Taken, measured
from bench.works import Result

ABOUT = {"cpu": "Test", "cores": 2, "clock": "wall clock", "load": [0.1, 0.1, 0.1], "versions": {"python": "3"}}


def _result(work: str, by: str, plans: int, seconds: float | None) -> Result:
    return Result(work, by, plans, Taken(seconds, seconds, 3, 1.0))


RESULTS = [
    _result("leads/a", "one", 10, 0.01),
    _result("leads/a", "one", 100, 0.1),
    _result("leads/b", "one", 10, 0.04),
    _result("leads/b", "one", 100, None),
    _result("read the bytes", "floor", 10, 0.001),
]


def test_the_exponent_says_how_cost_grows() -> None:
    assert report.exponent([10, 100, 1000], [0.1, 1, 10]) == pytest.approx(1)
    assert report.exponent([10, 100, 1000], [0.1, 10, 1000]) == pytest.approx(2)
    assert report.exponent([10], [0.1]) is None


def test_the_geometric_mean_is_over_questions_that_were_answered() -> None:
    assert report.geometric_mean(RESULTS, "one", 10) == pytest.approx(0.02)
    assert report.geometric_mean(RESULTS, "one", 100) == pytest.approx(0.1)
    assert report.geometric_mean(RESULTS, "two", 10) is None


def test_the_table_shows_what_did_not_end_and_what_was_wrong() -> None:
    text = report.markdown(RESULTS, ABOUT, {10: [], 100: ["leads/a"]})
    assert "Planted answers at 10 plans: all exact." in text
    assert "Planted answers at 100 plans: leads/a." in text
    assert "| leads/a | one | 10 | 100 | 1.00 | 3 |" in text
    assert "| leads/b | one | 40 | - |  | 3 |" in text


def test_the_drawing_is_well_formed() -> None:
    drawing = ElementTree.fromstring(report.svg(RESULTS))  # noqa: S314 - our own output
    assert len(drawing.findall("{http://www.w3.org/2000/svg}polyline")) == 1


def test_work_that_takes_too_long_is_ended() -> None:
    def sleep() -> int:
        time.sleep(60)
        return 1

    taken = measured(sleep, limit=0.2, budget=0.1)
    assert taken.seconds is None


def test_work_is_timed_and_its_rows_are_told() -> None:
    taken = measured(lambda: len("abc"), limit=5)
    assert taken.rows == 3
    assert taken.seconds is not None and 0 <= taken.seconds < 5
