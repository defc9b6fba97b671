"""An answer as a drawing (SVG): a layer for each column of things, a box for each thing, a line where a row ties two.
Made for chains such as context/chain; any answer with things in its columns can be drawn."""

import textwrap
from html import escape
from itertools import pairwise

from pyoxigraph import NamedNode

from bdg_graph.exports.cells import asked_words, words
from bdg_graph.library import Answer
from bdg_graph.questions import Column

# In pixels: a box's width, the gaps between boxes, a line's height, the space inside a box, the head's height.
WIDTH, GAP_X, GAP_Y, LINE, PAD, HEAD = 210, 60, 14, 16, 8, 62

# The most letters in a line of a box, and the most lines of a box.
LETTERS, LONGEST = 30, 4

# XML 1.0 holds no other control characters; a label is data from anywhere.
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])

STYLE = (
    "text{font:13px sans-serif;fill:#1b1b1b}.h{font-weight:bold}.t{font-size:16px;font-weight:bold}"
    "rect{fill:#fff;stroke:#4a4a7d}path{fill:none;stroke:#8a8ab5;stroke-width:1.5}"
)


def svg_bytes(answer: Answer, language: str) -> bytes:
    """The answer as SVG in UTF-8, words in `language`; columns of passages, values and details are left out."""
    layers = [i for i, column in enumerate(answer.question.columns) if _drawn(answer, i, column)]
    boxes, places = _boxes(answer, layers, language)
    height = HEAD + max([bottom for *_, bottom in places.values()], default=0) + 2 * LINE
    width = max(len(layers), 2) * (WIDTH + GAP_X)
    sentence = answer.question.sentence(language, asked_words(answer, language))
    body = [f'<text class="t" x="{PAD}" y="24">{_safe(sentence)}</text>']
    for number, i in enumerate(layers):
        label = answer.question.columns[i].label[language]
        body.append(f'<text class="h" x="{PAD + number * (WIDTH + GAP_X)}" y="50">{_safe(label)}</text>')
    body += [*_lines(answer, layers, places), *boxes]
    foot = f"{answer.share[language]}. " if answer.share else ""
    said = _safe(f"{foot}{answer.view.words[language]}. {answer.version}")
    body.append(f'<text x="{PAD}" y="{height - 8}">{said}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'lang="{language}" role="img"><style>{STYLE}</style>{"".join(body)}</svg>\n'
    ).encode()


def _drawn(answer: Answer, i: int, column: Column) -> bool:
    """Whether column `i` is a layer: things, not passages and not details."""
    return column.role is None and any(isinstance(row[i], NamedNode) for row in answer.rows.rows)


Place = tuple[int, int, int]
"""The left edge, the top and the bottom of a box."""


def _boxes(answer: Answer, layers: list[int], language: str) -> tuple[list[str], dict[tuple[int, str], Place]]:
    """The boxes, each layer in the middle of the height, and where each thing of each layer stands."""
    out: list[str] = []
    places: dict[tuple[int, str], Place] = {}
    stacks = [_stack(answer, i, language) for i in layers]
    tallest = max((sum(_height(lines) + GAP_Y for _, lines in stack) for stack in stacks), default=0)
    for number, (i, stack) in enumerate(zip(layers, stacks, strict=True)):
        left = PAD + number * (WIDTH + GAP_X)
        top = HEAD + (tallest - sum(_height(lines) + GAP_Y for _, lines in stack)) // 2
        for iri, lines in stack:
            height = _height(lines)
            shown = lines if len(lines) <= LONGEST else [*lines[: LONGEST - 1], lines[LONGEST - 1] + " …"]
            text = "".join(
                f'<text x="{left + PAD}" y="{top + PAD + 12 + n * LINE}">{_safe(line)}</text>'
                for n, line in enumerate(shown)
            )
            box = f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{height}" rx="4"/>'
            out.append(f"<g><title>{_safe(' '.join(lines))}</title>{box}{text}</g>")
            places[i, iri] = (left, top, top + height)
            top += height + GAP_Y
    return out, places


def _stack(answer: Answer, i: int, language: str) -> list[tuple[str, list[str]]]:
    """The things of column `i` in the order of the rows, each with its name in lines."""
    things = dict.fromkeys(term.value for row in answer.rows.rows if isinstance(term := row[i], NamedNode))
    column = answer.question.columns[i]
    return [(iri, textwrap.wrap(words(answer, column, NamedNode(iri), language), LETTERS)) for iri in things]


def _height(lines: list[str]) -> int:
    return min(max(len(lines), 1), LONGEST) * LINE + 2 * PAD


def _lines(answer: Answer, layers: list[int], places: dict[tuple[int, str], Place]) -> list[str]:
    """A line between neighbours of a row, each once; an empty cell is stepped over."""
    ties: dict[tuple[Place, Place], None] = {}
    for row in answer.rows.rows:
        stops = [places[i, term.value] for i in layers if isinstance(term := row[i], NamedNode)]
        ties |= dict.fromkeys(pairwise(stops))
    return [_line(start, end) for start, end in ties]


def _line(start: Place, end: Place) -> str:
    x1, y1 = start[0] + WIDTH, (start[1] + start[2]) // 2
    x2, y2 = end[0], (end[1] + end[2]) // 2
    middle = (x1 + x2) // 2
    return f'<path d="M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"/>'


def _safe(text: str) -> str:
    return escape(text.translate(CONTROLS))
