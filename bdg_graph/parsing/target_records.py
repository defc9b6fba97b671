"""Makes the target of a commitment that was read, and lists what a person has to look at: no sure metric, no unit."""

from bdg_graph.parsing import metrics
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.records import Indicator, Target
from bdg_graph.parsing.targets import Commitment


def add(
    doc: Document, indicator: Indicator, count: int, c: Commitment, proposed: tuple[str | None, float], due: int | None
) -> Target:
    """Adds the target number `count` of the indicator to the document's records. `proposed` is its metric with the
    score, `due` the year where the commitment names none."""
    metric, score = proposed
    target = Target(
        key=f"{indicator.key}/target/{count}",
        number=str(count),
        indicator=indicator.key,
        evidence=[c.clause],
        metric=metric if score >= metrics.THRESHOLD else None,
        comparator=c.comparator,
        value=c.value,
        unit=c.unit,
        due_year=c.due or due,
        baseline_value=c.baseline,
        baseline_year=c.baseline_year,
    )
    doc.records.append(target)
    if target.metric is None:
        near = f" (gần nhất: {metric}, {score:.2f})" if metric else ""
        near_en = f" (nearest: {metric}, {score:.2f})" if metric else ""
        doc.doubt(target, c.clause, f"Chưa rõ thước đo chung{near}.", f"No metric is sure{near_en}.")
    unit = doc.lexicon.unit_facts.get(c.unit or "")
    if c.unit is None:
        doc.doubt(target, c.clause, "Chưa rõ đơn vị.", "The unit is not known.")
    elif unit and not unit.least <= c.value <= unit.most:
        vi, en = f"Giá trị {c.value} ngoài khoảng của đơn vị.", f"The value {c.value} is outside what the unit allows."
        doc.doubt(target, c.clause, vi, en)
    if target.due_year is None:
        doc.doubt(target, c.clause, "Không thấy năm phải đạt.", "No year is given to reach it by.")
    return target
