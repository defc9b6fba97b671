"""Short addresses of queries: what is packed comes back, with the prefixes it needs; anything else is told."""

import zlib
from base64 import urlsafe_b64encode

import pytest

from bdg_graph.errors import BdgError
from bdg_graph.web.pages.sharing import LONGEST, pack, unpack
from tests.web.pages.conftest import Get

QUERY = "PREFIX bdg: <https://w3id.org/bdg/ontology#>\nSELECT ?i WHERE { ?i bdg:leadAgency ?lead FILTER(?lead != “ờ”) }"


def test_a_query_comes_back_with_its_prefixes() -> None:
    assert unpack(pack(QUERY)) == QUERY


def test_our_prefixes_take_no_room() -> None:
    assert pack(QUERY) == pack(QUERY.partition("\n")[2])
    assert len(pack(QUERY)) < len(QUERY) * 0.8


def test_prefixes_of_ones_own_stay() -> None:
    own = "PREFIX bdg: <http://example.org/other#>\nASK { ?s a bdg:Plan }"
    assert unpack(pack(own)) == own


def _raw(content: bytes) -> str:
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return urlsafe_b64encode(packing.compress(content) + packing.flush()).decode().rstrip("=")


@pytest.mark.parametrize("packed", ["x", "ä", "%00", "AAAA!", _raw(b"\xff\xfe")[:-3], _raw(b"\xff\xfe\xfd")])
def test_what_is_no_packed_query_is_told(packed: str) -> None:
    with pytest.raises(BdgError) as told:
        unpack(packed)
    assert "cut off" in told.value.en


def test_a_bomb_stays_small() -> None:
    assert len(unpack(_raw(b"#" * 50_000_000))) <= LONGEST


def test_the_editor_opens_what_was_shared(get: Get) -> None:
    got = get(f"/en/sparql?q={pack(QUERY)}")
    assert got.status == 200
    assert "?i bdg:leadAgency ?lead" in got.text
    assert get("/en/sparql?q=x").status == 422
