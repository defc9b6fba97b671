"""The table of goals is read off the results."""

from pathlib import Path

import pytest

from bench import drawing, figures, goals, peers, report
from bench.figures import Figure, Record, Results
from bench.goals import GOALS
from bench.run import RESULTS as KEPT

FLAGSHIP = goals.FIRST


def results(part: str, *found: Figure) -> Results:
    """Results of one part."""
    made = Results({})
    for plans in {f.plans for f in found}:
        made.put(Record(part, plans, [f for f in found if f.plans == plans]))
    return made


def of(name: str, found: Results) -> tuple[float | None, bool | None, str]:
    """What became of the goal of that name."""
    seen = next(s for s in goals.seen(found) if s.goal.name == name)
    return seen.value, seen.met, seen.remark


def test_no_goal_is_met_without_a_measurement() -> None:
    assert {seen.met for seen in goals.seen(Results({}))} == {None}
    assert len({goal.name for goal in GOALS}) == len(GOALS)


def test_a_ratio_is_of_two_figures_of_the_same_size() -> None:
    found = results(
        "endpoint",
        Figure(FLAGSHIP, peers.OURS_HTTP, 1000, 0.011),
        Figure(FLAGSHIP, "Oxigraph, in process", 1000, 0.010),
        Figure(FLAGSHIP, "Oxigraph, in process", 5, 0.001),
    )
    value, met, _ = of("flagship-first", found)
    assert value == pytest.approx(1.1)
    assert met is True


def test_at_least_and_at_most() -> None:
    rate = f"{goals.AGAIN}: answers a second"
    assert of("flagship-again", results("endpoint", Figure(rate, peers.OURS_HTTP, 1000, 4999.0)))[1] is False
    assert of("flagship-again", results("endpoint", Figure(rate, peers.OURS_HTTP, 1000, 5000.0)))[1] is True
    slow = Figure(f"{goals.AGAIN}, p99", peers.OURS_HTTP, 1000, 0.0051)
    assert of("flagship-again-p99", results("endpoint", slow))[1] is False


def test_means_are_over_the_questions_that_both_answered() -> None:
    found = results(
        "queries",
        Figure("leads/a", peers.SERVE, 1000, 0.4),
        Figure("leads/b", peers.SERVE, 1000, None),
        Figure("leads/a", peers.OURS_HTTP, 1000, 0.1),
        Figure("leads/b", peers.OURS_HTTP, 1000, 9.0),
    )
    value, met, remark = of("mean-oxigraph", found)
    assert value == pytest.approx(4)
    assert (met, remark) == (True, "over 1 of 2 questions")


def test_a_question_that_never_ended_is_the_slowest() -> None:
    asked = [
        Figure("leads/a", peers.MEMORY, 10000, 0.4),
        Figure("leads/b", peers.MEMORY, 10000, None, note="over 10 s"),
    ]
    value, met, remark = of("slowest-question", results("queries", *asked))
    assert (goals.amount(value, "s"), met, remark) == ("never", False, "leads/b over 10 s")
    value, met, remark = of("slowest-question", results("queries", asked[0]))
    assert (value, met, remark) == (0.4, True, "leads/a")


def test_growth_is_asked_of_questions_that_take_noticeable_time() -> None:
    found = results(
        "queries",
        Figure("leads/quick", peers.MEMORY, 1000, 0.00001),
        Figure("leads/quick", peers.MEMORY, 10000, 0.004),
        Figure("leads/slow", peers.MEMORY, 1000, 0.1),
        Figure("leads/slow", peers.MEMORY, 10000, 1.0),
    )
    value, met, remark = of("linear", found)
    assert value == pytest.approx(1)
    assert (met, remark) == (True, "leads/slow, from 1000 plans")


def test_wrong_answers_of_any_engine_at_any_size_count() -> None:
    found = results(
        "queries",
        Figure(goals.PLANTED, "one", 5, 0, unit=""),
        Figure(goals.PLANTED, "two", 5, 1, unit="", note="leads/a"),
        Figure(goals.PLANTED, "two", 100, None, unit="", note="over 10 s"),
    )
    assert of("exact", found) == (2, False, "3 times asked; two at 5: leads/a; two at 100: over 10 s")


def test_the_table_has_a_sentence_for_each_miss(tmp_path: Path) -> None:
    found = results("memory", Figure(goals.MEMORY_AFTER, "BDG, memory", 5, 151.0, unit="MB"))
    table = goals.markdown(found, {"memory-five": "Two copies of the store."})
    assert f"0 of {len(GOALS)} goals met, 1 missed, {len(GOALS) - 1} not measured." in table
    assert "| memory-five | memory of the server, 5 plans | 5 | ≤ 150 MB | 151 MB | **missed** |" in table
    assert "* `memory-five`: Two copies of the store." in table
    assert "* `memory-five`: not looked into yet." in goals.markdown(found, {})
    (tmp_path / goals.NOTES).write_text('memory-fife = "a slip"\n', "utf-8")
    with pytest.raises(KeyError, match="memory-fife"):
        goals.notes(tmp_path)


def test_amounts_are_for_readers() -> None:
    assert [goals.amount(value, "s") for value in (None, 0.00005, 0.0123, 0.5, 1.234, 107.4)] == [
        "-",
        "0.05 ms",
        "12.3 ms",
        "500 ms",
        "1.23 s",
        "107 s",
    ]
    assert [goals.amount(5210.4, "/s"), goals.amount(1.2, "x"), goals.amount(0, "")] == ["5,210 /s", "1.20 x", "0"]


def test_the_page_kept_is_what_the_results_say() -> None:
    found = figures.read(KEPT / report.JSON)
    told = goals.notes(KEPT)
    assert (KEPT / report.MARKDOWN).read_text("utf-8") == report.markdown(found, told)
    assert (KEPT / report.SVG).read_text("utf-8") == drawing.svg(found)
    assert [name for name, text in told.items() if not text.strip()] == []
