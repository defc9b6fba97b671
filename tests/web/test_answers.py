"""One way to an answer: whoever asks the same at the same time gets it from one job."""

import asyncio

import pytest

from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.sandbox.packets import Body, Job, Limits
from bdg_graph.web.answers import Answers, Given
from bdg_graph.web.settings import Settings


class Replied:
    """What a worker gave."""

    streams = False

    def __init__(self, content: bytes) -> None:
        self.head: dict[str, dict[str, str]] = {"ok": {}}
        self.about, self.body = {"version": ""}, Body(len(content), content)


class Lanes:
    """Takes a while for each job; the first `failing` end at their limit."""

    def __init__(self, failing: int = 0) -> None:
        self.jobs, self.failing = 0, failing

    async def run(self, job: Job, digest: str = "") -> Replied:
        self.jobs += 1
        failing = self.jobs <= self.failing
        await asyncio.sleep(0.05)
        if failing:
            raise Unanswered("time", job.limits)
        return Replied(job.args["text"].encode())


def asked(lanes: Lanes, texts: list[str], *, keep: bool = True, seconds: float = 5) -> list[Given | BaseException]:
    async def work() -> list[Given | BaseException]:
        answers = Answers(Settings())
        answers.lanes = lanes  # type: ignore[assignment] # a stand-in
        gives = [answers.give("query", {"text": text}, Limits(seconds=seconds), keep=keep) for text in texts]
        given = await asyncio.gather(*gives, return_exceptions=True)
        assert answers.making == {}
        return given

    return asyncio.run(work())


def test_the_same_is_made_once() -> None:
    lanes = Lanes()
    given = asked(lanes, ["a"] * 16 + ["b"] * 3)
    assert [found.body.read() for found in given if isinstance(found, Given)] == [b"a"] * 16 + [b"b"] * 3
    assert lanes.jobs == 2


def test_what_changes_is_made_for_each() -> None:
    lanes = Lanes()
    asked(lanes, ["a"] * 3, keep=False)
    assert lanes.jobs == 3


def test_who_waited_in_vain_tries_alone() -> None:
    lanes = Lanes(failing=1)
    first, *others = asked(lanes, ["a"] * 3)
    assert isinstance(first, Unanswered)
    assert all(isinstance(found, Given) for found in others)


@pytest.mark.parametrize("leaves", [0, 1])
def test_who_leaves_takes_nobody_along(leaves: int) -> None:
    async def work() -> Given:
        answers = Answers(Settings())
        answers.lanes = Lanes()  # type: ignore[assignment] # a stand-in
        both = [asyncio.ensure_future(answers.give("query", {"text": "a"})) for _ in range(2)]
        await asyncio.sleep(0.01)
        both[leaves].cancel()
        return await both[1 - leaves]

    assert asyncio.run(work()).body.read() == b"a"
