"""Says what a passage speaks of: topics, domains and groups of people, by the phrases of their schemes."""

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.words import PhraseBook

MOST = 5


def topics(doc: Document, span: Span) -> list[str]:
    """The topics that the words of `span` name, at most five, in the order named."""
    return _named(doc, doc.lexicon.topics, span)[:MOST]


def domains(doc: Document, span: Span) -> list[str]:
    """The domains that the words of `span` name."""
    return _named(doc, doc.lexicon.domains, span)[:2]


def groups(doc: Document, span: Span) -> list[str]:
    """The groups of people that the words of `span` name."""
    return _named(doc, doc.lexicon.groups, span)[:MOST]


def _named(doc: Document, book: PhraseBook, span: Span) -> list[str]:
    return list(dict.fromkeys(m.value for m in doc.matches(book, span.start, span.end)))
