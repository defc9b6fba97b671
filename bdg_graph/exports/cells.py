"""What a person reads in a cell: the words of a term in a language."""

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Term
from bdg_graph.library import Answer
from bdg_graph.questions import Column
from bdg_graph.terms import XSD

NUMBERS = {XSD.decimal, XSD.integer}

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def words(answer: Answer, column: Column, term: Term | None, language: str) -> str:
    """The words of `term` in `language`: a label, a quotation, a spelled-out code, or the value itself."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        if term.value in answer.passages:
            return answer.passages[term.value].exact
        return answer.labels[term.value][language]
    if isinstance(term, Literal) and term.datatype.value == XSD.decimal:
        return number(term.value, language)
    return column.words[term.value][language] if term.value in column.words else term.value


def asked_words(answer: Answer, language: str) -> dict[str, str]:
    """The words of what the question was asked with, by parameter."""
    return {
        name: ", ".join(answer.labels[t.value][language] if t.value in answer.labels else t.value for t in terms)
        for name, terms in answer.bound.items()
    }


def number(value: str, language: str) -> str:
    """A decimal as people write it: "1.70" is "1,7" in Vietnamese and "1.7" in English; "111.0" is "111"."""
    short = value.rstrip("0").rstrip(".") if "." in value else value
    return short.replace(".", ",") if language == "vi" else short


def is_number(term: Term | None) -> bool:
    """Whether `term` is a number to calculate with."""
    return isinstance(term, Literal) and term.datatype.value in NUMBERS


def inert(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(term: Term | None) -> str:
    """`term` for programs: its IRI or its value as the graph holds it; a text that looks like a formula made inert."""
    if term is None:
        return ""
    if isinstance(term, NamedNode) or is_number(term):
        return term.value
    return inert(term.value)
