"""Judges data before the service takes them over, as `bdg validate` does, in a process of its own: it takes memory and
time that the service keeps for its visitors."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bdg_graph.errors import BdgError
from bdg_graph.validation import validate_dataset

NICENESS: Final = 10
SHOWN: Final = 5


async def check(data: Sequence[str]) -> None:
    """Returns where the data at these paths (none: the project's own) break no rule. Raises BdgError that says which
    they break and where."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, *data, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise BdgError(
            f"Việc kiểm tra dữ liệu đã dừng với mã {process.returncode}; xem nhật ký.",
            f"The check of the data ended with {process.returncode}; the log says why.",
        )
    found: list[str] = json.loads(said)
    if found:
        places = "; ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
        raise BdgError(
            f"Vi phạm {len(found)} quy tắc: {places}. Lệnh `bdg validate` nói rõ từng chỗ.",
            f"Rules broken: {len(found)}: {places}. `bdg validate` says where and how to mend it.",
        )


def main() -> None:
    """Prints, as JSON, each rule that is broken, how often and where first."""
    os.nice(NICENESS)
    findings = [f for f in validate_dataset([Path(path) for path in sys.argv[1:]]) if f.severity == "violation"]
    times = Counter(finding.rule for finding in findings)
    first = {finding.rule: finding for finding in reversed(findings)}
    places = {
        rule: f", {found.file}:{found.line}" if found.file and found.line else "" for rule, found in first.items()
    }
    print(json.dumps([f"{rule} ({n}{places[rule]})" for rule, n in times.most_common()]))


if __name__ == "__main__":
    main()
