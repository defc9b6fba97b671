"""Why a fact of a plan is missing: its text is silent (which the data must say), the text is not at hand, or nobody has
encoded it. One is never shown as another."""

from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.tables import Cell


def missing(page: Page, plan: Plan, predicate: str) -> Cell:
    """What stands in place of `predicate` of `plan`."""
    if predicate in plan.not_stated:
        return Cell(page.t("văn bản không nêu", "the text does not state it"), mark="silent")
    if not plan.has_text:
        return Cell(page.t("chưa có văn bản gốc trong dữ liệu", "the data hold no source text"), mark="none")
    return Cell(page.t("chưa mã hóa", "not encoded"), mark="none")
