"""The questions that are asked of every engine, and whether the planted answers come out."""

import json
import re
from pathlib import Path

from bdg_graph import library, questions
from bdg_graph.engines import Engine
from bdg_graph.questions import Question

FLAGSHIP = "leads/metric-leads"

# Matches a line that is a comment, header lines ("#+ ...") among them; must not match a line with an IRI's "#".
COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)


def asked(question: Question, engine: Engine) -> str:
    """The SPARQL of the question's own example, without its header and comments."""
    bound = {}
    for param in question.params:
        value = question.example.get(param.name, param.default)
        if value is not None:
            bound[param.name] = [library.term(engine, param, value)]
    return COMMENT.sub("", library.bind(question, bound))


def library_sparql(engine: Engine) -> dict[str, str]:
    """All questions but the integrity checks, with their examples."""
    read = [questions.read(i) for i in questions.ids()]
    return {question.id: asked(question, engine) for question in read if not question.is_check}


def wrong_answers(engine: Engine, known: Path, *, checks: bool = True) -> list[str]:
    """Which planted answers do not come out exactly: none, if all is well; `checks` also looks for planted faults."""
    expected = json.loads(known.read_text("utf-8"))
    found = {name: rows(engine, name, columns) for name, columns in COLUMNS.items()}
    cited = rows(engine, "legal/most-cited", ("document", "plans"))
    wrong = [name for name in found if _unique(found[name]) != _unique(expected[name])]
    if {document: int(n) for document, n in cited} != expected["legal/most-cited"]:
        wrong.append("legal/most-cited")
    for name in (i for i in questions.ids() if checks and i.startswith("checks/")):
        if {row[0] for row in rows(engine, name, ())} != set(expected["checks"].get(name, [])):
            wrong.append(name)
    return wrong


COLUMNS = {
    FLAGSHIP: ("plan", "status", "value", "dueYear", "lead"),
    "leads/indicators-without-lead": ("indicator",),
    "leads/split-leads": ("indicator",),
}


def rows(engine: Engine, name: str, columns: tuple[str, ...]) -> list[list[str]]:
    """The named columns of a question's answer (none named: the first) as text, rows that state nothing left out."""
    question = questions.read(name)
    bound = {p.name: [library.term(engine, p, p.default)] for p in question.params if p.default}
    answer = engine.select(library.bind(question, bound))
    at = [answer.variables.index(c) for c in columns] or [0]
    table = [[str(cell.value) if (cell := row[i]) is not None else "" for i in at] for row in answer.rows]
    return [row for row in table if "no-target" not in row]


def _unique(found: list[list[str]] | list[str]) -> list[list[str]]:
    return sorted([list(row) for row in {tuple(r) if isinstance(r, list) else (r,) for r in found}])
