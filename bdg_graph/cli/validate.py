"""`bdg validate`: the report of what is wrong with the data, for people and for programs."""

import gc
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bdg_graph import paths
from bdg_graph.cli.options import Lang, LangOption, OutOption, emit
from bdg_graph.errors import NotFound
from bdg_graph.validation import Finding, Rule, known_rules, report, validate_dataset, writers
from bdg_graph.validation.baseline import only_new
from bdg_graph.validation.findings import SEVERITIES, Text

SHOWN = 5


FORMAT_HELP = (
    "text: cho người đọc · for people; lines: mỗi điều một dòng, cho trình soạn thảo · a finding a line, for editors; "
    "json; ttl: báo cáo SHACL · a SHACL report; sarif: VS Code, GitHub; html: một trang · one page; junit: CI."
)


class Severity(StrEnum):
    """From what severity on findings are reported."""

    violation = "violation"
    warning = "warning"
    info = "info"


def validate(
    given: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...",
            help="Tệp (ttl, trig, nt, nq, jsonld, rdf, xlsx), thư mục kế hoạch, thư mục bất kỳ, hoặc “-” (mặc định: dữ "
            "liệu của dự án). · Files (ttl, trig, nt, nq, jsonld, rdf, xlsx), plan folders, any folders, or “-” "
            "(default: the project's data).",
        ),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=FORMAT_HELP)] = "text",
    severity: Annotated[
        Severity, typer.Option("--severity", help="Chỉ nêu từ mức này trở lên. · Report from this severity on.")
    ] = Severity.info,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Chỉ nêu điều chưa có trong báo cáo này, tạo trước bằng --format json -o FILE. · Only findings that "
            "this report does not have; make it beforehand with --format json -o FILE.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=f"Mọi chỗ, không chỉ {SHOWN} chỗ đầu. · Every place, not the first {SHOWN}.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Kiểm tra lại mỗi khi tệp đổi. · Validate again whenever a file changes.")
    ] = False,
    lang: LangOption = Lang.vi,
    output: OutOption = None,
) -> None:
    """Kiểm tra dữ liệu đã mã hóa. · Validate encoded data.

    SHACL, đối chiếu từng chữ với văn bản gốc, và các câu hỏi toàn vẹn. Mã thoát: 0 đạt (có thể có cảnh báo), 1 có vi
    phạm, 2 không dùng được.

    SHACL, every quotation letter by letter against its source text, and the integrity checks. Exit code: 0 conforms
    (warnings allowed), 1 violations, 2 unusable input.
    """
    if format not in writers.FORMATS:
        raise NotFound("định dạng", "format for a report", format, writers.FORMATS)

    gc.disable()  # a short process: collecting what the next millisecond throws away costs a tenth of it

    given = list(dict.fromkeys(_plan_of(path) for path in given or []))

    def reported() -> Sequence[Finding]:
        notes: list[str] = []
        every: Sequence[Finding] = validate_dataset(given, notes.append)
        new = only_new(every, baseline) if baseline else every
        wanted = SEVERITIES[: SEVERITIES.index(severity.value) + 1]
        findings = [finding for finding in new if finding.severity in wanted]
        written = writers.FORMATS[format](
            findings, _rules_of(findings, format), lang.value, None if everything else SHOWN
        )
        end = "\n" if written and not written.endswith("\n") else ""
        emit((written + end).encode(), output)
        if hidden := _hidden(len(every) - len(new), len(new) - len(findings)):
            typer.echo(hidden.in_language(lang.value), err=True)
        if format == "text" and any(path.is_file() or str(path) == "-" for path in given):
            typer.echo(report.ALONE.in_language(lang.value), err=True)
        if notes and format == "text":
            typer.echo(_left(notes, lang.value), err=True)
        return findings

    if watch:
        from bdg_graph.cli import watching

        gc.enable()
        watching.watch(given or [paths.data()], reported, lang.value, output)
    elif not report.conforms(reported()):
        raise typer.Exit(1)


def _plan_of(path: Path) -> Path:
    """The plan that a source text is of: hooks hand over whatever file has changed."""
    return path.with_name("plan.ttl") if path.name in ("source.txt", "source.toml") else path


def _hidden(known: int, mild: int) -> Text | None:
    """What the report leaves out on request, so that nobody takes a part for the whole."""
    vi = [f"{known} điều đã có trong báo cáo trước"] * (known > 0) + [f"{mild} điều dưới mức đã chọn"] * (mild > 0)
    en = [f"{known} that the baseline has"] * (known > 0) + [f"{mild} below the severity chosen"] * (mild > 0)
    return Text(f"Không hiện: {', '.join(vi)}.", f"Not shown: {', '.join(en)}.") if vi else None


def _rules_of(findings: Iterable[Finding], format: str) -> dict[str, Rule]:
    """The rules that the report speaks of; those of the integrity checks only where needed, as reading them takes
    time."""
    return known_rules(checks=format == "junit" or any(finding.rule.startswith("checks/") for finding in findings))


def _left(notes: Sequence[str], language: str) -> str:
    return Text(
        f"{len(notes)} quy tắc được pySHACL kiểm tra vì dữ liệu không như thường lệ: {'; '.join(notes[:3])}",
        f"{len(notes)} rules were judged by pySHACL, as the data are unusual: {'; '.join(notes[:3])}",
    ).in_language(language)
