"""One part at one size in a process of its own: `python -m bench.parts load 100 --folder F`. A line a figure, JSON."""

import argparse
import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench.material import Material
from bench.parts import PARTS


def main() -> None:
    """The command; `bench.run` starts it."""
    options = argparse.ArgumentParser(prog="python -m bench.parts", description=__doc__)
    options.add_argument("part", choices=PARTS)
    options.add_argument("plans", type=int)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--limit", type=float, default=10.0)
    options.add_argument("--cpu", action="store_true")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    material = Material(given.plans, given.folder, given.limit, given.cpu)
    for figure in import_module(PARTS[given.part]).figures(material):
        print(json.dumps(asdict(figure), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
