"""The command line: a thin translation of arguments into calls of the library, and of errors into one sentence."""

import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bdg_graph.cli import refused
from bdg_graph.cli.options import Lang, language
from bdg_graph.errors import BdgError, NotFound

# Named, not imported: each command starts with what it needs itself.
COMMANDS = {
    "query": "query:app",
    "queries": "query:queries",
    "sparql": "sparql:sparql",
    "serve": "serve:serve",
    "site": "site:site",
    "draft": "draft:draft",
    "review": "draft:review",
    "accept": "draft:accept",
    "score": "draft:score",
    "validate": "validate:validate",
    "rule": "rule:rule",
    "workbook": "workbook:app",
    "load": "data:load",
    "export": "data:export",
    "fmt": "data:fmt",
}

STOPPED = 130


class Commands(TyperGroup):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            raise NotFound("lệnh", "command", cmd_name, COMMANDS)
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(f"bdg_graph.cli.{module}"), name)
        if not isinstance(command, typer.Typer):
            function, command = command, typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            command.command(cmd_name)(function)
        made = typer.main.get_command(command)
        for each in (made, *getattr(made, "commands", {}).values()):
            each.help = _unfolded(each.help or "")
        return made


def _unfolded(text: str) -> str:
    """The paragraphs of a help text without the line ends of the source, for terminals of any width."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


app = typer.Typer(
    cls=Commands,
    name="bdg",
    help="Kế hoạch bình đẳng giới của các tỉnh Việt Nam dưới dạng đồ thị tri thức: hỏi, kiểm tra, xuất dữ liệu. "
    "· Vietnam's gender-equality plans as a knowledge graph: ask, validate, export.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _group() -> None:
    """The commands are in COMMANDS."""


def main() -> None:
    """Runs the command line. Exit codes: 0 done, 1 findings or checks failed, 2 unusable input, 130 stopped."""
    try:
        code = app(prog_name="bdg", standalone_mode=False)
        if code == STOPPED:  # typer answers Ctrl-C with it
            typer.echo({"vi": "Đã dừng.", "en": "Stopped."}[language().value], err=True)
        sys.exit(code)
    except BdgError as error:
        _refuse(error)
    except refused.Usage as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.exit(2)  # to make it, typer has printed the help
        _refuse(refused.of_usage(error))
    except typer.Abort:  # a question to the person, and the input has ended
        _refuse(
            BdgError(
                "Lệnh này hỏi và chờ trả lời; hãy chạy nó trong một cửa sổ dòng lệnh.",
                "This command asks and waits for answers; run it in a terminal.",
            )
        )
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _refuse(refused.of_system(error))


def _refuse(error: BdgError) -> None:
    typer.echo(error.vi if language() == Lang.vi else error.en, err=True)
    sys.exit(2)
