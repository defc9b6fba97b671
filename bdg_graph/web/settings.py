"""What `bdg serve` is told: where the data are and what a stranger may use."""

from dataclasses import dataclass, field
from typing import Any

from bdg_graph.sandbox.lanes import Places
from bdg_graph.sandbox.packets import Limits
from bdg_graph.web.sparql.guard import Bounds

Args = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """`data`, `store` and `endpoint` are as for the command line; the rest are the published limits."""

    data: tuple[str, ...] = ()
    store: str | None = None
    endpoint: str | None = None
    union: bool = True
    limits: Limits = field(default_factory=Limits)
    bounds: Bounds = field(default_factory=Bounds)
    places: Places = field(default_factory=Places)
    failing_a_minute: int = 60
    body: int = 256 * 1024
    cache: int = 10 << 20
    connections: int = 256
    """Open at a time, of one client."""
    proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-For is believed."""
    log_queries: bool = False
    watch: float = 2.0
    """Seconds between two looks at the data's files; 0: only SIGHUP reloads."""

    def open_args(self) -> Args:
        """What the tasks open their state with."""
        return {
            "data": list(self.data),
            "store": self.store,
            "endpoint": self.endpoint,
            "union": self.union,
            "seconds": self.limits.seconds,
        }

    def published(self) -> dict[str, int | float]:
        """The limits by name, as headers and descriptions give them."""
        return {
            "seconds": self.limits.seconds,
            "memory-mib": self.limits.memory >> 20,
            "answer-bytes": self.limits.output,
            "query-bytes": self.bounds.bytes,
            "query-tokens": self.bounds.tokens,
            "query-nesting": self.bounds.nesting,
            "body-bytes": self.body,
            "connections": self.connections,
            "running": self.places.fast + self.places.slow,
            "waiting": self.places.waiting,
            "failing-queries-a-minute": self.failing_a_minute,
        }
