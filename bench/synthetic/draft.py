"""Makes one plan out of a pattern: which records it has, of which agencies, with which values. It writes nothing."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field

from bdg_graph.terms import BDG, DCTERMS, ID, XSD
from bench.synthetic.archetypes import DATED, NAME, PLACE, PLAN, YEAR, Archetype, Record, archetypes, natural
from bench.synthetic.places import Slot

GAP = 0.10  # of the duties that assign a lead, the share whose assignment a plan leaves out
JOINT = 0.08  # of the duties that assign a lead, the share given to two agencies
JITTERED = 0.7  # of the targets, the share whose value differs from the pattern's

SECOND_LEADS = ("so-khoa-hoc-va-cong-nghe", "ban-dan-toc", "so-tu-phap", "so-du-lich")
LEAD = f"<{ID}role/lead>"
OTHER = f"<{ID}role/other>"
TRUE = f'"true"^^<{XSD.boolean}>'


@dataclass
class Part:
    """A record of the plan being made; `path` is its IRI after the plan's. `loose`: quotations nobody refers to."""

    kind: str
    path: str
    pairs: list[tuple[str, str]]
    passages: list[tuple[str, str]]
    loose: list[str] = field(default_factory=list)

    def values(self, term: str) -> list[str]:
        """The objects of `term`."""
        return [o for p, o in self.pairs if p == f"<{term}>"]

    def set(self, term: str, *values: str) -> None:
        """Makes `values` the objects of `term`."""
        self.pairs = [pair for pair in self.pairs if pair[0] != f"<{term}>"]
        self.pairs += [(f"<{term}>", value) for value in values]

    def add(self, term: str, value: str) -> None:
        """Adds an object of `term`."""
        self.pairs.append((f"<{term}>", value))


@dataclass
class Draft:
    """A plan being made: the header first, then its parts in document order."""

    id: str
    place: str
    year: int
    end: int
    header: Part
    parts: list[Part]

    def of(self, kind: str) -> list[Part]:
        """The parts of a kind."""
        return [part for part in self.parts if part.kind == kind]

    def iri(self, path: str) -> str:
        """The IRI of a part as N-Triples."""
        return f"<{ID}plan/{self.id}/{path}>"


ORDER = (
    "objective", "indicator", "target", "responsibility", "task", "citation", "reporting-duty", "funding", "campaign",
    "addressee", "signatory",
)  # fmt: skip


def real(pattern: Archetype) -> Draft:
    """The real plan itself."""
    slot_place = (pattern.place, pattern.name)
    records = [record for kind in ORDER for record in pattern.records.get(kind, [])]
    return _draft(pattern, records, pattern.id, slot_place, pattern.start)


def made(slot: Slot, seed: int) -> Draft:
    """The plan of that slot: the same for the same seed, however many plans are made."""
    chance = random.Random(f"{seed}/{slot.place.slug}/{slot.year}")  # noqa: S311 - reproducible, not secret
    pattern = chance.choice(archetypes())
    end = slot.year + pattern.end - pattern.start
    name = f"{slot.place.slug}-{slot.year}" + (f"-{end}" if end > slot.year else "")
    draft = _draft(pattern, _chosen(pattern, chance), name, (slot.place.slug, slot.place.name), slot.year)
    if draft.header.values(BDG.documentNumber):
        draft.header.set(BDG.documentNumber, f'"{slot.place.slug.upper()}/KH-UBND"')
    _jitter(draft, chance)
    _assign(draft, chance)
    _settle(draft)
    return draft


def _chosen(pattern: Archetype, chance: random.Random) -> list[Record]:
    """The pattern's records without some at the end of their lists, so that numbers leave no gap."""
    kept: list[Record] = []
    for kind in ORDER:
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in pattern.records.get(kind, []):
            groups[_group(record)].append(record)
        names = sorted(groups, key=natural)
        if kind == "responsibility" and len(names) > 4:
            del names[len(names) - chance.randint(0, 3) :]
        for name in names:
            records = groups[name]
            spare = chance.choice((0, 0, 0, 1, 1, 2)) if kind != "target" else 0
            kept += records[: max(1, len(records) - spare)]
    return _without_loose_ends(kept)


def _group(record: Record) -> str:
    match record.kind:
        case "objective" | "citation" | "signatory":
            return record.key
        case "target":
            return record.key.split("/")[0]
    return record.key.rpartition(".")[0]


def _without_loose_ends(records: list[Record]) -> list[Record]:
    """`records` without those that belong to one that was left out."""
    paths = {f"<{ID}plan/{PLAN}/{_path(record)}>" for record in records}
    kept = []
    for record in records:
        owners = [o for t in (BDG.ofIndicator, BDG.ofObjective, BDG.partOf) for o in record.values(t)]
        if all(owner in paths for owner in owners):
            pairs = tuple((p, o) for p, o in record.pairs if p != f"<{BDG.covers}>" or o in paths)
            kept.append(Record(record.kind, record.key, pairs, record.passages))
    return kept


