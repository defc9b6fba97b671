"""What the questions must answer about made-up plans: computed from the plans while they are made, without a store."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bdg_graph.terms import BDG, ID
from bench.synthetic.draft import Draft, leads
from bench.synthetic.faults import Found

FLAGSHIP = "sex-ratio-at-birth"


@dataclass
class Answers:
    """Gathers the answers plan by plan."""

    plans: int = 0
    flagship: list[list[str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    checks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    faults: list[list[str]] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Adds what `draft` says."""
        self.plans += 1
        led = {_bare(i): sorted(map(_bare, agencies)) for i, agencies in leads(draft).items()}
        silent = {f"{ID}plan/{draft.id}/{i.path}" for i in draft.of("indicator") if i.values(BDG.leadNotStated)}
        measured = [p for p in draft.parts if p.kind in ("indicator", "target")]
        metric = f"<{ID}metric/{FLAGSHIP}>"
        for part in measured:
            if part.kind == "target" and part.values(BDG.metric) == [metric]:
                indicator = _bare(part.values(BDG.ofIndicator)[0])
                status = (
                    "lead-stated" if led[indicator] else "lead-not-stated" if indicator in silent else "lead-missing"
                )
                value, year = (part.values(t)[0].split('"')[1] for t in (BDG.value, BDG.dueYear))
                for lead in led[indicator] or [""]:
                    self.flagship.append([f"{ID}plan/{draft.id}", status, value.removesuffix(".0"), year, lead])
        self.silent += sorted(silent)
        self.split += sorted(i for i, agencies in led.items() if len(agencies) > 1)
        self.documents.update({_bare(c.values(BDG.document)[0]) for c in draft.of("citation")})

    def fault(self, draft: Draft, name: str, found: Found, loose: list[str]) -> None:
        """Adds a planted fault and the rows by which checks must find it."""
        for check, row in found:
            self.faults.append([name, f"{ID}plan/{draft.id}", row or loose[0]])
            if check:
                self.checks[check].append(row or loose[0])

    def as_json(self) -> dict[str, Any]:
        """All answers, sorted."""
        return {
            "plans": self.plans,
            "leads/metric-leads": sorted(self.flagship),
            "leads/indicators-without-lead": sorted(self.silent),
            "leads/split-leads": sorted(self.split),
            "legal/most-cited": dict(sorted(self.documents.items())),
            "checks": {check: sorted(rows) for check, rows in sorted(self.checks.items())},
            "faults": sorted(self.faults),
        }


def _bare(iri: str) -> str:
    return iri.strip("<>")
