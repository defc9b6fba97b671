"""`bdg load`, `bdg export`, `bdg fmt`: the dataset and its files."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import pyoxigraph as ox
import typer

from bdg_graph import library, paths
from bdg_graph.cli import options
from bdg_graph.cli.options import DataOption, LangOption, OutOption, SkipBrokenOption
from bdg_graph.dataset import Dataset
from bdg_graph.engines import engine
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.terms import BDG, ID, PREFIXES, RDF

GRAPH_FORMATS = {
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


MOST_PLANS: Final = 30
"""Plans that are listed one by one."""


def load(
    data: DataOption = None,
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            metavar="DIR",
            help="Ghi kho Oxigraph vào thư mục này, thay bản cũ khi đã xong. "
            "· Write an Oxigraph store into this folder; it takes the place of the old one when it is whole.",
        ),
    ] = None,
    plan: Annotated[
        list[Path] | None,
        typer.Option(
            "--plan",
            metavar="FOLDER",
            help="Chỉ thay, hoặc thêm, kế hoạch trong thư mục này vào kho của --store. "
            "· Only replace, or add, the plan in this folder in the store of --store.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="URL",
            help="Gửi dữ liệu tới một kho SPARQL ở xa. · Send the data to a remote SPARQL store.",
        ),
    ] = None,
    via: Annotated[
        str, typer.Option("--via", help="Cách gửi · How to send: gsp (Graph Store Protocol), update (SPARQL Update).")
    ] = "gsp",
    lang: LangOption = options.Lang.vi,
    skip_broken: SkipBrokenOption = False,
) -> None:
    """Nạp dữ liệu và cho biết có những gì. · Load the data and say what is there."""
    from rich.table import Table  # the other commands print none

    if via not in ("gsp", "update"):
        raise NotFound("cách gửi", "way to send", via, ["gsp", "update"])
    if to:
        options.address(to)
    loaded = _replaced(store, plan, data) if plan else options.load(data, store=store, skip_broken=skip_broken)
    if to:
        _send(loaded, to, via)
    titles = {"vi": ("Đồ thị", "Bộ ba"), "en": ("Graph", "Triples")}[lang.value]
    out = Table(titles[0], box=None, header_style="bold")
    out.add_column(titles[1], justify="right")
    sizes = {graph.removeprefix(ID): n for graph, n in library.sizes(engine("oxigraph", loaded)).items()}
    total = sum(sizes.values())
    unlisted = [sizes.pop(name) for name in [n for n in sizes if n.startswith("plan/")][MOST_PLANS:]]
    for name, size in sizes.items():
        out.add_row(name, str(size))
    if unlisted:
        more = {"vi": f"và {len(unlisted)} kế hoạch khác", "en": f"and {len(unlisted)} more plans"}[lang.value]
        out.add_row(more, str(sum(unlisted)))
    console = options.console()
    console.print(out)
    a_plan = loaded.store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(BDG.Plan))
    plans = len({quad.subject for quad in a_plan})
    console.print(
        {
            "vi": f"{plans} kế hoạch, {total} bộ ba; phiên bản {loaded.version}.",
            "en": f"{plans} plans, {total} triples; version {loaded.version}.",
        }[lang.value]
    )


def _replaced(store: Path | None, plans: list[Path], data: list[Path] | None) -> Dataset:
    from bdg_graph import storage  # who loads files into memory needs none

    if store is None or data:
        raise BdgError(
            "--plan thay kế hoạch trong một kho trên đĩa: hãy dùng cùng --store, không cùng tệp dữ liệu khác.",
            "--plan replaces plans of a store on disk: give it with --store and without other data.",
        )
    return storage.replace(store, plans)


def _send(loaded: Dataset, url: str, via: str) -> None:
    from bdg_graph.engines import sending  # the other commands need no HTTP
    from bdg_graph.engines.remote import Access

    def progress(name: str, done: int, total: int) -> None:
        typer.echo(f"{done}/{total} {name.removeprefix(ID)}", err=True)

    sending.send(loaded, Access.of_environment(url), via, progress)


def export(
    format: Annotated[str, typer.Option("--format", help=f"Định dạng · Format: {', '.join(GRAPH_FORMATS)}.")] = "trig",
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="ID", help="Chỉ một kế hoạch. · One plan only, e.g. ninh-binh-2021-2025."),
    ] = None,
    data: DataOption = None,
    lang: LangOption = options.Lang.vi,  # for what goes wrong, see options.language
    output: OutOption = None,
) -> None:
    """Xuất toàn bộ đồ thị, hoặc một kế hoạch. · Export the whole graph, or one plan."""
    if format not in GRAPH_FORMATS:
        raise NotFound("định dạng", "format for a graph", format, GRAPH_FORMATS)
    form = GRAPH_FORMATS[format]
    loaded = options.load(data)
    triples: Iterable[ox.Triple] | ox.Store
    if plan:
        known = [g.value.removeprefix(f"{ID}plan/") for g in loaded.store.named_graphs() if f"{ID}plan/" in str(g)]
        if plan not in known:
            raise NotFound("kế hoạch", "plan", plan, known)
        of_plan = loaded.store.quads_for_pattern(None, None, None, ox.NamedNode(f"{ID}plan/{plan}"))
        triples = (quad.triple for quad in of_plan)
    else:
        triples = loaded.store if form.supports_datasets else (quad.triple for quad in loaded.store)
    options.emit(ox.serialize(triples, format=form, prefixes=PREFIXES), output)


def fmt(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Tệp Turtle hoặc thư mục (mặc định: dữ liệu của dự án). "
            "· Turtle files or folders (default: the project's data)."
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Không ghi; mã thoát 1 nếu tệp chưa chuẩn. · Write nothing; exit 1 if a file is not canonical.",
        ),
    ] = False,
    lang: LangOption = options.Lang.vi,
) -> None:
    """Viết lại tệp dữ liệu thành Turtle chuẩn, điền vị trí trích đoạn. · Make data files canonical, place passages.

    Một trích đoạn chỉ có oa:exact được điền oa:start, oa:end nếu lời của nó xuất hiện đúng một lần trong source.txt
    (thêm oa:prefix để phân biệt).

    A passage that has only oa:exact gets oa:start and oa:end if its words occur exactly once in source.txt (oa:prefix,
    the words just before it, tells two places apart).
    """
    from bdg_graph import canonical  # rdflib is for this command alone

    changed = [file for file in canonical.files(files or [paths.data()]) if canonical.rewrite(file, write=not check)]
    for file in changed:
        typer.echo(file)
    if changed and check:
        raise typer.Exit(1)
    if not changed:
        typer.echo({"vi": "Mọi tệp đã chuẩn.", "en": "Every file is canonical."}[lang.value], err=True)
