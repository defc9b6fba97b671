"""A plan survives the workbook letter by letter: in memory, as a file, and through another office program."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bdg_graph import paths
from bdg_graph.terms import BDG, DCTERMS, ID, SKOS, XSD
from bdg_graph.validation import ground, inputs, judge, material
from bdg_graph.validation.graph import Facts, Term, Triple
from bdg_graph.workbook import book, columns, content, reading

PLANS = ("ha-nam-2013-2015", "ha-nam-2018-chi-thi-21", "ninh-binh-2021-2025", "quang-binh-2022", "thanh-hoa-2020")


def plan_triples(plan: str) -> tuple[list[Triple], str]:
    folder = paths.data() / "plans" / plan
    return inputs.triples(inputs.read(folder / "plan.ttl")), (folder / "source.txt").read_bytes().decode()


def exported(triples: list[Triple], iri: str, source: str | None) -> bytes:
    facts = Facts(triples, ground.base())
    return book.export(content.split(triples, iri, source, facts.label), facts.label)


def canonical(triples: list[Triple]) -> set[str]:
    graph = ox.Dataset([ox.Quad(*triple) for triple in triples])
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(map(str, graph))


@pytest.mark.parametrize("plan", PLANS)
def test_every_plan_comes_back_as_it_was(plan: str) -> None:
    triples, source = plan_triples(plan)
    split = content.split(triples, f"{ID}plan/{plan}", source, Facts(triples, ground.base()).label)
    assert set(content.join(split)) == set(triples)
    assert len(split.rest) < 5  # what the sheets do not hold is an exception


def test_as_a_file_and_the_same_findings() -> None:
    plan = "thanh-hoa-2020"
    triples, source = plan_triples(plan)
    made = exported(triples, f"{ID}plan/{plan}", source)
    read = reading.read(made)
    assert set(read.triples()) == set(triples)
    assert read.content.source == source
    assert read.faults == []


TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(
        ["=1+1", "@x", "-2", "'", " a", "a ", "a\nb", "\t", "_x0041_", "007", "1e5", "TRUE", "2021-01-02", "\x85",
        "\ufffe",
         "a (b)", "ế", "e\u0302\u0301", "#REF!", '"', "\\", "\u200b", "\U0001f1fb\U0001f1f3"]
    ),
)  # fmt: skip
SUBJECTS = st.sampled_from(
    [f"{ID}plan/x-2020", f"{ID}plan/x-2020/task/1", f"{ID}plan/x-2020/target/1.1", f"{ID}plan/x-2020/source",
    f"{ID}task/9",
     f"{ID}plan/x-2020/source#char=0,3", f"{ID}plan/x-2020/indicator/a b".replace(" ", "%20"), "urn:x:y",
     f"{ID}plan/other/task/1"]
).map(ox.NamedNode)  # fmt: skip
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["vi", "en", "fr"])),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        st.one_of(
            TEXTS,
            st.sampled_from(
                ["1", "1.0", "60.0", "60", "007", "0.10", "2025", "2021-02-03", "true", "1", "-0.0", "12345678901.5"]
            ),
        ),
        st.sampled_from([XSD.decimal, XSD.integer, XSD.gYear, XSD.date, XSD.boolean, "urn:x:type"]),
    ),
)
VALUES: st.SearchStrategy[Term] = st.one_of(
    LITERALS, SUBJECTS, st.sampled_from(["a", "b"]).map(ox.BlankNode),
    st.sampled_from([f"{ID}unit/percent", f"{ID}agency/ninh-binh/so-y-te", BDG.Task, BDG.Target, BDG.Plan,
    BDG.Passage, f"{ID}x y".replace(" ", "%20")]).map(ox.NamedNode),
)  # fmt: skip
PREDICATES = st.sampled_from(
    ["http://www.w3.org/1999/02/22-rdf-syntax-ns#type", BDG.inPlan, BDG.number, BDG.text, BDG.unit, BDG.value,
    BDG.dueYear, BDG.agency,
     BDG.evidence, BDG.note, BDG.source, BDG.sha256, BDG.partOf, DCTERMS.issued, SKOS.prefLabel, "urn:x:p"]
).map(ox.NamedNode)  # fmt: skip
GRAPHS = st.lists(st.tuples(st.one_of(SUBJECTS, st.just(ox.BlankNode("a"))), PREDICATES, VALUES), max_size=25)


@given(GRAPHS, st.one_of(st.none(), TEXTS))
@settings(max_examples=300, deadline=None)
def test_any_graph_comes_back_from_its_rows(triples: list[Triple], source: str | None) -> None:
    split = content.split(triples, f"{ID}plan/x-2020", source, Facts(triples).label)
    assert canonical(content.join(split)) == canonical(triples)


@given(GRAPHS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_graph_comes_back_from_a_file(triples: list[Triple]) -> None:
    made = exported(triples, f"{ID}plan/x-2020", None)
    assert canonical(reading.read(made).triples()) == canonical(triples)


def through_office(made: bytes, folder: Path) -> bytes:
    """Opened and saved again by LibreOffice."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed; install libreoffice-calc to run this test")
    (folder / "in").mkdir()
    (folder / "in" / "plan.xlsx").write_bytes(made)
    command = [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
    "xlsx:Calc MS Excel 2007 XML",
               "--outdir", str(folder / "out"), str(folder / "in" / "plan.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    return (folder / "out" / "plan.xlsx").read_bytes()


def test_through_libreoffice(tmp_path: Path) -> None:
    plan = "thanh-hoa-2020"
    triples, source = plan_triples(plan)
    odd = ox.NamedNode(f"{ID}plan/{plan}/task/odd")
    texts = ["=1+1", "007", " a ", "a\nb", "_x0041_", "1e5", "2021-01-02", "TRUE", "\u200bế", "'x", "x" * 40_000]
    triples += [(odd, ox.NamedNode(BDG.note), ox.Literal(text, language="vi")) for text in texts]
    triples += [
        (odd, ox.NamedNode(BDG.number), ox.Literal("007")),
        (odd, ox.NamedNode(BDG.inPlan), ox.NamedNode(f"{ID}plan/{plan}")),
    ]
    saved = through_office(exported(triples, f"{ID}plan/{plan}", source), tmp_path)
    read = reading.read(saved)
    assert set(read.triples()) == set(triples)
    assert (read.content.source, read.faults) == (source, [])
    page = openpyxl.load_workbook(io.BytesIO(saved))["Target · Mức phấn đấu"]
    assert any(rule.type == "list" and "Lists" in str(rule.formula1) for rule in page.data_validations.dataValidation)
    assert page.protection.sheet
    assert not page["F5"].protection.locked


def test_template_names_every_property_of_the_plans() -> None:
    named = {(sheet.kind, column.predicate) for sheet in columns.sheets() for column in sheet.columns}
    for plan in PLANS:
        triples, _source = plan_triples(plan)
        kinds = {s: o.value.removeprefix(BDG.namespace) for s, p, o in triples if p.value.endswith("#type")}
        used = {(kinds[s], p.value) for s, p, _o in triples if kinds.get(s) in columns.KINDS}
        own = {(kind, name) for kind, name in used if name not in columns.BY_ITSELF}
        assert own - named <= {("Signatory", BDG.text), ("Funding", BDG.note)}


@pytest.mark.parametrize(
    ("version", "remarks"),
    [
        (1, ["indicator-lead-not-stated"]),  # as template 1 was made: sheets Plan, Indicator, Target
        (2, []),  # ids and lists show while it is filled in; sheets Agency and Document
    ],
)
def test_every_version_of_the_template_still_imports(
    version: int, remarks: list[str], golden: Callable[[str, str], None]
) -> None:
    """Workbooks as people filled them in, kept as they were made, say what they said then."""
    kept = Path(__file__).with_name(f"template-{version}.xlsx")
    golden(f"workbook/template-{version}.nt", "".join(sorted(f"{s} {p} {o} .\n" for s, p, o in imported(kept))))
    assert [f.rule for f in judge(material.gather([kept]))] == remarks


def imported(kept: Path) -> list[Triple]:
    return reading.read(kept.read_bytes()).triples()


def test_the_newest_template_is_among_those_kept() -> None:
    """A new version is kept here too, filled in, before it can break."""
    assert Path(__file__).with_name(f"template-{book.VERSION}.xlsx").is_file()
