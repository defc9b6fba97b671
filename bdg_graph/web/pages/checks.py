"""What validation says of the dataset, for pages: run once per dataset version in a process of its own, so that no
page waits for it. `python -m bdg_graph.web.pages.checks PATH ...` is that process."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from bdg_graph.engines import Engine
from bdg_graph.questions import Words

MOST_PLANS = 100
"""Validating more takes minutes: `bdg validate` is for that."""


@dataclass(frozen=True)
class Finding:
    """A breach of a rule, as pages show it."""

    rule: str
    severity: str
    focus: str
    message: Words
    place: str


@dataclass(frozen=True)
class Report:
    """The findings of a plan or of everything. `state`: "done", "running", or "not-run"."""

    state: str
    findings: list[Finding]

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


class Checks:
    """The validation of one dataset, begun when first asked for."""

    def __init__(self, engine: Engine) -> None:
        plans = [part.path for part in engine.dataset.parts if part.path.name == "plan.ttl"]
        self.paths = sorted({_root(path) for path in plans})
        self.state = "not-run" if not plans or len(plans) > MOST_PLANS else "waiting"
        self.findings: list[Finding] = []
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begins, unless it has begun."""
        with self._lock:
            if self.state == "waiting":
                self.state = "running"
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Waits for the end."""
        self.start()
        if self._thread:
            self._thread.join()

    def of_plan(self, plan: str) -> Report:
        """What was found in a plan."""
        self.start()
        return Report(self.state, [f for f in self.findings if f.focus == plan or f.focus.startswith(f"{plan}/")])

    def everything(self) -> Report:
        """All that was found."""
        self.start()
        return Report(self.state, self.findings)

    def _run(self) -> None:
        command = [sys.executable, "-m", "bdg_graph.web.pages.checks", *map(str, self.paths)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own module
        if done.returncode:
            self.state = "failed"
            return
        self.findings = [Finding(**found) for found in json.loads(done.stdout)]
        self.state = "done"


def _root(plan: Path) -> Path:
    """The data folder that a plan file stands in, else its own folder."""
    return plan.parents[2] if plan.parents[1].name == "plans" else plan.parent


def main(paths: Sequence[Path]) -> None:
    """Validates `paths` and prints the findings as JSON."""
    from bdg_graph.validation import validate_dataset  # pySHACL is for this process alone

    found = [
        {
            "rule": f.rule,
            "severity": f.severity,
            "focus": f.focus,
            "message": {"vi": f.message.vi, "en": f.message.en},
            "place": _short(f.place),
        }
        for f in validate_dataset(paths)
    ]
    json.dump(found, sys.stdout, ensure_ascii=False)


def _short(place: str) -> str:
    """A place without the folders of this machine."""
    return "/".join(Path(place).parts[-3:])


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
