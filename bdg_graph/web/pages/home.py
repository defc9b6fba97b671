"""The first page: the search, the questions most asked as sentences with blanks, what is in the graph, newest plans."""

from dataclasses import dataclass, replace
from typing import Any

from bdg_graph import questions as files
from bdg_graph.questions import Question, Words
from bdg_graph.terms import BDG
from bdg_graph.web.pages import timelines
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.questions import plain, sentence

NEWEST = 6
FEW = 300
"""Plans of which what this page states is counted in no time."""

# The questions that newcomers come with, in the words they use; each names blanks of that question.
ASKED: tuple[tuple[str, Words], ...] = (
    (
        "leads/metric-leads",
        {
            "vi": "Cơ quan nào chủ trì chỉ tiêu {metric} ở {place}?",
            "en": "Which agency leads the target on {metric} in {place}?",
        },
    ),
    (
        "targets/compare-metric",
        {"vi": "Các kế hoạch đặt mức nào cho {metric}?", "en": "What does each plan set for {metric}?"},
    ),
    (
        "leads/agency-type-portfolio",
        {"vi": "{agencyType} được giao những gì ở {place}?", "en": "What is given to {agencyType} in {place}?"},
    ),
    (
        "leads/indicators-without-lead",
        {
            "vi": "Ở {place}, chỉ tiêu nào không được giao cho cơ quan nào chủ trì?",
            "en": "In {place}, which indicators have no lead agency?",
        },
    ),
    (
        "context/against-strategy",
        {
            "vi": "So với Chiến lược quốc gia, {plan} đặt mức nào, bỏ sót điều gì?",
            "en": "Against the National Strategy, what does {plan} set, and what does it miss?",
        },
    ),
    (
        "legal/legal-bases-of-plan",
        {
            "vi": "{plan} dựa trên và viện dẫn những văn bản nào?",
            "en": "On which documents does {plan} rest, and which does it cite?",
        },
    ),
    ("legal/plans-citing-document", {"vi": "Kế hoạch nào viện dẫn {document}?", "en": "Which plans cite {document}?"}),
    (
        "plans/reporting-calendar",
        {"vi": "Ở {place}, ai phải báo cáo cho ai, khi nào?", "en": "In {place}, who reports to whom, and when?"},
    ),
)


@dataclass(frozen=True)
class Figure:
    """A count on the first page, with where it leads."""

    n: int
    words: str
    path: str


def home(page: Page) -> Made:
    """The first page; without what takes long to count, until that is counted."""
    some = page.graph.select(f"SELECT ?plan WHERE {{ ?plan a bdg:Plan }} LIMIT {FEW + 1}").rows
    if len(some) > FEW and not page.view.has_read("home", lambda: _context(page)):
        found = [question for asked in ASKED if (question := _worded(*asked))]
        links = [(f"questions/{question.id}", plain(page, question, None)) for question in found]
        return Made("home.html", {"asked": None, "links": links}, lasts=False)
    return Made("home.html", _context(page))


def _context(page: Page) -> dict[str, Any]:
    plans = list(page.catalogue.plans.values())
    return {
        "asked": [sentence(page, question) for asked in ASKED if (question := _worded(*asked))],
        "plans": plans,
        "newest": plans[:NEWEST],
        "figures": _figures(page),
        "many": len(plans) > timelines.MOST_LANES,
        "drawing": timelines.plans_over_years(page, plans),
    }


def _worded(question_id: str, words: Words) -> Question | None:
    return replace(files.read(question_id), summary=words) if question_id in files.ids() else None


def _figures(page: Page) -> list[Figure]:
    plans = page.catalogue.plans.values()
    places = len({plan.place for plan in plans if plan.place})

    def total(kind: str) -> int:
        return sum(plan.count(kind) for plan in plans)

    t = page.t
    return [
        Figure(len(plans), t("kế hoạch", "plans"), "plan"),
        Figure(places, t("tỉnh, thành phố", "provinces and cities"), "place"),
        Figure(total(BDG.Target), t("mức phấn đấu", "targets"), "matrix"),
        Figure(
            total(BDG.Responsibility),
            t("trách nhiệm được giao", "responsibilities given"),
            "questions/leads/duties-by-role",
        ),
        Figure(total(BDG.Task), t("nhiệm vụ, giải pháp", "tasks and solutions"), "questions/plans/tasks-by-kind"),
        Figure(
            page.figures.documents_cited,
            t("văn bản được viện dẫn", "documents cited"),
            "document",
        ),
    ]
