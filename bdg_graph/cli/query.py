"""`bdg query`: each question of the library is a command whose options are the question's own blanks."""

import inspect
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from bdg_graph import library, questions, succession
from bdg_graph.cli import options, table
from bdg_graph.cli.options import DataOption, LangOption, OutOption, SkipBrokenOption
from bdg_graph.errors import NotFound
from bdg_graph.exports import EXPORTERS, exporter
from bdg_graph.questions import Param, Question

FORMATS = ["table", *EXPORTERS]

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Nêu thêm nơi và cơ quan của ngày ấy (như 2026-11-20) bên cạnh tên như khi ký. "
        "· Also name the places and agencies of that day (such as 2026-11-20), beside the names as signed.",
    ),
]


class Questions(TyperGroup):
    """The questions as commands, each made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return questions.ids()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        question = questions.find(cmd_name)
        single = typer.Typer(add_completion=False)
        single.command(cmd_name, help=_help(question), short_help=escape(question.sentence(options.language().value)))(
            _command(question)
        )
        return typer.main.get_command(single)


app = typer.Typer(
    name="query",
    cls=Questions,
    help="Trả lời một câu hỏi của thư viện; `bdg query TÊN --help` cho biết các tham số. "
    "· Answer a question of the library; `bdg query NAME --help` tells its parameters.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _group() -> None:
    """The questions are the commands."""


def _command(question: Question) -> Any:
    """A function whose signature is the question's blanks and the shared options."""

    def run(**given: Any) -> None:
        values = {p.name: given[p.name] for p in question.params if given[p.name]}
        language = given["lang"].value
        as_of = succession.day(given["as_of"]) if given["as_of"] else None
        form = given["format"]
        write = None if form == "table" else exporter(form)
        asked = options.engine_over(given["data"], skip_broken=given["skip_broken"])
        answer = library.ask(asked, question, values, as_of)
        if write:
            options.emit(write(answer, language), given["output"])
        else:
            table.show(answer, language, given["output"])

    shared = {
        "format": (
            Annotated[str, typer.Option("--format", help=f"Định dạng · Format: {', '.join(FORMATS)}.")],
            "table",
        ),
        "as_of": (AsOfOption, None),
        "lang": (LangOption, options.Lang.vi),
        "data": (DataOption, None),
        "output": (OutOption, None),
        "skip_broken": (SkipBrokenOption, False),
    }
    signature = {p.name: (_option(p), None) for p in question.params} | shared
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined] # typer reads it, mypy knows it not
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in signature.items()
        ]
    )
    run.__annotations__ = {name: annotation for name, (annotation, _) in signature.items()}
    return run


def _option(param: Param) -> Any:
    default = f" (mặc định · default: {param.default})" if param.default else ""
    text = f"{param.label['vi']} · {param.label['en']}{default}"
    return Annotated[list[str] | None, typer.Option(f"--{param.name}", metavar=param.type.upper(), help=text)]


def _help(question: Question) -> str:
    example = " ".join(f"--{name} {value}" for name, value in question.example.items())
    return (
        "\n\n".join(
            f"{escape(question.sentence(lang))}\n\n{escape(question.description[lang])}" for lang in ("vi", "en")
        )
        + f"\n\nVí dụ · Example: bdg query {question.id} {example}"
    )


def queries(
    lang: LangOption = options.Lang.vi,
    format: Annotated[str, typer.Option("--format", help="Định dạng · Format: table, json.")] = "table",
) -> None:
    """Liệt kê các câu hỏi của thư viện. · List the questions of the library."""
    listed = [questions.read(i) for i in questions.ids()]
    if format == "json":
        import json

        rows = [{"id": q.id, "summary": q.summary, "params": [p.name for p in q.params]} for q in listed]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if format != "table":
        raise NotFound("định dạng", "format of a list", format, ["table", "json"])
    titles = {"vi": ("Câu hỏi", "Nội dung", "Tham số"), "en": ("Question", "What it answers", "Parameters")}
    out = Table(*titles[lang.value], box=None, header_style="bold")
    for q in listed:
        out.add_row(q.id, escape(q.sentence(lang.value)), " ".join(f"--{p.name}" for p in q.params))
    options.console().print(out)
