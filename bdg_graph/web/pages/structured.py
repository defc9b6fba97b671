"""What search engines read of a page: schema.org JSON-LD. A data block: browsers do not run it, the policy lets it
pass."""

import json
from typing import Any

from markupsafe import Markup

from bdg_graph.terms import BASE, BDG, DCTERMS
from bdg_graph.web.pages.context import Page, shown
from bdg_graph.web.pages.graph import Thing

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def script(data: dict[str, Any]) -> Markup:
    """`data` as a JSON-LD block; `<`, `>` and `&` are written as escapes, so that nothing can end the block."""
    text = shown(json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


def dataset(page: Page) -> Markup:
    """The whole dataset."""
    return script(
        {
            "@type": "Dataset",
            "@id": BASE,
            "name": page.t(
                "BDG Graph: kế hoạch bình đẳng giới của Việt Nam", "BDG Graph: Viet Nam's gender-equality plans"
            ),
            "description": page.t(
                (
                    "Mục tiêu, chỉ tiêu, mức phấn đấu, cơ quan chủ trì, nhiệm vụ và căn cứ pháp lý "
                    "của các kế hoạch bình đẳng giới cấp tỉnh, kèm trích đoạn."
                ),
                (
                    "Objectives, targets, lead agencies, tasks and legal bases of provincial gender-equality "
                    "plans, with the passages they were read from."
                ),
            ),
            "inLanguage": ["vi", "en"],
            "license": LICENCE,
            "version": page.view.version,
            "isAccessibleForFree": True,
            "spatialCoverage": {"@type": "Country", "name": "Viet Nam"},
            "url": f"{page.base}{page.url('')}",
        }
    )


def legislation(page: Page, plan: Thing) -> Markup:
    """A plan as schema.org/Legislation."""
    place, issuer, issued = plan.one(BDG.place), plan.one(BDG.issuer), plan.one(DCTERMS.issued)
    data: dict[str, Any] = {
        "@type": "Legislation",
        "@id": plan.iri,
        "name": page.name(plan.iri, 600),
        "inLanguage": "vi",
        "url": f"{page.base}{page.place(plan.iri)}",
        "isPartOf": {"@type": "Dataset", "@id": BASE, "license": LICENCE},
    }
    if number := plan.one(BDG.documentNumber):
        data["legislationIdentifier"] = number
    if issued:
        data["legislationDate"] = issued
    if place:
        data["legislationJurisdiction"] = {"@type": "AdministrativeArea", "@id": place, "name": page.name(place)}
    if issuer:
        data["legislationPassedBy"] = {"@type": "GovernmentOrganization", "@id": issuer, "name": page.name(issuer)}
    start, end = plan.one(BDG.periodStart), plan.one(BDG.periodEnd)
    if start and end:
        data["temporalCoverage"] = f"{start}/{end}"
    if bases := plan.all(BDG.carriesOut):
        data["legislationTransposes"] = [{"@type": "Legislation", "@id": iri, "name": page.name(iri)} for iri in bases]
    return script(data)
