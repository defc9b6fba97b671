"""Finds the faults that people make most in SPARQL, each by a function from the tokens of a query to the places of one
kind of fault. They are asked only of a text that an engine refused."""

from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from bdg_graph.sparql.tokens import Token, is_operand
from bdg_graph.terms import PREFIXES

LARGEST: Final = 2**64 - 1
"""The largest LIMIT and OFFSET that the engine reads."""

CLOSING: Final = {"(": ")", "{": "}", "[": "]"}

AGGREGATES: Final = frozenset({"count", "sum", "min", "max", "avg", "sample", "group_concat"})

# 19.8, the grammar: every word that may stand in a query; and those that SPARQL 1.2 adds.
WORDS: Final = frozenset(
    """
    a abs add adjust all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy
    count create data datatype day default delete desc describe distinct drop encode_for_uri exists false filter
    floor from graph group group_concat haslang haslangdir having hours if in insert into iri isblank isiri
    isliteral isnumeric istriple isuri lang langdir langmatches lateral lcase limit load max md5 min minus minutes
    month move named not now object offset optional order predicate prefix rand reduced regex replace round
    sameterm sample seconds select separator service sha1 sha256 sha384 sha512 silent str strafter strbefore strdt
    strends strlang strlangdir strlen strstarts struuid subject substr sum timezone to triple true tz ucase undef
    union uri using uuid values version where with year
    """.split()  # noqa: SIM905 - as a list of strings it takes a line a word
)

# What people write who know another language, and what SPARQL has for it.
FOREIGN: Final = {"and": "&&", "or": "||", "like": "CONTAINS(…, …)", "null": "UNDEF", "join": ".", "is": "="}

Found = tuple[int, str, str]
"""An offset into the text, and what is wrong there in Vietnamese and English."""

Query = Sequence[Token]
Given = Collection[str]
"""The prefixes that need no declaring."""

ALIKE: Final = 0.7
"""How like a word of SPARQL a misspelt one is, from 0 to 1."""

NODES: Final = frozenset({"variable", "name", "iri"})
END: Final = Token("mark", "", 0)


def _undeclared(query: Query, given: Given) -> Iterator[Found]:
    """A prefixed name whose prefix no PREFIX line declares: the fault that people make most."""
    declared, previous = set(given), ""
    for token in query:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and previous == "prefix":
            declared.add(prefix)
        elif token.kind == "name" and prefix not in declared:
            hint = f"PREFIX {prefix}: <{PREFIXES.get(prefix, '...')}>"
            yield (
                token.start,
                f"tiền tố “{prefix}:” chưa được khai báo; hãy thêm {hint} ở đầu",
                f"the prefix “{prefix}:” is not declared; add {hint} at the top",
            )
        previous = token.text.lower()


def _prefix(query: Query, _given: Given) -> Iterator[Found]:
    """`PREFIX bdg <...>`, `PREFIX bdg: http://...`"""
    for at, token in enumerate(query):
        if token.text.lower() == "prefix" and [t.kind for t in query[at + 1 : at + 3]] != ["name", "iri"]:
            yield (
                token.start,
                "PREFIX viết là: PREFIX tên: <IRI>, có dấu hai chấm và ngoặc nhọn",
                "PREFIX is written: PREFIX name: <IRI>, with the colon and the angle brackets",
            )


def _marks(query: Query, _given: Given) -> Iterator[Found]:
    """Marks that word processors put, and operators of other languages."""
    for token, following in pairwise([*query, END]):
        if token.kind == "mark" and token.text in "“”„‘’«»":
            yield (
                token.start,
                f'{token.text} là dấu nháy của trình soạn thảo; hãy dùng dấu nháy thẳng "',
                f"{token.text} is a word processor's quotation mark; use the straight one, \"",
            )
        elif token.text == following.text == "=" and following.start == token.start + 1:
            yield token.start, "so sánh bằng là một dấu =, không phải ==", "equality is one =, not =="


def _words(query: Query, _given: Given) -> Iterator[Found]:
    """A word that SPARQL does not have."""
    for token in query:
        word = token.text.lower()
        if token.kind != "word" or word in WORDS:
            continue
        alike = get_close_matches(word, WORDS, 1, ALIKE)
        meant = FOREIGN.get(word) or (alike[0].upper() if alike else "")
        hint_vi, hint_en = (f"; có phải ý bạn là {meant}?", f"; did you mean {meant}?") if meant else ("", "")
        yield (
            token.start,
            f"SPARQL không có từ “{token.text}”{hint_vi or '; tên gọi có tiền tố, biến có dấu ? ở trước'}",
            f"SPARQL has no word “{token.text}”{hint_en or '; names have a prefix, variables a ? before them'}",
        )


