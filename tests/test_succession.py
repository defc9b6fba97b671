"""What had become of places and agencies by a day: the chains, the unknown, and answers as of a day."""

from datetime import date
from itertools import pairwise

import pytest
from pyoxigraph import NamedNode

from bdg_graph import library, questions, succession
from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.library import Answer
from bdg_graph.questions import Question
from bdg_graph.succession import Succession, kind_of
from bdg_graph.terms import ID

TODAY = date(2026, 11, 20)
ASKED = [question for i in questions.ids() if not (question := questions.read(i)).is_check]
LABOUR = "agency/ninh-binh/so-lao-dong-thuong-binh-va-xa-hoi"


@pytest.fixture(scope="module")
def known(oxigraph: Engine) -> Succession:
    return succession.of(oxigraph)


@pytest.mark.parametrize(
    ("thing", "day", "holder"),
    [
        ("place/ninh-binh", "2025-06-30", "place/ninh-binh"),
        ("place/ninh-binh", "2025-07-01", "place/ninh-binh-2025"),
        ("place/ha-nam", "2026-11-20", "place/ninh-binh-2025"),
        ("place/thanh-hoa", "2026-11-20", "place/thanh-hoa"),
        ("place/quang-ninh", "2026-11-20", "place/quang-ninh"),
        ("place/ninh-binh-2025", "2025-06-30", "not-yet"),
        ("place/viet-nam", "2026-11-20", "place/viet-nam"),
        (LABOUR, "2025-02-28", LABOUR),
        (LABOUR, "2025-03-01", "agency/ninh-binh/so-noi-vu"),
        (LABOUR, "2026-11-20", "agency/ninh-binh-2025/so-noi-vu"),
        ("agency/thanh-hoa/so-lao-dong-thuong-binh-va-xa-hoi", "2026-11-20", "agency/thanh-hoa/so-noi-vu"),
        ("agency/quang-binh/so-y-te", "2026-11-20", "agency/quang-tri-2025/so-y-te"),
        ("agency/ninh-binh/cong-an-tinh", "2025-06-30", "agency/ninh-binh/cong-an-tinh"),
        ("agency/ninh-binh/cong-an-tinh", "2025-07-01", "unknown"),
        ("agency/ninh-binh/cac-so-ban-nganh", "2025-07-01", "collective"),
        ("agency/ninh-binh/uy-ban-nhan-dan-cap-huyen", "2025-07-01", "ended"),
        ("agency/viet-nam/bo-lao-dong-thuong-binh-va-xa-hoi", "2025-03-01", "agency/viet-nam/bo-noi-vu"),
        ("agency/viet-nam/chinh-phu", "2026-11-20", "agency/viet-nam/chinh-phu"),
        ("agency-type/so-lao-dong-thuong-binh-va-xa-hoi", "2026-11-20", "agency-type/so-noi-vu"),
        ("agency-type/uy-ban-nhan-dan-cap-huyen", "2026-11-20", "ended"),
        ("agency-type/so-y-te", "2026-11-20", "agency-type/so-y-te"),
    ],
)
def test_holder(known: Succession, thing: str, day: str, holder: str) -> None:
    found = known.holder(ID + thing, succession.day(day))
    assert (found.iri.removeprefix(ID) if found.iri else found.status) == holder


def test_the_least_sure_step_tells_the_confidence(known: Succession) -> None:
    assert known.holder(f"{ID}place/ha-nam", TODAY).confidence == f"{ID}confidence/official-page"
    assert known.holder(ID + LABOUR, TODAY).confidence == f"{ID}confidence/inferred"
    assert known.holder(f"{ID}place/thanh-hoa", TODAY).confidence is None


def test_members(known: Succession) -> None:
    members = known.members(f"{ID}place/ninh-binh-2025", TODAY)
    assert [iri.removeprefix(ID + "place/") for iri in members] == ["ha-nam", "nam-dinh", "ninh-binh", "ninh-binh-2025"]


def test_34_units_are_alive_today_and_63_were_before(known: Succession) -> None:
    units = [iri for iri in known.lifetimes if iri != f"{ID}place/viet-nam"]
    assert sum(known.alive(iri, TODAY) for iri in units) == 34
    assert sum(known.alive(iri, date(2025, 6, 30)) for iri in units) == 63
    assert sum(known.alive(iri, date(2025, 7, 1)) for iri in units) == 34


