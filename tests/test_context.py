"""The plan in its context: held against the national strategy, and what its places and agencies became."""

import csv
import io
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from bdg_graph import dataset, library, questions
from bdg_graph.engines import Engine, engine
from bdg_graph.exports.json import as_json
from bdg_graph.library import Answer
from bdg_graph.terms import ID


def asked(engine: Engine, name: str, **values: str) -> list[dict[str, str | None]]:
    """The rows of a question as values, IRIs without the base."""
    answer = library.ask(engine, questions.find(f"context/{name}"), {k: [v] for k, v in values.items()})
    return rows_of(answer)


def rows_of(answer: Answer) -> list[dict[str, str | None]]:
    names = [column.name for column in answer.question.columns]
    return [
        {name: term.value.removeprefix(ID) if term is not None else None for name, term in zip(names, row, strict=True)}
        for row in answer.rows.rows
    ]


# What a reader of the plan and of the table of confirmed national values finds, by hand.
NINH_BINH = [
    ("female-key-leadership-agencies", "60", "60", "equal", "evn.com.vn 04/03/2021; news.gov.vn 06/03/2021; vov.vn"),
    ("female-wage-employment-share", "50", "50", "equal", "evn.com.vn; news.gov.vn; vov.vn"),
    ("female-agriculture-employment-share", "30", "30", "equal", "evn.com.vn; news.gov.vn; vov.vn"),
    ("female-business-leaders", "20", "27", "less-ambitious", "evn.com.vn; news.gov.vn; thuvienphapluat.vn"),
    ("unpaid-care-time-ratio", "1.7", "1.7", "equal", "news.gov.vn; vov.vn; sggpnews.org.vn"),
    ("gbv-victims-supported", "80", "80", "equal", "news.gov.vn; vov.vn; vietnamnews.vn"),
    ("sex-ratio-at-birth", "111", "111", "equal", "news.gov.vn; vov.vn; vietnamnews.vn"),
    ("maternal-mortality", "28", "42", "more-ambitious", "news.gov.vn; vov.vn; sggpnews.org.vn"),
    ("ethnic-minority-primary-completion", "90", "90", "equal", "news.gov.vn 06/03/2021"),
]


def test_ninh_binh_against_the_national_strategy_each_row_with_both_sources(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "against-strategy", plan="ninh-binh-2021-2025")
    keys = ("metric", "value", "nationalValue", "verdict", "nationalSource")
    assert [tuple(str(row[key]).removeprefix("metric/") for key in keys) for row in rows] == NINH_BINH
    assert {(row["dueYear"], row["nationalDueYear"]) for row in rows} == {("2025", "2025")}
    assert all(str(row["passage"]).startswith("plan/ninh-binh-2021-2025/source#char=") for row in rows)


def test_what_cannot_be_compared_says_why_and_what_is_missing_says_so(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "against-strategy")
    others = {
        (str(row["plan"]).removeprefix("plan/"), str(row["metric"]).removeprefix("metric/")): (
            row["verdict"],
            row["reason"],
        )
        for row in rows
        if row["plan"] != "plan/ninh-binh-2021-2025"
    }
    missing = {("quang-binh-2022", metric): ("missing", None) for metric, *_ in NINH_BINH}
    other_year = {
        ("thanh-hoa-2020", metric): ("not-comparable", "other-year")
        for metric in ("sex-ratio-at-birth", "maternal-mortality", "gbv-victims-supported")
    }
    assert others == missing | other_year


