"""Reads the tables of cases: input, expected, why."""

import csv
from pathlib import Path


def rows(name: str) -> list[list[str]]:
    """The rows of `<name>.tsv` without its head."""
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def cases(name: str) -> list[tuple[str, str, str]]:
    """The rows of a table of cases: input, expected, why."""
    return [(given, expected, why) for given, expected, why in rows(name)]