def _brackets(query: Query, _given: Given) -> Iterator[Found]:
    """A bracket without its other half."""
    opened: list[Token] = []
    for token in query:
        if token.kind != "mark":
            continue
        if token.text in CLOSING:
            opened.append(token)
        elif token.text in CLOSING.values():
            if not opened:
                yield (
                    token.start,
                    f"“{token.text}” đóng mà không có gì mở",
                    f"“{token.text}” closes what nothing opened",
                )
                return
            if CLOSING[opened[-1].text] != token.text:
                break
            opened.pop()
    if opened:
        left, wanted = opened[-1], CLOSING[opened[-1].text]
        yield left.start, f"“{left.text}” này không có “{wanted}” đóng lại", f"this “{left.text}” has no “{wanted}”"


def _selected(query: Query, _given: Given) -> Iterator[Found]:
    """What stands after SELECT: variables without commas, expressions in brackets with AS."""
    words = [token.text.lower() for token in query]
    for start in (at for at, word in enumerate(words) if word == "select"):
        for token, following in pairwise(query[start + 1 :]):
            if token.text in "{(" or token.text.lower() in ("where", "from"):
                break
            if token.text == ",":
                yield (
                    token.start,
                    "các biến sau SELECT cách nhau bằng dấu cách, không có dấu phẩy",
                    "variables after SELECT are parted by spaces, not by commas",
                )
            if token.text.lower() in AGGREGATES and following.text == "(":
                wanted = f"({token.text.upper()}(?x) AS ?n)"
                yield token.start, f"phép tính sau SELECT viết là {wanted}", f"after SELECT it is written {wanted}"


def _bound_twice(query: Query, _given: Given) -> Iterator[Found]:
    """`BIND(1 AS ?x)` where ?x was met before."""
    groups: list[set[str]] = [set()]
    for before, token in pairwise(query):
        if token.text == "{":
            groups.append(set())
        elif token.text == "}" and len(groups) > 1:
            inner = groups.pop()
            groups[-1] |= inner
        elif token.kind == "variable":
            if before.text.lower() == "as" and token.text[1:] in groups[-1]:
                yield (
                    token.start,
                    f"{token.text} đã dùng ở trước, nên không thể nhận giá trị mới; hãy đặt tên khác",
                    f"{token.text} is used before, so it can't be given a new value; choose another name",
                )
            groups[-1].add(token.text[1:])


def _solution_modifiers(query: Query, _given: Given) -> Iterator[Found]:
    """Their order, and the numbers after LIMIT and OFFSET (18.2.5)."""
    order = ("group", "having", "order", "limit")
    for before, token in pairwise([*query, END]):
        if before.text.lower() in ("limit", "offset") and not (token.text.isdecimal() and int(token.text) <= LARGEST):
            name = before.text.upper()
            yield before.start, f"sau {name} là một số nguyên không âm", f"{name} takes a whole number, not negative"
    last: dict[int, int] = {}
    depth = 0
    for token in query:
        word = token.text.lower()
        depth += (word in CLOSING) - (word in CLOSING.values())
        if word == "select":
            last[depth] = -1
        elif token.kind == "word" and word in order:
            if order.index(word) < last.get(depth, -1):
                yield (
                    token.start,
                    f"{token.text.upper()} đứng sai chỗ; thứ tự là GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
                    f"{token.text.upper()} stands too late; the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
                )
            last[depth] = order.index(word)


def _filters(query: Query, _given: Given) -> Iterator[Found]:
    """`FILTER ?a = 1`"""
    for token, following in pairwise(query):
        if token.text.lower() == "filter" and following.kind in ("variable", "number", "string"):
            yield token.start, "điều kiện sau FILTER đứng trong ngoặc đơn", "what FILTER asks stands in brackets ( )"


def _triples(query: Query, _given: Given) -> Iterator[Found]:
    """`?a "x" ?b`: a literal as a property; `{ ?a ?b }`: no object."""
    for at, token in enumerate(query[:-3]):
        values = at > 1 and query[at - 2].text.lower() == "values"
        subject, verb, value = query[at + 1 : at + 4]
        if values or token.text not in ("{", ".") or subject.kind not in NODES:
            continue
        if verb.kind in ("string", "number"):
            yield verb.start, "thuộc tính là một IRI hoặc một biến", "a property is an IRI or a variable"
        elif verb.kind in NODES and value.text in ("}", "."):
            yield (
                value.start,
                "bộ ba này thiếu phần thứ ba; mỗi bộ ba có chủ thể, thuộc tính và giá trị",
                "this triple lacks its third part; each has a subject, a property and a value",
            )


def _iris(query: Query, _given: Given) -> Iterator[Found]:
    """`<a b>`: what begins like an IRI and is none."""
    for before, token in pairwise(query):
        if token.text == "<" and not is_operand(before):
            yield (
                token.start,
                "sau “<” không phải là IRI; IRI không có dấu cách hay ngoặc",
                "what stands after “<” is no IRI; an IRI has no spaces or brackets",
            )


USUAL: Final[tuple[Callable[[Query, Given], Iterator[Found]], ...]] = (
    _prefix,
    _undeclared,
    _marks,
    _iris,
    _words,
    _brackets,
    _selected,
    _filters,
    _triples,
    _solution_modifiers,
    _bound_twice,
)
