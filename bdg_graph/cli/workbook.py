"""`bdg workbook`: a plan as a spreadsheet and back."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from bdg_graph.cli.options import Lang, LangOption, OutOption, emit
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID

app = typer.Typer(
    name="workbook",
    help="Kế hoạch dưới dạng bảng tính: mẫu trống, xuất, nhập. · A plan as a spreadsheet: template, export, import.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command()
def new(
    plan: Annotated[
        str, typer.Argument(metavar="ID", help="Id của kế hoạch, như ninh-binh-2021-2025. · The plan's id.")
    ],
    output: OutOption = None,
    lang: LangOption = Lang.vi,
) -> None:
    """Bảng tính mẫu, có giải thích và ví dụ. · A template with help and an example."""
    from bdg_graph.workbook import book, reading

    if not reading.PLAN.fullmatch(plan):
        raise BdgError(
            f"“{plan}” không dùng làm id được; hãy dùng chữ thường không dấu và gạch nối, như ninh-binh-2021-2025.",
            f"“{plan}” can't be an id; use lower-case ASCII letters and hyphens, such as ninh-binh-2021-2025.",
        )
    file = output or Path(f"{plan}.xlsx")
    emit(book.template(f"{ID}plan/{plan}"), file)
    said = {"vi": f"Điền {file}, rồi chạy: ", "en": f"Fill in {file}, then run: "}[lang.value]
    typer.echo(f"{said}bdg workbook import {file}", err=True)


@app.command()
def export(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="Thư mục kế hoạch hoặc plan.ttl. · A plan folder or plan.ttl.")
    ],
    output: OutOption = None,
    lang: LangOption = Lang.vi,  # for what goes wrong, see options.language
) -> None:
    """Kế hoạch đã mã hóa thành bảng tính, không mất gì. · An encoded plan as a workbook, without loss."""
    from bdg_graph.validation import ground, inputs
    from bdg_graph.validation.graph import Facts
    from bdg_graph.workbook import book, content

    file = plan / "plan.ttl" if plan.is_dir() else plan
    if not file.is_file():
        raise BdgError(f"{file}: không có tệp này.", f"{file}: there is no such file.")
    triples = inputs.triples(inputs.read(file))
    iri = next(
        (s.value for s, p, o in triples if o.value.endswith("ontology#Plan")), f"{ID}plan/{file.resolve().parent.name}"
    )
    source = file.with_name("source.txt")
    text = source.read_bytes().decode("utf-8") if source.is_file() else None
    facts = Facts(triples, ground.base())
    made = book.export(content.split(triples, iri, text, facts.label), facts.label)
    book_file = output or Path(f"{iri.rsplit('/', 1)[-1]}.xlsx")
    emit(made, book_file)
    typer.echo(book_file)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Bảng tính .xlsx. · A .xlsx workbook.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Thư mục nhận plan.ttl và source.txt. · Folder for plan.ttl and source.txt.",
        ),
    ] = None,
    lang: LangOption = Lang.vi,
) -> None:
    """Bảng tính thành thư mục kế hoạch; nếu có lỗi, trả lại bảng tính có chú thích trong ô. · A workbook as a plan
    folder; where there are violations, it comes back with comments in its cells, and nothing is imported."""
    from bdg_graph.formats import canonical_turtle
    from bdg_graph.validation import judge, known_rules, material, report, validate_dataset
    from bdg_graph.validation.reference import to_rdflib
    from bdg_graph.workbook import comments, reading

    gathered = material.gather([file])
    findings = judge(gathered)
    if not report.conforms(findings):
        typer.echo(report.to_text(findings, known_rules(checks=False), lang.value, 20))
        back = file.with_name(f"{file.stem}-checked.xlsx")
        if file in gathered.cells:
            back.write_bytes(comments.commented(gathered.parts[file].content, findings))
            typer.echo(
                {"vi": f"Chú thích nằm trong {back}.", "en": f"The comments are in {back}."}[lang.value], err=True
            )
        raise typer.Exit(1)
    from rdflib import Graph

    read = reading.read(gathered.parts[file].content)
    triples = read.triples()
    if not triples:
        raise BdgError(
            f"{file}: bảng tính chưa có kế hoạch nào; hãy điền trang Plan · Kế hoạch trước.",
            f"{file}: the workbook holds no plan yet; fill in the sheet Plan · Kế hoạch first.",
        )
    folder = output or Path(read.content.plan.rsplit("/", 1)[-1])
    target = folder / "plan.ttl"
    if target.exists():
        raise BdgError(
            f"{target}: đã có; hãy chọn thư mục khác bằng -o.", f"{target}: exists; choose another folder with -o."
        )
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(canonical_turtle(to_rdflib(triples, Graph())), "utf-8")
    if read.content.source is not None:
        (folder / "source.txt").write_bytes(read.content.source.encode("utf-8"))
        _keep_original(file, folder, read.content.plan.rsplit("/", 1)[-1])
    typer.echo(target)
    if not report.conforms(beside := validate_dataset([folder])):  # what shows only beside the other plans
        typer.echo(report.to_text(beside, known_rules(), lang.value, 20))
    kept = {
        "vi": "source.toml ghi bảng tính này là bản gốc; có tệp nhận được thì thay vào. ",
        "en": "source.toml names this workbook as the original; put the file received in its place. ",
    }
    then = {"vi": "Tiếp theo", "en": "Next"}[lang.value]
    said = kept[lang.value] if read.content.source is not None else ""
    typer.echo(f"{said}{then}: bdg validate {folder}", err=True)


def _keep_original(file: Path, folder: Path, plan: str) -> None:
    """Keeps the workbook as the file that the text came from, and says so in source.toml."""
    (folder / f"original{file.suffix}").write_bytes(file.read_bytes())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    told = {"id": plan, "original": f"original{file.suffix}", "received_as": file.name, "sha256": digest}
    lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items())
    (folder / "source.toml").write_text(lines, "utf-8")
