"""The command line: a thin translation of arguments into calls of the library, and of errors into one sentence."""

import os
import sys

import typer

from bdg_graph.cli import data, query, sparql, validate
from bdg_graph.cli.options import Lang, language
from bdg_graph.errors import BdgError

app = typer.Typer(
    name="bdg",
    help="Kế hoạch bình đẳng giới của các tỉnh Việt Nam dưới dạng đồ thị tri thức: hỏi, kiểm tra, xuất dữ liệu. "
    "· Vietnam's gender-equality plans as a knowledge graph: ask, validate, export.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(query.app, name="query")
app.command("queries")(query.queries)
app.command("sparql")(sparql.sparql)
app.command("validate")(validate.validate)
app.command("load")(data.load)
app.command("export")(data.export)
app.command("fmt")(data.fmt)


def main() -> None:
    """Runs the command line. Exit codes: 0 done, 1 findings or checks failed, 2 unusable input."""
    try:
        app()
    except BdgError as error:
        typer.echo(error.vi if language() == Lang.vi else error.en, err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
