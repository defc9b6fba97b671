"""`bdg validate --watch` as a process: a change of a file brings the next report, Ctrl-C ends it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.cli import watching

PATIENCE = 60.0
# What a job in the background inherits: Ctrl-C ignored. A terminal's does not.
PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from bdg_graph.cli import main; main()"
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.data() / "plans" / "thanh-hoa-2020", tmp_path / "thanh-hoa-2020")) / "plan.ttl"


def wait_for(told: Callable[[], str], words: str) -> str:
    """What was told once `words` are in it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if words in (now := told()):
            return now
        time.sleep(0.1)
    raise AssertionError(f"{words!r} did not come: {told()}")


def test_each_change_brings_a_report_that_says_what_became_of_the_last(plan: Path, tmp_path: Path) -> None:
    out, err = tmp_path / "out", tmp_path / "err"
    good = plan.read_text("utf-8")
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        "validate",
        plan.name,
        "--watch",
        "--lang",
        "en",
    ]
    with out.open("wb") as to_out, err.open("wb") as to_err:
        process = subprocess.Popen(command, cwd=plan.parent, stdout=to_out, stderr=to_err, env=os.environ)
    said = err.read_text
    try:
        assert wait_for(said, "Waiting for changes; Ctrl-C stops.").count("Waiting") == 1
        assert out.read_text("utf-8").startswith("CONFORMS")

        plan.write_text(good.replace("unit:percent", "unit:percnt", 1), "utf-8")
        wait_for(said, "gone, 1 new (plan.ttl:")
        assert "DOES NOT CONFORM: 1 violation," in out.read_text("utf-8")

        plan.write_text(good.replace(" ;", " ,", 1), "utf-8")
        wait_for(said, "plan.ttl: can't be read yet.")

        plan.write_text(good, "utf-8")
        last = wait_for(said, "plan.ttl: 1 gone, 0 new.").splitlines()[-1]
        assert re.match(r"\d\d:\d\d:\d\d  plan\.ttl: ", last)

        plan.unlink()
        wait_for(said, "there is no such file")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
    assert code == 0
    assert "Traceback" not in said("utf-8")


def test_what_is_watched(plan: Path, tmp_path: Path) -> None:
    for name in (".plan.ttl.swp", "~$plan.xlsx", "notes.md", "report.ttl"):
        (plan.parent / name).write_text("", "utf-8")
    watched = watching.stamps([plan.parent], plan.parent / "report.ttl")
    assert sorted(path.name for path in watched) == ["original.txt", "plan.ttl", "source.toml", "source.txt"]
    assert sorted(path.name for path in watching.stamps([plan])) == ["plan.ttl", "source.toml", "source.txt"]
    assert watching.stamps([tmp_path / "nothing.ttl"]) == {}
