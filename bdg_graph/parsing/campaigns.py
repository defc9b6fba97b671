"""Finds campaigns such as the yearly Action Month, and their days."""

import re
from itertools import pairwise

from bdg_graph.parsing import assignments, dates, deadlines, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Campaign, Label, Responsibility, Span, Task
from bdg_graph.parsing.slugs import slug

# Matches "Tháng hành động vì bình đẳng giới ...", "Tuần lễ ...", "Phát động chiến dịch truyền thông"; must not match
# "tháng 11".
CAMPAIGN = compiled(
    r"(?:(?P<kind>Tháng hành động|Tháng cao điểm|Tuần lễ|Ngày hội)(?:\s+(?:vì|về|quốc gia"
    r"|phòng)\s+[^.;:()“”\"\n]{3,120}?)?(?=\s+(?:năm|từ|hằng|hàng|theo|phù|hiệu|của|với|tại|trên địa|treo)\b"
    r"|[.;:,()“”\"\n]|$)"
    r"|(?<=Phát động )(?P<drive>chiến dịch[^.;:()“”\"\n]{3,120}))",
    re.IGNORECASE,
)


# Matches "Thời gian: ", "Thời gian tổ chức:"; must not match "Thời gian qua, các sở".
WHEN = compiled(r"thời\s+gian(?:\s+(?:tổ\s+chức|thực\s+hiện|triển\s+khai|diễn\s+ra))?\s*:", re.IGNORECASE)
# Matches " đến hết ngày "; must not match ", ngày ".
UNTIL = compiled(r"\s*(?:đến|-|–|tới)\s*(?:hết\s+)?(?:ngày\s+)?")


def read(doc: Document, agencies: Agencies) -> None:
    """Adds the campaigns to the document's records: one a name, every mention that is a task or duty a passage."""
    found: dict[str, Campaign] = {}
    subjects = {r.longest_passage.start: r.agencies for r in doc.records if isinstance(r, Responsibility)}
    tasks = {r.evidence[0].start for r in doc.records if isinstance(r, Task)}
    for node in doc.outline.walk():
        line = node.line
        if line.start not in subjects and line.start not in tasks:
            continue
        m = CAMPAIGN.search(doc.text, line.start, line.end)
        if not m:
            continue
        name = m["kind"] or m["drive"]
        key = slug(name)
        campaign = found.get(key)
        if campaign is None:
            campaign = found[key] = Campaign(
                key=str(len(found) + 1), number=str(len(found) + 1), evidence=[], label=Label(vi=m[0].strip())
            )
        campaign.evidence.append(line.span)
        run, _end = assignments.leading_run(doc, agencies, line.start, line.end)
        campaign.agencies += [
            a for a in ([x.agency for x in run] or subjects.get(line.start, [])) if a not in campaign.agencies
        ]
        campaign.topics = list(dict.fromkeys([*campaign.topics, *topics.topics(doc, Span(m.start(), m.end()))]))
        campaign.frequency = campaign.frequency or deadlines.frequency(doc, line.start, line.end)
        for child in (node, *node.children):
            _dates(doc, campaign, child.line.start, child.line.end)
    front = doc.text[: doc.outline.front[-1].end].lower() if doc.outline.front else ""
    for campaign in found.values():
        if (campaign.label.vi or "").lower() in front:
            _dates_of_document(doc, campaign)
    doc.records += found.values()


def _dates_of_document(doc: Document, campaign: Campaign) -> None:
    """The days of the campaign that the whole document is about: those of its line "Thời gian: Từ ngày ..."."""
    for node in doc.outline.walk():
        if campaign.start_date or campaign.start_day:
            return
        if WHEN.match(doc.text, node.line.start, node.line.end):
            _dates(doc, campaign, node.line.start, node.line.end)
            if campaign.start_date or campaign.start_day:
                campaign.evidence.append(node.line.span)


def _dates(doc: Document, campaign: Campaign, start: int, end: int) -> None:
    """The first pair of days that "từ ... đến ..." joins."""
    days = sorted(dates.days(doc.text, start, end))
    for (_a, b, d1, m1, y1), (c, _d, d2, m2, y2) in pairwise(days):
        if campaign.start_date or campaign.start_day or not UNTIL.fullmatch(doc.text[b:c]):
            continue
        year = y1 or y2
        if year:
            campaign.start_date, campaign.end_date = dates.iso(d1, m1, year), dates.iso(d2, m2, y2 or year)
        else:
            campaign.start_day, campaign.end_day = (m1, d1), (m2, d2)
        return
