"""The page of a place: its plans, its agencies, and what the graph says of what it came from and became."""

from bdg_graph.terms import BDG
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.timelines import plans_over_years


def place_page(page: Page, thing: Thing) -> Made:
    """The page of a place."""
    plans = page.catalogue.by_place.get(thing.iri, [])
    agencies = page.graph.things(a for a in page.graph.pointing(thing.iri, BDG.place, 500) if "/agency/" in a)
    before = page.graph.pointing(thing.iri, BDG.succeededBy, 20)
    earlier = [plan for place in before for plan in page.catalogue.by_place.get(place, [])]
    changes = [
        c
        for p in (BDG.originalPlace, BDG.resultingPlace, BDG.changedPlace)
        for c in page.graph.pointing(thing.iri, p, 20)
    ]
    context = {
        "before": before,
        "after": thing.all(BDG.succeededBy),
        "earlier": earlier,
        "changes": list(page.graph.things(changes).values()),
        "place": thing,
        "plans": plans,
        "drawing": plans_over_years(page, plans) if plans else None,
        "agencies": sorted(agencies.values(), key=lambda a: page.name(a.iri)),
    }
    return Made("place.html", context)
