"""Facts that are packed say what loose ones say, and another process what this one would."""

import os
from collections import Counter

import pyoxigraph as ox
import pytest

from bdg_graph.errors import BdgError
from bdg_graph.validation import graph, ground
from bdg_graph.validation.apart import apart
from bdg_graph.validation.graph import LABEL, SUBCLASS, TYPE, Facts


def test_packed_facts_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes in which lot, and however often."""
    monkeypatch.setattr(graph, "AT_ONCE", 7)
    triples = list(ground.base())
    shuffled = [*triples[::3], *triples[1::3], *triples[2::3], *triples[::5]]
    loose, packed = Facts(triples), Facts()
    packed.extend_packed(shuffled[: len(shuffled) // 2])
    packed.extend_packed(shuffled[len(shuffled) // 2 :])
    assert Counter(packed.own()) == Counter(triples)
    for node, properties in loose.by_subject.items():
        said = packed.described[node]
        assert {p: set(values) for p, values in said.items()} == {p: set(values) for p, values in properties.items()}
        assert packed.describes(node)
    for predicate in (TYPE, SUBCLASS, LABEL):
        assert packed.having(predicate) == loose.having(predicate)
        for value in {values[0] for node in loose.own_having(predicate) if (values := loose.objects(node, predicate))}:
            assert set(packed.subjects(predicate, value)) == set(loose.subjects(predicate, value))


def test_what_is_done_to_what_was_unpacked_does_not_stay() -> None:
    packed, node = Facts(), ox.NamedNode("urn:a")
    packed.extend_packed([(node, LABEL, ox.Literal("A"))])
    packed.described[node][LABEL].append(ox.Literal("B"))
    assert packed.objects(node, LABEL) == [ox.Literal("A")]


def test_work_is_done_by_another_process() -> None:
    here = os.getpid()
    assert apart(lambda: (here, os.getpid() != here)) == (here, True)


def test_what_goes_wrong_there_is_told_here() -> None:
    def fails() -> None:
        raise BdgError("hỏng", "broken")

    with pytest.raises(BdgError, match="broken"):
        apart(fails)
