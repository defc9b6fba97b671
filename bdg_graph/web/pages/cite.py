"""How to cite a page: plain words, BibTeX and RIS, with the dataset version and an address that holds the state."""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made

TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_"}
FORMS = {
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
    "ris": ("application/x-research-info-systems", "ris"),
}


@dataclass(frozen=True)
class Citation:
    """A page as one cites it."""

    plain: str
    bibtex: str
    ris: str


def cite(page: Page, title: str, year: str = "", author: str = "BDG Graph", accessed: str = "") -> Citation:
    """The citation of `page`. Without `accessed`, the reader adds the date: a kept page does not know it."""
    address = permalink(page)
    version = page.view.version
    title = " ".join(title.split())
    year = year or str(datetime.datetime.now(tz=datetime.UTC).year)
    key = re.sub(r"[^a-z0-9]+", "-", page.path.lower().strip("/"))[:60] + "-" + version[:6]
    what = page.t("BDG Graph, phiên bản dữ liệu", "BDG Graph, dataset version")
    seen = page.t(f" Truy cập {accessed}.", f" Accessed {accessed}.") if accessed else ""
    tex = "".join(TEX.get(c, c) for c in title)
    owner = "".join(TEX.get(c, c) for c in author)
    lines = [
        f"  author = {{{{{owner}}}}},",
        f"  title = {{{{{tex}}}}},",
        f"  year = {{{year}}},",
        f"  version = {{{version}}},",
        f"  url = {{{address}}},",
    ]
    if accessed:
        lines.append(f"  urldate = {{{accessed}}},")
    return Citation(
        plain=f"{author} ({year}). {title}. {what} {version}. {address}.{seen}",
        bibtex="\n".join([f"@misc{{{key},", *lines, "}"]),
        ris="\r\n".join(
            ["TY  - DATA", f"AU  - {author}", f"TI  - {title}", f"PY  - {year}", f"ET  - {version}", f"UR  - {address}"]
            + ([f"Y2  - {accessed}"] if accessed else [])
            + ["ER  - ", ""]
        ),
    )


def permalink(page: Page) -> str:
    """The address of this page with its state and the dataset version it was made on."""
    query = [(k, v) for k, v in page.query if k not in ("v", "format", "highlight") and v]
    return f"{page.base}{page.root}{page.path}?{urlencode([*query, ('v', page.view.version)])}"


def citation_file(page: Page, form: str, title: str, year: str = "", author: str = "BDG Graph") -> Made:
    """The citation as a file of a format of `FORMS`, with today as the date of access."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    cited = cite(page, title, year, author, today)
    media_type, ending = FORMS[form]
    content = cited.bibtex if form == "bibtex" else cited.ris
    return Made(content=(content + "\n").encode(), media_type=media_type, filename=f"bdg-citation.{ending}")
