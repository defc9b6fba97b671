"""One running server for the tests that only ask; limits are short so that the hostile end soon."""

from collections.abc import Iterator

import pytest

from tests.engines.fixtures import stores
from tests.web.server import Server

__all__ = ["server", "stores"]

SECONDS = 1.5


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """`bdg serve` over the project's data."""
    with Server("--timeout", str(SECONDS), "--failing", "1000000") as running:
        # Each waits five seconds for the index, which takes longer on a machine with other work.
        assert any(running.get("/en/search?q=a").status == 200 for _ in range(12))
        yield running
