"""Reads which indicators and objectives a sentence speaks of: "chỉ tiêu 1, 2 (mục tiêu 2); chỉ tiêu 2 (số liệu ...),
chỉ tiêu 3, 4 (mục tiêu 3)", "các chỉ tiêu của mục tiêu 4", "Chỉ tiêu 1 Mục tiêu 5"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span

NUMBER = r"(?:\(\d{1,3}(?:\.\d{1,2})?\)|\d{1,3}(?:\.\d{1,2})?)"


def _list(kind: str) -> str:
    """Numbers of one kind: "1, 2", "(1) đến (3)", "1 - 3"; "chỉ tiêu 2 - Mục tiêu 1" is no range."""
    return (
        rf"{NUMBER}(?:\s*(?:(?:,|;|và|&)|(?:-|–|đến)(?:\s+{kind}\s+tiêu)?)\s*(?:số\s+)?"
        rf"{NUMBER}(?![\d%/]))*"
    )


LIST = _list("mục")

# Matches "các chỉ tiêu của mục tiêu 4", "chỉ tiêu thuộc Mục tiêu 1, 2"; must not match "chỉ tiêu 1 của mục tiêu 4".
BLANKET = (
    rf"chỉ\s+tiêu\s+(?:(?!\d)\w+\s+){{0,3}}?(?:của|thuộc|trong|tại|ở"
    rf"|nêu\s+tại)\s+(?:các\s+)?mục\s+tiêu\s+(?:số\s+)?(?P<all>{LIST})"
)

# Matches "chỉ tiêu 1, 2", "chỉ tiêu số 3"; must not match "chỉ tiêu Nghị quyết số 11".
INDICATORS = rf"chỉ\s+tiêu\s+(?:từ\s+)?(?:(?:số|thứ)\s+)?(?P<indicators>(?<!\d){_list('chỉ')})"

# Matches "mục tiêu 2", "(Mục tiêu số 3)"; must not match "mục tiêu quốc gia".
OBJECTIVES = rf"mục\s+tiêu\s+(?:số\s+)?(?P<objectives>{LIST})"

# Matches "chỉ tiêu tại mục 1.2.2", "mục tiêu nêu tại điểm 2.1"; must not match "tại mục 1.2.2".
PLACES = (
    r"(?:chỉ|mục)\s+tiêu\s+(?:(?!\d)\w+\s+){0,5}?(?:tiểu\s+mục|mục|điểm|phần)\s+"
    r"(?P<places>\d{1,2}(?:\.\d{1,2}){1,3}(?:(?:\s*(?:,|và)\s*)\d{1,2}(?:\.\d{1,2}){1,3})*)"
)

# Matches "chỉ tiêu 1, 2 (mục tiêu 2)"; must not match "chỉ tiêu Nghị quyết số 11".
REFERENCE = compiled(rf"{PLACES}|{BLANKET}|{INDICATORS}|{OBJECTIVES}", re.IGNORECASE)
# Matches "1.2.2"; must not match "1".
PLACE = compiled(r"\d{1,2}(?:\.\d{1,2}){1,3}")
# Matches "4.1"; must not match "bốn".
NUMBERS = compiled(r"\d{1,3}(?:\.\d{1,2})?")
# Matches "1 đến 4"; must not match "1, 4".
RANGE = compiled(r"(\d{1,3})\)?\s*(?:-|–|đến)\s*(?:chỉ\s+tiêu\s+|mục\s+tiêu\s+)?\(?(\d{1,3})(?!\.\d)", re.IGNORECASE)

# Matches the "(số liệu bạo lực trên cơ sở giới)" after a number; must not match "(mục tiêu 2)".
SCOPE = compiled(r"\s*\((?!\s*(?:mục|chỉ)\s+tiêu)([^()\d]{3,160})\)", re.IGNORECASE)


# Where an objective is named first and its indicators follow: "mục tiêu 2: chỉ tiêu 1, 3".
# Matches " gồm các chỉ tiêu 1"; must not match " và chỉ tiêu 1".
OPENING = compiled(r"\s*(?:[:(]|gồm\b|bao\s+gồm\b)\s*(?:các\s+|gồm\s+)?chỉ\s+tiêu\s+(?:số\s+)?\d", re.IGNORECASE)


# An objective that heads what follows.
# Matches ": Sở Y tế", ", chỉ tiêu 1 do Sở Y tế"; must not match ", Sở Y tế".
HEADS = compiled(r"\s*(?::|,\s+chỉ\s+tiêu\s)", re.IGNORECASE)


@dataclass(slots=True)
class Reference:
    """What a sentence covers: ("objective", "4") or ("indicator", "4.1"), the words that limit it, where it stands."""

    kind: str
    key: str
    span: Span
    scope: str | None = None


@dataclass(slots=True)
class _Pending:
    numbers: list[str]
    span: Span
    scope: str | None = None


def references(
    text: str,
    start: int,
    end: int,
    indicators: set[str],
    objectives: set[str],
    marked: Mapping[str, list[tuple[str, str]]],
    around: str | None = None,
) -> tuple[list[Reference], list[Span]]:
    """The references in `text[start:end]` to known indicators and objectives, and the places of those that are
    unknown. `marked` says what stands under the document's own marks, "1.2.2"; `around` of which objective numbers of
    indicators are that name none.
    """
    found: list[Reference] = []
    unknown: list[Span] = []
    pending: list[_Pending] = []
    # Where a plan numbers its indicators under "A. MỤC TIÊU" and has no objectives, "Mục tiêu 3" is indicator 3.
    kind, known = ("objective", objectives) if objectives else ("indicator", indicators)
    opened: tuple[str, Span] | None = None
    headed: str | None = None
    for m in REFERENCE.finditer(text, start, end):
        span = Span(m.start(), m.end())
        if m["places"]:
            for place in PLACE.findall(m["places"]):
                found += [Reference(*pair, span) for pair in marked.get(place, [])]
                unknown += [] if place in marked else [span]
        elif m["all"]:
            for n in numbers(m["all"]):
                _add(found, unknown, kind, n, span, None, known)
        elif m["indicators"]:
            listed = numbers(m["indicators"])
            scope = SCOPE.match(text, m.end(), end)
            item = _Pending(
                listed, Span(m.start(), scope.end() if scope else m.end()), scope[1].strip() if scope else None
            )
            if opened:
                _bind(found, unknown, [item], opened[0], indicators)
            else:
                pending.append(item)
        elif m["objectives"]:
            listed = numbers(m["objectives"])
            heads = HEADS.match(text, m.end(), end)
            if headed and heads and pending:  # "Mục tiêu 2: Sở Nội vụ (chỉ tiêu 1); Mục tiêu 3: ..."
                _bind_headed(found, unknown, pending, headed, indicators)
                pending = []
            opens = OPENING.match(text, m.end(), m.end() + 40)
            if pending and not opens:
                for n in listed:
                    _bind(found, unknown, pending, n, indicators)
                pending = []
            elif opens and listed:
                opened = (listed[-1], span)
                continue
            else:
                for n in listed:
                    _add(found, unknown, kind, n, span, None, known)
            headed = listed[0] if heads and len(listed) == 1 and not pending else None
            opened = None
    if headed and pending:
        _bind_headed(found, unknown, pending, headed, indicators)
        pending = []
    if around and pending:
        _bind(found, unknown, pending, around, indicators)
        pending = []
    for item in pending:
        _bind_without(found, unknown, item, indicators, marked)
    return found, unknown


def numbers(listed: str) -> list[str]:
    """The numbers of "1, 2 và 4" or "1 đến 3"."""
    spans = {m.start(): m for m in RANGE.finditer(listed)}
    found: list[str] = []
    for m in NUMBERS.finditer(listed):
        whole = spans.get(m.start())
        if whole and int(whole[1]) < int(whole[2]) <= int(whole[1]) + 60:
            found += [str(n) for n in range(int(whole[1]), int(whole[2]) + 1)]
        elif m[0].lstrip("0") not in found:
            found.append(m[0].lstrip("0") or "0")
    return found


def _bind(
    found: list[Reference], unknown: list[Span], items: list[_Pending], objective: str, indicators: set[str]
) -> None:
    for item in items:
        for n in item.numbers:
            # "chỉ tiêu 4.2 (mục tiêu 4)" and numbers that run on through a plan's objectives are keys as they stand
            key = n if n in indicators and n.startswith(f"{objective}.") else f"{objective}.{n}"
            _add(found, unknown, "indicator", key, item.span, item.scope, indicators)


def _bind_headed(
    found: list[Reference], unknown: list[Span], items: list[_Pending], objective: str, indicators: set[str]
) -> None:
    """The indicators behind an objective that heads the sentence, which by itself covers nothing then."""
    found[:] = [ref for ref in found if (ref.kind, ref.key) != ("objective", objective)]
    _bind(found, unknown, items, objective, indicators)


def _bind_without(
    found: list[Reference],
    unknown: list[Span],
    item: _Pending,
    indicators: set[str],
    marked: Mapping[str, list[tuple[str, str]]],
) -> None:
    """Numbers without an objective: a key as it stands, what stands under that mark, or the one indicator of that
    number in the whole plan."""
    for n in item.numbers:
        if n not in indicators and n in marked:
            found += [Reference(*pair, item.span, item.scope) for pair in marked[n]]
            continue
        same = [k for k in indicators if k == n or k.rpartition(".")[2] == n]
        key = n if n in indicators else same[0] if len(same) == 1 else n
        _add(found, unknown, "indicator", key, item.span, item.scope, indicators)


def _add(
    found: list[Reference], unknown: list[Span], kind: str, key: str, span: Span, scope: str | None, known: set[str]
) -> None:
    if key in known:
        found.append(Reference(kind, key, span, scope))
    else:
        unknown.append(span)
