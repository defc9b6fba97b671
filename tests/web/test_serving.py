"""The life of the service: reload, a bad reload, drain, kills; and several web processes before one store."""

import asyncio
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bdg_graph import dataset, paths
from bdg_graph.dataset import Dataset
from bdg_graph.web.answers import Answers
from bdg_graph.web.serve import Reload
from bdg_graph.web.settings import Settings
from tests.engines.stores import Store
from tests.web import chaos, kills, mixed
from tests.web.chaos import Seen, asking
from tests.web.kills import Kills
from tests.web.server import Server, family

EXTRA = "<https://example.org/s> a <https://example.org/C> ; <https://example.org/p> {n} .\n"


def version(server: Server) -> str:
    return server.get("/healthz").headers["bdg-dataset-version"]


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def changed(server: Server, before: str) -> bool:
    return until(lambda: version(server) != before)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's data, to change."""
    shutil.copytree(paths.data(), tmp_path / "data")
    return tmp_path / "data"


def test_a_server_to_whose_log_nobody_listens_goes_on(copy: Path) -> None:
    with Server("--data", str(copy)) as server:
        nothing = os.open(os.devnull, os.O_RDONLY)
        for stream in (server.process.stdout, server.process.stderr):
            assert stream
            os.dup2(nothing, stream.fileno())  # closes our end of the pipe, once what reads it has come back
        os.close(nothing)
        for n in range(3):
            before = version(server)
            (copy / "reference" / "extra.ttl").write_text(EXTRA.format(n=n))
            assert changed(server, before)
        assert server.query("ASK {}").status == 200


def test_changed_files_are_served_without_a_failed_or_mixed_answer(copy: Path) -> None:
    with Server("--data", str(copy)) as server:
        first, seen = version(server), Seen()
        with asking(server, seen, 20):
            for n in range(3):
                before = version(server)
                (copy / "reference" / "extra.ttl").write_text(EXTRA.format(n=n))
                server.process.send_signal(signal.SIGHUP)
                assert changed(server, before)
        assert set(seen.statuses) == {200}
        assert len(seen.versions) > 1
        assert first in seen.versions
        (copy / "reference" / "extra.ttl").unlink()  # and without being told
        assert until(lambda: version(server) == first)
        assert until(lambda: len(family(server.process.pid)) < 9, 30)


def test_bad_files_are_refused_with_an_alarm_and_the_old_data_go_on(copy: Path) -> None:
    with Server("--data", str(copy)) as server:
        first = version(server)
        (copy / "reference" / "extra.ttl").write_text("<x:s> <x:p> .\n")
        assert until(lambda: any("reload-refused" in line for line in server.said))
        alarm = json.loads(next(line for line in server.said if "reload-refused" in line))
        assert (alarm["level"], alarm["version"]) == ("alarm", first)
        assert "extra.ttl, line 1" in alarm["reason"]
        assert version(server) == first
        assert server.query("ASK {}").status == 200
        assert "bdg_reloads_refused_total 1" in server.get("/metrics").text


def test_data_that_break_a_rule_are_refused_and_mended_ones_are_served(copy: Path) -> None:
    plan = copy / "plans" / "thanh-hoa-2020" / "plan.ttl"
    good = plan.read_text("utf-8")
    with Server("--data", str(copy)) as server:
        first = version(server)
        plan.write_text(good.replace('bdg:dueYear "2020"', 'bdg:dueYear "1820"', 1), "utf-8")
        assert until(lambda: any("reload-refused" in line for line in server.said))
        alarm = json.loads(next(line for line in server.said if "reload-refused" in line))
        assert "target-due-before-start" in alarm["reason"]  # a shape's, which no integrity check knows
        assert "plan.ttl:" in alarm["reason"]
        assert version(server) == first
        assert "bdg_data_refused 1" in server.get("/metrics").text
        assert json.loads(server.get("/readyz").body)["newer_data_refused"] is True
        plan.write_text(good + "# mended\n", "utf-8")
        assert changed(server, first)
        assert "bdg_data_refused 0" in server.get("/metrics").text
        assert until(lambda: json.loads(server.get("/readyz").body)["reading_ahead"] is False)


def test_data_of_others_are_reloaded_too(tmp_path: Path) -> None:
    """They hold no plan and none of our terms, so no rule is about them."""
    file = tmp_path / "others.nq"
    file.write_text("<http://example.org/a> <http://example.org/p> <http://example.org/b> <http://example.org/g> .\n")
    with Server("--data", str(file)) as server:
        first = version(server)
        file.write_text("<http://example.org/a> <http://example.org/p> <http://example.org/c> .\n")
        assert changed(server, first)
        assert not any("reload-refused" in line for line in server.said)


