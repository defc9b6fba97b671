"""The options that commands share, and what they make of them."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bdg_graph.engines import Engine, engine
from bdg_graph.errors import BdgError

if TYPE_CHECKING:
    from rich.console import Console

    from bdg_graph.dataset import Dataset, Part

# Where output goes into a file or a pipe, rich would fold tables at 80 columns.
PIPE_WIDTH = 200


class Lang(StrEnum):
    """The languages of the interface."""

    vi = "vi"
    en = "en"


DataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="PATH",
        help="Dữ liệu khác thay cho dữ liệu của dự án: thư mục dữ liệu, thư mục một kế hoạch, hoặc tệp RDF; "
        "lặp lại được. "
        "· Other data than the project's: a data folder, a plan folder or an RDF file; may be repeated.",
    ),
]
LangOption = Annotated[
    Lang,
    typer.Option(
        "--lang", envvar="BDG_LANG", help="Ngôn ngữ của nhãn và thông báo. · Language of labels and messages."
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Ghi ra tệp thay vì màn hình. · Write to a file."),
]
SkipBrokenOption = Annotated[
    bool,
    typer.Option(
        "--skip-broken",
        help="Tệp hỏng thì bỏ qua và báo, vẫn nạp các tệp khác. · Report broken files and load the others.",
    ),
]


def language() -> Lang:
    """The language asked for, known even where the command line is wrong: `--lang` or BDG_LANG, else Vietnamese."""
    given = next((b for a, b in zip(sys.argv, sys.argv[1:], strict=False) if a == "--lang"), None)
    given = next((a.removeprefix("--lang=") for a in sys.argv if a.startswith("--lang=")), given)
    asked = given or os.environ.get("BDG_LANG")
    return Lang.en if asked == "en" else Lang.vi


def console(*, stderr: bool = False) -> "Console":
    """A console that is as wide as the terminal, or wide enough for a table where there is none."""
    from rich.console import Console  # slow to import, and `bdg validate` needs none of it

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else PIPE_WIDTH, highlight=False)


def load(data: Iterable[Path] | None, *, store: Path | None = None, skip_broken: bool = False) -> "Dataset":
    """The dataset of `data` (None: the project's), with a progress bar on stderr where a person looks."""
    from bdg_graph import dataset, storage

    with _bar(len(dataset.parts(data or ()))) if sys.stderr.isatty() else nullcontext(_silent) as progress:
        if store:
            loaded = storage.write(store, data or (), skip_broken=skip_broken, progress=progress)
        else:
            loaded = dataset.load(data or (), skip_broken=skip_broken, progress=progress)
    for broken in loaded.broken:
        typer.echo(broken.vi if language() == Lang.vi else broken.en, err=True)
    return loaded


def _silent(_part: "Part") -> None:
    """Progress that nobody sees."""


@contextmanager
def _bar(total: int) -> Iterator[Callable[["Part"], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda part: bar.update(task, advance=1, description=part.path.parent.name)


def engine_over(data: Iterable[Path] | None, *, skip_broken: bool = False) -> Engine:
    """The engine over `data`; without it over the store that BDG_ENDPOINT names, else over the project's data."""
    endpoint = os.environ.get("BDG_ENDPOINT")
    if endpoint and not data:
        from bdg_graph.engines.opening import opened  # who asks local data needs no HTTP

        return opened([], endpoint=address(endpoint))
    return engine("oxigraph", load(data, skip_broken=skip_broken))


def address(url: str) -> str:
    """`url`, where it is one of the web. Raises BdgError."""
    if not url.startswith(("http://", "https://")):
        raise BdgError(
            f"“{url}” không phải địa chỉ của một kho; hãy viết như http://127.0.0.1:3030/bdg/sparql.",
            f"“{url}” is no address of a store; write it as http://127.0.0.1:3030/bdg/sparql.",
        )
    return url


def emit(content: bytes | None, output: Path | None) -> None:
    """Writes `content` to the file, or to standard output as it is."""
    if content is None:
        raise TypeError("nothing to write: the serializer wrote it elsewhere")
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
