"""The ids that a template shows while it is filled in: formulas that say what `naming` makes of a row on import."""

from openpyxl.utils import get_column_letter

from bdg_graph.terms import BDG, SKOS
from bdg_graph.workbook.columns import Sheet
from bdg_graph.workbook.content import PATHS

SHOWN = 60


def formula(sheet: Sheet, row: int) -> str | None:
    """The formula of the id of a row: "indicator/4.1 (Tỷ số giới tính khi sinh)"; None where there is none."""

    def cell(predicate: str) -> str:
        letters = (get_column_letter(n) for n, column in enumerate(sheet.columns, 2) if column.predicate == predicate)
        return f"${next(letters)}{row}"

    if sheet.kind == "Agency":
        place, kind = (_local(cell(predicate)) for predicate in (BDG.place, BDG.agencyType))
        return f'=IF(OR({cell(BDG.place)}="",{cell(BDG.agencyType)}=""),"","agency/"&{place}&"/"&{kind})'
    if sheet.kind not in PATHS:
        return None
    number, name = cell(BDG.number), cell(SKOS.prefLabel)
    label = f'IF({name}="",""," ("&LEFT({name},{SHOWN})&")")'
    path = f'"{PATHS[sheet.kind]}/"'
    if sheet.kind == "Objective":
        return f'=IF({number}="",IF({name}="","",{path}&"general"),{path}&{number})&{label}'
    made = f"{path}&{number}"
    if sheet.kind == "Indicator":
        objective = _id(cell(BDG.ofObjective))
        above = f'SUBSTITUTE({objective},"objective/","")'
        made = f'{path}&IF(OR({objective}="",{objective}="objective/general"),"",{above}&".")&{number}'
    if sheet.kind == "Target":
        made = f'{_id(cell(BDG.ofIndicator))}&"/target/"&{number}'
    return f'=IF({number}="","",{made}&{label})'


def _id(cell: str) -> str:
    """What stands before the bracket."""
    return f'LEFT({cell},FIND(" (",{cell}&" (")-1)'


def _local(cell: str) -> str:
    """What follows the prefix: "son-la" of "place:son-la (Sơn La)"."""
    return f'IFERROR(MID({_id(cell)},FIND(":",{cell})+1,99),"…")'
