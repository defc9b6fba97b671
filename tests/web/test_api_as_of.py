"""REST as of a day: `as_of` puts the units and agencies of that day beside the names as signed."""

import json

from tests.web.server import Server

ASKED = "/api/queries/leads/metric-leads?metric=sex-ratio-at-birth&lang=en"


def test_as_of_a_day(server: Server) -> None:
    signed, today = (json.loads(server.get(address).body) for address in (ASKED, f"{ASKED}&as_of=2026-11-20"))
    assert (signed["as_of"], signed["view"]) == (None, "Names as signed")
    assert today["as_of"] == "2026-11-20"
    assert [row["plan"] for row in today["rows"]] == [row["plan"] for row in signed["rows"]]
    first = today["rows"][0]
    assert first["lead"]["words"] == "Department of Health of Ninh Bình"
    assert first["leadAsOf"]["words"] == "Department of Health of Ninh Bình (from 1 July 2025)"
    assert {column["name"] for column in today["columns"]} >= {"placeAsOf", "leadAsOf", "leadAsOfConfidence"}


def test_a_day_that_is_none_is_told(server: Server) -> None:
    reply = server.get(f"{ASKED}&as_of=tomorrow")
    assert reply.status == 422
    assert "write it like 2026-11-20" in reply.text


def test_a_drawing(server: Server) -> None:
    reply = server.get("/api/queries/context/chain.svg")
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert reply.body.startswith(b"<svg ")
