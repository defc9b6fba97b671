"""Every question of the library: a complete header, the same rows on every engine, and its golden answer."""

import re
from collections.abc import Callable

import pytest

from bdg_graph import library, questions
from bdg_graph.engines import Engine
from bdg_graph.exports.cells import plain
from bdg_graph.questions import Question, Words
from bdg_graph.terms import ID

QUESTIONS = [questions.read(i) for i in questions.ids()]
CHECKS = [q for q in QUESTIONS if q.is_check]
ASKED = [q for q in QUESTIONS if not q.is_check]


def by_id(question: Question) -> str:
    return question.id


def test_the_library_answers_at_least_25_questions() -> None:
    assert len(ASKED) >= 25
    assert {q.topic for q in QUESTIONS} >= {"leads", "targets", "legal", "plans", "checks"}


@pytest.mark.parametrize("question", QUESTIONS, ids=by_id)
def test_header(question: Question) -> None:
    spoken: list[Words] = [
        question.summary,
        *(c.label for c in question.columns),
        *(p.label for p in question.params),
    ]
    spoken += [words for column in question.columns for words in column.words.values()]
    if not question.is_check:
        spoken.append(question.description)
    if question.denominator:
        spoken.append(question.denominator.words)
    for words in spoken:
        assert words["vi"].strip(), f"{question.id}: a Vietnamese text is missing beside {words}"
        assert words["en"].strip(), f"{question.id}: an English text is missing beside {words}"
    for param in question.params:
        line = f"^ *VALUES \\?{param.name} {{ UNDEF }}$"
        assert re.search(line, question.sparql, re.MULTILINE), f"{param.name} has no VALUES line of its own"
    assert set(question.example) <= {p.name for p in question.params}


@pytest.mark.parametrize("question", QUESTIONS, ids=by_id)
def test_runs_as_it_stands(question: Question, oxigraph: Engine) -> None:
    rows = oxigraph.select(question.sparql)
    assert rows.variables == [column.name for column in question.columns]


@pytest.mark.parametrize("question", QUESTIONS, ids=by_id)
def test_same_rows_on_every_engine(question: Question, engines: dict[str, Engine]) -> None:
    values = {name: [value] for name, value in question.example.items()}
    answers = {name: library.ask(engine, question, values) for name, engine in engines.items()}
    first = answers.pop("oxigraph")
    for answer in answers.values():
        assert answer.rows == first.rows
        assert answer.share == first.share


@pytest.mark.parametrize("question", ASKED, ids=by_id)
def test_golden(question: Question, oxigraph: Engine, golden: Callable[[str, str], None]) -> None:
    """The whole answer, and the one that its example asks for."""
    golden(f"queries/{question.id}.tsv", written(oxigraph, question, {}))
    if question.example:
        golden(f"queries/{question.id}.example.tsv", written(oxigraph, question, question.example))


def written(engine: Engine, question: Question, values: dict[str, str]) -> str:
    """The answer as bare terms: the names and quotations beside them have tests of their own."""
    answer = library.ask(engine, question, {name: [value] for name, value in values.items()})
    lines = [f"# {answer.share['en'] if answer.share else 'no denominator'}"]
    lines += ["\t".join(column.name for column in question.columns)]
    lines += ["\t".join(" ".join(plain(term).split()) for term in row) for row in answer.rows.rows]
    return "\n".join(lines).replace(ID, "") + "\n"


@pytest.mark.parametrize("question", [q for q in ASKED if q.params], ids=by_id)
def test_every_choice_is_a_thing_with_a_name(question: Question, oxigraph: Engine) -> None:
    for param in question.params:
        for value, label in library.first_choices(oxigraph, param, 10_000)[0]:
            assert label["vi"]
            assert label["en"]
            assert library.term(oxigraph, param, value)


@pytest.mark.parametrize("check", CHECKS, ids=by_id)
def test_check_passes(check: Question, oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, check, {})
    assert answer.rows.rows == []
