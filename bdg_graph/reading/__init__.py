"""Reads received files (txt, md, html, docx, pdf) into clean text, with a map back to the original where there is
one.
"""

from bdg_graph.reading.files import Reading, read

__all__ = ["Reading", "read"]
