"""How long pages take: each page type made anew, and again as kept bytes; on the five plans and on synthetic ones.

Run: python -m bench.pages [plans]. Times are of the page function and its template, in this process, without the
network; p95 is over all page types of both languages. No test asserts them.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import Match

from bdg_graph import dataset
from bdg_graph.engines import Engine, engine
from bdg_graph.terms import ID
from bdg_graph.web.pages import questions
from bdg_graph.web.pages.router import Views, pages
from bench.synthetic.making import make

MORE_PLANS = 12
FIXED = (
    "",
    "questions",
    "questions/leads/metric-leads?metric=sex-ratio-at-birth",
    "plan",
    "metric",
    "metric/sex-ratio-at-birth",
    "agency-type/so-y-te",
    "agency/ninh-binh/so-y-te",
    "place/ninh-binh",
    "document/28-nq-cp-2021",
    "domain/health",
    "topic/sex-ratio-at-birth",
    "matrix",
    "gaps",
    "coverage",
    "timeline",
    "map",
    "compare?plan=ninh-binh-2021-2025&plan=thanh-hoa-2020",
    "browse",
    "ontology",
    "sparql",
    "about",
    "data",
    "api",
    "search?q=ty+so+gioi+tinh",
    "search?q=binh+dang+gioi",
    "suggest.json?q=so+y",
)


def addresses(asked: Engine) -> Iterator[str]:
    """Every page type, and the pages of some plans."""
    yield from FIXED
    found = asked.select("SELECT ?p WHERE { ?p a <https://w3id.org/bdg/ontology#Plan> } ORDER BY ?p").rows
    for (plan,) in found[:: max(1, len(found) // MORE_PLANS)]:
        if plan:
            path = plan.value.removeprefix(ID)
            yield from (path, f"{path}/source")


def measure(asked: Engine) -> None:
    """Prints the figures over one dataset."""
    views = Views(lambda: asked)
    routes = pages(views).routes
    start = time.perf_counter()
    view = views.now
    view.checks.state = "not-run"
    _ = view.catalogue.by_metric, view.catalogue.indicators
    print(f"  catalogue {time.perf_counter() - start:.2f} s", end="")
    start = time.perf_counter()
    questions.warm(view)
    view.warm()
    print(f", choices and search index {time.perf_counter() - start:.2f} s")

    def get(address: str) -> tuple[float, int]:
        """Milliseconds of this thread's processor time, so that other work on the machine does not count."""
        parts = urlsplit(address)
        scope = {
            "type": "http", "method": "GET", "path": unquote(parts.path), "query_string": parts.query.encode(),
            "headers": [(b"host", b"localhost")], "scheme": "http", "root_path": "",
        }  # fmt: skip
        start = time.thread_time()
        for route in routes:
            match, found = route.matches(scope)
            if match is Match.FULL and isinstance(route, APIRoute):
                answer = route.endpoint(Request({**scope, **found}))
                if answer.status_code != 200:
                    raise RuntimeError(f"{address}: {answer.status_code}")
                return (time.thread_time() - start) * 1000, len(answer.body)
        raise LookupError(address)

    all_of_them = [f"/{lang}/{path}" for lang in ("vi", "en") for path in addresses(asked)]
    first = {address: get(address) for address in all_of_them}
    again = {address: get(address)[0] for address in all_of_them}
    for name, times in (("made anew", [ms for ms, _ in first.values()]), ("kept", list(again.values()))):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"  {name:10} median {statistics.median(times):7.2f} ms  p95 {p95:7.2f} ms  worst {max(times):7.2f} ms")
    slowest = sorted(first.items(), key=lambda item: -item[1][0])[:8]
    largest = sorted(first.items(), key=lambda item: -item[1][1])[:4]
    print("  slowest:", ", ".join(f"{address} {ms:.0f} ms" for address, (ms, _) in slowest))
    print("  largest:", ", ".join(f"{address} {size // 1024} KB" for address, (_, size) in largest))


def main(plans: int) -> None:
    print("5 plans")
    measure(engine("oxigraph", dataset.load()))
    if plans > 5:
        with tempfile.TemporaryDirectory() as folder:
            make(plans, Path(folder))
            start = time.perf_counter()
            loaded = dataset.load([Path(folder) / "plans.nq"])
            print(f"{plans} plans, {len(loaded.store)} triples, loaded in {time.perf_counter() - start:.1f} s")
            measure(engine("oxigraph", loaded))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
