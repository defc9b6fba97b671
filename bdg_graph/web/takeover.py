"""Takes plans that changed over into a dataset that answers, without loading the others anew: each is judged as
`bdg validate` judges it, then put in the place of its former self."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bdg_graph import replacing
from bdg_graph.dataset import Dataset
from bdg_graph.errors import BdgError
from bdg_graph.validation import integrity, judge, material


def take_over(loaded: Dataset, plans: Sequence[Path], data: Sequence[Path]) -> int:
    """Puts the plans in these folders into `loaded`, which came from `data`; gives by how many triples it grew. Raises
    BdgError where a plan breaks a rule: then `loaded` is good for nothing."""
    grown = 0
    for folder in plans:
        broken = _broken_rules(folder, data)
        grown += replacing.replace(loaded, folder)
        broken += sorted({f"{found.rule} ({folder})" for found in integrity.check_loaded(loaded, folder)})
        if broken:
            raise BdgError(
                f"Vi phạm {len(broken)} quy tắc: {'; '.join(broken)}. Lệnh `bdg validate` nói rõ từng chỗ.",
                f"Rules broken: {len(broken)}: {'; '.join(broken)}. `bdg validate` says where and how to mend it.",
            )
    return grown


def _broken_rules(folder: Path, data: Sequence[Path]) -> list[str]:
    """The rules that the plan's own files break and where first, beside the reference data of `data`, else the
    project's."""
    reference = next((path / "reference" for path in data if (path / "reference").is_dir()), None)
    with TemporaryDirectory() as made:
        beside = Path(made)
        (beside / "plans").mkdir()
        (beside / "plans" / folder.name).symlink_to(folder.resolve())
        if reference:
            (beside / "reference").symlink_to(reference.resolve())
        given = [beside] if reference else [folder]
        found = {f.rule: f for f in reversed(judge(material.gather(given))) if f.severity == "violation"}
    return [f"{rule} ({folder / Path(first.file or '').name}:{first.line})" for rule, first in sorted(found.items())]
