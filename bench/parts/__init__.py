"""The parts of the benchmark. Each module has `figures(material)`, which gives the figures of one size as they come."""

PARTS = {
    "load": "bench.parts.load",
    "queries": "bench.parts.queries",
    "search": "bench.parts.search",
    "validate": "bench.parts.validate",
    "draft": "bench.draft",
    "pages": "bench.parts.pages",
    "endpoint": "bench.parts.endpoint",
    "replace": "bench.parts.replace",
    "memory": "bench.parts.memory",
    "cold": "bench.cold_start",
}
"""In the order in which they run: what one makes (the store on disk), later ones use."""

ONE_SIZE = ("draft", "cold")
"""Parts in which it does not matter how many plans there are: measured on the project's own."""
OWN_PLANS = 5
