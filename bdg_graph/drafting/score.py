"""Compares drafts with reviewed plans: precision, recall and F1 by kind of record, with each miss and each false
find.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bdg_graph.drafting import decode
from bdg_graph.parsing import records as r
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.plan import parse

# Two passages are the same finding where they share at least this much of both together.
SAME = 0.5


@dataclass(slots=True)
class Tally:
    """Of one kind of finding: how many are right, and the words of those missed and those found wrongly."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false)) if self.right or self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed)) if self.right or self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: "Tally", where: str = "") -> None:
        self.right += other.right
        self.missed += [f"{where}{words}" for words in other.missed]
        self.false += [f"{where}{words}" for words in other.false]


Scores = dict[str, Tally]


def score(draft: r.Plan, reviewed: r.Plan, text: str) -> Scores:
    """The scores of `draft` against `reviewed`, both of the plan whose source is `text`."""
    compare = _Comparison(draft, reviewed, text)
    scores = {"header fields": compare.header()}
    for name, kind in SPANS.items():
        scores[name] = compare.spans(kind)
    for name, facts in FACTS.items():
        scores[name] = compare.facts(facts)
    return {name: scores[name] for name in ORDER if name in scores}


def score_folder(folder: Path, lexicon: Lexicon) -> Scores:
    """The scores of a fresh draft of the plan folder's source against its reviewed plan.ttl."""
    text = (folder / "source.txt").read_bytes().decode("utf-8")
    return score(parse(text, lexicon, folder.name).plan, decode.read(folder / "plan.ttl"), text)


def total(all_scores: Iterable[tuple[str, Scores]]) -> Scores:
    """The scores of several plans taken together."""
    summed: Scores = {}
    for name, scores in all_scores:
        for kind, tally in scores.items():
            summed.setdefault(kind, Tally()).add(tally, f"{name}: ")
    return summed


class _Comparison:
    def __init__(self, draft: r.Plan, reviewed: r.Plan, text: str) -> None:
        self.draft, self.reviewed, self.text = draft, reviewed, text
        self.names: dict[tuple[str, str], str] = {}
        for kind in (r.Objective, r.Indicator):
            for mine, theirs in _pairs(_of(draft, kind), _of(reviewed, kind))[0]:
                self.names[kind.__name__.lower(), mine.key] = theirs.key

    def header(self) -> Tally:
        tally = Tally()
        mine, theirs = self.draft.header, self.reviewed.header
        for name in ("document_type", "place", "issuer", "document_number", "issued", "period"):
            _compare(tally, f"{name}: {getattr(theirs, name)}", f"{name}: {getattr(mine, name)}")
        _compare(tally, f"title: {(theirs.title.vi or '').lower()}", f"title: {(mine.title.vi or '').lower()}")
        return tally

    def spans(self, kind: type[r.Record]) -> Tally:
        """Whether the same passages were found, one for one."""
        pairs, missed, false = _pairs(_of(self.draft, kind), _of(self.reviewed, kind))
        return Tally(len(pairs), [self._words(m) for m in missed], [self._words(f) for f in false])

    def facts(self, facts: "Facts") -> Tally:
        """Whether the same facts were found, whatever records they stand in."""
        theirs = {fact for record in self.reviewed.records for fact in facts(_Side(self.text), record)}
        mine = {fact for record in self.draft.records for fact in facts(_Side(self.text, self.names), record)}
        return Tally(len(mine & theirs), sorted(map(_print, theirs - mine)), sorted(map(_print, mine - theirs)))

    def _words(self, record: r.Record) -> str:
        span = record.evidence[0]
        return f"{record.key} ({_Side(self.text).line(span)}) {self.text[span.start : span.end][:100]}"


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two plans, and where it is the draft the reviewed plan's keys for its objectives and indicators."""

    text: str
    names: Mapping[tuple[str, str], str] | None = None

    def name(self, kind: str, key: str) -> str:
        """The reviewed plan's key."""
        return key if self.names is None else self.names.get((kind, key), f"?{key}")

    def line(self, span: r.Span) -> str:
        """The line that a passage begins on."""
        return f"line {self.text.count(chr(10), 0, span.start) + 1}"


Fact = tuple[Hashable, ...]
Facts = Callable[[_Side, r.Record], Iterable[Fact]]


def _compare(tally: Tally, theirs: str, mine: str) -> None:
    if theirs == mine:
        tally.right += 1
    else:
        tally.missed.append(theirs)
        tally.false.append(mine)


def _of(plan: r.Plan, kind: type[r.Record]) -> list[r.Record]:
    return [record for record in plan.records if type(record) is kind]


# So many passages of a record are compared: a document cited time and again has many, and the first ones tell it apart.
MOST_COMPARED = 12

# Duties are read out of sentences that one encoder quotes whole and another in part: half of the shorter passage is
# enough.
NESTED = (r.ReportingDuty, r.Funding, r.Campaign)