def _path(record: Record) -> str:
    if record.kind == "target":
        indicator, key = record.key.split("/")
        return f"indicator/{indicator}/target/{key}"
    return f"{record.kind}/{record.key}"


def _draft(pattern: Archetype, records: list[Record], name: str, place: tuple[str, str], year: int) -> Draft:
    shift = year - pattern.start

    def filled(text: str, dated: bool) -> str:
        text = text.replace(PLAN, name).replace(PLACE, place[0]).replace(NAME, place[1])
        if not (dated and shift) or text.startswith("<"):
            return text
        words, quote, datatype = text.rpartition('"') if text.startswith('"') else (text, "", "")
        return YEAR.sub(lambda y: str(int(y[0]) + shift), words) + quote + datatype

    def part(record: Record) -> Part:
        dated = record.kind in DATED or record is pattern.header
        pairs = [(p, filled(o, dated)) for p, o in record.pairs]
        return Part(record.kind, _path(record), pairs, [(p, filled(q, dated)) for p, q in record.passages])

    return Draft(name, place[0], year, pattern.end + shift, part(pattern.header), [part(record) for record in records])


def _jitter(draft: Draft, chance: random.Random) -> None:
    """Changes values of targets, in the graph and in all words that state them."""
    indicators = {draft.iri(part.path): part for part in draft.of("indicator")}
    targets: dict[str, list[Part]] = defaultdict(list)
    for target in draft.of("target"):
        targets[target.values(BDG.ofIndicator)[0]].append(target)
    for iri, indicator in indicators.items():
        for target in targets[iri]:
            old = target.values(BDG.value)[0].split('"')[1].removesuffix(".0")
            new = _near(old, chance)
            if chance.random() < JITTERED and _reword([indicator, *targets[iri]], old, new):
                target.set(BDG.value, f'"{new}"^^<{XSD.decimal}>' if "." in new else f'"{new}.0"^^<{XSD.decimal}>')


def _near(old: str, chance: random.Random) -> str:
    whole, _, fraction = old.partition(".")
    factor = chance.uniform(0.85, 1.0 if whole == "100" else 1.08)
    value = float(old) * factor
    return f"{min(value, 100.0) if float(old) <= 100 else value:.{len(fraction)}f}"


def _reword(parts: list[Part], old: str, new: str) -> bool:
    """Puts `new` for `old` in all words of `parts`; not where the indicator states the number twice or not at all."""
    vi, en = old.replace(".", ","), old
    number = re.compile(rf"(?<![\d.,/-]){re.escape(vi)}(?![\d/-]|[.,]\d)")
    if len(number.findall(parts[0].passages[0][1])) != 1:
        return False
    english = re.compile(rf"(?<![\d.,/-]){re.escape(en)}(?![\d/-]|[.,]\d)")
    for part in parts:
        part.passages = [(p, number.sub(new.replace(".", ","), q)) for p, q in part.passages]
        part.pairs = [
            (
                p,
                english.sub(new, o)
                if o.endswith("@en")
                else number.sub(new.replace(".", ","), o)
                if o.endswith("@vi")
                else o,
            )
            for p, o in part.pairs
        ]
    return True


def _assign(draft: Draft, chance: random.Random) -> None:
    """Leaves some assignments of leads out and gives some to two agencies."""
    named = {o for part in draft.parts for o in part.values(BDG.agency) + part.values(BDG.partner)}
    free = [f"<{ID}agency/{draft.place}/{s}>" for s in SECOND_LEADS]
    free = [agency for agency in free if agency not in named]
    for duty in draft.of("responsibility"):
        if not (duty.values(BDG.covers) and duty.values(BDG.role) == [LEAD]):
            continue
        draw = chance.random()
        if draw < GAP:
            duty.set(BDG.role, OTHER)
            duty.set(BDG.covers)
            duty.set(BDG.scope)
        elif draw < GAP + JOINT and free:
            duty.add(BDG.agency, free.pop(0))


def leads(draft: Draft) -> dict[str, set[str]]:
    """The lead agencies of each indicator: of duties that cover it or its objective."""
    found: dict[str, set[str]] = {}
    of: dict[str, set[str]] = defaultdict(set)
    for duty in draft.of("responsibility"):
        if duty.values(BDG.role) == [LEAD]:
            for thing in duty.values(BDG.covers):
                of[thing].update(duty.values(BDG.agency))
    for indicator in draft.of("indicator"):
        iri = draft.iri(indicator.path)
        found[iri] = of[iri].union(*(of[o] for o in indicator.values(BDG.ofObjective)))
    return found


def _settle(draft: Draft) -> None:
    """Says of every indicator without a lead that the text names none."""
    led = leads(draft)
    for indicator in draft.of("indicator"):
        indicator.set(BDG.leadNotStated, *([] if led[draft.iri(indicator.path)] else [TRUE]))


def issued(draft: Draft) -> str:
    """The day the plan was issued, or the last of its period."""
    days = [o.split('"')[1] for o in draft.header.values(DCTERMS.issued)]
    return days[0] if days else f"{draft.end}-12-31"
