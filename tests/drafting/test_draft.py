"""From a file to a plan folder: what is written, what is never overwritten, review and acceptance, the round trip."""

import shutil
from pathlib import Path

import docx
import pytest
import typer
from rdflib import Graph
from typer.testing import CliRunner

from bdg_graph import paths
from bdg_graph.cli import draft as commands
from bdg_graph.drafting import decode, folder, items, review
from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.encode import encode
from bdg_graph.errors import BdgError
from bdg_graph.formats import canonical_turtle
from bdg_graph.parsing.plan import parse

CITY = Path(__file__).parent.parent / "parsing" / "invented" / "city-2025.md"
PLANS = sorted(path.parent for path in (paths.data() / "plans").glob("*/source.txt"))

app = typer.Typer()
for command in (commands.draft, commands.review, commands.accept, commands.score):
    app.command()(command)
run = CliRunner()


@pytest.fixture
def drafted(tmp_path: Path) -> folder.Drafted:
    return folder.draft(CITY, lexicon(), "an-hai-2025", tmp_path / "an-hai-2025")


def test_the_folder(drafted: folder.Drafted) -> None:
    written = sorted(path.name for path in drafted.folder.iterdir())
    assert written == ["original.md", "plan.ttl", "review.toml", "source.toml", "source.txt"]
    assert (drafted.folder / "source.txt").read_text("utf-8") == drafted.text
    turtle = (drafted.folder / "plan.ttl").read_text("utf-8")
    assert "bdg:reviewState review:draft" in turtle
    assert "bdg draft" in turtle
    assert [item.key for item in drafted.items] == ["an-hai", "1.2/target/2"]


def test_what_no_reference_file_knows_is_described_in_the_draft(drafted: folder.Drafted, tmp_path: Path) -> None:
    turtle = (drafted.folder / "plan.ttl").read_text("utf-8")
    assert "<agency/an-hai/so-noi-vu> a bdg:Agency" in turtle
    assert "place:an-hai a bdg:Place" in turtle
    other = folder.draft(CITY.with_name("departments.txt"), lexicon(), None, tmp_path / "truong-son-2024")
    assert "document:1250-byt-kcb-2024 a bdg:Document" in (other.folder / "plan.ttl").read_text("utf-8")


def test_a_reviewed_plan_is_never_overwritten(tmp_path: Path) -> None:
    kept = shutil.copytree(paths.data() / "plans" / "thanh-hoa-2020", tmp_path / "thanh-hoa-2020")
    before = (kept / "plan.ttl").read_bytes()
    with pytest.raises(BdgError, match="has been reviewed"):
        folder.draft(CITY, lexicon(), "thanh-hoa-2020", kept)
    assert (kept / "plan.ttl").read_bytes() == before


def test_an_id_that_is_no_slug_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BdgError, match="an-hai-2025"):
        folder.draft(CITY, lexicon(), "An Hải 2025", tmp_path / "x")


def test_review_then_accept(drafted: folder.Drafted) -> None:
    where = str(drafted.folder)
    assert run.invoke(app, ["accept", where]).exit_code == 1
    answers = "a\nc\nmetric=no-such-metric\nc\nmetric=female-elected-deputies\n"
    result = run.invoke(app, ["review", where, "--lang", "en"], input=answers)
    assert result.exit_code == 0, result.output
    assert [item.state for item in items.read(drafted.folder)] == ["accepted", "corrected"]
    assert run.invoke(app, ["accept", where]).exit_code == 0
    plan = (drafted.folder / "plan.ttl").read_text("utf-8")
    assert "bdg:reviewState review:reviewed" in plan
    assert "bdg draft" not in plan
    assert "female-elected-deputies" in plan
    assert not (drafted.folder / items.FILE).exists()
    assert "indicators = 12" in (drafted.folder / "source.toml").read_text("utf-8")
    with pytest.raises(BdgError, match="has been reviewed"):
        folder.draft(CITY, lexicon(), "an-hai-2025", drafted.folder)


