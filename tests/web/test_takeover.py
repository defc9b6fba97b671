"""One plan of many changes while the service runs: it alone is judged and taken over, and nobody notices but by the
answers."""

import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bdg_graph import dataset, paths
from bdg_graph.web import tasks
from tests.web.chaos import Seen, asking
from tests.web.server import Server, family
from tests.web.test_serving import changed, until, version

PLAN = "thanh-hoa-2020"


def noted(words: str) -> str:
    """Two more triples of a citation that has no note yet."""
    return f'\n<plan/{PLAN}/citation/1> bdg:note "{words}"@vi , "{words}"@en .\n'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's data, to change."""
    return Path(shutil.copytree(paths.data(), tmp_path / "data"))


def events(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.said if '"event"' in line]


def triples(server: Server) -> int:
    found = server.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    return int(json.loads(found.body)["results"]["bindings"][0]["n"]["value"])


def test_a_changed_plan_is_taken_over_as_if_all_were_loaded_anew(copy: Path) -> None:
    file = copy / "plans" / PLAN / "plan.ttl"
    text = file.read_text("utf-8")
    with Server("--data", str(copy)) as server:
        first, seen, before = version(server), Seen(), triples(server)
        with asking(server, seen, 20):
            for note in ("một", "hai"):
                was = version(server)
                file.write_text(text + noted(note), "utf-8")
                assert changed(server, was)
        assert set(seen.statuses) == {200}
        assert version(server) == dataset.load([copy]).version
        assert triples(server) == before + 2
        file.write_text(text, "utf-8")
        assert until(lambda: version(server) == first)
        assert triples(server) == before
        assert {event["plans"] for event in events(server) if event["event"] == "reloaded"} == {1}
        assert until(lambda: len(family(server.process.pid)) < 9, 30)


def test_what_is_told_of_the_data_counts_a_plan_that_came_and_not_again_one_that_changed(copy: Path) -> None:
    plan, aside = copy / "plans" / PLAN, copy.parent / PLAN
    plan.rename(aside)
    state = tasks.open_state([str(copy)], None, None, union=True, seconds=10)
    before = dict(state.about)
    aside.rename(plan)
    whole = tasks.open_state([str(copy)], None, None, union=True, seconds=10).about
    for _ in range(2):
        tasks.change_state(state, [str(plan)], [str(copy)])
        assert state.about == whole
    assert (whole["plans"], whole["graphs"]) == (before["plans"] + 1, before["graphs"] + 1)


def test_a_search_goes_on_while_the_new_index_is_written(copy: Path) -> None:
    """With what the data before found, and says so; such a page is not kept."""
    file = copy / "plans" / PLAN / "plan.ttl"
    asked = "/en/search?q=" + quote("một chú thích mới")
    with Server("--data", str(copy)) as server:
        assert until(lambda: server.get(asked).status == 200)
        first = version(server)
        file.write_text(file.read_text("utf-8") + noted("một chú thích mới"), "utf-8")
        statuses = set()
        while version(server) == first:
            statuses.add(server.get(asked).status)
        statuses |= {server.get(asked).status for _ in range(50)}
        assert statuses == {200}
        assert until(lambda: "of the data before" not in server.get(asked).text)
        assert server.get(asked).headers["bdg-dataset-version"] != first


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("bdg:value 113.0", 'bdg:value "113"', "target-value"),
        ("", f"\n<plan/{PLAN}> bdg:cites <document/khong-ai-biet> .\n", "derived-fact-written-by-hand"),
        ("@base", "base", "plan.ttl"),
    ],
)
def test_a_plan_that_breaks_rules_is_refused_until_it_is_mended(copy: Path, old: str, new: str, reason: str) -> None:
    file = copy / "plans" / PLAN / "plan.ttl"
    text = file.read_text("utf-8")
    assert old in text
    with Server("--data", str(copy)) as server:
        first = version(server)
        file.write_text(text.replace(old, new) if old else text + new, "utf-8")
        assert until(lambda: any(event["event"] == "reload-refused" for event in events(server)))
        assert reason in events(server)[-1]["reason"]
        assert version(server) == first
        file.write_text(text + noted("sửa"), "utf-8")
        assert changed(server, first)
        assert version(server) == dataset.load([copy]).version


def test_the_heir_of_a_killed_keeper_starts_from_the_files(copy: Path) -> None:
    file = copy / "plans" / PLAN / "plan.ttl"
    with Server("--data", str(copy)) as server:
        first = version(server)
        file.write_text(file.read_text("utf-8") + noted("một"), "utf-8")
        assert changed(server, first)
        now = version(server)
        assert until(lambda: len(family(server.process.pid)) < 7, 30)  # the old keeper has gone
        for pid in family(server.process.pid)[1:]:
            os.kill(pid, signal.SIGKILL)
        assert until(lambda: server.query("ASK {}").status == 200)
        assert version(server) == now
