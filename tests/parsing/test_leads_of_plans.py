"""Who leads each indicator in invented plans that say it in other ways, as a careful reader would record it."""

import pytest

from bdg_graph.parsing import records as r
from tests.parsing.inventions import draft, of

# Of each plan: the agency and its indicators, also those of an objective that it leads as a whole.
LEADS = {
    # Duties that name their indicators in many words.
    "lead-by-duty.txt": [
        "so-ke-hoach-va-dau-tu 2.3",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1",
        "so-noi-vu 1.1",
        "so-nong-nghiep-va-phat-trien-nong-thon 2.2",
        "so-y-te 3.1 3.2 3.3",
    ],
    # Behind objectives and indicators, in brackets and clauses.
    "lead-in-headings.txt": [
        "cong-an-tinh 2.2",
        "so-giao-duc-va-dao-tao 3.1 3.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.3",
        "so-noi-vu 1.1 1.2",
        "so-van-hoa-the-thao-va-du-lich 2.1",
    ],
    # A table whose cells came in as one line a row.
    "lead-flat-table.txt": [
        "ban-to-chuc-tinh-uy 1.2",
        "so-ke-hoach-va-dau-tu 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1",
        "so-noi-vu 1.1",
        "so-thong-tin-va-truyen-thong 3.1 3.2 3.3",
    ],
    # Lists of objectives and agencies with colons.
    "lead-list-colon.txt": [
        "cong-an-tinh 2.3",
        "so-giao-duc-va-dao-tao 3.1",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 2.2",
        "so-y-te 3.2",
    ],
    # An appendix of lines under each objective.
    "lead-by-appendix.txt": ["ban-to-chuc-tinh-uy 1.2", "so-noi-vu 1.1 2.1", "so-tai-chinh 2.2", "so-y-te 3.1 3.2"],
    # Other verbs before the one that leads.
    "lead-in-verbs.txt": [
        "ban-to-chuc-tinh-uy 1.2",
        "lien-minh-hop-tac-xa 2.4",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.3 3.6",
        "so-noi-vu 1.1",
        "so-thong-tin-va-truyen-thong 3.5 3.7",
    ],
    # Lines below indicators, and one below all of them.
    "lead-by-lines.txt": [
        "cong-an-tinh 3.3",
        "so-ke-hoach-va-dau-tu 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 3.1 3.2",
    ],
    # One agency for indicators of several objectives.
    "lead-cross-objectives.txt": [
        "so-giao-duc-va-dao-tao 4.2",
        "so-ke-hoach-va-dau-tu 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1 3.2 4.1",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 3.1",
    ],
    # A list of agencies, each with its indicators and no verb.
    "lead-by-field.txt": [
        "so-giao-duc-va-dao-tao 3.2 3.3",
        "so-ke-hoach-va-dau-tu 2.3",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1",
        "so-noi-vu 1.1",
        "so-nong-nghiep-va-phat-trien-nong-thon 2.2",
        "so-y-te 3.1",
    ],
    # Objectives first, then who leads and who works along.
    "lead-two-roles.txt": [
        "lien-minh-hop-tac-xa 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1",
        "so-noi-vu 1.1",
        "so-thong-tin-va-truyen-thong 4.1 4.2",
        "so-van-hoa-the-thao-va-du-lich 3.1 3.2",
    ],
    # Lines of a column's head and cell below each indicator.
    "lead-below-columns.txt": [
        "ban-to-chuc-tinh-uy 1.2",
        "cong-an-tinh 3.2",
        "so-giao-duc-va-dao-tao 2.1",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 3.1",
        "so-y-te 2.2 2.3",
    ],
    # Ranges, and one number of several objectives.
    "lead-ranges.txt": [
        "so-ke-hoach-va-dau-tu 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1 3.1",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 3.2",
        "so-y-te 4.1 4.2 4.3",
    ],
    # Sentences that name the objective once for several indicators.
    "lead-by-name.txt": [
        "cong-an-tinh 3.2",
        "so-ke-hoach-va-dau-tu 2.2",
        "so-lao-dong-thuong-binh-va-xa-hoi 2.1 3.3",
        "so-noi-vu 1.1",
        "so-van-hoa-the-thao-va-du-lich 3.1",
    ],
    # A table that names indicators by their numbers.
    "lead-in-tables.md": ["ban-to-chuc-tinh-uy 1.2", "so-giao-duc-va-dao-tao 2.2 2.3", "so-noi-vu 1.1", "so-y-te 2.1"],
    # Brackets that give indicators, and one who only watches.
    "lead-by-articles.txt": ["so-ke-hoach-va-dau-tu 2.3", "so-lao-dong-thuong-binh-va-xa-hoi 2.2", "so-y-te 3.4 3.5"],
}


@pytest.mark.parametrize("name", LEADS)
def test_who_leads_each_indicator(name: str) -> None:
    led: dict[str, set[str]] = {}
    for duty in of(name, r.Responsibility):
        for agency in duty.agencies if duty.role == "lead" else ():
            keys = {
                i.key
                for i in of(name, r.Indicator)
                if {("indicator", i.key), ("objective", i.objective)} & {*duty.covers}
            }
            led.setdefault(agency.partition("/")[2], set()).update(keys)
    assert [f"{agency} {' '.join(sorted(keys))}" for agency, keys in sorted(led.items()) if keys] == LEADS[name]


def test_an_agency_alone_in_brackets_is_taken_to_lead_but_doubted() -> None:
    doubts = [d.key for d in draft("lead-in-headings.txt").doubts if d.kind == "Responsibility"]
    assert doubts == ["indicator-2.1", "indicator-2.2"]
