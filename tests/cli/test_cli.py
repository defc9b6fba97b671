"""The command line as its users meet it: what it prints, its exit codes, and one sentence for every bad input."""

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest

from bdg_graph import paths
from bdg_graph.cli import COMMANDS
from bdg_graph.cli.data import GRAPH_FORMATS
from bdg_graph.cli.draft import SCORED
from bdg_graph.dataset import Dataset
from bdg_graph.drafting.score import ORDER
from tests.cli.conftest import Run

FLAGSHIP = ["query", "leads/metric-leads", "--metric", "sex-ratio-at-birth"]


def test_the_flagship_answer_as_a_table_with_its_sources(run: Run, project: Dataset) -> None:
    code, out, err = run(*FLAGSHIP, "--lang", "en")
    assert (code, err) == (0, "")
    for words in (
        "111",
        "113",
        "Department of Health",
        "2 of 5 encoded plans state a target",
        "“Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống”",
        "các chỉ tiêu của mục tiêu 4",
        "data/plans/ninh-binh-2021-2025/source.txt, characters 2884-2950",
        f"Dataset version: {project.version}",
    ):
        assert words in out
    code, out, _ = run(*FLAGSHIP)
    assert "2 trong 5 kế hoạch đã mã hóa nêu mức phấn đấu" in out
    assert "Sở Y tế tỉnh Ninh Bình" in out


def test_formats_give_the_same_rows(run: Run, tmp_path: Path) -> None:
    rows = json.loads(run(*FLAGSHIP, "--format", "json")[1])["rows"]
    comma = list(csv.DictReader(io.StringIO(run(*FLAGSHIP, "--format", "csv")[1])))
    tabs = list(csv.DictReader(io.StringIO(run(*FLAGSHIP, "--format", "tsv")[1]), dialect="excel-tab"))
    assert comma == tabs
    assert [row["plan"] for row in comma] == [row["plan"]["value"] for row in rows]
    book = tmp_path / "answer.xlsx"
    assert run(*FLAGSHIP, "--format", "xlsx", "-o", str(book))[0] == 0
    sheet = openpyxl.load_workbook(book).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    plan = cells[0].index("Kế hoạch")
    assert [row[plan] for row in cells[1:]] == [row["plan"]["words"] for row in rows]
    assert zipfile.ZipFile(book).testzip() is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["query", "metric-lead"], "There is no question “metric-lead”. Did you mean metric-leads"),
        (["query", "metric-leads", "--metric", "sex-ratio-at-brith"], "Did you mean sex-ratio-at-birth"),
        (
            ["query", "metric-leads", "--format", "xslx"],
            "There is no format for an answer “xslx”. Did you mean xlsx",
        ),
        (["query", "metric-leads", "--data", "nowhere"], "nowhere: there is no such file or folder."),
        (["sparql", "SELECT * WHERE {"], "Line 1, column 16: this “{” has no “}”."),
        (["sparql"], "Give a query, or a file with -f."),
        (["sparql", "-f", "nowhere.rq"], "nowhere.rq: there is no such file or folder; check the path."),
        (["sparql", "ASK {}", "--format", "ttl"], "There is no format for this kind of query “ttl”"),
        (["export", "--format", "turtle"], "There is no format for a graph “turtle”"),
        (["export", "--plan", "ninh-binh"], "There is no plan “ninh-binh”. Did you mean ninh-binh-2021-2025"),
        (["fmt", "nowhere.ttl"], "nowhere.ttl: there is no such file or folder."),
        (["queries", "--format", "csv"], "There is no format of a list “csv”"),
    ],
)
def test_bad_input_is_one_sentence(run: Run, words: list[str], message: str) -> None:
    code, out, err = run(*words, "--lang", "en")
    assert code == 2
    assert message in err
    assert out == ""
    assert "Traceback" not in err
    code, _, vi = run(*words, "--lang", "vi")
    assert code == 2
    assert vi != err


