"""One worker does several jobs: its limits hold for each, nothing of a job stays, and a bad end is its last."""

import asyncio
import os
import time
from typing import Any

import pytest

from bdg_graph.sandbox.jobs import Running, Unanswered
from bdg_graph.sandbox.lanes import Lanes
from bdg_graph.sandbox.packets import Job, Limits
from bdg_graph.sandbox.worker import NICENESS, Refused, Workers
from tests.sandbox.test_pool import SMALL, sandboxed

FEW = Workers(spare=2, connects=True)
TURNS = 12


async def handed(lanes: Lanes, task: str, limits: Limits = SMALL, **args: Any) -> tuple[Running, object]:
    """A job and its head, or the reason or refusal in its place; its worker waits again or has gone."""
    running = lanes.pool.hand_over(Job(task, args, limits))
    try:
        reply = await running.reply()
        reply.body.close()
        told: object = reply.head["ok"]
    except Unanswered as unanswered:
        told = unanswered.reason
    except Refused as refused:
        told = refused.kind
    await running.ended
    await asyncio.sleep(0.02)
    return running, told


async def warmed(lanes: Lanes) -> set[int]:
    """The numbers of workers that have done a job and wait for another."""
    return {(await handed(lanes, "echo", text="x"))[0].pid for _ in range(TURNS)}


def test_a_worker_does_several_jobs_and_no_more_than_it_should() -> None:
    async def test(lanes: Lanes) -> None:
        assert len(await warmed(lanes)) < TURNS

    async def test_two(lanes: Lanes) -> None:
        pids = [(await handed(lanes, "refuse"))[0].pid for _ in range(TURNS)]
        assert TURNS > len(set(pids)) >= TURNS / 2
        assert max(map(pids.count, pids)) == 2

    async def test_one(lanes: Lanes) -> None:
        assert len(await warmed(lanes)) == TURNS

    sandboxed(test, workers=FEW)
    sandboxed(test_two, workers=Workers(spare=2, jobs=2))
    sandboxed(test_one, workers=Workers(spare=1, jobs=1))


@pytest.mark.parametrize(
    ("task", "args", "told"),
    [
        ("fail", {}, "fault"),
        ("eat", {}, "memory"),
        ("burn", {}, "time"),
        ("sleep", {"seconds": 5}, "time"),
        ("echo", {"text": "x", "times": 1 << 21}, "output"),
        ("refuse_late", {}, "kind"),
    ],
)
def test_limits_hold_for_a_later_job_whose_worker_then_ends(task: str, args: dict[str, Any], told: str) -> None:
    async def test(lanes: Lanes) -> None:
        for _ in range(TURNS):
            before = await warmed(lanes)
            start = time.monotonic()
            running, found = await handed(lanes, task, **args)
            assert found == told
            assert time.monotonic() - start < 2.5
            assert running.pid not in await warmed(lanes)
            if running.pid in before:
                return
        pytest.fail("no worker did two jobs")

    sandboxed(test, workers=FEW)


def test_the_time_of_each_job_is_its_own_and_a_worker_that_waits_has_none() -> None:
    async def test(lanes: Lanes) -> None:
        ran = [await handed(lanes, "sleep", seconds=0.5) for _ in range(4)]
        await asyncio.sleep(SMALL.seconds + 0.2)
        ran += [await handed(lanes, "sleep", seconds=0.5) for _ in range(2)]
        assert [told for _, told in ran] == [{}] * 6
        assert len({running.pid for running, _ in ran}) < 6

    sandboxed(test, workers=FEW)


def test_no_descriptor_stays_open_after_a_job() -> None:
    async def test(lanes: Lanes) -> None:
        open_files = Limits(sealed=False, output=1 << 24)
        first = {(await handed(lanes, "count", open_files))[1]["descriptors"] for _ in range(TURNS)}  # type: ignore[index] # a dict
        for args in ({"times": 1 << 21}, {"times": 1 << 21, "encoding": "gzip"}, {"times": 1 << 21, "streams": True}):
            for _ in range(TURNS):
                reply = await lanes.run(Job("echo", {"text": "x"} | args, Limits(output=1 << 24)))
                if reply.streams:
                    assert sum([len(part) async for part in reply.parts()]) == 1 << 21
                reply.body.close()
        last = {(await handed(lanes, "count", open_files))[1]["descriptors"] for _ in range(TURNS)}  # type: ignore[index] # a dict
        assert len(first) == 1
        assert last == first

    sandboxed(test, workers=FEW)


def test_a_worker_lets_others_go_first_for_one_job_only() -> None:
    async def test(lanes: Lanes) -> None:
        running = lanes.pool.hand_over(Job("sleep", {"seconds": 0.5}, SMALL))
        while not await running.wait(0.1):
            running.yield_to_others(19)
        await running.ended
        if running.pid in await warmed(lanes):  # the system let it go on as before
            assert os.getpriority(os.PRIO_PROCESS, running.pid) == os.nice(0) + NICENESS

    sandboxed(test, workers=FEW)


def test_no_more_workers_stay_than_should() -> None:
    async def test(lanes: Lanes) -> None:
        ran = await asyncio.gather(*[handed(lanes, "sleep", seconds=0.3) for _ in range(6)])
        assert len({running.pid for running, _ in ran}) == 6
        await warmed(lanes)
        assert sum(os.path.isdir(f"/proc/{running.pid}") for running, _ in ran) <= FEW.spare  # noqa: PTH112 - no file

    sandboxed(test, workers=FEW)


def test_idle_workers_of_an_exchanged_keeper_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bdg_graph.sandbox.pool.GRACE", 0.1)

    async def test(lanes: Lanes) -> None:
        before = await warmed(lanes)
        await lanes.pool.exchange(await lanes.pool.prepare({"version": "2"}))
        async with asyncio.timeout(10):
            while any(os.path.isdir(f"/proc/{pid}") for pid in before):  # noqa: PTH112 - asked again and again
                await asyncio.sleep(0.05)
        assert not before & await warmed(lanes)

    sandboxed(test, workers=FEW)
