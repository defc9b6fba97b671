"""Loading: what comes with what, what the rules add, and files that are broken."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryTriples, Store

from bdg_graph import dataset, nquads, paths
from bdg_graph.dataset import INFERRED, BrokenFile, Dataset
from bdg_graph.errors import BdgError
from bdg_graph.terms import BDG, GRAPH, ID


def test_graph_names(project: Dataset) -> None:
    names = {part.path.relative_to(paths.project()).as_posix(): part.graph for part in project.parts}
    assert names["ontology/bdg.ttl"] == GRAPH + "ontology"
    assert names["ontology/schemes/metrics.ttl"] == GRAPH + "metrics"
    assert names["data/reference/agencies.ttl"] == GRAPH + "agencies"
    assert names["data/plans/thanh-hoa-2020/plan.ttl"] == ID + "plan/thanh-hoa-2020"


def test_each_fact_stands_in_one_graph(project: Dataset) -> None:
    triples = [quad.triple for quad in project.store]
    assert len(triples) == len(set(triples))


def test_rules_derive_the_lead_of_a_covered_objective(project: Dataset) -> None:
    indicator = NamedNode(f"{ID}plan/ninh-binh-2021-2025/indicator/4.1")
    leads = project.store.quads_for_pattern(indicator, NamedNode(BDG.leadAgency), None, NamedNode(INFERRED))
    assert [quad.object for quad in leads] == [NamedNode(f"{ID}agency/ninh-binh/so-y-te")]


@pytest.mark.parametrize("rule", dataset.rules(), ids=lambda rule: rule.stem)
def test_a_rule_run_again_derives_nothing_new(project: Dataset, rule: Path) -> None:
    """So each was run after those whose facts it reads."""
    derived = project.store.query(rule.read_text("utf-8"), use_default_graph_as_union=True)
    assert isinstance(derived, QueryTriples)
    inferred = {quad.triple for quad in project.store.quads_for_pattern(None, None, None, NamedNode(INFERRED))}
    assert set(derived) <= inferred


def test_version_follows_the_content(project: Dataset, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(paths.data(), copy)
    same = dataset.load([copy])
    assert (same.version, dataset.digest(same.store)) == (project.version, dataset.digest(project.store))
    with (copy / "reference" / "agencies.ttl").open("a") as file:
        file.write("<https://example.org/s> <https://example.org/p> 1 .\n")
    assert dataset.load([copy]).version != project.version


def test_one_plan_comes_with_the_reference_data() -> None:
    folder = paths.data() / "plans" / "thanh-hoa-2020"
    graphs = {part.graph for part in dataset.parts([folder])}
    assert f"{ID}plan/thanh-hoa-2020" in graphs
    assert GRAPH + "agencies" in graphs
    assert f"{ID}plan/quang-binh-2022" not in graphs


def test_other_rdf_files(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("<x:s> <x:p> <x:o> .\n")
    (tmp_path / "b.nq").write_text("<x:s> <x:p> <x:o> <x:g> .\n")
    loaded = dataset.load([tmp_path])
    graphs = {quad.graph_name for quad in loaded.store.quads_for_pattern(NamedNode("x:s"), None, None)}
    assert graphs == {NamedNode(GRAPH + "a"), NamedNode("x:g")}


def test_a_broken_file_is_named_with_its_line_and_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    good, broken = tmp_path / "good.ttl", tmp_path / "broken.ttl"
    good.write_text("<x:s> <x:p> <x:good> .\n")
    broken.write_text("<x:s> <x:p> <x:bad> .\n<x:s> <x:p> .\n")
    with pytest.raises(BrokenFile) as raised:
        dataset.load([tmp_path])
    assert raised.value.vi.startswith(f"{broken}, dòng 2: tệp sai cú pháp (bộ đọc báo: “")
    assert raised.value.vi.endswith(f"Hãy chạy `bdg validate {broken}` để xem chỗ sai và cách sửa.")
    assert raised.value.en.startswith(f"{broken}, line 2: the file is not well-formed (its parser said: “")
    assert raised.value.en.endswith(f"Run `bdg validate {broken}` to see the place and how to mend it.")
    loaded = dataset.load([tmp_path], skip_broken=True)
    assert [b.path for b in loaded.broken] == [broken]
    objects = {quad.object for quad in loaded.store.quads_for_pattern(NamedNode("x:s"), None, None)}
    assert objects == {NamedNode("x:good")}


@pytest.mark.parametrize(("name", "message"), [("nowhere", "no such file"), ("a.docx", "not an RDF file")])
def test_paths_that_are_no_data(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    if path.suffix:
        path.touch()
    with pytest.raises(BdgError, match=message):
        dataset.load([path])


def test_bulk_loading_gives_the_same(project: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "TOGETHER", 5000)  # several times in one load
    bulk = dataset.load(store=Store(str(tmp_path / "store")))
    assert bulk.version == project.version
    assert dataset.digest(bulk.store) == dataset.digest(project.store)


def test_bulk_loading_in_pieces_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "lines.nq"
    file.write_text("".join(f"<x:s> <x:p{n}> <x:o{n}> <x:g> .\n" for n in range(100)) + "<x:s> <x:p> <x:end> .")
    monkeypatch.setattr(nquads, "LARGEST", 300)
    whole, pieces = Store(), Store(str(tmp_path / "store"))
    whole.load(path=str(file))
    nquads.load(pieces, file)
    assert set(pieces) == set(whole)
    assert len(pieces) == 101


def test_a_blank_node_is_one_in_all_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "blank.nq"
    file.write_text("".join(f"_:b <x:p{n}> <x:o> <x:g> .\n" for n in range(100)))
    monkeypatch.setattr(nquads, "LARGEST", 300)
    store = Store(str(tmp_path / "store"))
    nquads.load(store, file)
    assert len({quad.subject for quad in store}) == 1


def test_a_fault_in_a_piece_is_told_by_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lines.nq").write_text("<x:s> <x:p> <x:o> <x:g> .\n" * 99 + "<x:s> <x:p> .\n")
    monkeypatch.setattr(nquads, "LARGEST", 300)
    with pytest.raises(BrokenFile) as raised:
        dataset.load([tmp_path], store=Store(str(tmp_path / "store")))
    assert raised.value.line == 100


def test_bulk_loading_names_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b>\n.", "utf-8")
    with pytest.raises(BrokenFile):
        dataset.load([tmp_path], store=Store(str(tmp_path / "store")))
