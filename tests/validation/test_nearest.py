"""What the report suggests for a value that is none of the choices."""

import re
import shutil
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.validation import judge, material

PLAN = "ninh-binh-2021-2025"
OWN = "Did you mean <agency/ninh-binh/so-y-te> (“Department of Health of Ninh Bình”)?"


def told(right: str, wrong: str, rule: str, folder: Path) -> str:
    """What the rule says of a plan in which `wrong` stands for `right`."""
    folder = shutil.copytree(paths.data() / "plans" / PLAN, folder / PLAN)
    text = (folder / "plan.ttl").read_text("utf-8")
    (folder / "plan.ttl").write_text(re.sub(re.escape(right) + r"(?=\s)", wrong, text, count=1), "utf-8")
    return next(f.message.en for f in judge(material.gather([folder])) if f.rule == rule)


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "meant"),
    [
        ("unit:boys-per-100-girls", "unit:boys-per-100-girl", "target-unit", "Did you mean unit:boys-per-100-girls"),
        ("role:lead", "role:chu-tri", "responsibility-role", "Did you mean role:lead (“Lead”)?"),  # its label, no marks
        ("<agency/ninh-binh/so-y-te>", "<agency/ninh-binh/so-yte>", "responsibility-agency", OWN),
        (
            "<agency/ninh-binh/so-y-te>",
            "<agency/thanh-hoa/so-y-te>",
            "responsibility-agency",
            OWN,
        ),  # another province's
        ("<agency/ninh-binh/so-y-te>", '"Sở Y tế"@vi', "responsibility-agency", OWN),  # not every province's
        ("role:lead", "role:kilometre", "responsibility-role", ""),
    ],
)
def test_what_was_meant(right: str, wrong: str, rule: str, meant: str, tmp_path: Path) -> None:
    said = told(right, wrong, rule, tmp_path)
    assert said.endswith(meant) or f"{meant} (" in said
    assert ("Did you mean" in said) == bool(meant)


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "meant"),
    [
        ("<agency/ninh-binh/so-y-te>", "<agency/ninh-binh/so-yte>", "responsibility-agency", True),
        ("unit:boys-per-100-girls", "unit:boys-per-100-girl", "target-unit", False),
    ],
)
def test_among_very_many_only_those_of_the_place_are_compared(
    right: str, wrong: str, rule: str, meant: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To compare a name with a hundred thousand takes seconds, and finds what is alike by chance."""
    monkeypatch.setattr("bdg_graph.validation.nearest.MANY", 0)
    said = told(right, wrong, rule, tmp_path)
    assert ("Did you mean" in said) == meant
