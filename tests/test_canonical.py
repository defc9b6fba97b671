"""`bdg fmt` at work: a passage with only its words gets its place, or one clear sentence."""

from pathlib import Path

import pytest

from bdg_graph import canonical
from bdg_graph.errors import BdgError

HEAD = """@base <https://w3id.org/bdg/id/> .
@prefix bdg: <https://w3id.org/bdg/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
<plan/x/task/1> bdg:evidence <plan/x/source#a> .
"""
SOURCE = "Sở Y tế chủ trì. Sở Y tế phối hợp.\n"


def plan(folder: Path, passage: str, source: str | None = SOURCE) -> Path:
    if source is not None:
        (folder / "source.txt").write_text(source, "utf-8")
    path = folder / "plan.ttl"
    path.write_text(HEAD + f"<plan/x/source#a> a bdg:Passage ; oa:hasSource <plan/x/source> ; {passage} .\n", "utf-8")
    return path


def test_a_quotation_that_occurs_once_gets_its_place(tmp_path: Path) -> None:
    path = plan(tmp_path, 'oa:exact "Sở Y tế chủ trì"@vi')
    assert canonical.rewrite(path, write=True)
    assert path.read_text("utf-8").endswith(
        "<plan/x/task/1> bdg:evidence <plan/x/source#char=0,15> .\n\n"
        "<plan/x/source#char=0,15> a bdg:Passage ;\n"
        "    oa:hasSource <plan/x/source> ;\n"
        "    oa:start 0 ;\n"
        "    oa:end 15 ;\n"
        '    oa:exact "Sở Y tế chủ trì"@vi .\n'
    )
    assert not canonical.rewrite(path, write=True)


def test_the_words_before_tell_two_places_apart(tmp_path: Path) -> None:
    path = plan(tmp_path, 'oa:prefix "trì. "@vi ; oa:exact "Sở Y tế"@vi')
    canonical.rewrite(path, write=True)
    assert "source#char=17,24" in path.read_text("utf-8")
    assert "oa:prefix" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("passage", "source", "message"),
    [
        ('oa:exact "Sở Y tế"@vi', SOURCE, "occurs 2 times in source.txt; quote more of it or add oa:prefix"),
        ('oa:exact "Sở Nội vụ"@vi', SOURCE, "occurs 0 times in source.txt; quote it letter by letter"),
        ('oa:exact ""@vi', SOURCE, "occurs 0 times"),
        ('oa:exact "Sở Y tế"@vi', None, "no source.txt beside it"),
        ("oa:exact", SOURCE, "plan.ttl: "),
        ('oa:exact "a"@vi .\n# a comment', SOURCE, "comments"),
    ],
)
def test_refusals_change_nothing(tmp_path: Path, passage: str, source: str | None, message: str) -> None:
    path = plan(tmp_path, passage, source)
    before = path.read_bytes()
    with pytest.raises(BdgError, match=message):
        canonical.rewrite(path, write=True)
    assert path.read_bytes() == before


def test_missing_path() -> None:
    with pytest.raises(BdgError, match="no such file"):
        list(canonical.files([Path("nowhere")]))
