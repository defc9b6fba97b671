"""Validates many plans in parallel processes, each plan over the same ontology, schemes and reference data.

A plan is judged alone, beside the plans it points into; the reference data at the end, beside what the plans use of it.
"""

import gc
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from bdg_graph.errors import BdgError
from bdg_graph.questions import Question
from bdg_graph.terms import BDG, DCTERMS, ID
from bdg_graph.validation import evidence, ground, inputs, material, shacl, shapes, syntax, unsuspected, vocabulary
from bdg_graph.validation.findings import Finding, Text
from bdg_graph.validation.graph import NOTHING, TYPE, Facts, Subject, Term, Triple
from bdg_graph.validation.locate import Lines
from bdg_graph.validation.material import Material

BETWEEN_PLANS: Final = {"document-double"}
"""The rules that compare a plan with another; all others look at what one plan says, and at what it points to."""
NUMBER: Final = ox.NamedNode(BDG.documentNumber)
HEADS: Final = {TYPE, NUMBER, ox.NamedNode(DCTERMS.issued), ox.NamedNode(BDG.issuer)}
SOME: Final = 2_000
"""So many nodes of the reference data are judged at a time."""
Note = Callable[[str], None]
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(slots=True)
class Judged:
    """What came of one plan: findings, notes, and the triples that speak of the reference data."""

    findings: list[Finding]
    notes: list[str]
    links: list[Triple]
    heads: list[Triple]
    """What a document says of itself: its class, number and date."""
    file: Path
    brought: bytes | None = None
    """What the plan brings to the integrity checks, where these need not look at it."""


@dataclass(slots=True)
class Examined:
    """What is wrong with all plans and the reference data, and what the integrity checks need not look at."""

    findings: list[Finding]
    unsuspected: dict[Path, bytes]
    """The plans in which no check could find anything, each with what it brings to the comparison with others."""
    under: set[Path]
    """The files of the data under the plans."""


@dataclass(slots=True)
class Setting:
    """What all plans share; each process has it from its parent."""

    under: Facts
    plans: dict[str, Path]
    described: dict[Term, Term]
    """The nodes of the reference data that are judged too, each as those data have it."""
    mentioned: set[Term]
    grounds: unsuspected.Grounds | None
    """What suspects of the integrity checks are known by; None where nobody asks."""
    told: set[tuple[Term, Term]] = field(default_factory=set)
    """What this process has said of the reference data: once is enough."""


_setting: Setting | None = None
_whole: Material | None = None
"""The reference data, while they are judged."""


def judge(plans: Sequence[Path], others: Sequence[Path], note: Note, processes: int | None = None) -> list[Finding]:
    """What is wrong with the plans and with the reference data beside them."""
    return examine(plans, others, (), note, processes).findings


