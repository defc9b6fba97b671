"""`bdg validate --watch`: validates whenever a file changes, and says what the change mended and what it broke."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import typer

from bdg_graph import dataset
from bdg_graph.errors import BdgError
from bdg_graph.validation.findings import Finding, Text
from bdg_graph.validation.inputs import SYNTAX, WORKBOOK

PAUSE: Final = 0.5
FEW: Final = 5
WATCHED: Final = (*dataset.FORMATS, WORKBOOK, ".txt", ".toml")
CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"
UNREAD: Final = Text("chưa đọc được", "can't be read yet")
WAITING: Final = Text("Đang chờ thay đổi; Ctrl-C để dừng.", "Waiting for changes; Ctrl-C stops.")


def watch(
    given: Sequence[Path], report: Callable[[], Sequence[Finding]], lang: str, written: Path | None = None
) -> None:
    """Calls `report` now and after each change of a file at `given`, until interrupted; `written` is what it writes
    itself. Raises BdgError for "-"."""
    if any(str(path) == "-" for path in given):
        raise BdgError("--watch cần tệp, không phải “-”.", "--watch needs files, not “-”.")
    seen: dict[Path, int] | None = None
    before: Sequence[Finding] = ()
    try:
        while True:
            now = stamps(given, written)
            if now != seen:
                if sys.stdout.isatty():
                    typer.echo(CLEAR, nl=False)
                before, said = _reported(report, before, lang)
                changed = [] if seen is None else sorted(p.name for p in now.keys() | seen if now.get(p) != seen.get(p))
                _tell(changed, said, lang)
                seen = now
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        typer.echo(err=True)


def _reported(
    report: Callable[[], Sequence[Finding]], before: Sequence[Finding], lang: str
) -> tuple[Sequence[Finding], Text]:
    """The findings to compare the next with, and what became of those before."""
    try:
        findings = report()
    except BdgError as problem:  # a file that has gone may come back
        typer.echo(problem.en if lang == "en" else problem.vi, err=True)
        return before, UNREAD
    if any(finding.rule == SYNTAX.id for finding in findings):
        return before, UNREAD
    old, new = Counter(f.fingerprint for f in before), Counter(f.fingerprint for f in findings)
    come, gone = new - old, old - new
    places = [f"{f.place} [{f.rule}]" for f in findings if come[f.fingerprint]]
    named = f" ({', '.join(places[:FEW])}{' …' if len(places) > FEW else ''})" if places else ""
    return findings, Text(
        f"{gone.total()} điều đã hết, {come.total()} điều mới{named}", f"{gone.total()} gone, {come.total()} new{named}"
    )


def _tell(changed: Sequence[str], said: Text, lang: str) -> None:
    """The line below a report: what changed, and what came of it; after the first only that it waits."""
    at = f"{time.strftime('%H:%M:%S')}  {', '.join(changed[:FEW])}: {said.in_language(lang)}. " if changed else ""
    typer.echo(f"{at}{WAITING.in_language(lang)}", err=True)


def stamps(given: Sequence[Path], written: Path | None = None) -> dict[Path, int]:
    """When each of the files was changed; beside a file of a plan folder, also its source text. What a report is
    `written` to is none of them."""
    files = [f for path in given for f in (path.rglob("*") if path.is_dir() else [path, *_beside(path)])]
    found = {}
    for file in files:
        try:
            if file != written and file.suffix in WATCHED and not file.name.startswith((".", "~$")):
                found[file] = file.stat().st_mtime_ns
        except OSError:
            continue  # it has just gone
    return found


def _beside(file: Path) -> list[Path]:
    return [file.with_name(name) for name in ("source.txt", "source.toml")] if file.name == "plan.ttl" else []