def test_a_change_while_a_server_starts_is_seen_at_its_first_look(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def starts() -> list[str]:
        reload, seen = Reload(Answers(Settings(data=(str(copy),), watch=0.01))), asyncio.Queue[list[str]]()

        async def taken(plans: list[str]) -> bool:
            seen.put_nowait(plans)
            return True

        monkeypatch.setattr(reload, "reload", taken)
        file = copy / "plans" / "thanh-hoa-2020" / "plan.ttl"
        file.write_text(file.read_text("utf-8") + "# sửa\n", "utf-8")
        watching = asyncio.create_task(reload.watch())
        try:
            return await asyncio.wait_for(seen.get(), 20)
        finally:
            watching.cancel()

    assert asyncio.run(starts()) == [str(copy / "plans" / "thanh-hoa-2020")]


def test_a_fault_while_reloading_is_an_alarm_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fails() -> None:
        raise OSError("no more processes")

    answers = Answers(Settings())
    monkeypatch.setattr(answers.pool, "prepare", fails)
    assert asyncio.run(Reload(answers).reload()) is False
    assert (answers.refused, answers.refused_reloads) == (True, 1)
    alarm = json.loads(capfd.readouterr().err)
    assert alarm["level"] == "alarm"
    assert "OSError: no more processes" in alarm["reason"]


def test_killed_workers_are_not_noticed() -> None:
    with Server() as server:
        seen = chaos.kill_workers(server, seconds=4, every=0.5)
        assert seen.total > 30
        assert seen.statuses[200] + seen.statuses[503] == seen.total
        assert seen.statuses[503] <= 0.01 * seen.total
        assert len({body for bodies in seen.answers.values() for body in bodies}) == 1


def test_pages_outlive_the_process_that_holds_the_data() -> None:
    with Server() as server:
        assert server.get("/vi/questions/leads/metric-leads").status == 200
        for pid in family(server.process.pid)[1:]:
            os.kill(pid, signal.SIGKILL)
        assert server.get("/vi/plan/thanh-hoa-2020").status == 200
        assert server.get("/en/questions/leads/partners").status == 200


def test_a_killed_server_leaves_no_process() -> None:
    server = Server()
    below = family(server.process.pid)[1:]
    threading.Timer(0.3, server.stop, [signal.SIGKILL]).start()
    server.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert until(lambda: not any(alive(pid) for pid in below), 5)


def alive(pid: int) -> bool:
    try:
        return "sandbox.keeper" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_sigterm_lets_running_queries_finish() -> None:
    with Server("--timeout", "3") as server:
        slow = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d . ?e a <https://w3id.org/bdg/ontology#Plan> }"
        replies = []
        thread = threading.Thread(target=lambda: replies.append(server.query(slow)))
        thread.start()
        time.sleep(0.4)
        assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
        thread.join()
        assert replies[0].status in (200, 503)  # an answer or its limit, never a broken connection
        assert server.get("/healthz").status == 0  # and nobody new came in


@pytest.mark.parametrize("kill", [kills.kill_loads, kills.kill_switches, kills.kill_servers])
def test_what_is_killed_leaves_the_old_or_the_new(tmp_path: Path, kill: Callable[[Path, int], Kills]) -> None:
    """`bench/endpoint_chaos.py` does each a hundred times."""
    seen = kill(tmp_path, 3)
    assert seen.wrong == 0
    assert seen.total == 3


def test_nothing_is_left_of_requests_of_all_kinds(tmp_path: Path) -> None:
    """`bench/endpoint_chaos.py` does so with ten thousand."""
    with Server("--failing", "1000000000", env={"TMPDIR": str(tmp_path)}) as server:
        mixed.ask(server, mixed.EVERY)
        before = mixed.settled(server, tmp_path)
        statuses = mixed.ask(server, 2 * mixed.EVERY)
        assert mixed.settled(server, tmp_path).counts == before.counts
        assert set(statuses) <= {0, 200, 400, 403, 404, 406, 413, 422, 503}


def test_two_web_processes_before_one_store(stores: Callable[[str], Store], project: Dataset) -> None:
    url = stores("oxigraph").query
    question = "/api/queries/leads/metric-leads?metric=sex-ratio-at-birth"
    with Server(env={"BDG_ENDPOINT": url}) as first, Server("--endpoint", url) as second:
        one, two = first.get(question), second.get(question)
        assert one.status == 200
        assert one.body == two.body
        assert one.headers["bdg-dataset-version"] == two.headers["bdg-dataset-version"] == project.version
        assert one.headers["etag"] == two.headers["etag"]
        asked = "SELECT ?plan WHERE { ?plan a <https://w3id.org/bdg/ontology#Plan> } ORDER BY ?plan"
        assert first.query(asked).body == second.query(asked).body
        assert first.query("SELECT * { SERVICE <x:y> {} }").status == 403
        assert len(first.get("/graphs?graph=https://w3id.org/bdg/id/graph/metrics").body) > 1000


def test_a_store_on_disk_is_served_and_switched(tmp_path: Path, copy: Path) -> None:
    from bdg_graph import storage

    first = storage.write(tmp_path / "store", [copy])
    with Server("--store", str(tmp_path / "store")) as server:
        assert version(server) == first.version
        (copy / "reference" / "extra.ttl").write_text(EXTRA.format(n=1))
        second = storage.write(tmp_path / "store", [copy])
        assert until(lambda: version(server) == second.version)
        assert server.query("ASK { ?s <https://example.org/p> 1 }").text.endswith("true}")
        assert dataset.digest(second.store) != dataset.digest(first.store)


def test_the_search_index_is_written_beside_and_leaves_nothing(tmp_path: Path) -> None:
    with Server(env={"TMPDIR": str(tmp_path)}) as server:
        assert until(lambda: server.get("/vi/search?q=so+y+te").status == 200, 60)
        folders = list(tmp_path.glob("bdg-search-*"))
        assert len(folders) == 1
        assert not list(folders[0].iterdir())  # open, and without a name
        assert "sở y tế" in server.get("/vi/search?q=so+y+te").text.lower()
    assert not list(tmp_path.glob("bdg-search-*"))