def examine(
    plans: Sequence[Path],
    others: Sequence[Path],
    checks: Sequence[Question],
    note: Note,
    processes: int | None = None,
) -> Examined:
    """What is wrong with the plans and with the reference data beside them, and which plans the integrity `checks` need
    not look at. Of each plan only the findings and what it says of others is kept."""
    global _setting
    whole = Material()
    under = _reference(others, whole)
    named = {o for layer in under.layers() for s in whole.files for o in _things(layer, s)} if whole.files else set()
    ids = {file.parent.name if file.name == "plan.ttl" else file.stem: file for file in plans}
    grounds = unsuspected.grounds(under, checks) if checks else None
    _setting = Setting(under, ids, {node: node for node in whole.files}, named, grounds)
    shacl.engine(shapes.project())  # made once, before the processes part
    said: dict[Triple, None] = {}
    links: dict[ox.NamedNode, dict[Term, Subject]] = {}  # by property and node: the first part of a plan that says it
    texts: dict[Text, Text] = {}
    found: list[Finding] = []
    owners: dict[Subject, Path] = {}
    brought: dict[Path, bytes] = {}
    number = processes or os.cpu_count() or 1
    for judged in _in_parallel(_one, list(plans), number, max(1, min(32, len(plans) // (number * 4)))):
        found += (_sharing(finding, texts) for finding in judged.findings)
        if judged.brought is not None:
            brought[judged.file] = judged.brought
        for told in judged.notes:
            note(told)
        said |= dict.fromkeys(judged.heads)
        owners |= dict.fromkeys((head[0] for head in judged.heads), judged.file)
        for link in judged.links:
            if link[1] == TYPE:
                said[link] = None
            else:
                links.setdefault(link[1], {}).setdefault(_setting.described[link[2]], link[0])
    pointing = ((part, says, node) for says, of in links.items() for node, part in of.items())
    whole.facts = Facts((), under)
    whole.facts.extend_packed([*said, *pointing])
    found += [*_judged(whole, note, number), *evidence.check(whole)]
    found += shacl.check(Material(facts=Facts((), whole.facts), files=owners), _between_plans(), note)
    _setting = None
    return Examined([*whole.broken, *found], brought, {*ground.files(with_reference=not others), *others})


def _sharing(finding: Finding, texts: dict[Text, Text]) -> Finding:
    """The finding, whose words are one with those of others that say the same."""
    one = texts.setdefault
    return replace(finding, message=one(finding.message, finding.message), label=one(finding.label, finding.label))


def _between_plans() -> Facts:
    """The shapes, of which only those that compare a plan with another keep their targets."""
    wanted = {f"{shapes.NAMESPACE}{rule}" for rule in BETWEEN_PLANS}
    targets = shapes.sh("target").value
    return Facts(t for t in shapes.project() if t[0].value in wanted or not t[1].value.startswith(targets))


def _judged(whole: Material, note: Note, processes: int) -> Iterator[Finding]:
    """What is wrong with the reference data, some of their nodes at a time: of what is looked up for these, nothing
    stays. Lines are looked up here, as their files may be large."""
    global _whole
    _whole, nodes = whole, list(whole.files)
    parts = [nodes[at : at + SOME] for at in range(0, len(nodes), SOME)]
    for findings, notes in _in_parallel(_some, parts, processes, 1):
        for told in notes:
            note(told)
        for finding in findings:
            node = ox.NamedNode(finding.focus) if finding.focus else ox.BlankNode()
            yield replace(finding, line=whole.line(node, finding.path), subject_line=whole.line(node))
    _whole = None


def _some(nodes: list[Subject]) -> tuple[list[Finding], list[str]]:
    """What is wrong with these nodes of the reference data, without its lines; and what was noted."""
    if _whole is None:
        raise RuntimeError("no reference data")
    notes: list[str] = []
    files = {node: _whole.files[node] for node in nodes}
    some = Material(facts=Facts((), _whole.facts), files=files, _lines=dict.fromkeys(files.values(), Lines("")))
    return [*vocabulary.check(some), *shacl.check(some, note=notes.append)], notes


def _reference(others: Sequence[Path], whole: Material) -> Facts:
    """The reference data given, over ontology and schemes; the project's own where none are given."""
    base = ground.base(with_reference=not others)
    under = Facts((), base) if others else base
    for file in others:
        try:
            read = inputs.triples(inputs.read(file))
        except (SyntaxError, inputs.Refused) as problem:
            whole.broken.append(inputs.broken(file, problem))
            continue
        under.extend_packed(read)
        for triple in read:
            whole.files.setdefault(triple[0], file)
    return under


def _things(layer: Facts, subject: Subject) -> Iterator[Term]:
    """What the node points to by other properties than its class."""
    for predicate, values in layer.by_subject.get(subject, {}).items():
        if predicate != TYPE:
            yield from (value for value in values if not isinstance(value, ox.Literal))


def _in_parallel(work: Callable[[Given], Made], given: list[Given], processes: int, together: int) -> Iterator[Made]:
    """The work on each of the given, so many at a time, by processes that have what was read from this one."""
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, given)
        return
    gc.collect()
    gc.freeze()
    gc.disable()  # what a plan leaves behind is not circular; looking for circles took a tenth of the time
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(work, given, together)


def _one(file: Path) -> Judged:
    from bdg_graph import validation

    setting = _setting
    if setting is None:
        raise RuntimeError("no setting")
    notes: list[str] = []
    try:
        gathered = material.gather([file], setting.under, setting.plans)
    except BdgError as problem:
        fault = syntax.Broken(problem.en, None, None, Text(problem.vi, problem.en))
        return Judged([inputs.broken(file, fault)], [], [], [], file)
    findings = validation.judge(gathered, notes.append)
    kept = [finding for finding in findings if finding.rule not in BETWEEN_PLANS]
    heads, links = _heads(gathered), _links(gathered.facts, setting)
    return Judged(kept, notes, links, heads, file, _brought(gathered, file, setting))


def _brought(gathered: Material, file: Path, setting: Setting) -> bytes | None:
    """What the plan brings to the integrity checks; None where they have to look at it."""
    if setting.grounds is None or file.name != "plan.ttl" or gathered.facts.under is not setting.under:
        return None
    return unsuspected.brought(gathered.facts, ox.NamedNode(f"{ID}plan/{file.resolve().parent.name}"), setting.grounds)


def _links(facts: Facts, setting: Setting) -> list[Triple]:
    """What the plan and those it points into say of the reference data: one triple for each thing said of a node, and
    that for the first plan that says it."""
    new: dict[tuple[Term, Term], Triple] = {}
    for layer in itertools.takewhile(lambda layer: layer is not setting.under, facts.layers()):
        for predicate, values in layer.own_named().items():
            for value in values & setting.described.keys():
                if (predicate, value) not in setting.told:
                    new.setdefault((predicate, value), (layer.own_saying(predicate, value), predicate, value))
        for subject in layer.by_subject.keys() & setting.mentioned:
            for kind in layer.by_subject[subject].get(TYPE, NOTHING):
                if (subject, kind) not in setting.told:
                    new[subject, kind] = (subject, TYPE, kind)
    setting.told |= new.keys()
    return list(new.values())


def _heads(gathered: Material) -> list[Triple]:
    """What each document says of itself."""
    return [
        (node, predicate, value)
        for node, properties in gathered.facts.by_subject.items()
        if NUMBER in gathered.facts.described[node] and node in gathered.files
        for predicate in HEADS
        for value in properties.get(predicate, NOTHING)
    ]
