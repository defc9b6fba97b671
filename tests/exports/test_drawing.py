"""An answer as a drawing: boxes, lines, and names that cannot break out of it."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

from bdg_graph import library, questions
from bdg_graph.engines import Engine
from bdg_graph.exports.drawing import svg_bytes

SVG = "{http://www.w3.org/2000/svg}"


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - our own bytes


def test_the_chain_is_drawn_from_legal_basis_to_agency(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("context/chain"), {"metric": ["sex-ratio-at-birth"]})
    drawing = parsed(svg_bytes(answer, "en"))
    assert [box.findtext(f"{SVG}title") for box in drawing.iter(f"{SVG}g")] == [
        "Resolution 28/NQ-CP",
        "National Strategy on Gender Equality, 2021-2030",
        "Ninh Bình plan for the National Strategy on Gender Equality, 2021-2025",
        "Objective 4: In health",
        "Indicator 1: Sex ratio at birth",
        "111 boys per 100 girls by 2025",
        "Department of Health of Ninh Bình",
    ]
    assert len(list(drawing.iter(f"{SVG}path"))) == 6
    assert drawing.get("lang") == "en"


def test_as_of_a_day_the_holder_has_a_layer_of_its_own(oxigraph: Engine) -> None:
    question = questions.find("context/chain")
    answer = library.ask(oxigraph, question, {"metric": ["sex-ratio-at-birth"]}, date(2026, 11, 20))
    titles = [box.findtext(f"{SVG}title") for box in parsed(svg_bytes(answer, "en")).iter(f"{SVG}g")]
    assert titles[-1] == "Department of Health of Ninh Bình (from 1 July 2025)"


def test_a_hostile_name_stays_a_name(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("context/chain"), {"metric": ["sex-ratio-at-birth"]})
    hostile = {iri: {"vi": "<script>\x00&\x1b[", "en": "<script>\x00&\x1b["} for iri in answer.labels}
    drawing = parsed(svg_bytes(replace(answer, labels=hostile), "vi"))
    assert list(drawing.iter(f"{SVG}script")) == []
    assert next(drawing.iter(f"{SVG}g")).findtext(f"{SVG}title") == "<script>&["


def test_no_rows_is_a_drawing_too(oxigraph: Engine) -> None:
    answer = library.ask(oxigraph, questions.find("context/chain"), {"plan": ["ha-nam-2013-2015"]})
    assert answer.rows.rows == []
    assert list(parsed(svg_bytes(answer, "vi")).iter(f"{SVG}g")) == []
