"""What the parts measure on, at one size: made at need, once, in a folder that they share."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bdg_graph import dataset, storage
from bench.figures import Figure
from bench.forked import Clock, Taken, Work, each, measured
from bench.synthetic.making import make

LONG = 60
"""How many times the limit of one answer may pass while a whole dataset is loaded."""


@dataclass(frozen=True)
class Material:
    """Plans in every form; how long one work may take, and by which clock."""

    plans: int
    folder: Path
    limit: float = 10.0
    cpu: bool = False

    @property
    def clock(self) -> Clock:
        """Processor time of this process, or the wall clock."""
        return time.process_time if self.cpu else time.perf_counter

    @property
    def nquads(self) -> Path:
        """All plans and what they refer to, as one file of N-Quads."""
        made = self.folder / "quads"
        if not made.exists():
            make(self.plans, self._beside(made))
            self._beside(made).rename(made)
        return made / "plans.nq"

    @property
    def answers(self) -> Path:
        """What the questions must answer."""
        return self.nquads.with_name("answers.json")

    @property
    def folders(self) -> Path:
        """The same as whole plan folders."""
        made = self.folder / "folders"
        if not made.exists():
            make(self.plans, self._beside(made), folders=True)
            self._beside(made).rename(made)
        return made

    @property
    def whole(self) -> Path:
        """Plans, vocabularies and what the rules derive as N-Quads: for peers that do not run our rules."""
        made = self.folder / "whole.nq"
        if not made.exists():
            loaded = dataset.load([self.nquads])
            loaded.store.dump(str(self._beside(made)), format=dataset.FORMATS[".nq"])
            self._beside(made).rename(made)
        return made

    @property
    def store(self) -> Path:
        """The folder of our store on disk."""
        self.store_taken()
        return self.folder / "store"

    @property
    def oxigraph_folder(self) -> Path:
        """The Oxigraph store in it."""
        return self.store / (self.store / storage.CURRENT).read_text("utf-8").strip()

    def store_taken(self) -> Taken:
        """What writing our store on disk took, when it was written."""
        told = self.folder / "store.json"
        if not told.exists():
            nquads = self.nquads

            def write() -> int:
                return len(storage.write(self.folder / "store", [nquads]).store)

            # In a child: the threads of a store on disk do not outlive a fork, so this process opens none.
            taken = measured(write, limit=self.limit * LONG, repeats=0, clock=self.clock)
            told.write_text(json.dumps(asdict(taken)))
        return Taken(**json.loads(told.read_text()))

    def figure(
        self,
        work: str,
        by: str,
        run: Work,
        *,
        limit: float | None = None,
        repeats: int = 5,
        budget: float = 1.0,
        wall: bool = False,
    ) -> Figure:
        """The figure of one work. `wall`: another process does it, so that this one's processor time says nothing."""
        taken = measured(run, limit=limit or self.limit, repeats=repeats, budget=budget, clock=self._clock(wall))
        return taken.figure(work, by, self.plans)

    def figures(
        self, works: Mapping[str, Work], by: str, *, repeats: int = 5, budget: float = 1.0, wall: bool = False
    ) -> Iterator[Figure]:
        """The figures of works that follow each other in one process."""
        taken = each(list(works.values()), limit=self.limit, repeats=repeats, budget=budget, clock=self._clock(wall))
        for work, found in zip(works, taken, strict=True):
            yield found.figure(work, by, self.plans)

    def _clock(self, wall: bool) -> Clock:
        return time.perf_counter if wall else self.clock

    def _beside(self, made: Path) -> Path:
        return made.with_name(f"{made.name}-{os.getpid()}")


def megabytes(folder: Path) -> float:
    """The size of a file, or of all files of a folder."""
    files = folder.rglob("*") if folder.is_dir() else [folder]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
