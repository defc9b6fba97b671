"""`bdg draft`, `bdg review`, `bdg accept`, `bdg score`: from a received document to a reviewed plan."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bdg_graph import paths
from bdg_graph.cli import options
from bdg_graph.cli.options import Lang, LangOption
from bdg_graph.errors import BdgError

NAMES = {
    "Objective": ("mục tiêu", "objectives"),
    "Indicator": ("chỉ tiêu", "indicators"),
    "Target": ("mức phấn đấu", "targets"),
    "Responsibility": ("trách nhiệm", "responsibilities"),
    "Task": ("nhiệm vụ, giải pháp, hoạt động", "tasks"),
    "Citation": ("văn bản viện dẫn", "cited documents"),
    "ReportingDuty": ("chế độ báo cáo", "reporting duties"),
    "Funding": ("kinh phí", "funding statements"),
    "Campaign": ("chiến dịch", "campaigns"),
    "Addressee": ("nơi nhận", "addressees"),
    "Signatory": ("người ký", "signatories"),
}

# What `bdg score` compares.
SCORED = {
    "header fields": "thông tin đầu văn bản",
    "objectives": "mục tiêu",
    "indicators": "chỉ tiêu",
    "targets": "mức phấn đấu",
    "target values, units, comparators, years": "giá trị, đơn vị, phép so sánh, năm",
    "metrics": "thước đo chung",
    "assignments to indicators": "chủ trì, phối hợp của chỉ tiêu",
    "agency duties": "trách nhiệm của cơ quan",
    "agency duties with role": "trách nhiệm và vai trò",
    "partners": "cơ quan phối hợp",
    "tasks": "nhiệm vụ, giải pháp",
    "citations": "viện dẫn",
    "cited documents": "văn bản viện dẫn",
    "citation details": "chi tiết viện dẫn",
    "reporting duties": "chế độ báo cáo",
    "who reports to whom": "ai báo cáo cho ai",
    "funding": "kinh phí",
    "campaigns": "chiến dịch",
    "addressees": "nơi nhận",
    "signatories": "người ký",
}

# How much of a line is shown.
LONGEST = 110

FolderArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="Thư mục bản nháp. · The draft's folder.", exists=True, file_okay=False)
]


def draft(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Văn bản: .docx, .pdf, .html, .md hoặc .txt. · The document.")
    ],
    plan_id: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="Mã kế hoạch, ví dụ ninh-binh-2021-2025 (mặc định: từ văn bản). · The plan's id."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Thư mục kế hoạch sẽ ghi, hoặc thư mục sẽ chứa nó (mặc định: thư mục này). · "
            "The plan folder to write, or the folder to hold it (default: this one).",
        ),
    ] = None,
    lang: LangOption = Lang.vi,
) -> None:
    """Đọc một văn bản thành bản nháp để rà soát. · Read a document into a draft for review.

    Ghi original.*, source.txt, source.toml, plan.ttl và review.toml (những chỗ chưa chắc); không bao giờ ghi đè kế
    hoạch đã rà soát. Tiếp theo: bdg review, bdg accept. · Writes the plan folder; never overwrites a reviewed plan.
    """
    # Parsing and rdflib are for this command alone.
    from bdg_graph.drafting import folder, vocabulary
    from bdg_graph.drafting.english import short

    done = folder.draft(file, vocabulary.lexicon(), plan_id, out)
    vi = lang == Lang.vi
    counts = Counter(type(record).__name__ for record in done.draft.plan.records)
    header = done.draft.plan.header
    typer.echo(header.title.vi)
    listed = ", ".join(f"{counts[kind]} {name[not vi]}" for kind, name in NAMES.items() if counts[kind])
    typer.echo(f"Tìm thấy: {listed or 'không có gì'}" if vi else f"Found: {listed or 'nothing'}")
    unsure = [item for item in done.items if item.kind]
    lost = [item for item in done.items if not item.kind]
    for title, found in ((("Chưa chắc", "Unsure")[not vi], unsure), (("Chưa hiểu", "Not understood")[not vi], lost)):
        typer.echo(f"{title}: {len(found)}")
        for item in found:
            where = f"{item.kind} {item.key}: " if item.kind else ""
            why = f"{item.vi if vi else item.en} " if item.kind else ""
            typer.echo(f"  {item.where(vi=vi)}: {why}[{where}{short(item.words, LONGEST)}]")
    if done.draft.agencies:
        typer.echo(
            ("Cơ quan chưa có trong từ vựng: " if vi else "Agencies in no vocabulary: ")
            + "; ".join(done.draft.agencies.values())
        )
    then = "bdg review" if done.items else "bdg accept"
    typer.echo(
        f"Đã ghi {done.folder}/. Tiếp theo: {then} {done.folder}"
        if vi
        else f"Wrote {done.folder}/. Next: {then} {done.folder}"
    )


def review(folder: FolderArgument, lang: LangOption = Lang.vi) -> None:
    """Rà soát từng chỗ chưa chắc của bản nháp. · Walk through a draft's unsure items one by one.

    Với mỗi chỗ: a đồng ý, c sửa (ví dụ metric=sex-ratio-at-birth), s để sau, q thôi. · For each: a accept, c correct,
    s skip, q quit.
    """
    from bdg_graph.drafting import items, vocabulary
    from bdg_graph.drafting import review as step

    step.plan_id(folder)
    found = items.read(folder)
    vi = lang == Lang.vi
    todo = [item for item in found if item.is_open]

    def corrected(item: items.Item) -> bool:
        fields = ", ".join(step.FIELDS.get(item.kind, {}))
        try:
            step.correct(folder, item, typer.prompt(f"({fields})" if fields else "="), vocabulary.lexicon())
        except BdgError as problem:
            typer.echo(problem.vi if vi else problem.en)
            return False
        return True

    for n, item in enumerate(todo, 1):
        typer.echo(f"\n[{n}/{len(todo)}] {item.where(vi=vi)}: {item.words}")
        typer.echo(f"{item.vi if vi else item.en}" + (f"  ({item.kind} {item.key})" if item.kind else ""))
        answer = _ask(vi)
        while answer == "c" and not corrected(item):
            answer = _ask(vi)
        if answer == "q":
            break
        item.state = {"a": "accepted", "c": "corrected", "s": "skipped"}[answer]
        items.write(folder, found)
    left = sum(item.is_open for item in found)
    typer.echo(
        (f"\nCòn {left} chỗ chưa xong." if vi else f"\n{left} items are open.")
        if left
        else (f"\nXong. Tiếp theo: bdg accept {folder}" if vi else f"\nDone. Next: bdg accept {folder}")
    )


def accept(folder: FolderArgument, lang: LangOption = Lang.vi) -> None:
    """Biến bản nháp không còn chỗ chưa chắc và không có lỗi thành kế hoạch đã rà soát. · Turn a draft with no open
    item and no violation into a reviewed plan.
    """
    from bdg_graph.drafting import review as step
    from bdg_graph.drafting.english import short

    vi = lang == Lang.vi
    still_open = step.still_open(folder)
    for item in still_open:
        typer.echo(f"{item.where(vi=vi)}: {item.vi if vi else item.en} [{short(item.words, LONGEST)}]")
    if still_open:
        typer.echo(
            f"Còn {len(still_open)} chỗ chưa xong; hãy chạy: bdg review {folder}"
            if vi
            else f"{len(still_open)} items are open; run: bdg review {folder}"
        )
        raise typer.Exit(1)
    _refuse_violations(folder, lang)
    step.accept(folder)
    typer.echo(f"{folder}: " + ("đã rà soát, không có lỗi." if vi else "reviewed, without a violation."))


def _refuse_violations(folder: Path, lang: Lang) -> None:
    """Says what is wrong with the draft and stops, where a reviewed plan would not conform."""
    from bdg_graph.validation import known_rules, report, validate_dataset

    findings = validate_dataset([folder])
    if report.conforms(findings):
        return
    typer.echo(report.to_text(findings, known_rules(), lang.value, 20))
    typer.echo(
        f"{folder}: chưa nhận, bản nháp giữ nguyên. Hãy sửa các lỗi trên rồi chạy lại: bdg accept {folder}"
        if lang == Lang.vi
        else f"{folder}: not accepted, the draft is as it was. Mend the above, then again: bdg accept {folder}",
        err=True,
    )
    raise typer.Exit(1)


def score(
    given: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR...", help="Thư mục kế hoạch (mặc định: của dự án). · Plan folders."),
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Liệt kê chỗ thiếu và chỗ sai. · List misses and false finds.")
    ] = False,
    lang: LangOption = Lang.vi,
) -> None:
    """So bản nháp máy đọc với các kế hoạch đã rà soát. · Score machine drafts against the reviewed plans.

    Độ chính xác (P), độ đầy đủ (R) và F1 theo từng loại. · Precision, recall and F1 by kind of record.
    """
    from rich.table import Table

    from bdg_graph.drafting import score as step
    from bdg_graph.drafting import vocabulary

    folders = given or [path.parent for path in sorted((paths.data() / "plans").glob("*/source.txt"))]
    for folder in folders:
        if not ((folder / "plan.ttl").is_file() and (folder / "source.txt").is_file()):
            raise BdgError(
                f"{folder}: thiếu plan.ttl hoặc source.txt.", f"{folder}: plan.ttl or source.txt is missing."
            )
    scores = step.total((folder.name, step.score_folder(folder, vocabulary.lexicon())) for folder in folders)
    table = Table("Loại" if lang == Lang.vi else "Kind", box=None, header_style="bold")
    for name in ("P", "R", "F1", "+", "−", "✗"):
        table.add_column(name, justify="right")
    for kind, tally in scores.items():
        table.add_row(
            SCORED[kind] if lang == Lang.vi else kind,
            f"{tally.precision:.3f}",
            f"{tally.recall:.3f}",
            f"{tally.f1:.3f}",
            str(tally.right),
            str(len(tally.missed)),
            str(len(tally.false)),
        )
    options.console().print(table)
    for kind, tally in scores.items() if details else ():
        for sign, found in (("−", tally.missed), ("✗", tally.false)):
            for words in found:
                typer.echo(f"{SCORED[kind] if lang == Lang.vi else kind} {sign} {words}")


def _ask(vi: bool) -> str:
    choices = "a đồng ý, c sửa, s để sau, q thôi" if vi else "a accept, c correct, s skip, q quit"
    answer = ""
    while answer not in ("a", "c", "s", "q"):
        answer = typer.prompt(choices, default="s").strip().lower()[:1]
    return answer
