"""Runs a reader in a process of its own with limits on memory, time and output, for files that strangers made."""

import json
import subprocess
import sys
from pathlib import Path

from bdg_graph.errors import BdgError

MEMORY = 1_500_000_000
CPU_SECONDS = 40
WALL_SECONDS = 60

# The most that a reader may hand back.
OUTPUT = 60_000_000


def read(kind: str, file: Path) -> list[tuple[str, str]]:
    """The lines of `file` and where each stands, read by the reader `kind` ("docx", "pdf", "html")."""
    command = [sys.executable, "-m", "bdg_graph.reading.child", kind, str(file)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired as late:
        raise _limit(file, "thời gian", "time") from late
    if done.returncode == 0:
        return [(line, place) for line, place in json.loads(done.stdout)]
    if done.returncode == 3:
        vi, en = json.loads(done.stdout)
        raise BdgError(vi, en)
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise _limit(file, "bộ nhớ hoặc thời gian", "memory or time")
    raise BdgError(
        f"{file}: tệp {kind} hỏng, không đọc được; hãy mở và lưu lại bằng phần mềm đã tạo ra nó.",
        f"{file}: the {kind} file is broken; open it with the program that made it and save it again.",
    )


def _limit(file: Path, vi: str, en: str) -> BdgError:
    return BdgError(
        f"{file}: đọc tệp này vượt giới hạn {vi}; hãy lưu lại thành .txt hoặc chia nhỏ tệp.",
        f"{file}: reading this file went over the limit of {en}; save it as .txt or split it.",
    )


def _main(kind: str, name: str) -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    try:
        written = json.dumps(_lines(kind, Path(name)))
        if len(written) > OUTPUT:
            raise _limit(Path(name), "dung lượng chữ", "size")
    except BdgError as problem:
        sys.stdout.write(json.dumps([problem.vi, problem.en]))
        return 3
    sys.stdout.write(written)
    return 0


def _lines(kind: str, file: Path) -> list[tuple[str, str]]:
    """The lines by the reader of this kind; each reader's libraries are imported for its files alone."""
    if kind == "docx":
        from bdg_graph.reading.docx import lines
    elif kind == "pdf":
        from bdg_graph.reading.pdf import lines
    else:
        from bdg_graph.reading.html import lines
    return lines(file)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2]))
