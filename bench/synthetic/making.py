"""Makes a whole dataset of n plans: the five real ones and n - 5 made-up ones, with what they refer to."""

import json
from collections.abc import Callable
from pathlib import Path

from bdg_graph.terms import ID
from bench.synthetic.answers import Answers
from bench.synthetic.archetypes import archetypes
from bench.synthetic.draft import made, real
from bench.synthetic.faults import plant
from bench.synthetic.places import Place, slots
from bench.synthetic.reference import cite, describe
from bench.synthetic.writing import GRAPH, Written, copy_real, real_quads, turtle, write_folder

REFERRED = tuple(f"<{ID}{kind}/" for kind in ("agency", "place", "document"))


def make(
    n: int,
    folder: Path,
    *,
    seed: int = 1,
    faults: float = 0.02,
    folders: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> Answers:
    """Writes `plans.nq`, or with `folders` whole plan folders, and `answers.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    answers, used, places = Answers(), set[str](), set[Place]()
    for pattern in archetypes():
        answers.add(real(pattern))
    with (folder / "plans.nq").open("w", encoding="utf-8") as out:
        if folders:
            copy_real(folder)
        else:
            out.writelines(real_quads())
        for done, slot in enumerate(slots(seed)[: max(0, n - len(archetypes()))], start=1):
            draft = made(slot, seed)
            cite(draft, slot)
            name, found = plant(draft, seed, faults)
            answers.add(draft)
            written = Written(draft)
            answers.fault(draft, name, found, written.loose)
            places.add(slot.place)
            used.update(o for part in [draft.header, *draft.parts] for _, o in part.pairs if o.startswith(REFERRED))
            if folders:
                write_folder(folder, draft.id, written)
            else:
                out.write(written.quads())
            progress(done)
        described = list(describe(used, places))
        if not folders:
            out.writelines(f"{triple} {GRAPH} .\n" for triple in described)
    if folders:
        (folder / "plans.nq").unlink()
        (folder / "reference" / "synthetic.ttl").write_text(turtle(described), "utf-8")
    text = json.dumps(answers.as_json(), ensure_ascii=False, indent=1)
    (folder / "answers.json").write_text(text + "\n", "utf-8")
    return answers
