"""Keeps only what is new against an earlier report: a JSON report of this tool, whose findings are known by
fingerprint."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bdg_graph.errors import BdgError
from bdg_graph.validation.findings import Finding


def only_new(findings: Sequence[Finding], file: Path) -> list[Finding]:
    """The findings that the report in `file` does not have; lines may have moved meanwhile. Raises BdgError."""
    try:
        told = json.loads(file.read_text("utf-8"))
        known = Counter(str(finding["fingerprint"]) for finding in told["findings"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BdgError(
            f"{file}: không phải báo cáo JSON của bdg validate. Hãy tạo bằng: bdg validate --format json -o {file}",
            f"{file}: no JSON report of bdg validate. Make one with: bdg validate --format json -o {file}",
        ) from problem
    new = []
    for finding in findings:
        if known[finding.fingerprint]:
            known[finding.fingerprint] -= 1
        else:
            new.append(finding)
    return new