COMPARED = """@base <https://w3id.org/bdg/id/> .
@prefix bdg: <https://w3id.org/bdg/ontology#> . @prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix metric: <metric/> . @prefix unit: <unit/> . @prefix group: <beneficiary-group/> .
@prefix direction: <direction/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<plan/s> a bdg:Strategy ; bdg:periodStart "2021"^^xsd:gYear .
<plan/p> a bdg:Plan ; bdg:place <place/thanh-hoa> ; bdg:periodStart "2021"^^xsd:gYear ;
    bdg:periodEnd "2025"^^xsd:gYear .
metric:up bdg:desiredDirection direction:increase . metric:words bdg:desiredDirection direction:increase .
<plan/s/t> a bdg:Target ; bdg:inPlan <plan/s> ; bdg:metric metric:up ; bdg:comparator odrl:gteq ; bdg:value 50.0 ;
    bdg:unit unit:percent ; bdg:dueYear "2025"^^xsd:gYear ; bdg:beneficiary group:women , group:girls .
<plan/s/w> a bdg:Target ; bdg:inPlan <plan/s> ; bdg:metric metric:words ; bdg:comparator odrl:gteq ; bdg:value 5.0 ;
    bdg:unit unit:percent ; bdg:dueYear "2025"^^xsd:gYear .
<plan/p/indicator/2> a bdg:Indicator ; bdg:inPlan <plan/p> ; bdg:metric metric:words ; bdg:text "a"@vi ;
    bdg:evidence <plan/p/source#char=0,1> .
<plan/p/source#char=0,1> <http://www.w3.org/ns/oa#exact> "a"@vi ; <http://www.w3.org/ns/oa#start> 0 .
<plan/p/t> a bdg:Target ; bdg:inPlan <plan/p> ; bdg:metric metric:up ; bdg:dueYear "2025"^^xsd:gYear ; """


@pytest.mark.parametrize(
    ("target", "verdict", "reason"),
    [
        ("bdg:comparator odrl:gteq ; bdg:value 50.0 ; bdg:unit unit:percent", "equal", None),
        ("bdg:comparator odrl:gt ; bdg:value 50.0 ; bdg:unit unit:percent", "more-ambitious", None),
        ("bdg:comparator odrl:gteq ; bdg:value 49.9 ; bdg:unit unit:percent", "less-ambitious", None),
        ("bdg:comparator odrl:gteq ; bdg:value 50.0 ; bdg:unit unit:times", "not-comparable", "other-unit"),
        (
            "bdg:comparator odrl:gteq ; bdg:value 60.0 ; bdg:unit unit:percent ; bdg:beneficiary group:youth",
            "not-comparable",
            "other-population",
        ),
        (
            "bdg:comparator odrl:gteq ; bdg:value 60.0 ; bdg:unit unit:percent ; bdg:beneficiary group:girls,group:men",
            "more-ambitious",
            None,
        ),
    ],
)
def test_unit_population_and_strictness_decide(tmp_path: Path, target: str, verdict: str, reason: str | None) -> None:
    (tmp_path / "reference").mkdir()
    file = tmp_path / "compared.ttl"
    file.write_text(f"{COMPARED}{target} .", "utf-8")
    loaded = dataset.load([tmp_path, file])
    for name in ("oxigraph", "rdflib"):
        rows = asked(engine(name, loaded), "against-strategy")
        assert [(row["metric"], row["verdict"], row["reason"]) for row in rows] == [
            ("metric/up", verdict, reason),
            ("metric/words", "not-comparable", "no-number"),
        ]


def test_the_chain_from_legal_basis_to_agency(oxigraph: Engine) -> None:
    (row,) = asked(oxigraph, "chain", metric="sex-ratio-at-birth")
    plan = "plan/ninh-binh-2021-2025"
    assert row == {
        "legalBasis": "document/28-nq-cp-2021",
        "strategy": "plan/viet-nam-2021-2030",
        "plan": plan,
        "objective": f"{plan}/objective/4",
        "indicator": f"{plan}/indicator/4.1",
        "target": f"{plan}/indicator/4.1/target/1",
        "lead": "agency/ninh-binh/so-y-te",
        "nationalTarget": "plan/viet-nam-2021-2030/indicator/4.1/target/1",
        "citationPassage": row["citationPassage"],
        "passage": f"{plan}/source#char=2884,2950",
    }
    assert str(row["citationPassage"]).startswith(f"{plan}/source#char=")


