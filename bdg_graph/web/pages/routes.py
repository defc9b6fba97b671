"""Which page stands where: a path after /vi/ or /en/, the function that makes it, whether its bytes are kept."""

from collections.abc import Callable

from bdg_graph.web.pages import (
    compare,
    coverage,
    documentation,
    editor,
    gaps,
    home,
    listings,
    matrix,
    questions,
    searching,
    texts,
    things,
    tilemap,
    timeline,
)
from bdg_graph.web.pages.made import Made

ROUTES: tuple[tuple[str, Callable[..., Made], bool], ...] = (
    ("", home.home, True),
    ("questions", questions.listing, True),
    ("questions/{topic}/{name}", questions.question_page, True),
    ("search", searching.search, True),
    ("suggest.json", searching.suggest, True),
    ("opensearch.xml", searching.opensearch, True),
    ("matrix", matrix.matrix, True),
    ("gaps", gaps.gaps, True),
    ("coverage", coverage.coverage, True),
    ("compare", compare.compare, True),
    ("timeline", timeline.timeline, True),
    ("map", tilemap.tile_map, True),
    ("browse", listings.browse, True),
    ("ontology", documentation.ontology, True),
    ("ontology/{name}", documentation.term, True),
    ("shapes", documentation.shapes, True),
    ("iri", things.borrowed, True),
    ("sparql", editor.editor, True),
    ("completions.json", editor.completions, True),
    ("about", texts.about, True),
    ("data", texts.data, True),
    ("cite", texts.how_to_cite, False),
    ("api", texts.api, True),
    ("{path:path}", things.thing_page, True),  # any IRI of the graph: it stands last
)

# For robots; the language is that of their page, Vietnamese.
ROBOTS: tuple[tuple[str, Callable[..., Made], bool], ...] = (
    ("sitemap.xml", texts.sitemap, True),
    ("robots.txt", texts.robots, True),
)