REFUSED = [
    (["export", "-o", "."], ".: đây là thư mục; hãy nêu một tệp.", ".: this is a folder; name a file."),
    (
        ["export", "-o", "none/x.trig"],
        "none/x.trig: không có tệp hay thư mục này; hãy kiểm tra đường dẫn.",
        "none/x.trig: there is no such file or folder; check the path.",
    ),
    (
        ["sparql", "-f", "shut.rq"],
        "shut.rq: không có quyền đọc hoặc ghi; hãy chọn nơi khác hoặc xin quyền.",
        "shut.rq: may not be read or written; choose another place, or ask for the right to.",
    ),
    (
        ["sparql", "-f", "latin.rq"],
        "latin.rq: không phải văn bản UTF-8; hãy lưu lại bằng UTF-8.",
        "latin.rq: not UTF-8 text; save it as UTF-8.",
    ),
    (
        ["site", "--out", "latin.rq"],
        "latin.rq: đây là tệp; hãy nêu một thư mục.",
        "latin.rq: this is a file; name a folder.",
    ),
    (["site"], "Còn thiếu --out. Hãy xem `bdg site --help`.", "Missing option '--out'. See `bdg site --help`."),
    (
        ["serve", "--port", "99999"],
        "Giá trị của --port không dùng được: phải trong khoảng 0<=x<=65535. Hãy xem `bdg serve --help`.",
        "Invalid value for '--port': 99999 is not in the range 0<=x<=65535. See `bdg serve --help`.",
    ),
    (
        ["review", "none"],
        "Giá trị của DIR không dùng được: không có “none”. Hãy xem `bdg review --help`.",
        "Invalid value for 'DIR': Directory 'none' does not exist. See `bdg review --help`.",
    ),
    (
        ["query", "metric-leads", "more"],
        "Dòng lệnh có chữ thừa hoặc sai (more). Hãy xem `bdg query metric-leads --help`.",
        "Got unexpected extra argument(s) (more). See `bdg query metric-leads --help`.",
    ),
    *(
        (
            [*words, "store.vn/sparql"],
            "“store.vn/sparql” không phải địa chỉ của một kho; hãy viết như http://127.0.0.1:3030/bdg/sparql.",
            "“store.vn/sparql” is no address of a store; write it as http://127.0.0.1:3030/bdg/sparql.",
        )
        for words in (["load", "--to"], ["serve", "--endpoint"])
    ),
    (
        ["queries", "--format", "zip"],
        "Không có định dạng “zip”. Có: table, json.",
        "There is no format of a list “zip”. There are: table, json.",
    ),
]


@pytest.mark.parametrize(("words", "vi", "en"), REFUSED, ids=lambda given: given[0] if isinstance(given, list) else "")
def test_what_is_refused_is_said_with_what_to_do_next(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], vi: str, en: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin.rq").write_bytes(b"\xe9")
    Path("shut.rq").write_text("ASK {}")
    read_text = Path.read_text

    def shut(path: Path, *args: Any, **named: Any) -> str:  # as for a user who is not root, whom no right stops
        if path.name == "shut.rq":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read_text(path, *args, **named)

    monkeypatch.setattr(Path, "read_text", shut)
    assert run(*words) == (2, "", f"{vi}\n")
    monkeypatch.setenv("BDG_LANG", "en")
    assert run(*words) == (2, "", f"{en}\n")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--place", "ninh-binh"], "1 of 5 encoded plans state a target (looking only at: Ninh Bình)."),
        ([], "2 of 5 encoded plans state a target."),
    ],
)
def test_an_answer_says_what_it_is_limited_to(run: Run, asked: list[str], words: str) -> None:
    assert f"\n{words}\n" in run(*FLAGSHIP, *asked, "--lang", "en")[1]


def test_who_stops_a_command_is_told_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bdg_graph.dataset.load", stopped)
    assert run("export", "--lang", "en") == (130, "", "Stopped.\n")


def test_the_list_of_questions_speaks_the_language_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed() -> str:
        return " ".join(run("query", "--help")[1].replace("│", " ").split())

    assert "leads/data-agencies Cơ quan nào thu thập, báo cáo số liệu, cho chỉ tiêu nào?" in listed()
    monkeypatch.setenv("BDG_LANG", "en")
    assert "leads/data-agencies Which agencies collect and report data, and for which indicators?" in listed()