def test_the_strategy_holds_the_values_of_the_table_and_no_other(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "national-targets")
    table = {
        (str(row["metric"]).removeprefix("metric/"), row["dueYear"]): (
            str(row["comparator"]).rsplit("/", 1)[-1] + (" approx" if row["approximate"] else ""),
            row["value"],
        )
        for row in rows
    }
    assert len(rows) == 18
    assert table == {
        ("female-key-leadership-agencies", "2025"): ("gteq", "60"),
        ("female-key-leadership-agencies", "2030"): ("gteq", "75"),
        ("female-wage-employment-share", "2025"): ("gteq", "50"),
        ("female-wage-employment-share", "2030"): ("eq approx", "60"),
        ("female-agriculture-employment-share", "2025"): ("lt", "30"),
        ("female-agriculture-employment-share", "2030"): ("lt", "25"),
        ("female-business-leaders", "2025"): ("gteq", "27"),
        ("female-business-leaders", "2030"): ("gteq", "30"),
        ("unpaid-care-time-ratio", "2025"): ("lteq", "1.7"),
        ("unpaid-care-time-ratio", "2030"): ("lteq", "1.4"),
        ("gbv-victims-supported", "2025"): ("gteq", "80"),
        ("gbv-victims-supported", "2030"): ("gteq", "90"),
        ("sex-ratio-at-birth", "2025"): ("eq", "111"),
        ("sex-ratio-at-birth", "2030"): ("eq", "109"),
        ("maternal-mortality", "2025"): ("lteq", "42"),
        ("maternal-mortality", "2030"): ("lt", "42"),
        ("ethnic-minority-primary-completion", "2025"): ("gt", "90"),
        ("ethnic-minority-primary-completion", "2030"): ("eq approx", "99"),
    }
    assert all(row["source"] and row["confidence"] for row in rows)


def test_the_strategy_is_a_plan_of_the_country_and_does_not_count_among_those_of_provinces(oxigraph: Engine) -> None:
    strategy = NamedNode(f"{ID}plan/viet-nam-2021-2030")
    assert strategy not in library.plans(oxigraph)
    assert len(library.plans(oxigraph)) == 5
    is_strategy = f"<{strategy.value}> a bdg:Strategy ; bdg:place place:viet-nam"
    assert oxigraph.query(questions.with_prefixes(f"ASK {{ {is_strategy} }}")) is True


def test_all_63_units_are_one_of_34_now(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "place-successors")
    assert len({row["unit"] for row in rows}) == len(rows) == 63
    assert len({row["now"] for row in rows}) == 34
    assert sum(row["merged"] == "unchanged" for row in rows) == 11
    into = {str(row["unit"]): str(row["now"]) for row in rows}
    for unit in ("ha-nam", "nam-dinh", "ninh-binh"):
        assert into[f"place/{unit}"] == "place/ninh-binh-2025"
    assert into["place/thanh-hoa"] == "place/thanh-hoa"
    assert into["place/quang-binh"] == into["place/quang-tri"] == "place/quang-tri-2025"


def test_the_units_and_codes_are_those_of_the_table(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("context/place-successors"), {})
    rows = rows_of(answer)
    assert {(row["code"], row["codeNow"]) for row in rows} >= {("35", "37"), ("36", "37"), ("44", "44"), ("45", "44")}
    changed = {row["code"] for row in rows if row["code"] != row["codeNow"]}
    assert len(changed) == 29


def test_code_44_is_quang_binh_before_and_quang_tri_after(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "place-codes", code="44")
    assert [(row["unit"], row["officialName"], row["validFrom"], row["validUntil"], row["reused"]) for row in rows] == [
        ("place/quang-binh", "Tỉnh Quảng Bình", None, "2025-06-30", "reused"),
        ("place/quang-tri-2025", "Tỉnh Quảng Trị", "2025-07-01", None, "reused"),
    ]


def test_the_codes_that_mean_another_province_since_the_merger(oxigraph: Engine) -> None:
    rows = asked(oxigraph, "place-codes")
    assert {row["code"] for row in rows if row["reused"] == "reused"} == {"15", "24", "44", "52", "80", "82", "91"}


def test_what_the_facts_do_not_say_is_unknown(oxigraph: Engine) -> None:
    now = {
        row["agency"]: (row["status"], row["holder"])
        for row in asked(oxigraph, "agency-successors", plan="ninh-binh-2021-2025")
    }
    home = "agency/ninh-binh-2025/so-noi-vu"
    assert now["agency/ninh-binh/so-lao-dong-thuong-binh-va-xa-hoi"] == ("succeeded", home)
    assert now["agency/ninh-binh/so-noi-vu"] == ("succeeded", home)
    assert now["agency/ninh-binh/so-y-te"] == ("succeeded", "agency/ninh-binh-2025/so-y-te")
    assert now["agency/ninh-binh/so-van-hoa-va-the-thao"] == ("unknown", None)
    assert now["agency/ninh-binh/uy-ban-nhan-dan-cap-huyen"] == ("ended", None)
    assert now["agency/ninh-binh/cac-so-ban-nganh"] == ("collective", None)


