"""One changed character in a source, one shifted passage, one missing file: validation names it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.errors import BdgError
from bdg_graph.validation import Finding, evidence, inputs, validate_dataset
from bdg_graph.validation.graph import Facts
from bdg_graph.validation.material import Material

PLAN = "ninh-binh-2021-2025"
IRI = "https://w3id.org/bdg/id/plan/ninh-binh-2021-2025/source"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a plan folder."""
    return shutil.copytree(paths.data() / "plans" / PLAN, tmp_path / PLAN)


def check(folder: Path) -> list[Finding]:
    """What the evidence check finds in `folder`, without the ontology and the schemes."""
    gathered = Material(facts=Facts(), folders=[folder])
    if (folder / "plan.ttl").is_file():
        gathered.facts = Facts(inputs.triples(inputs.read(folder / "plan.ttl")))
        gathered.files = dict.fromkeys(gathered.facts.by_subject, folder / "plan.ttl")
    return evidence.check(gathered)


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def passage(folder: Path, start: int, end: int) -> str:
    return (folder / "source.txt").read_text("utf-8")[start:end]


def test_untouched_folder_has_no_finding(folder: Path) -> None:
    assert check(folder) == []


def test_one_changed_character_names_the_passage_and_both_wordings(folder: Path) -> None:
    rewrite(folder / "source.txt", lambda text: text.replace("111 bé trai", "112 bé trai", 1))
    found = check(folder)
    assert {f.rule for f in found} == {"source-checksum", "evidence-exact"}
    texts = [f for f in found if f.rule == "evidence-exact"]
    assert texts
    for finding in texts:
        assert finding.focus.startswith(f"{IRI}#char=")
        assert finding.file == folder / "plan.ttl"
        assert finding.line is not None
        described = (folder / "plan.ttl").read_text("utf-8").splitlines()[finding.line - 1]
        assert "oa:exact" in described
        for message in (finding.message.vi, finding.message.en):
            assert "111 bé trai" in message
            assert "112 bé trai" in message
            assert str(folder / "source.txt") in message
            assert finding.focus.removeprefix("https://w3id.org/bdg/id/") in message


def test_text_inserted_at_the_beginning_says_where_the_quotes_stand_now(folder: Path) -> None:
    rewrite(folder / "source.txt", lambda text: "X" + text)
    moved = [f for f in check(folder) if f.rule == "evidence-exact" and "The quote now stands at" in f.message.en]
    first = min(moved, key=lambda f: f.line or 0)
    start, end = map(int, first.focus.split("#char=")[1].split(","))
    assert f"now stands at {start + 1},{end + 1}:" in first.message.en


def test_passage_shifted_by_one_character(folder: Path) -> None:
    plan = folder / "plan.ttl"
    line = next(line for line in plan.read_text("utf-8").splitlines() if line.strip().startswith("oa:start"))
    start = int(line.split()[1])
    rewrite(plan, lambda text: text.replace(f"oa:start {start} ;", f"oa:start {start + 1} ;", 1))
    (finding,) = [f for f in check(folder) if f.rule == "evidence-exact"]
    assert f"#char={start}," in finding.focus


@pytest.mark.parametrize("end", ["9999999", "0"])
def test_passage_outside_the_text(folder: Path, end: str) -> None:
    plan = folder / "plan.ttl"
    line = next(line for line in plan.read_text("utf-8").splitlines() if line.strip().startswith("oa:end"))
    rewrite(plan, lambda text: text.replace(line, f"    oa:end {end} ;", 1))
    (finding,) = check(folder)
    assert finding.rule == "evidence-bounds"
    assert (
        f"–{end} is not inside source.txt, which has {len(passage(folder, 0, 10**9))} characters" in finding.message.en
    )


def spoil_nfc(text: str) -> str:
    return text.replace("Ế", "E\u0302\u0301", 1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (spoil_nfc, "source-nfc"),
        (lambda text: text.replace(" ", "\u00a0", 1), "source-spaces"),
        (lambda text: text.replace("\n", "\r", 1), "source-spaces"),
        (lambda text: text.replace(" ", "\u200b", 1), "source-spaces"),
    ],
)
def test_source_that_is_not_clean(folder: Path, change: Callable[[str], str], rule: str) -> None:
    text = change((folder / "source.txt").read_text("utf-8"))
    (folder / "source.txt").write_bytes(text.encode())
    found = {f.rule: f for f in check(folder)}
    assert {rule, "source-checksum"} <= set(found)
    assert found[rule].line == 1


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("source.txt", "source-missing"),
        ("source.toml", "source-toml-missing"),
        ("original.txt", "original-missing"),
        ("plan.ttl", "plan-missing"),
    ],
)
def test_missing_file(folder: Path, missing: str, rule: str) -> None:
    (folder / missing).unlink()
    assert [(f.rule, f.file) for f in check(folder)] == [(rule, folder / missing)]


def test_original_that_changed(folder: Path) -> None:
    rewrite(folder / "original.txt", lambda text: text + " ")
    assert [f.rule for f in check(folder)] == ["original-checksum"]


@pytest.mark.parametrize("content", ["id = ", 'id = "x"\n', "\udcff"])
def test_source_toml_that_cannot_be_read(folder: Path, content: str) -> None:
    (folder / "source.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert [f.rule for f in check(folder)] == ["source-toml"]


def test_source_that_is_not_utf8(folder: Path) -> None:
    (folder / "source.txt").write_bytes(b"K\xff")
    assert [f.rule for f in check(folder)] == ["source-encoding"]


def test_broken_turtle_is_a_finding_with_file_and_line(folder: Path) -> None:
    broken = folder / "plan.ttl"
    rewrite(broken, lambda text: text.replace(" ;\n", "\n", 1))
    (finding,) = validate_dataset([folder])
    assert (finding.rule, finding.file) == ("syntax", broken)
    assert finding.line is not None
    assert "expected" in finding.message.en


def test_loose_file_says_that_its_passages_were_not_compared(folder: Path, tmp_path: Path) -> None:
    loose = tmp_path / "loose.ttl"
    shutil.copy(folder / "plan.ttl", loose)
    found = validate_dataset([loose])
    assert [(f.rule, f.severity) for f in found if f.severity != "warning"] == [("evidence-unchecked", "info")]


def test_misspelt_term_names_the_near_ones(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text('<https://x.example/1>\n  <https://w3id.org/bdg/ontology#evidnce> "\\\\1" .\n', "utf-8")
    found = {f.rule: f for f in validate_dataset([file])}
    assert set(found) == {"unknown-term", "untyped-node"}
    assert found["unknown-term"].line == 2
    assert "Did you mean bdg:evidence" in found["unknown-term"].message.en


def test_value_with_a_backslash_reaches_the_message_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        "@base <https://w3id.org/bdg/id/> .\n@prefix bdg: <https://w3id.org/bdg/ontology#> .\n"
        '<plan/x/citation/1> a bdg:Citation ;\n    bdg:number "\\\\1" .\n',
        "utf-8",
    )
    (finding,) = [f for f in validate_dataset([file]) if f.rule == "part-iri-number"]
    assert r"the number \1 does not fit" in finding.message.en
    assert r"số \1 không khớp" in finding.message.vi


def test_nothing_to_validate(tmp_path: Path) -> None:
    with pytest.raises(BdgError, match="nothing to validate"):
        validate_dataset([tmp_path])
