"""The house rules that a script can hold: imports go one way, modules stay small, names are the words of the design."""

import ast
from pathlib import Path

import pytest

from bdg_graph import paths

PACKAGE = paths.PACKAGE
MODULES = sorted(PACKAGE.rglob("*.py"))

# A module may import from its own layer and from those after it. `parsing` and `reading` know no RDF.
LAYERS = (
    {"cli", "web"},
    {"validation", "exports", "workbook", "search", "drafting"},
    {"library", "succession", "views"},
    {"engines", "questions"},
    {"dataset", "replacing", "storage"},
    {"nquads"},
    {"canonical", "encode"},
    {"parsing", "reading"},
    {"formats", "paths", "sandbox", "sparql"},
    {"terms", "errors"},
)
LAYER = {name: i for i, layer in enumerate(LAYERS) for name in layer}
NO_RDF = {"parsing", "reading"}
RDF_LIBRARIES = {"rdflib", "pyoxigraph", "pyshacl", "SPARQLWrapper"}
FORBIDDEN_NAMES = ("utils", "helpers", "services", "manager", "common", "misc")
LONGEST = 400


def top(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_module(module: Path) -> None:
    own = top(module)
    imported = imports(module)
    if own != "__init__":
        assert own in LAYER, f"{own} has no place in LAYERS"
        for name in imported:
            parts = name.split(".")
            if parts[0] == "bdg_graph" and len(parts) > 1 and parts[1] in LAYER:
                assert LAYER[parts[1]] >= LAYER[own], f"{own} must not import {parts[1]}"
                assert (own, parts[1]) != ("web", "parsing"), "the web view never parses plans"
    if own in NO_RDF:
        assert not {name.split(".")[0] for name in imported} & RDF_LIBRARIES
    text = module.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert not any(word in module.stem for word in FORBIDDEN_NAMES)
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module says in one to three sentences what it turns into what"
