"""Where the project's own files are: beside the package in a checkout, inside it in an installed wheel."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


@cache
def project() -> Path:
    """The folder that holds ontology/, data/, shapes/ and queries/."""
    installed = PACKAGE / "files"
    return installed if installed.is_dir() else PACKAGE.parent


def ontology() -> Path:
    """The folder of the ontology, its schemes and rules."""
    return project() / "ontology"


def data() -> Path:
    """The folder of the encoded plans and of the reference data."""
    return project() / "data"


def shapes() -> Path:
    """The folder of the SHACL shapes."""
    return project() / "shapes"


def queries() -> Path:
    """The folder of the query library."""
    return project() / "queries"
