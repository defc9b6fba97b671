"""Makes plans in any number: `python -m bench.generate 1000 --out /tmp/plans-1000`.

The five real plans come first; the others are made from them, over 63 provinces, their districts and communes, 2006 to
2025. The same seed gives the same plans, and a larger set begins with a smaller one. `answers.json` beside them says
what the questions must answer and where faults were planted.
"""

import argparse
import sys
import time
from pathlib import Path

from bench.synthetic.making import make


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    options.add_argument("n", type=int, help="plans, the five real ones among them")
    options.add_argument("--out", type=Path, required=True, help="folder to write into")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--faults", type=float, default=0.02, help="share of plans with a planted fault")
    options.add_argument("--folders", action="store_true", help="whole plan folders instead of N-Quads")
    given = options.parse_args()
    start = time.perf_counter()
    answers = make(
        given.n,
        given.out,
        seed=given.seed,
        faults=given.faults,
        folders=given.folders,
        progress=_tell,
    )
    seconds = time.perf_counter() - start
    print(f"{answers.plans} plans, {len(answers.faults)} planted faults, {seconds:.1f} s: {given.out}")


def _tell(done: int) -> None:
    if done % 1000 == 0:
        print(f"{done} plans", file=sys.stderr)


if __name__ == "__main__":
    main()