def test_a_misspelt_option_names_the_right_one(run: Run) -> None:
    code, _, err = run("query", "metric-leads", "--metrc", "x")
    assert code == 2
    assert "--metric" in err


def test_help_names_every_command(run: Run) -> None:
    _, out, _ = run("--help")
    listed = re.findall(r"^│ ([a-z]+) ", out, re.MULTILINE)
    assert listed == list(COMMANDS)


GROUPS = {"query", "workbook"}
LEAVES = [
    *([name] for name in COMMANDS if name not in GROUPS),
    *(["workbook", name] for name in ("new", "export", "import")),
    ["query", "metric-leads"],
]


@pytest.mark.parametrize("words", [[], *([name] for name in sorted(GROUPS)), *LEAVES], ids=" ".join)
def test_help_stands_on_its_own(run: Run, words: list[str]) -> None:
    code, out, _ = run(*words, "--help")
    assert code == 0
    assert f"Usage: {' '.join(['bdg', *words])} " in out
    assert ("--lang" in out) == (words in LEAVES)


def test_help_names_the_parameters_of_a_question(run: Run) -> None:
    assert "--metric" in run("query", "metric-leads", "--help")[1]


def test_sparql_in_every_format(run: Run, tmp_path: Path) -> None:
    select = "SELECT ?p WHERE { ?p a bdg:Plan } ORDER BY ?p LIMIT 1"
    plan = "https://w3id.org/bdg/id/plan/ha-nam-2013-2015"
    assert run("sparql", select, "--format", "csv")[1] == f"p\r\n{plan}\r\n"
    assert run("sparql", select, "--format", "tsv")[1] == f"?p\n<{plan}>\n"
    assert json.loads(run("sparql", select, "--format", "json")[1])["results"]["bindings"][0]["p"]["value"] == plan
    assert plan in run("sparql", select, "--format", "xml")[1]
    assert "Hà Nam" in run("sparql", select)[1]
    assert run("sparql", "ASK { ?p a bdg:Plan }")[1] == "true\n"
    construct = "CONSTRUCT { ?p a bdg:Plan } WHERE { ?p a bdg:Plan }"
    file = tmp_path / "q.rq"
    file.write_text(construct)
    for form in ("ttl", "nt", "jsonld", "rdf"):
        assert "ha-nam-2013-2015" in run("sparql", "-f", str(file), "--format", form)[1]


