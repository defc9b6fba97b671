"""The engines that answer SPARQL over a dataset. A new one is a module with one class and one line in `ENGINES`."""

from importlib import import_module

from bdg_graph.dataset import Dataset
from bdg_graph.engines.base import Engine, Rows, Term

__all__ = ["ENGINES", "Engine", "Rows", "Term", "engine"]

# Named, not imported: an answer from Oxigraph must not wait for rdflib.
ENGINES = {"oxigraph": "Oxigraph", "rdflib": "Rdflib"}


def engine(name: str, dataset: Dataset) -> Engine:
    """The engine of that name, one of `ENGINES`, over `dataset`."""
    made: Engine = getattr(import_module(f"bdg_graph.engines.{name}"), ENGINES[name])(dataset)
    return made
