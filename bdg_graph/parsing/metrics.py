"""Proposes the metric of a target or indicator from the labels of the metric scheme, with a score between 0 and 1."""

from collections import Counter
from functools import lru_cache
from math import log

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.words import OPTIONAL, PhraseBook, words

# Below this score no metric is set and the indicator is listed for review.
THRESHOLD = 0.72

# No clause that names a metric is longer.
LONGEST = 1000


def propose(doc: Document, span: Span, unit: str | None) -> tuple[str | None, float]:
    """The metric that the words of `span` name best, and the score; None where nothing comes near.

    A label that stands there in full scores by its length, so that a longer one wins; else the share of a label's
    words, rare ones counting more, that stand there.
    """
    asked = (doc.quote(span)[:LONGEST], unit)
    if asked not in doc.proposed:
        doc.proposed[asked] = _propose(doc, span, unit)
    return doc.proposed[asked]


def _propose(doc: Document, span: Span, unit: str | None) -> tuple[str | None, float]:
    facts = doc.lexicon.metric_facts
    fits = {m for m, fact in facts.items() if unit is None or not fact.units or unit in fact.units}
    full = [m for m in doc.matches(doc.lexicon.metrics, span.start, span.end) if m.value in fits]
    if full:
        best = max(full, key=lambda m: m.end - m.start)
        return best.value, 1.0
    labels, with_word = _weights(doc.lexicon.metrics)
    shared: dict[int, float] = {}
    for k in {w.key for w in words(doc.text, span.start, min(span.end, span.start + LONGEST))}:
        for i, weight in with_word.get(k, ()):
            shared[i] = shared.get(i, 0.0) + weight
    best_metric, best_score = None, 0.0
    unsaid = _unsaid(doc, span)
    for i, weight in sorted(shared.items()):
        metric, total, keys = labels[i]
        if weight / total > best_score and metric in fits and not keys & unsaid:
            best_metric, best_score = metric, weight / total
    return best_metric, round(best_score * 0.95, 3)


def _unsaid(doc: Document, span: Span) -> set[str]:
    """The groups of one word ("nữ") of whom nothing is said on the line: what counts them is not counted there."""
    line = doc.line_at(span.start)
    start, end = (line.begin, line.end) if line else (span.start, span.end)
    said = {w.key for w in words(doc.text, start, max(span.end, min(end, start + LONGEST)))}
    groups = (label for labels in doc.lexicon.groups.labels.values() for label in labels)
    return {label.lower() for label in groups if " " not in label} - said


@lru_cache(maxsize=4)
def _weights(book: PhraseBook) -> tuple[list[tuple[str, float, frozenset[str]]], dict[str, list[tuple[int, float]]]]:
    """Each label of four words or more with its weight and words, and for each word the labels that hold it; a word
    weighs the more the fewer metrics it stands in."""
    all_labels = [
        (metric, frozenset(w.key for w in words(label) if w.key not in OPTIONAL and w.key != "/"))
        for metric, own in book.labels.items()
        for label in own
    ]
    of_metric: dict[str, set[str]] = {}
    for metric, keys in all_labels:
        of_metric.setdefault(metric, set()).update(keys)
    count = Counter(k for keys in of_metric.values() for k in keys)
    weight = {k: log(1 + len(of_metric) / n) for k, n in count.items()}
    long = [(metric, keys) for metric, keys in all_labels if len(keys) >= 4]
    with_word: dict[str, list[tuple[int, float]]] = {}
    for i, (_metric, keys) in enumerate(long):
        for k in keys:
            with_word.setdefault(k, []).append((i, weight[k]))
    return [(metric, sum(weight[k] for k in keys), keys) for metric, keys in long], with_word
