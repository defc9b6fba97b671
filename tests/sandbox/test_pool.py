"""The sandbox: limits hold, answers are whole, deaths are explained or mended, and the state is exchanged between
jobs."""

import asyncio
import errno
import gzip
import os
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import CutShort, Unanswered
from bdg_graph.sandbox.lanes import Lanes, Places
from bdg_graph.sandbox.packets import Job, Limits
from bdg_graph.sandbox.pool import Pool
from bdg_graph.sandbox.worker import Refused, Workers

SMALL = Limits(seconds=1, memory=64 << 20, output=1 << 20)


def sandboxed(
    test: Callable[[Lanes], Awaitable[None]], places: Places | None = None, workers: Workers | None = None
) -> None:
    """Runs `test` with a started pool of the sample tasks."""

    async def go() -> None:
        pool = Pool("tests.sandbox.sample_tasks", {"version": "1"}, workers)
        await pool.start()
        try:
            await test(Lanes(pool, places))
        finally:
            await pool.close()

    asyncio.run(go())


async def reply(lanes: Lanes, task: str, limits: Limits = SMALL, **args: Any) -> tuple[dict[str, Any], bytes]:
    found = await lanes.run(Job(task, args, limits))
    content = found.body.read()
    found.body.close()
    return found.head["ok"], content


async def reason(lanes: Lanes, task: str, **args: Any) -> str:
    with pytest.raises(Unanswered) as raised:
        await reply(lanes, task, **args)
    return raised.value.reason


def test_answers_small_large_and_compressed() -> None:
    async def test(lanes: Lanes) -> None:
        assert await reply(lanes, "echo", text="Sở Y tế") == ({"state": "1"}, "Sở Y tế".encode())
        assert (await reply(lanes, "echo", text="x", times=1 << 20))[1] == b"x" * (1 << 20)
        large = Limits(output=1 << 24)
        assert len((await reply(lanes, "echo", large, text="abc", times=4 << 20))[1]) == 12 << 20
        packed = (await reply(lanes, "echo", text="y", times=1 << 20, encoding="gzip"))[1]
        assert gzip.decompress(packed) == b"y" * (1 << 20)
        assert (await reply(lanes, "echo", text="\x00" * 100_000))[1] == b"\x00" * 100_000

    sandboxed(test)


def test_an_answer_streams_while_it_is_written() -> None:
    async def test(lanes: Lanes) -> None:
        limits = Limits(seconds=20, memory=64 << 20, output=1 << 30)  # far less memory than answer
        found = await lanes.run(Job("stream", {"times": 200, "streams": True}, limits))
        assert found.streams
        assert lanes.streams.free == lanes.places.streams - 1
        assert sum([len(part) async for part in found.parts()]) == 200 << 20
        assert lanes.streams.free == lanes.places.streams
        short = await lanes.run(Job("echo", {"text": "short", "streams": True}, limits))
        assert (short.streams, short.body.read()) == (False, b"short")

    sandboxed(test)


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    async def test(lanes: Lanes) -> None:
        limits = Limits(seconds=20, memory=64 << 20, output=10 << 20)
        for args in ({"times": 3, "fails": True}, {"times": 30}):  # a fault; more than may leave
            found = await lanes.run(Job("stream", {**args, "streams": True}, limits))
            with pytest.raises(CutShort):
                async for _ in found.parts():
                    pass
        for kill in (True, False):
            found = await lanes.run(Job("stream", {"times": 9, "streams": True}, limits))
            parts = found.parts()
            assert await anext(parts)
            if kill:
                os.kill(found.running.pid, signal.SIGKILL)
                with pytest.raises(CutShort):
                    async for _ in parts:
                        pass
            else:
                await parts.aclose()  # the reader leaves, the writer ends
                await asyncio.wait_for(found.running.ended, 5)
        assert lanes.streams.free == lanes.places.streams

    sandboxed(test)


def test_limits_end_a_job_and_say_which() -> None:
    async def test(lanes: Lanes) -> None:
        for task, args, why in (
            ("burn", {}, "time"),
            ("sleep", {"seconds": 5}, "time"),
            ("eat", {}, "memory"),
            ("echo", {"text": "x", "times": (1 << 20) + 1}, "output"),
            ("die", {"signal": signal.SIGSEGV}, "stack"),
            ("die", {"signal": signal.SIGABRT}, "memory"),
            ("die", {"signal": signal.SIGKILL}, "gone"),
            ("fail", {}, "fault"),
        ):
            start = time.monotonic()
            assert await reason(lanes, task, **args) == why
            assert time.monotonic() - start < 2.5

    sandboxed(test)


