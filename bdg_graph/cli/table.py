"""An answer for the terminal: a table, its denominator, and the passages it stands on, numbered."""

import re
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bdg_graph.cli import options
from bdg_graph.exports.cells import asked_words, words
from bdg_graph.library import Answer, Passage
from bdg_graph.terms import ID

WORDS = {
    "vi": {
        "none": "Không có dòng nào.",
        "sources": "Nguồn",
        "at": "ký tự",
        "version": "Phiên bản dữ liệu",
        "only": "chỉ xét",
    },
    "en": {
        "none": "No rows.",
        "sources": "Sources",
        "at": "characters",
        "version": "Dataset version",
        "only": "looking only at",
    },
}

LONGEST_CELL = 160

# Matches an escape sequence's first character and the right-to-left override; must not match a line end or a tab.
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def show(answer: Answer, language: str, output: Path | None) -> None:
    """Prints `answer` to the terminal, or writes the same text to `output`."""
    if output:
        with output.open("w", encoding="utf-8") as file:
            _print(Console(file=file, width=options.PIPE_WIDTH, highlight=False), answer, language)
    else:
        _print(options.console(), answer, language)
        sys.stdout.flush()


def _print(out: Console, answer: Answer, language: str) -> None:
    said = WORDS[language]
    sentence = answer.question.sentence(language, asked_words(answer, language))
    out.print(f"[bold]{escape(printable(sentence))}[/bold]\n", soft_wrap=True)
    notes: dict[str, int] = {}
    if answer.rows.rows:
        out.print(_table(answer, language, notes))
        out.print()
    else:
        out.print(said["none"])
    if answer.share:
        out.print(escape(f"{answer.share[language]}{_limits(answer, language)}."))
    _print_sources(out, answer, notes, said)
    out.print(escape(answer.view.words[language]) + ".")
    out.print(f"{said['version']}: {answer.version}")


def _limits(answer: Answer, language: str) -> str:
    """What the answer is limited to, where its sentence does not say so: " (looking only at: Ninh Bình)"."""
    said = asked_words(answer, language)
    limits = [text for name, text in said.items() if not answer.question.names(name, language)]
    return f" ({WORDS[language]['only']}: {', '.join(limits)})" if limits else ""


def _table(answer: Answer, language: str, notes: dict[str, int]) -> Table:
    """The columns that say something new, and a last one with the numbers of the passages."""
    table = Table(header_style="bold", show_lines=True)
    columns = answer.question.columns
    shown = [i for i in range(len(columns)) if _says_something(answer, i, language)]
    evidence = [i for i, column in enumerate(columns) if column.role == "evidence"]
    for i in shown:
        table.add_column(escape(columns[i].label[language]), overflow="fold")
    if evidence:
        table.add_column(WORDS[language]["sources"])
    for row in answer.rows.rows:
        cells = [escape(shorten(printable(words(answer, columns[i], row[i], language)))) for i in shown]
        cited = [row[i] for i in evidence]
        numbers = [notes.setdefault(t.value, len(notes) + 1) for t in cited if t is not None]
        table.add_row(*cells, *(["".join(f"\\[{n}]" for n in numbers)] if evidence else []))
    return table


def _says_something(answer: Answer, i: int, language: str) -> bool:
    """Whether column `i` is for this table: no passage, no detail, not empty, not just what was asked with."""
    column = answer.question.columns[i]
    values = {row[i] for row in answer.rows.rows}
    asked = answer.bound.get(column.name, [])
    if column.role or column.language not in (None, language):
        return False
    return values != {None} and not (len(asked) == 1 and values == set(asked))


def printable(text: str) -> str:
    """`text` without characters that would steer the terminal or turn the writing direction."""
    return STEERING.sub("\ufffd", text)


def shorten(text: str) -> str:
    """`text` cut after a word where it is too long for a cell; the whole of it stands among the sources."""
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL].rsplit(" ", 1)[0] + " …"


def _print_sources(out: Console, answer: Answer, notes: dict[str, int], said: dict[str, str]) -> None:
    if not notes:
        return
    out.print(f"\n[bold]{said['sources']}[/bold]")
    for iri, n in notes.items():
        passage = answer.passages[iri]
        out.print(f"\\[{n}] {escape(_place(passage, said))}: “{escape(printable(passage.exact))}”", soft_wrap=True)
    out.print()


def _place(passage: Passage, said: dict[str, str]) -> str:
    plan = passage.iri.removeprefix(f"{ID}plan/").split("/")[0]
    return f"data/plans/{plan}/source.txt, {said['at']} {passage.start}-{passage.end}"
