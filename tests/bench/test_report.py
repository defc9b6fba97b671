"""The benchmark's arithmetic and its outputs."""

import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import drawing, figures, report, run
from bench.figures import FLOOR, Figure, Record, Results, middle
from bench.forked import each, measured
from bench.parts import PARTS

SVG = "{http://www.w3.org/2000/svg}"
MACHINE = {"cpu": "Test", "cores": 2, "memory": 24, "versions": {"python": "3"}}


def results(*records: Record) -> Results:
    """Results of a machine that does not exist."""
    made = Results(MACHINE)
    for record in records:
        made.put(record)
    return made


def questions(plans: int, *found: tuple[str, str, float | None]) -> Record:
    """Questions as (name, by whom, seconds)."""
    made = [Figure(work, by, plans, seconds, seconds, 3) for work, by, seconds in found]
    return Record("queries", plans, [*made, Figure("an empty query", FLOOR, plans, 0.001)])


ASKED = results(
    questions(10, ("leads/a", "Oxigraph, memory", 0.01), ("leads/b", "Oxigraph, memory", 0.04)),
    questions(100, ("leads/a", "Oxigraph, memory", 0.1), ("leads/b", "Oxigraph, memory", None)),
)


def test_the_exponent_says_how_cost_grows() -> None:
    assert figures.exponent([(10, 0.1), (100, 1), (1000, 10)]) == pytest.approx(1)
    assert figures.exponent([(10, 0.1), (100, 10), (1000, 1000)]) == pytest.approx(2)
    assert figures.exponent([(10, 0.1)]) is None


def test_the_geometric_mean_is_over_questions_that_were_answered() -> None:
    asked = [f for f in ASKED.figures() if "/" in f.work]
    assert figures.geometric_mean(asked, "Oxigraph, memory", 10) == pytest.approx(0.02)
    assert figures.geometric_mean(asked, "Oxigraph, memory", 100) == pytest.approx(0.1)
    assert figures.geometric_mean(asked, "Oxigraph, memory", 10, {"leads/b"}) == pytest.approx(0.04)
    assert figures.geometric_mean(asked, "rdflib", 10) is None


def test_median_and_p95() -> None:
    assert middle([3.0, 1.0, 2.0]) == (2.0, 3.0)
    assert middle([float(n) for n in range(1, 101)]) == (50.5, 95.0)


def test_a_part_measured_again_takes_the_place_of_what_it_gave_before(tmp_path: Path) -> None:
    path = tmp_path / "scale.json"
    made = results(Record("load", 5, [Figure("a", "b", 5, 1.0)]), Record("load", 100, failed="ended after 3 s"))
    figures.write(made, path)
    read = figures.read(path)
    assert read == made
    read.put(Record("load", 5, [Figure("a", "b", 5, 2.0)]))
    assert read.value("a", "b", 5) == 2.0
    assert [(r.plans, r.failed) for r in read.records] == [(5, ""), (100, "ended after 3 s")]


def test_the_page_shows_what_did_not_end_and_every_ratio() -> None:
    page = report.markdown(ASKED, {})
    assert "| Oxigraph, memory | 20.0 ms | 100 ms (1 of 2) | 0.70 |" in page
    assert "| leads/a | 3 | 100 ms | 1.00 |" in page
    assert "| leads/b | 3 | - |  |" in page
    loaded = results(
        Record(
            "load",
            5,
            [
                Figure("read", FLOOR, 5, 0.01),
                Figure("load", "one", 5, 0.02, 0.03),
                Figure("load", "two", 5, 0.05),
                Figure("load", "three", 5, None, note="over 10 s"),
            ],
        )
    )
    page = report.markdown(loaded, {})
    assert "| load | one | 20 ms | 30 ms | 1 | 2 |  |  |" in page
    assert "| load | two | 50 ms |  | 2.50 | 5 |  |  |" in page
    assert "| load | three | - |  |  |  |  | over 10 s |" in page


def test_each_plot_has_a_line_for_each_and_names_its_exponent() -> None:
    drawn = ElementTree.fromstring(drawing.svg(ASKED))  # noqa: S314 - our own output
    means, slowest = drawn.findall(f"{SVG}g")
    assert [text.text for text in slowest.iter(f"{SVG}text")][-1] == "leads/a, n^1.00"
    circles = [len(plot.findall(f"{SVG}circle")) for plot in (means, slowest)]
    assert circles == [1, 2], "a mean over some of the questions is no point beside one over all"
    nothing = results(Record("queries", 5, failed="ended after 3 s"))
    assert drawing.svg(nothing).endswith("</svg>\n")
    assert "ended after 3 s" in report.markdown(nothing, {})


def test_labels_keep_apart_and_inside() -> None:
    assert drawing.spread([100.0, 100.0, 101.0]) == [100.0, 114.0, 128.0]
    low = drawing.spread([drawing.BOTTOM, drawing.BOTTOM])
    assert max(low) == drawing.BOTTOM
    assert abs(low[0] - low[1]) == 14


def test_work_that_takes_too_long_is_ended_and_said() -> None:
    def sleep() -> int:
        time.sleep(60)
        return 1

    taken = measured(sleep, limit=0.2, budget=0.1)
    assert (taken.seconds, taken.note) == (None, "over 0.2 s")


def test_works_after_one_that_took_too_long_are_done_all_the_same() -> None:
    def sleep() -> int:
        time.sleep(60)
        return 1

    taken = list(each([lambda: 1, sleep, lambda: 1 // 0, lambda: 4], limit=0.3, budget=0.1))
    assert [(t.rows, t.note.split(":")[0]) for t in taken] == [
        (1, ""),
        (0, "over 0.3 s"),
        (0, "ZeroDivisionError"),
        (4, ""),
    ]


def test_work_that_fails_says_why() -> None:
    taken = measured(lambda: 1 // 0, limit=5)
    assert (taken.seconds, taken.note) == (None, "ZeroDivisionError: integer division or modulo by zero")


def test_work_is_timed_and_its_rows_are_told() -> None:
    taken = measured(lambda: len("abc"), limit=5)
    assert taken.rows == 3
    assert taken.seconds is not None and 0 <= taken.seconds < 5


def test_the_first_run_does_not_count() -> None:
    waits = iter([1.0])

    def slow_at_first() -> int:
        time.sleep(next(waits, 0))
        return 1

    taken = measured(slow_at_first, limit=5, budget=0.5)
    assert taken.seconds is not None and taken.seconds < 0.5


def test_a_part_that_fails_or_takes_too_long_does_not_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "quads").write_text("not a folder")
    failed = run.measured(["queries", "5", "--folder", str(tmp_path)], 60)
    assert failed.failed.startswith("exit code 1: bdg_graph.errors.BdgError")
    late = run.measured(["load", "5", "--folder", str(tmp_path / "late")], 0.05)
    assert late.failed == "ended after 0 s"


def test_parts_to_which_size_does_not_matter_run_once() -> None:
    assert run.jobs([100, 5], ["load", "cold"]) == [(5, "load"), (5, "cold"), (100, "load")]
    assert run.jobs([100], ["load", "cold"]) == [(5, "cold"), (100, "load")]
    assert set(report.TITLES) == set(PARTS)
