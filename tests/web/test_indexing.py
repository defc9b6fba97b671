"""The search index is written after everybody else's work, and only that of the present data."""

import asyncio
from types import SimpleNamespace

from bdg_graph.sandbox.packets import Body
from bdg_graph.web.indexing import LAST, Indexing


class Writing:
    """A worker that writes until it may end."""

    def __init__(self) -> None:
        self.may_end, self.stopped, self.niceness = asyncio.Event(), False, 0

    async def wait(self, _seconds: float) -> bool:
        return False

    def yield_to_others(self, niceness: int) -> None:
        self.niceness = niceness

    async def reply(self) -> SimpleNamespace:
        await self.may_end.wait()
        return SimpleNamespace(body=Body(0))

    def stop(self) -> None:
        self.stopped = True


def test_the_index_of_former_data_is_written_no_further() -> None:
    async def change() -> None:
        writers = [Writing(), Writing()]
        left = list(writers)
        pool = SimpleNamespace(hand_over=lambda _job, _keeper: left.pop(0))
        indexing = Indexing(pool, asyncio.Lock())  # type: ignore[arg-type] # all that it asks of a pool
        loop, keeper = asyncio.get_running_loop(), SimpleNamespace()
        former = indexing.begin(loop, keeper)  # type: ignore[arg-type] # handed on
        await asyncio.sleep(0.05)
        present = indexing.begin(loop, keeper)  # type: ignore[arg-type] # handed on
        await asyncio.sleep(0.05)
        assert former.cancelled()
        assert [writer.stopped for writer in writers] == [True, False]
        assert [writer.niceness for writer in writers] == [LAST, LAST]
        writers[1].may_end.set()
        assert (await asyncio.wrap_future(present)).name == "2.sqlite"
        indexing.close()

    asyncio.run(change())
