"""The places and years that made-up plans are of: 63 provinces with their real names, districts and communes with
made-up ones. It knows nothing of what is in a plan."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

YEARS = range(2006, 2026)
DISTRICTS = 11  # a province: 700 in all, as there were until 2025
COMMUNES = 3  # a district: those that issue plans of their own

# A real plan stands for its province and year.
TAKEN = {("ninh-binh", 2021), ("ha-nam", 2013), ("thanh-hoa", 2020), ("quang-binh", 2022), ("ha-nam", 2018)}


@dataclass(frozen=True, slots=True)
class Place:
    """A province, district or commune."""

    slug: str
    name: str
    english: str
    kind: str  # "province" | "district" | "commune"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where and when a plan is: no two plans share one."""

    place: Place
    year: int


def slug(name: str) -> str:
    """`name` in lower case ASCII: "Đắk Lắk" is "dak-lak"."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "-".join("".join(c for c in plain if c.isascii()).replace("-", " ").split())


def provinces() -> list[Place]:
    """The 63 provinces of 2008 to 2025."""
    names = (Path(__file__).parent / "provinces.txt").read_text("utf-8").replace("\n", ";").split(";")
    return [Place(slug(name), name, name, "province") for name in names if name]


def _below(province: Place) -> Iterator[Place]:
    for d in range(1, DISTRICTS + 1):
        of = f"huyện số {d} tỉnh {province.name}"
        yield Place(f"{province.slug}-huyen-{d}", of, f"district {d} of {province.name}", "district")
        for c in range(1, COMMUNES + 1):
            english = f"commune {c}, district {d} of {province.name}"
            yield Place(f"{province.slug}-huyen-{d}-xa-{c}", f"xã số {c} {of}", english, "commune")


def slots(seed: int) -> list[Slot]:
    """All slots in the order in which plans take them: 15 of a hundred are of provinces until those are used up, the
    others of districts and communes; the first plans of a larger set are those of a smaller one."""
    chance = random.Random(f"{seed}/slots")  # noqa: S311 - reproducible, not secret
    above = [Slot(p, y) for p in provinces() for y in YEARS if (p.slug, y) not in TAKEN]
    below = [Slot(b, y) for p in provinces() for b in _below(p) for y in YEARS]
    chance.shuffle(above)
    chance.shuffle(below)
    mixed: list[Slot] = []
    while above and len(mixed) < len(below):
        source = above if chance.random() < 0.15 else below
        mixed.append(source.pop())
    return mixed + above + below