def test_a_draft_with_a_violation_is_not_accepted(drafted: folder.Drafted) -> None:
    where = str(drafted.folder)
    answers = "a\nc\nmetric=female-key-leadership-agencies\n"  # which another target of the plan has already
    assert run.invoke(app, ["review", where], input=answers).exit_code == 0
    before = (drafted.folder / "plan.ttl").read_bytes()
    result = run.invoke(app, ["accept", where, "--lang", "en"])
    assert result.exit_code == 1
    assert "VIOLATION [checks/same-target-twice]" in result.output
    assert "not accepted, the draft is as it was" in result.output
    assert (drafted.folder / "plan.ttl").read_bytes() == before


def test_review_can_stop_and_go_on(drafted: folder.Drafted) -> None:
    assert run.invoke(app, ["review", str(drafted.folder)], input="s\nq\n").exit_code == 0
    assert [item.state for item in items.read(drafted.folder)] == ["skipped", "open"]


def test_a_correction_names_what_can_be_corrected(drafted: folder.Drafted) -> None:
    item = items.read(drafted.folder)[1]
    with pytest.raises(BdgError, match="metric="):
        review.correct(drafted.folder, item, "colour=red", lexicon())


def test_the_command_prints_what_was_found(tmp_path: Path) -> None:
    result = run.invoke(app, ["draft", str(CITY), "-o", str(tmp_path / "an-hai-2025"), "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "12 indicators, 13 targets" in result.output
    assert "Unsure: 2\n  line 1: The place “An Hải” is new." in result.output
    assert "line 31: No metric is sure" in result.output
    assert "Not understood: 0" in result.output


def test_an_item_says_where_it_stands_in_the_file_received(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("KẾ HOẠCH", "Thực hiện công tác bình đẳng giới năm 2026", "I. MỤC TIÊU", "- 60% xã có nữ lãnh đạo."):
        document.add_paragraph(line)
    document.save(str(tmp_path / "plan.docx"))
    done = folder.draft(tmp_path / "plan.docx", lexicon(), None, tmp_path / "x-2026")
    assert [item.place for item in done.items if "60%" in item.words] == ["đoạn 4"]
    assert items.read(done.folder) == done.items
    assert items.Item("", "", 7, 0, 1, "", "", "", place="trang 2, dòng 5").where(vi=False) == "line 7 (page 2, line 5)"


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.name)
def test_a_draft_survives_turtle(plan: Path) -> None:
    """Records, Turtle, records again, Turtle again: the same."""
    text = (plan / "source.txt").read_bytes().decode("utf-8")
    found = parse(text, lexicon(), plan.name)
    turtle = folder.to_turtle(found, text, lexicon(), "original.txt")
    again = decode.decode(turtle)
    assert sorted((type(x).__name__, x.key) for x in again.records) == sorted(
        (type(x).__name__, x.key) for x in found.plan.records
    )
    own = canonical_turtle(encode(found.plan, text, "draft"))
    assert canonical_turtle(encode(again, text, "draft")) == own
    assert len(Graph().parse(data=turtle, format="turtle")) > 300


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.name)
def test_a_reviewed_plan_is_written_as_it_was_read(plan: Path) -> None:
    turtle = (plan / "plan.ttl").read_text("utf-8")
    text = (plan / "source.txt").read_bytes().decode("utf-8")
    assert canonical_turtle(encode(decode.decode(turtle), text, "reviewed")) == turtle


def test_an_unknown_agency_gets_its_type_or_is_replaced(tmp_path: Path) -> None:
    drafted = folder.draft(CITY.with_name("departments.txt"), lexicon(), None, tmp_path / "truong-son-2024")
    unknown = next(item for item in drafted.items if item.kind == "Agency")
    review.correct(drafted.folder, unknown, "type=so-y-te", lexicon())
    turtle = (drafted.folder / "plan.ttl").read_text("utf-8")
    assert "bdg:agencyType agency-type:so-y-te ;\n    bdg:place place:truong-son" in turtle
    review.correct(drafted.folder, unknown, "agency=truong-son/so-y-te", lexicon())
    assert unknown.key not in (drafted.folder / "plan.ttl").read_text("utf-8")
