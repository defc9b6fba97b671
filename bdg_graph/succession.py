"""Says what a place, an agency or an agency type had become by a day, following the changes that the graph tells of,
and "unknown" where it tells of none. It never touches what a plan was signed with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.questions import Words, with_prefixes
from bdg_graph.terms import ID

KINDS: Final = ("place", "agency", "agency-type")

UNKNOWN, ENDED, COLLECTIVE, NOT_YET = "unknown", "ended", "collective", "not-yet"
WORDS: Final[dict[str, Words]] = {
    UNKNOWN: {"vi": "không rõ, dữ kiện không cho biết", "en": "unknown, the facts do not say"},
    ENDED: {"vi": "không còn", "en": "no longer exists"},
    COLLECTIVE: {"vi": "tên gọi chung, không có một cơ quan kế tục", "en": "a name for many bodies, no one successor"},
    NOT_YET: {"vi": "chưa có vào ngày này", "en": "not yet there on that day"},
}

CHANGES = """SELECT DISTINCT ?before ?after ?date ?confidence ?rank WHERE {
  { ?change bdg:originalPlace ?before ; bdg:resultingPlace ?after }
  UNION { ?change bdg:originalType ?before OPTIONAL { ?change bdg:resultingType ?after } }
  UNION { ?change org:originalOrganization ?before OPTIONAL { ?change org:resultingOrganization ?after } }
  ?change bdg:effectiveDate ?date ; bdg:confidence ?confidence .
  ?confidence bdg:rank ?rank .
}"""

LIFETIMES = """SELECT ?place ?from ?until WHERE {
  ?place a bdg:Place .
  OPTIONAL { ?place bdg:validFrom ?from }
  OPTIONAL { ?place bdg:validUntil ?until }
}"""

AGENCIES = """SELECT ?agency ?place ?collective WHERE {
  ?agency a bdg:Agency ; bdg:place ?place ; bdg:agencyType ?type .
  OPTIONAL { ?type bdg:collective ?collective }
}"""


@dataclass(frozen=True)
class Change:
    """From a day on, one thing is held by another, or by nothing (`after` is None). The surest `rank` is 1."""

    day: date
    after: str | None
    confidence: str
    rank: int


@dataclass(frozen=True)
class Holder:
    """What something had become by a day: `iri`, or None with the reason as `status` (a key of WORDS)."""

    iri: str | None
    status: str | None = None
    confidence: str | None = None
    """The least sure step of the way; None where nothing changed."""


class Succession:
    """The changes, lifetimes and agencies of one dataset."""

    def __init__(self, engine: Engine) -> None:
        self.changes: dict[str, list[Change]] = defaultdict(list)
        self.lifetimes: dict[str, tuple[date, date]] = {}
        self.agencies: dict[str, tuple[str, bool]] = {}
        for before, after, day, confidence, rank in engine.select(with_prefixes(CHANGES)).rows:
            if before and day and confidence and rank:
                step = Change(
                    date.fromisoformat(day.value), after.value if after else None, confidence.value, int(rank.value)
                )
                self.changes[before.value].append(step)
        for steps in self.changes.values():
            steps.sort(key=lambda step: (step.day, step.after or ""))
        for place, start, end in engine.select(with_prefixes(LIFETIMES)).rows:
            if place:
                first = date.fromisoformat(start.value) if start else date.min
                self.lifetimes[place.value] = (first, date.fromisoformat(end.value) if end else date.max)
        for agency, place, collective in engine.select(with_prefixes(AGENCIES)).rows:
            if agency and place:
                self.agencies[agency.value] = (place.value, collective is not None and collective.value == "true")

    def holder(self, iri: str, day: date) -> Holder:
        """What `iri` had become by `day`: itself, its successor, or nothing that the facts name."""
        now, since, least = iri, date.min, None
        while step := next((s for s in self.changes.get(now, ()) if since <= s.day <= day), None):
            least = step if least is None or step.rank > least.rank else least
            if step.after is None:
                return Holder(None, ENDED, least.confidence)
            now, since = step.after, step.day
        return self._standing(now, day, least.confidence if least else None)

    def _standing(self, iri: str, day: date, confidence: str | None) -> Holder:
        """The end of a chain: there on that day, or not."""
        place, collective = self.agencies.get(iri, (iri, False))
        first, last = self.lifetimes.get(place, (date.min, date.max))
        if day < first:
            return Holder(None, NOT_YET)
        if day > last:
            return Holder(None, COLLECTIVE if collective else UNKNOWN)
        return Holder(iri, None, confidence)

    def alive(self, place: str, day: date) -> bool:
        """Whether the unit exists on `day`."""
        first, last = self.lifetimes.get(place, (date.min, date.max))
        return first <= day <= last

    def members(self, holder: str, day: date) -> list[str]:
        """Everything that had become `holder` by `day`, itself included."""
        return sorted({holder} | {iri for iri in self.changes if self.holder(iri, day).iri == holder})

    def rolled_up(self, terms: Iterable[NamedNode], day: date) -> Iterator[tuple[NamedNode, list[NamedNode]]]:
        """For each of `terms` what it had become by `day`, and everything that had become the same."""
        for term in terms:
            found = self.holder(term.value, day)
            if found.status == NOT_YET:
                name = term.value.removeprefix(ID)
                raise BdgError(
                    f"{name} chưa có vào ngày {day:%d/%m/%Y}. Hãy chọn đơn vị có vào ngày ấy, hoặc ngày khác.",
                    f"{name} was not there yet on {day}. Choose a unit of that day, or another day.",
                )
            now = found.iri or term.value
            yield NamedNode(now), [NamedNode(iri) for iri in self.members(now, day)]


_known: WeakKeyDictionary[Engine, Succession] = WeakKeyDictionary()


def of(engine: Engine) -> Succession:
    """The succession of the engine's dataset, read once."""
    if engine not in _known:
        _known[engine] = Succession(engine)
    return _known[engine]


def kind_of(iri: str) -> str | None:
    """ "place", "agency" or "agency-type" for what can be succeeded; None for anything else."""
    kind, _, rest = iri.removeprefix(ID).partition("/")
    return kind if iri.startswith(ID) and kind in KINDS and rest else None


def day(text: str) -> date:
    """The day that `text` names (2026-11-20). Raises BdgError in words."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise BdgError(
            f"“{text}” không phải một ngày; hãy viết như 2026-11-20.",
            f"“{text}” is no date; write it like 2026-11-20.",
        ) from problem
