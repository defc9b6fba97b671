"""Gives draft records the English labels that the vocabularies can: a draft says what was read, a person translates
the rest.
"""

from bdg_graph.parsing import records as r
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.words import words
from bdg_graph.terms import BDG

SIGNS = {"gteq": "at least ", "gt": "over ", "lteq": "at most ", "lt": "below ", "eq": ""}


def label(plan: r.Plan, lexicon: Lexicon, text: str) -> None:
    """Fills the missing labels, Vietnamese from the passage, English from the vocabularies."""
    names = _Names(lexicon)
    header = plan.header
    place = names.of(BDG.Place, header.place) or header.place.replace("-", " ").title()
    years = f", {'-'.join(map(str, dict.fromkeys(header.period)))}" if header.period else ""
    kind = names.of(BDG.DocumentType, header.document_type) or "Document"
    vi = header.title.vi or text[header.evidence[0].start : header.evidence[0].end]
    header.title = r.Label(vi, header.title.en or f"{kind} of {place}{years}")
    header.label = r.Label(header.label.vi or vi, header.label.en or header.title.en)
    targets = {record.indicator: record for record in reversed(plan.records) if isinstance(record, r.Target)}
    for record in plan.records:
        if isinstance(record, r.Responsibility) and record.scope.vi and not record.scope.en:
            record.scope = r.Label(record.scope.vi, _scope(record.scope.vi, names))
        if isinstance(record, r.Objective | r.Indicator | r.Target | r.Campaign):
            printed = text[record.evidence[0].start : record.evidence[0].end]
            record.label = r.Label(
                record.label.vi or short(printed), record.label.en or _english(record, names, targets)
            )


def short(printed: str, most: int = 160) -> str:
    """`printed` cut at a word's end."""
    printed = printed.rstrip(" .;:")
    return printed if len(printed) <= most else printed[:most].rpartition(" ")[0] + "…"


class _Names:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def of(self, kind: str, name: str | None) -> str | None:
        return self.lexicon.english.get(f"{kind}/{name}") if name else None


def _scope(vi: str, names: _Names) -> str:
    """The words that limit what is covered, by the topics they name: "figures on domestic violence"."""
    topics = names.lexicon.topics
    found = dict.fromkeys(names.of(BDG.Topic, m.value) or "" for m in topics.find(vi, words(vi)))
    what = ", ".join(label[:1].lower() + label[1:] for label in found if label) or f"“{vi}”"
    return f"figures on {what}" if "số liệu" in vi.lower() else f"on {what}"


def _english(record: r.Record, names: _Names, targets: dict[str, r.Target]) -> str:
    if isinstance(record, r.Objective):
        what = "; ".join(filter(None, (names.of(BDG.Domain, d) for d in record.domains)))
        return "General objective" if record.general else f"Objective {record.number}" + (f": {what}" if what else "")
    if isinstance(record, r.Indicator):
        target = targets.get(record.key)
        metric = names.of(BDG.Metric, record.metric or (target.metric if target else None))
        return f"Indicator {record.number}" + (f": {metric}" if metric else "")
    if isinstance(record, r.Target):
        unit = names.of(BDG.Unit, record.unit) or ""
        figure = (
            f"{record.value:f}%"
            if record.unit == "percent"
            else f"{record.value:f} {unit[:1].lower() + unit[1:]}".strip()
        )
        metric = names.of(BDG.Metric, record.metric)
        due = f" by {record.due_year}" if record.due_year else ""
        return (f"{metric}: " if metric else "") + f"{SIGNS[record.comparator]}{figure}{due}"
    return f"Campaign {record.number}"
