"""The documentation is held to the code: the README's question list, its commands, and the files that pages name."""

import re
import shlex

import pytest

from bdg_graph import library, paths, questions
from bdg_graph.cli import COMMANDS
from bdg_graph.engines import Engine
from bdg_graph.exports.cells import words

PROJECT = paths.project()
README = PROJECT / "README.md"
FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
MARK = "<!-- questions: kept equal to `bdg queries --lang en` by tests/test_docs.py -->\n"


def question_list() -> str:
    """The questions as the README lists them."""
    listed = [questions.read(i) for i in questions.ids()]
    return "".join(f"* `{q.id}` - {q.sentence('en')}\n" for q in listed if not q.is_check)


def test_the_readme_lists_every_question(request: pytest.FixtureRequest) -> None:
    text = README.read_text("utf-8")
    before, rest = text.split(MARK)
    listed, after = rest.split("<!-- /questions -->")
    if request.config.getoption("--update-golden"):
        README.write_text(before + MARK + question_list() + "<!-- /questions -->" + after, "utf-8")
        listed = question_list()
    assert listed == question_list()


def shell_lines() -> list[str]:
    lines = [line for block in FENCE.findall(README.read_text("utf-8")) for line in block.splitlines()]
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("line", shell_lines())
def test_every_command_of_the_readme_exists(line: str) -> None:
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)
    elif words[0].endswith("/bdg"):
        assert words[1] in COMMANDS
        if words[1] == "query":
            assert questions.find(words[2])
    else:
        assert words[0] == ".venv/bin/python"


def test_the_answer_in_the_readme_is_the_one_that_make_run_prints(oxigraph: Engine) -> None:
    """Column for column and row for row; "..." stands for words left out."""
    printed = README.read_text("utf-8").split("```\nKế hoạch  ")[1].split("```")[0]
    head, *rows, _blank, share = ("Kế hoạch  " + printed).strip().splitlines()
    answer = library.ask(oxigraph, questions.find("leads/metric-leads"), {"metric": ["sex-ratio-at-birth"]})
    assert answer.share is not None
    assert share == f"{answer.share['vi']}."
    labels = [column.label["vi"] for column in answer.question.columns]
    shown = [labels.index(label) for label in re.split(" {2,}", head)]
    found = [
        "  ".join(words(answer, answer.question.columns[i], row[i], "vi") for i in shown) for row in answer.rows.rows
    ]
    for row in rows:
        pattern = re.escape(re.sub(" {2,}", "  ", row)).replace(re.escape("..."), ".*")
        assert [line for line in found if re.fullmatch(pattern, line.rstrip())], row


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"bdg {command}\b", README.read_text("utf-8"))


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(
        r"`((?:bdg_graph|tests|ontology|data|shapes|queries|bench)/[\w./-]*)`", (PROJECT / page).read_text("utf-8")
    )
    assert named
    for name in named:
        assert (PROJECT / name).exists(), f"{page} names {name}"