def test_chains_have_dates_in_order(known: Succession) -> None:
    for steps in known.changes.values():
        for step in steps:
            for later in known.changes.get(step.after or "", ()):
                assert later.day >= step.day
        assert all(a.day <= b.day for a, b in pairwise(steps))


@pytest.mark.parametrize("text", ["2026-13-01", "hôm nay", "20/11/2026", ""])
def test_a_day_that_is_none(text: str) -> None:
    with pytest.raises(BdgError, match="write it like 2026-11-20"):
        succession.day(text)


def cells(answer: Answer, name: str) -> list[str | None]:
    i = [column.name for column in answer.question.columns].index(name)
    return [term.value.removeprefix(ID) if (term := row[i]) is not None else None for row in answer.rows.rows]


def test_the_flagship_as_of_today(oxigraph: Engine) -> None:
    question = questions.find("leads/metric-leads")
    signed = library.ask(oxigraph, question, {"metric": ["sex-ratio-at-birth"]})
    today = library.ask(oxigraph, question, {"metric": ["sex-ratio-at-birth"]}, TODAY)
    for column in question.columns:
        assert cells(today, column.name) == cells(signed, column.name)
    first = next(i for i, lead in enumerate(cells(today, "lead")) if lead)
    assert cells(today, "lead")[first] == "agency/ninh-binh/so-y-te"
    assert cells(today, "leadAsOf")[first] == "agency/ninh-binh-2025/so-y-te"
    assert cells(today, "leadAsOfConfidence")[first] == "confidence/inferred"
    assert set(zip(cells(today, "place"), cells(today, "placeAsOf"), strict=True)) == {
        ("place/ha-nam", "place/ninh-binh-2025"),
        ("place/ninh-binh", "place/ninh-binh-2025"),
        ("place/quang-binh", "place/quang-tri-2025"),
        ("place/thanh-hoa", "place/thanh-hoa"),
    }
    assert today.share == signed.share
    assert (signed.view.as_of, today.view.as_of) == (None, TODAY)
    rolled_up = "4 places named are 3 on that day"
    assert today.view.words["en"] == f"As of 2026-11-20, beside the names as signed; {rolled_up}"
    assert today.labels[f"{ID}agency/ninh-binh-2025/so-y-te"]["vi"] == "Sở Y tế tỉnh Ninh Bình (từ 01/7/2025)"


@pytest.mark.parametrize("given", ["ninh-binh", "ha-nam", "ninh-binh-2025"])
def test_a_place_asked_for_stands_for_all_that_became_it(oxigraph: Engine, given: str) -> None:
    answer = library.ask(oxigraph, questions.find("plans/register"), {"place": [given]}, TODAY)
    assert answer.bound["place"] == [NamedNode(f"{ID}place/ninh-binh-2025")]
    assert set(cells(answer, "place")) == {"place/ha-nam", "place/ninh-binh"}
    assert set(cells(answer, "placeAsOf")) == {"place/ninh-binh-2025"}


def test_before_the_merger_a_place_is_itself(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("plans/register"), {"place": ["ninh-binh"]}, date(2022, 1, 1))
    assert set(cells(answer, "placeAsOf")) == {"place/ninh-binh"}
    with pytest.raises(BdgError, match="was not there yet on 2022-01-01"):
        library.ask(oxigraph, questions.find("plans/register"), {"place": ["ninh-binh-2025"]}, date(2022, 1, 1))


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2025, 6, 30), date(2025, 7, 1), TODAY], ids=str)
@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.id)
def test_every_answer_as_of_a_day_names_only_what_was_there(
    oxigraph: Engine, known: Succession, question: Question, day: date
) -> None:
    asked_for = {p.name for p in question.params if p.type in succession.KINDS}
    values = {name: [value] for name, value in question.example.items() if name not in asked_for}
    signed = library.ask(oxigraph, question, values)
    answer = library.ask(oxigraph, question, values, day)
    assert len(answer.rows.rows) == len(signed.rows.rows)
    for column in question.columns:
        assert cells(answer, column.name) == cells(signed, column.name)
    for column in answer.question.columns:
        if not column.name.endswith("AsOf"):
            continue
        for value in cells(answer, column.name):
            if value is None or value in column.words:
                continue
            kind = kind_of(ID + value)
            assert kind is not None
            place = known.agencies[ID + value][0] if kind == "agency" else ID + value
            assert known.alive(place, day), f"{value} was not there on {day}"
            assert not [step for step in known.changes.get(ID + value, ()) if step.day <= day]