def _overlap(a: r.Record, b: r.Record) -> float:
    """How much of the two records' passages is common: of the best pair of passages."""
    best = 0.0
    for s in a.evidence[:MOST_COMPARED]:
        for t in b.evidence[:MOST_COMPARED]:
            common = min(s.end, t.end) - max(s.start, t.start)
            if common > 0:
                both = max(s.end, t.end) - min(s.start, t.start)
                whole = min(s.end - s.start, t.end - t.start) if isinstance(a, NESTED) else both
                best = max(best, common / whole)
    return best


def _pairs(
    mine: list[r.Record], theirs: list[r.Record]
) -> tuple[list[tuple[r.Record, r.Record]], list[r.Record], list[r.Record]]:
    """The pairs of same findings, each record in one pair at most; what was missed; what was found wrongly."""
    ranked = sorted(
        ((_overlap(a, b), _alike(a, b), -i, -j) for i, a in enumerate(mine) for j, b in enumerate(theirs)), reverse=True
    )
    used_mine: set[int] = set()
    used_theirs: set[int] = set()
    pairs = []
    for overlap, _likeness, i, j in ranked:
        if overlap >= SAME and -i not in used_mine and -j not in used_theirs:
            used_mine.add(-i)
            used_theirs.add(-j)
            pairs.append((mine[-i], theirs[-j]))
    return (
        pairs,
        [b for j, b in enumerate(theirs) if j not in used_theirs],
        [a for i, a in enumerate(mine) if i not in used_mine],
    )


def _alike(a: r.Record, b: r.Record) -> int:
    """Prefers, among records of one passage, those of the same key and role."""
    return (a.key == b.key) + 2 * (getattr(a, "reports_to", None) == getattr(b, "reports_to", None))


def _print(fact: Fact) -> str:
    return " | ".join(str(part) for part in fact)


def _targets(side: _Side, record: r.Record) -> Iterable[Fact]:
    """Value, unit, comparator and due year of each target, each a fact of its own, and with its metric."""
    if isinstance(record, r.Target):
        indicator, value = side.name("indicator", record.indicator), f"{record.value.normalize():f}"
        yield (indicator, value, "value")
        yield (indicator, value, "unit", record.unit)
        yield (indicator, value, "comparator", record.comparator)
        yield (indicator, value, "due", record.due_year)


def _metrics(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Target):
        yield (side.name("indicator", record.indicator), f"{record.value.normalize():f}", record.metric)
    elif isinstance(record, r.Indicator) and record.metric:
        yield (side.name("indicator", record.key), record.metric)


def _assignments(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Responsibility):
        for kind, key in record.covers:
            for agency in record.agencies:
                yield (agency, record.role, kind, side.name(kind, key), record.scope.vi)


def _duties(side: _Side, record: r.Record) -> Iterable[Fact]:
    """Each agency with each role in each duty of the document."""
    if isinstance(record, r.Responsibility):
        for agency in record.agencies:
            yield (side.line(record.longest_passage), agency, record.role)


def _duty_agencies(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Responsibility):
        for agency in record.agencies:
            yield (side.line(record.longest_passage), agency)


def _partners(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Responsibility):
        for partner in record.partners:
            yield (side.line(record.longest_passage), record.role, partner)


def _documents(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Citation):
        yield (record.document,)


def _citation_details(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.Citation):
        yield (record.document, record.use)
        for value in (*record.cited_numbers, *record.cited_dates, *record.cited_issuers):
            yield (record.document, value)


def _reporting(side: _Side, record: r.Record) -> Iterable[Fact]:
    if isinstance(record, r.ReportingDuty):
        where = side.line(record.evidence[0])
        for to in record.reports_to:
            for agency in record.agencies:
                yield (where, agency, to)


SPANS: dict[str, type[r.Record]] = {
    "objectives": r.Objective,
    "indicators": r.Indicator,
    "targets": r.Target,
    "tasks": r.Task,
    "citations": r.Citation,
    "reporting duties": r.ReportingDuty,
    "funding": r.Funding,
    "campaigns": r.Campaign,
    "addressees": r.Addressee,
    "signatories": r.Signatory,
}
FACTS: dict[str, Facts] = {
    "target values, units, comparators, years": _targets,
    "metrics": _metrics,
    "assignments to indicators": _assignments,
    "agency duties": _duty_agencies,
    "agency duties with role": _duties,
    "partners": _partners,
    "cited documents": _documents,
    "citation details": _citation_details,
    "who reports to whom": _reporting,
}
ORDER = (
    "header fields",
    "objectives",
    "indicators",
    "targets",
    "target values, units, comparators, years",
    "metrics",
    "assignments to indicators",
    "agency duties",
    "agency duties with role",
    "partners",
    "tasks",
    "citations",
    "cited documents",
    "citation details",
    "reporting duties",
    "who reports to whom",
    "funding",
    "campaigns",
    "addressees",
    "signatories",
)
