"""Why a fact of a plan is missing: its text is silent (which the data must say), the text is not at hand, or nobody has
encoded it. One is never shown as another."""

from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page


def why(page: Page, plan: Plan, predicate: str) -> tuple[str, str]:
    """What stands in place of `predicate` of `plan`, and the mark of the cell that says so."""
    if predicate in plan.not_stated:
        return page.t("văn bản không nêu", "the text does not state it"), "silent"
    if not plan.has_text:
        return page.t("chưa có văn bản gốc trong dữ liệu", "the data hold no source text"), "none"
    return page.t("chưa mã hóa", "not encoded"), "none"
