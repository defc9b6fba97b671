"""Runs the integrity questions (queries/checks, zero rows = pass) over the data and turns each row into a finding."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from bdg_graph import dataset, library, paths, questions
from bdg_graph.engines import engine
from bdg_graph.exports.cells import words
from bdg_graph.library import Answer
from bdg_graph.validation.findings import Finding, Rule, Text


def rules() -> list[Rule]:
    """The integrity checks as rules; their ids begin with "checks/"."""
    return [
        Rule(check.id, "violation", _text(check.summary), _text(check.description))
        for check in map(questions.read, questions.ids())
        if check.is_check
    ]


def check(given: Sequence[Path] = ()) -> list[Finding]:
    """The rows of all integrity checks over the data at `given` (default: the project's own).

    A plan folder on its own is checked among the project's plans, because some faults show only beside others. A loose
    RDF file is not: which plan it is, and whether it stands for one of the project's, nobody has said.
    """
    if any(path.is_file() for path in given):
        return []
    loaded = dataset.load(list(_in_context(given)))
    oxigraph = engine("oxigraph", loaded)
    checks = [question for question in map(questions.read, questions.ids()) if question.is_check]
    return [finding for answer in library.failed_checks(oxigraph, checks) for finding in _findings(answer)]


def _in_context(given: Sequence[Path]) -> Iterator[Path]:
    yield from given
    if given and not any((path / "reference").is_dir() for path in given):
        shadowed = {path.resolve().name for path in given}
        yield from (folder for folder in sorted(paths.data().glob("plans/*")) if folder.name not in shadowed)


def _findings(answer: Answer) -> Iterator[Finding]:
    columns = answer.question.columns
    for row in answer.rows.rows:
        focus = next((term.value for term in row if isinstance(term, NamedNode)), "")
        said = {
            language: "; ".join(
                f"{column.label[language]}: {words(answer, column, term, language)}"
                for column, term in zip(columns, row, strict=True)
                if term is not None
            )
            for language in ("vi", "en")
        }
        yield Finding(
            rule=answer.question.id,
            severity="violation",
            message=Text(*(f"{answer.question.summary[lang]} ({said[lang]})." for lang in ("vi", "en"))),
            focus=focus,
            label=_text(answer.labels.get(focus, {"vi": "", "en": ""})),
        )


def _text(spoken: questions.Words) -> Text:
    return Text(spoken["vi"].strip(), spoken["en"].strip())
