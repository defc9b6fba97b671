"""The pre-commit hook and the GitHub Action in a real git repository: a bad plan is refused with its sentence, a good
one passes. The hook runs as the command of this environment; pre-commit installs it elsewhere from the same file."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bdg_graph import paths

PLAN = "plans/thanh-hoa-2020/plan.ttl"
BIN = Path(sys.executable).parent
ROOT = paths.project()


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    named = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org"}
    named |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org", "BDG_LANG": "en"}
    named |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, env={**os.environ, **named, **environment})


def git(folder: Path, *words: str) -> str:
    done = run(folder, "git", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one plan, committed."""
    folder = tmp_path / "repository"
    shutil.copytree(paths.data() / "plans" / "thanh-hoa-2020", folder / "plans" / "thanh-hoa-2020")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "-m", "a plan")
    return folder


def change(folder: Path, file: str, before: str, after: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")


def test_the_hook_refuses_a_bad_plan_and_takes_a_good_one(repository: Path, tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    local = {"repo": "local", "hooks": [hook | {"language": "system"}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}), "utf-8")
    git(repository, "add", "--all")
    home = str(tmp_path / "pre-commit")
    assert run(repository, "pre-commit", "install", PRE_COMMIT_HOME=home).returncode == 0

    def commit() -> subprocess.CompletedProcess[str]:
        return run(repository, "git", "commit", "--all", "-m", "a change", PRE_COMMIT_HOME=home)

    first = commit()
    assert first.returncode == 0, first.stdout + first.stderr  # no plan changed
    assert "Skipped" in first.stderr
    change(repository, PLAN, "unit:percent", "unit:percnt")
    bad = commit()
    assert bad.returncode == 1
    assert f"{PLAN}:77" in bad.stderr
    assert "Did you mean unit:percent" in bad.stderr
    git(repository, "checkout", "--", PLAN)
    change(repository, PLAN, "letter 397", "Letter 397")
    good = commit()
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stderr
    change(repository, "plans/thanh-hoa-2020/source.txt", "Thanh", "THANH")
    text = commit()
    assert text.returncode == 1
    assert "[source-checksum]" in text.stderr


def step(name: str) -> dict[str, Any]:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return next(step for step in action["runs"]["steps"] if step.get("name") == name)


def act(folder: Path, base: str = "", given: str = "") -> subprocess.CompletedProcess[str]:
    """The action's step as the runner would start it."""
    wanted = {"PATHS", "SEVERITY", "SARIF", "BDG_LANG", "BASE"}
    assert set(step("Validate")["env"]) == wanted
    environment = {"PATHS": given, "SEVERITY": "warning", "SARIF": "out.sarif", "BASE": base}
    shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Validate")["run"])
    return run(folder, *shell, GITHUB_ACTION_PATH=str(ROOT), **environment)


def test_the_action_shows_findings_beside_the_lines_of_changed_plans(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(repository), str(clone))
    (clone / "README").write_text("x", "utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "-m", "no plan")
    none = act(clone, base)
    assert (none.returncode, none.stdout.splitlines()[-1]) == (0, "No plan changed.")

    change(clone, PLAN, "unit:percent", "unit:percnt")
    git(clone, "commit", "--quiet", "--all", "-m", "bad")
    bad = act(clone, base)
    assert bad.returncode == 1
    told = bad.stdout.splitlines()
    assert told[0] == f"::add-matcher::{ROOT}/.github/bdg-matcher.json"
    (matcher,) = json.loads((ROOT / ".github" / "bdg-matcher.json").read_text("utf-8"))["problemMatcher"]
    (pattern,) = matcher["pattern"]
    matched = [found for line in told if (found := re.match(pattern["regexp"], line))]
    shown = {tuple(found[pattern[part]] for part in ("file", "line", "severity", "code")) for found in matched}
    assert (PLAN, "77", "error", "target-unit") in shown
    assert "Did you mean unit:percent" in next(f for f in matched if f[4] == "target-unit")[pattern["message"]]
    (sarif,) = json.loads((clone / "out.sarif").read_text("utf-8"))["runs"]
    assert {r["ruleId"] for r in sarif["results"] if r["level"] == "error"} == {"target-unit"}

    git(clone, "revert", "--quiet", "--no-edit", "HEAD")
    assert act(clone, base).returncode == 0


def test_the_action_takes_paths_one_a_line(repository: Path) -> None:
    named = repository / "my plans"
    (repository / "plans").rename(named)
    good = act(repository, given="my plans/thanh-hoa-2020\n")
    assert good.returncode == 0, good.stderr
    assert "CONFORMS" in good.stdout


def test_the_action_installs_the_folder_it_stands_in() -> None:
    assert step("Install")["env"] == {"SOURCE": "${{ github.action_path }}"}
    assert step("Install")["run"] == 'python -m pip install --quiet "$SOURCE"'