def test_load_counts_and_writes_a_store(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    code, out, _ = run("load", "--store", str(store), "--lang", "en")
    assert code == 0
    assert "5 plans" in out
    assert any(store.iterdir())
    assert run("load", "--store", str(store))[0] == 0  # again: the new version takes the place of the old one
    (store / "letter.txt").touch()
    code, _, err = run("load", "--store", str(store), "--lang", "en")
    assert code == 2
    assert "holds something else (letter.txt); choose a new folder" in err


def test_load_names_the_first_of_many_plans(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bdg_graph.cli.data.MOST_PLANS", 2)
    code, out, _ = run("load", "--lang", "en")
    plans = [line.split() for line in out.splitlines() if line.strip().startswith("plan/")]
    assert (code, [name for name, _n in plans]) == (0, ["plan/ha-nam-2013-2015", "plan/ha-nam-2018-chi-thi-21"])
    more = next(line for line in out.splitlines() if "and 4 more plans" in line)
    listed = sum(int(line.split()[-1]) for line in out.splitlines() if "graph/" in line or "plan/" in line)
    assert f"{listed + int(more.split()[-1])} triples" in out


def test_load_replaces_one_plan_of_a_store(run: Run, tmp_path: Path) -> None:
    store, plan = tmp_path / "store", paths.data() / "plans" / "thanh-hoa-2020"
    code, out, _ = run("load", "--store", str(store), "--lang", "en")
    assert run("load", "--store", str(store), "--plan", str(plan), "--lang", "en")[:2] == (code, out)
    code, _, err = run("load", "--plan", str(plan), "--lang", "en")
    assert code == 2
    assert "give it with --store" in err


def test_a_broken_file_stops_the_load_unless_asked_otherwise(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<x:s> <x:p> .\n")
    (tmp_path / "good.ttl").write_text("<x:s> <x:p> <x:o> .\n")
    code, _, err = run("load", "--data", str(tmp_path), "--lang", "en")
    assert code == 2
    assert "broken.ttl, line 1:" in err
    code, out, err = run("load", "--data", str(tmp_path), "--lang", "en", "--skip-broken")
    assert code == 0
    assert "broken.ttl, line 1:" in err
    assert "graph/good" in out


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_export_of_a_plan_is_its_graph(run: Run, project: Dataset, form: str) -> None:
    code, out, _ = run("export", "--format", form, "--plan", "thanh-hoa-2020")
    assert code == 0
    plan = ox.NamedNode("https://w3id.org/bdg/id/plan/thanh-hoa-2020")
    told = {quad.triple for quad in ox.parse(out, format=GRAPH_FORMATS[form])}
    assert told == {quad.triple for quad in project.store.quads_for_pattern(None, None, None, plan)}


@pytest.mark.parametrize("form", ["nq", "nt"])
def test_export_is_the_whole_graph(run: Run, project: Dataset, form: str) -> None:
    """The lists of the ontology have other blank nodes at every load; all else is the same."""

    def named(quads: Iterable[ox.Quad]) -> set[tuple[object, ...]]:
        whole = {tuple(quad) if form == "nq" else tuple(quad.triple) for quad in quads}
        return {facts for facts in whole if not any(isinstance(term, ox.BlankNode) for term in facts)}

    told = list(ox.parse(run("export", "--format", form)[1], format=GRAPH_FORMATS[form]))
    assert len(told) == len(project.store)
    assert named(told) == named(project.store)


def test_fmt_checks_and_mends(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<https://w3id.org/bdg/id/place/x>   <https://w3id.org/bdg/ontology#note> 'a'@vi.")
    assert run("fmt", "--check", str(file))[:2] == (1, f"{file}\n")
    assert run("fmt", str(file))[:2] == (0, f"{file}\n")
    assert run("fmt", "--check", str(file))[0] == 0


def test_a_blank_workbook_is_no_plan(run: Run, tmp_path: Path) -> None:
    blank, folder = str(tmp_path / "plan.xlsx"), tmp_path / "son-la-2026"
    then = f"Điền {blank}, rồi chạy: bdg workbook import {blank}\n"
    assert run("workbook", "new", "son-la-2026", "-o", blank) == (0, "", then)
    code, out, err = run("workbook", "import", blank, "-o", str(folder), "--lang", "en")
    assert (code, out) == (2, "")
    assert err == f"{blank}: the workbook holds no plan yet; fill in the sheet Plan · Kế hoạch first.\n"
    assert not folder.exists()


def test_as_a_process_output_pipes_cleanly() -> None:
    bdg = Path(sys.executable).with_name("bdg")
    whole = subprocess.run([bdg, *FLAGSHIP, "--format", "csv"], capture_output=True, check=True, cwd="/")
    assert whole.stderr == b""
    assert b"\x1b[" not in whole.stdout
    reader, writer = os.pipe()
    os.close(reader)  # nobody reads, as behind `| head -0`
    closed = subprocess.run([bdg, "export"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert b"Traceback" not in closed.stderr


def test_the_wheel_works_from_any_folder(tmp_path: Path) -> None:
    """Ontology, data, shapes and queries travel in the package: built, unpacked and asked far from the checkout."""
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(paths.project()),
    ]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    ask = [sys.executable, "-c", "from bdg_graph.cli import main; main()", *FLAGSHIP, "--format", "json"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "unpacked")}
    answer = subprocess.run(ask, check=True, capture_output=True, cwd=tmp_path, env=env)
    assert len(json.loads(answer.stdout)["rows"]) >= 5
    where = [sys.executable, "-c", "from bdg_graph import paths; print(paths.project())"]
    found = subprocess.run(where, check=True, capture_output=True, cwd=tmp_path, env=env, text=True)
    assert found.stdout.strip() == str(tmp_path / "unpacked" / "bdg_graph" / "files")


def test_the_scores_are_named_in_the_language_asked_for() -> None:
    assert list(SCORED) == list(ORDER)
