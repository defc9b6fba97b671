"""Asking a question: what a blank may be filled with, and what the answer carries."""

import pytest
from pyoxigraph import Literal, NamedNode

from bdg_graph import library, questions
from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.exports.json import as_json
from bdg_graph.questions import Param
from bdg_graph.terms import ID, XSD

METRIC = Param("metric", "metric", {"vi": "Thước đo", "en": "Metric"})
SRB = NamedNode(f"{ID}metric/sex-ratio-at-birth")


@pytest.mark.parametrize(
    "given",
    [
        "sex-ratio-at-birth",
        "metric:sex-ratio-at-birth",
        f"{ID}metric/sex-ratio-at-birth",
        "Tỷ số giới tính khi sinh",
        "tỷ số  giới tính khi sinh",
        "sex ratio at birth",
    ],
)
def test_a_thing_by_slug_iri_or_name(oxigraph: Engine, given: str) -> None:
    assert library.term(oxigraph, METRIC, given) == SRB


@pytest.mark.parametrize("given", ["sex-ratio-at-brith", "x> } UNION { ?s ?p ?o", '"', ""])
def test_a_thing_that_is_not_there(oxigraph: Engine, given: str) -> None:
    with pytest.raises(NotFound):
        library.term(oxigraph, METRIC, given)


def test_the_nearest_names_are_told(oxigraph: Engine) -> None:
    with pytest.raises(NotFound) as raised:
        library.term(oxigraph, METRIC, "sex-ratio-at-brith")
    assert raised.value.near[0] == "sex-ratio-at-birth"


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("year", "2025", Literal("2025", datatype=NamedNode(XSD.gYear))),
        ("integer", "-3", Literal("-3", datatype=NamedNode(XSD.integer))),
        ("text", 'a" } #', Literal('a" } #')),
    ],
)
def test_values(oxigraph: Engine, kind: str, given: str, expected: Literal) -> None:
    assert library.term(oxigraph, Param("x", kind, {"vi": "x", "en": "x"}), given) == expected


@pytest.mark.parametrize(("kind", "given"), [("year", "25"), ("year", "2025 }"), ("integer", "1.5")])
def test_values_of_the_wrong_kind(oxigraph: Engine, kind: str, given: str) -> None:
    with pytest.raises(BdgError, match="--x must be"):
        library.term(oxigraph, Param("x", kind, {"vi": "x", "en": "x"}), given)


def test_a_name_alone_finds_its_question_and_a_wrong_one_the_nearest() -> None:
    assert questions.find("metric-leads").id == "leads/metric-leads"
    with pytest.raises(NotFound) as raised:
        questions.find("metric-lead")
    assert "metric-leads" in raised.value.near


def test_a_parameter_that_is_not_there(oxigraph: Engine) -> None:
    with pytest.raises(NotFound) as raised:
        library.ask(oxigraph, questions.find("metric-leads"), {"metrc": ["x"]})
    assert raised.value.near == ["metric"]


def test_a_bound_blank_is_typed_terms_and_an_unbound_one_is_dropped() -> None:
    question = questions.find("metric-leads")
    assert f"VALUES ?metric {{ <{SRB.value}> }}" in library.bind(question, {"metric": [SRB]})
    assert "UNDEF" not in library.bind(question, {})


# What the plans say of the sex ratio at birth, read by hand.
FLAGSHIP = {
    ("ninh-binh-2021-2025", "lead-stated", "111", "2025", "ninh-binh/so-y-te"),
    ("thanh-hoa-2020", "lead-not-stated", "113", "2020", None),
    ("quang-binh-2022", "no-target", None, None, None),
    ("ha-nam-2018-chi-thi-21", "no-target", None, None, None),
    ("ha-nam-2013-2015", "no-target", None, None, None),
}
DUTIES = {("quang-binh-2022", "quang-binh/so-y-te"), ("ha-nam-2018-chi-thi-21", "ha-nam/so-y-te")}


def test_the_flagship_question(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("leads/metric-leads"), {"metric": ["sex-ratio-at-birth"]})
    rows = as_json(answer, "en")["rows"]
    said = {
        (
            tail(row["plan"]["value"]),
            row["status"]["value"],
            row["value"]["value"] if "value" in row else None,
            row["dueYear"]["value"] if "dueYear" in row else None,
            tail(row["lead"]["value"]) if "lead" in row else None,
        )
        for row in rows
    }
    assert said == FLAGSHIP
    assert {(tail(r["plan"]["value"]), tail(r["dutyAgency"]["value"])) for r in rows if "dutyAgency" in r} >= DUTIES
    assert answer.share == {
        "vi": "2 trong 5 kế hoạch đã mã hóa nêu mức phấn đấu",
        "en": "2 of 5 encoded plans state a target",
    }
    ninh_binh = next(row for row in rows if row["status"]["value"] == "lead-stated")
    assert ninh_binh["valuePassage"]["words"] == "Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống"
    assert "thực hiện các chỉ tiêu của mục tiêu 4" in ninh_binh["leadPassage"]["words"]


def tail(iri: str) -> str:
    return iri.removeprefix(ID).split("/", 1)[1]


def test_the_first_choices_are_those_with_most_behind_them(oxigraph: Engine) -> None:
    question = questions.read("leads/metric-leads")
    metric = next(param for param in question.params if param.name == "metric")
    everything, _ = library.first_choices(oxigraph, metric, 10_000)
    first, total = library.first_choices(oxigraph, metric, 3)
    assert total == len(everything) > 3
    assert first == everything[:3]
    counts = {str(row[0].value): int(row[1].value) for row in oxigraph.select(str(metric.values)).rows if all(row)}  # type: ignore[union-attr] # none is None
    told = [counts[f"{ID}metric/{slug}"] for slug, _ in everything]
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1]