def test_a_sealed_job_makes_no_connection() -> None:
    async def test(lanes: Lanes) -> None:
        assert await reply(lanes, "call", Limits()) == ({"refused": errno.EMFILE}, b"")
        assert await reply(lanes, "call", Limits(sealed=False)) == ({}, b"")
        assert await reply(lanes, "call", Limits()) == ({"refused": errno.EMFILE}, b"")

    async def test_without(lanes: Lanes) -> None:
        assert await reply(lanes, "call", Limits(sealed=False)) == ({"refused": errno.EPERM}, b"")

    sandboxed(test, workers=Workers(connects=True))
    sandboxed(test_without)


def test_a_refusal_arrives_as_it_was() -> None:
    async def test(lanes: Lanes) -> None:
        with pytest.raises(Refused) as raised:
            await reply(lanes, "refuse")
        assert raised.value.told() == Refused("kind", "Không.", "No.", 3, 4, ["near"]).told()

    sandboxed(test)


def test_light_jobs_pass_heavy_ones_and_the_queue_is_bounded() -> None:
    async def test(lanes: Lanes) -> None:
        heavy = [asyncio.ensure_future(reason(lanes, "burn")) for _ in range(12)]
        await asyncio.sleep(0.2)
        start = time.monotonic()
        assert await reply(lanes, "echo", text="light") == ({"state": "1"}, b"light")
        assert time.monotonic() - start < 1.5
        assert set(await asyncio.gather(*heavy)) <= {"time", "busy"}

    sandboxed(test, Places(fast=2, slow=1, waiting=16, waiting_slow=2))


def test_what_was_heavy_goes_slowly_until_it_comes_to_an_end() -> None:
    async def test(lanes: Lanes) -> None:
        assert (await lanes.run(Job("echo", {"text": "a"}, SMALL), "light")).body.read() == b"a"
        with pytest.raises(Unanswered):
            await lanes.run(Job("burn", {}, SMALL), "heavy")
        assert list(lanes.heavy) == ["heavy"]
        lanes.fast.free = 0  # nobody enters there now
        assert (await lanes.run(Job("echo", {"text": "b"}, SMALL), "heavy")).body.read() == b"b"
        assert list(lanes.heavy) == []

    sandboxed(test)


def test_the_time_of_a_job_runs_while_it_waits() -> None:
    async def test(lanes: Lanes) -> None:
        lanes.fast.free = 0
        start = time.monotonic()
        assert await reason(lanes, "echo", text="a") == "busy"
        assert SMALL.seconds - 0.1 < time.monotonic() - start < SMALL.seconds + 2
        late = Job("echo", {"text": "a"}, SMALL, until=time.monotonic() - 1)
        lanes.fast.free = 1
        with pytest.raises(Unanswered) as raised:
            await lanes.run(late)
        assert raised.value.reason == "time"

    sandboxed(test)


def test_a_cancelled_job_ends() -> None:
    async def test(lanes: Lanes) -> None:
        job = asyncio.ensure_future(reply(lanes, "sleep", Limits(seconds=30), seconds=30))
        await asyncio.sleep(0.2)
        job.cancel()
        await asyncio.wait([job])
        assert lanes.running == 0
        async with asyncio.timeout(5):  # a place is free when the worker has gone
            while (lanes.fast.free, lanes.slow.free) != (lanes.places.fast, lanes.places.slow):
                await asyncio.sleep(0.01)

    sandboxed(test)


def test_the_state_is_exchanged_between_jobs_and_a_bad_one_is_refused() -> None:
    async def test(lanes: Lanes) -> None:
        old = lanes.pool.keeper
        slow = asyncio.ensure_future(reply(lanes, "sleep", seconds=0.5))
        await asyncio.sleep(0.1)
        with pytest.raises(BdgError, match="The data are bad"):
            await lanes.pool.prepare({"version": "bad"})
        assert await reply(lanes, "echo", text="a") == ({"state": "1"}, b"a")
        await lanes.pool.exchange(await lanes.pool.prepare({"version": "2"}))
        assert await reply(lanes, "echo", text="b") == ({"state": "2"}, b"b")
        assert await slow == ({}, b"")
        begun = await lanes.run(Job("echo", {"text": "c"}, SMALL), keeper=old)
        assert begun.about == {"version": "1"}

    sandboxed(test)
