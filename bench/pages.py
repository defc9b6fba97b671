"""How long pages take and how heavy they are: each page type made anew, and again as kept bytes, by a running server;
on the five plans and on synthetic ones.

Run: python -m bench.pages [plans] [--seconds N] [--types]. Times are by the clock, from the request to the last byte on
loopback, one page after the other; of each type a few pages, spread evenly over the data, in both languages, after the
warm-up that the server begins with (which no second choice of a question has had). What has had no turn when the
seconds are over is said. p95 is over all pages asked. No test asserts them.
"""

import argparse
import gzip
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bdg_graph import dataset, library
from bdg_graph import questions as files
from bdg_graph.engines import Engine, engine
from bdg_graph.terms import BDG, ID
from bench.synthetic.making import make
from tests.web.server import Reply, Server, settled

SAMPLE = 4
HEAVY = 100 * 1024
SLOW = 60.0

FIXED = (
    "", "questions", "matrix", "gaps", "coverage", "timeline", "map", "map?at=2025-07-01", "compare", "browse",
    "ontology", "ontology/Target", "shapes", "about", "data", "cite", "api", "sparql", "search",
    "search?q=ty+so+gioi+tinh", "search?q=binh+dang+gioi", "suggest.json?q=so+y", "plan", "metric", "agency",
    "agency-type", "place", "document", "topic",
)  # fmt: skip

# The page types that have one page a thing: their class.
KINDS = {
    "plan": BDG.Plan, "source": BDG.Source, "objective": BDG.Objective, "indicator": BDG.Indicator,
    "target": BDG.Target, "responsibility": BDG.Responsibility, "task": BDG.Task, "citation": BDG.Citation,
    "metric": BDG.Metric, "agency": BDG.Agency, "agency-type": BDG.AgencyType, "place": BDG.Place,
    "document": BDG.Document, "domain": BDG.Domain, "topic": BDG.Topic, "role": BDG.Role,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One page as it came: milliseconds, bytes as HTML and as sent."""

    kind: str
    address: str
    first: float
    size: int
    sent: int


def addresses(asked: Engine, sample: int) -> Iterator[tuple[str, str]]:
    """(page type, address after the language), the types in turn, so that a bound on time cuts none off whole."""
    by_type: list[list[tuple[str, str]]] = [[(path.partition("?")[0] or "home", path)] for path in FIXED]
    for i in files.ids():
        question = files.read(i)
        if question.is_check:
            continue
        asked_with = [question.example]
        if question.params and (offered := library.offered(asked, question.params[0])):
            one = offered[len(offered) // 2].value.removeprefix(f"{ID}{question.params[0].type}/")
            asked_with.append({question.params[0].name: one})  # that nothing has warmed
        by_type.append([("question", f"questions/{i}" + (f"?{urlencode(e)}" if e else "")) for e in asked_with])
    plans: list[str] = []
    for kind, of in KINDS.items():
        rows = asked.select(f"SELECT ?s WHERE {{ ?s a <{of}> }} ORDER BY ?s").rows
        found = [s.value.removeprefix(ID) for (s,) in rows if s and s.value.startswith(ID)]
        plans = found if kind == "plan" else plans
        by_type.append([(kind, quote(path)) for path in spread(found, sample)])
    chosen = [plan.removeprefix("plan/") for plan in spread(plans, 3)]
    by_type.append([("compare", f"compare?{urlencode([('plan', slug) for slug in chosen])}")])
    for turn in itertools.zip_longest(*by_type):
        yield from (item for item in turn if item)


def spread(found: Sequence[str], n: int) -> list[str]:
    """`n` of `found`, spread evenly, the first and the last among them."""
    if len(found) <= n:
        return list(found)
    return [found[i * (len(found) - 1) // (n - 1)] for i in range(n)]


def got(server: Server, address: str) -> Reply:
    """The page at an address. Raises RuntimeError where it is none."""
    answer = server.get(address, Accept_Encoding="gzip")
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return answer


def measure(asked: Engine, arguments: Sequence[str], seconds: float, *, types: bool) -> None:
    """Prints the figures over one dataset, which `arguments` of `bdg serve` name."""
    with Server(*arguments) as server:
        print(f"  what the server reads before anybody asks: {settled(server):.1f} s of processor time")
        waiting = [(kind, f"/{lang}/{path}") for kind, path in addresses(asked, SAMPLE) for lang in ("vi", "en")]
        found: list[Asked] = []
        until, told = time.monotonic() + seconds, 0.0
        for kind, address in waiting:
            if time.monotonic() > until:
                break
            if time.monotonic() - told > 5:
                told = time.monotonic()
                print(f"  {len(found)} of {len(waiting)} pages, {until - told:.0f} s left", file=sys.stderr)
            answer = got(server, address)
            whole = gzip.decompress(answer.body) if "content-encoding" in answer.headers else answer.body
            found.append(Asked(kind, address, answer.seconds * 1000, len(whole), len(answer.body)))
        again = [got(server, page.address).seconds * 1000 for page in found]
    tell(found, again, len(waiting), types=types)


def tell(found: list[Asked], again: list[float], of: int, *, types: bool) -> None:
    """Prints the summary, the worst pages and, with `types`, every page type."""
    print(f"  {len(found)} of {of} pages" + ("" if len(found) == of else "; the others had no turn in the time given"))
    for name, times in (("first time", [page.first for page in found]), ("again", again)):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"  {name:10} median {statistics.median(times):7.2f} ms  p95 {p95:7.2f} ms  worst {max(times):7.2f} ms")
    heavy = [page for page in found if page.size > HEAVY]
    print(f"  slower than {SLOW:.0f} ms: {sum(p.first > SLOW for p in found)}; heavier than 100 KB: {len(heavy)}")
    slowest = sorted(found, key=lambda page: -page.first)[:10]
    heaviest = sorted(found, key=lambda page: -page.size)[:8]
    print("  slowest:", ", ".join(f"{page.address} {page.first:.0f} ms" for page in slowest))
    print("  largest:", ", ".join(f"{p.address} {p.size // 1024} KB ({p.sent // 1024} sent)" for p in heaviest))
    kinds = sorted({page.kind for page in found}) if types else []
    for kind in kinds:
        own = [page for page in found if page.kind == kind]
        worst, size = max(own, key=lambda page: page.first), max(page.size for page in own)
        median = statistics.median(page.first for page in own)
        print(f"    {kind:16} {median:7.1f} ms, worst {worst.first:7.1f} ms {worst.address}, at most {size // 1024} KB")


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    options.add_argument("plans", type=int, nargs="?", default=1000)
    options.add_argument("--seconds", type=float, default=120, help="for the pages of each dataset")
    options.add_argument("--types", action="store_true", help="print every page type")
    given = options.parse_args()
    print("5 plans")
    measure(engine("oxigraph", dataset.load()), (), given.seconds, types=given.types)
    if given.plans > 5:
        with tempfile.TemporaryDirectory() as folder:
            make(given.plans, Path(folder))
            loaded = dataset.load([Path(folder) / "plans.nq"])
            print(f"{given.plans} plans, {len(loaded.store)} triples")
            given_data = ("--data", str(Path(folder) / "plans.nq"))
            measure(engine("oxigraph", loaded), given_data, given.seconds, types=given.types)


if __name__ == "__main__":
    main()