def test_every_step_of_a_succession_has_its_date_and_confidence(oxigraph: Engine) -> None:
    agency = "ninh-binh/so-lao-dong-thuong-binh-va-xa-hoi"
    steps = asked(oxigraph, "agency-successors", agency=agency)
    assert [(str(s["from"]), str(s["to"]), s["date"], s["instrument"], s["confidence"], s["cause"]) for s in steps] == [
        (
            f"agency/{agency}",
            "agency/ninh-binh/so-noi-vu",
            "2025-03-01",
            None,
            "confidence/inferred",
            "change/so-lao-dong-thuong-binh-va-xa-hoi-2025",
        ),
        (
            "agency/ninh-binh/so-noi-vu",
            "agency/ninh-binh-2025/so-noi-vu",
            "2025-07-01",
            "document/202-2025-qh15",
            "confidence/inferred",
            "change/ninh-binh-2025",
        ),
    ]


def test_links_outward_invent_nothing(oxigraph: Engine) -> None:
    sdg = {(str(row["metric"]).removeprefix("metric/"), row["number"], row["match"]) for row in asked(oxigraph, "sdg")}
    assert sdg >= {
        ("maternal-mortality", "3.1.1", "close"),
        ("adolescent-birth-rate", "3.7.2", "close"),
        ("female-business-leaders", "5.5.2", "related"),
        ("unpaid-care-time-ratio", "5.4.1", "related"),
        ("gbv-victims-supported", "5.2", "related"),
    }
    links = {(row["thing"], row["target"]) for row in asked(oxigraph, "links-outward")}
    assert ("place/viet-nam", "http://www.wikidata.org/entity/Q881") in links
    assert not [thing for thing, _ in links if str(thing).startswith("place/ninh-binh")]


def test_the_answer_says_which_view_it_is(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("context/held-now"), {})
    assert as_json(answer, "en")["view"] == "Names as signed"
    assert as_json(answer, "en")["as_of"] is None


def test_a_row_of_the_comparison_as_csv(oxigraph: Engine) -> None:
    from bdg_graph.exports.delimited import csv_bytes

    answer = library.ask(oxigraph, questions.find("context/against-strategy"), {"metric": ["maternal-mortality"]})
    rows = list(csv.DictReader(io.StringIO(csv_bytes(answer, "en").decode())))
    assert (rows[0]["value"], rows[0]["nationalValue"], rows[0]["verdict"]) == ("28", "42", "more-ambitious")


WRONG = """@base <https://w3id.org/bdg/id/> . @prefix bdg: <https://w3id.org/bdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<place/lost> a bdg:Place ; bdg:validUntil "2025-06-30"^^xsd:date .
<place/two-ways> a bdg:Place ; bdg:validUntil "2025-06-30"^^xsd:date .
<place/late> a bdg:Place ; bdg:validFrom "2025-08-01"^^xsd:date .
<change/1> a bdg:PlaceChange ; bdg:originalPlace <place/two-ways> ; bdg:resultingPlace <place/late> ;
    bdg:effectiveDate "2025-07-01"^^xsd:date .
<change/2> a bdg:PlaceChange ; bdg:originalPlace <place/two-ways> ; bdg:resultingPlace <place/hue> .
<agency/two-ways/so-y-te> bdg:agencyType <agency-type/so-y-te> ; bdg:place <place/two-ways> ;
    skos:prefLabel "A"@vi , "A"@en .
<agency/late/so-y-te> bdg:agencyType <agency-type/so-y-te> ; bdg:place <place/late> ;
    skos:prefLabel "B"@vi , "B"@en ."""


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("unit-without-one-successor", [("place/lost", "0"), ("place/two-ways", "2")]),
        (
            "successor-not-there",
            [("change/two-ways/so-y-te/2025-07-01", "agency/late/so-y-te", "2025-07-01", "place/late")],
        ),
    ],
)
def test_the_checks_find_what_is_wrong(tmp_path: Path, check: str, found: list[tuple[str, ...]]) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "wrong.ttl").write_text(WRONG, "utf-8")
    loaded = dataset.load([tmp_path, tmp_path / "wrong.ttl"])
    for name in ("oxigraph", "rdflib"):
        answer = library.ask(engine(name, loaded), questions.find(f"checks/{check}"), {})
        assert [tuple(row.values()) for row in rows_of(answer)] == found
