"""`bdg validate`: the report of what is wrong with the data, for people and for programs."""

from pathlib import Path
from typing import Annotated

import typer

from bdg_graph.cli import options
from bdg_graph.cli.options import LangOption, OutOption
from bdg_graph.errors import NotFound

FORMATS = ["text", "json", "ttl"]


def validate(
    given: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...",
            help="Thư mục dữ liệu, thư mục kế hoạch hoặc tệp RDF (mặc định: dữ liệu của dự án). "
            "· Data folders, plan folders or RDF files (default: the project's data).",
        ),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=f"Định dạng · Format: {', '.join(FORMATS)}.")] = "text",
    lang: LangOption = options.Lang.vi,
    output: OutOption = None,
) -> None:
    """Kiểm tra dữ liệu đã mã hóa. · Validate encoded data.

    SHACL, đối chiếu từng chữ với văn bản gốc, và các câu hỏi toàn vẹn. Mã thoát: 0 đạt (có thể có cảnh báo), 1 có vi
    phạm, 2 không dùng được.

    SHACL, every quotation letter by letter against its source text, and the integrity checks. Exit code: 0 conforms
    (warnings allowed), 1 violations, 2 unusable input.
    """
    if format not in FORMATS:
        raise NotFound("định dạng", "format for a report", format, FORMATS)
    # pySHACL and rdflib are for this command alone.
    from bdg_graph.validation import known_rules, report, validate_dataset

    findings = validate_dataset(given or ())
    if format == "json":
        written = report.to_json(findings, known_rules())
    elif format == "ttl":
        written = report.to_turtle(findings)
    else:
        written = report.to_text(findings, known_rules(), lang.value)
    options.emit(written.rstrip("\n").encode() + b"\n", output)
    if not report.conforms(findings):
        raise typer.Exit(1)
