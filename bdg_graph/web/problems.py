"""What goes wrong, said to people and programs: one sentence in Vietnamese and in English, the place, and what to try
(RFC 9457)."""

import json
from html import escape
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.sandbox.worker import Refused
from bdg_graph.web.negotiate import Format, choose

PLAIN: Final = Format("txt", "text/plain")
PROBLEM: Final = Format(
    "json", "application/problem+json", ("application/json", "application/sparql-results+json", "application/ld+json")
)

PAGE: Final = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{status} · BDG Graph</title><link rel="stylesheet" href="{root}/static/bdg.css"></head>
<body><main class="wrap"><h1>Lỗi {status} <span class="quiet" lang="en">{title}</span></h1>
<div class="note gap" role="alert"><p>{vi}</p><p lang="en">{en}</p></div>
<p>{back}<a href="{root}/">Trang đầu · <span lang="en">Home</span></a></p></main></body></html>
"""
BACK: Final = '<a href="{path}">Trở lại · <span lang="en">Back</span></a> · '
POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

RETRY: Final = 5
"""Seconds after which a second try may do better."""


class Problem(BdgError):
    """An answer that is an error."""

    def __init__(
        self, status: int, kind: str, vi: str, en: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(vi, en)
        self.status, self.kind, self.headers = status, kind, headers or {}
        self.more = {name: value for name, value in more.items() if value not in (None, [])}

    def response(self, request: Request) -> Response:
        """As `application/problem+json` for who takes JSON, as a page for browsers, else as plain text."""
        title = HTTPStatus(self.status).phrase
        headers = {**self.headers, "Cache-Control": "no-store", "Vary": "Accept"}
        asked = request.headers.get("accept", "")
        if "json" in asked and choose((PROBLEM,), f"{asked}, */*;q=0.001").format is PROBLEM:
            told = {"type": "about:blank", "title": title, "status": self.status, "kind": self.kind}
            told |= {"detail": self.en, "detail_vi": self.vi} | self.more
            body = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
            return Response(body, self.status, headers, "application/problem+json")
        if "text/html" in asked:
            page = self._page(request, title)
            return Response(page, self.status, headers | {"Content-Security-Policy": POLICY}, "text/html")
        return Response(
            f"{self.status} {title}\n\n{self.vi}\n{self.en}\n", self.status, headers, "text/plain; charset=utf-8"
        )

    def _page(self, request: Request, title: str) -> str:
        """A page that needs no data; a form that was refused can be gone back to."""
        root = escape(str(request.scope.get("root_path", "")))
        back = BACK.format(path=escape(request.url.path)) if request.method == "POST" else ""
        vi, en = escape(self.vi), escape(self.en)
        return PAGE.format(root=root, status=self.status, title=title, vi=vi, en=en, back=back)


REFUSED_STATUS: Final = {
    "too-large": 413,
    "service": 403,
    "update": 403,
    "not-found": 404,
    "input": 422,
    "remote": 503,
    "remote-time": 504,
}


def of_refusal(refused: BdgError) -> Problem:
    """The problem that a refused job or query is."""
    if isinstance(refused, Problem):
        return refused
    if not isinstance(refused, Refused):
        return Problem(422, "input", refused.vi, refused.en, near=getattr(refused, "near", None))
    status = REFUSED_STATUS.get(refused.kind, 400)
    headers = {"Retry-After": str(RETRY)} if status >= 500 else None
    return Problem(
        status,
        refused.kind,
        refused.vi,
        refused.en,
        headers,
        line=refused.line,
        column=refused.column,
        near=refused.near,
    )


def of_unanswered(unanswered: Unanswered) -> Problem:
    """The problem that a job without an answer is; it says the limit and what to try."""
    limits = unanswered.limits
    seconds, memory, output = f"{limits.seconds:g}", limits.memory >> 20, limits.output >> 20
    status, vi, en = {
        "time": (
            503,
            f"Truy vấn chưa xong sau {seconds} giây, là giới hạn. Hãy thêm điều kiện hoặc LIMIT, dùng MINUS thay "
            "FILTER NOT EXISTS, hoặc tải dữ liệu về (/dump.nq.gz).",
            f"The query was not done after {seconds} seconds, the limit. Add conditions or LIMIT, use MINUS "
            "instead of FILTER NOT EXISTS, or download the data (/dump.nq.gz).",
        ),
        "memory": (
            503,
            f"Truy vấn cần hơn {memory} MiB bộ nhớ, là giới hạn. Hãy thêm điều kiện, bỏ ORDER BY hoặc DISTINCT "
            "trên nhiều dòng.",
            f"The query needs more than {memory} MiB of memory, the limit. Add conditions, or leave out ORDER BY "
            "or DISTINCT over many rows.",
        ),
        "output": (
            413,
            f"Kết quả dài hơn {output} MiB, là giới hạn. Hãy dùng LIMIT và OFFSET, hoặc tải dữ liệu về (/dump.nq.gz).",
            f"The answer is longer than {output} MiB, the limit. Use LIMIT and OFFSET, or download the data "
            "(/dump.nq.gz).",
        ),
        "stack": (
            400,
            "Truy vấn lồng quá sâu đối với bộ máy. Hãy viết đơn giản hơn.",
            "The query is nested too deep for the engine. Write it more simply.",
        ),
        "busy": (
            503,
            "Máy chủ đang bận, hàng đợi đã đầy. Hãy thử lại sau vài giây.",
            "The server is busy and its queue is full. Try again in some seconds.",
        ),
        "remote": (
            503,
            "Kho dữ liệu phía sau không trả lời được. Hãy thử lại sau.",
            "The store behind this service gave no answer. Try again later.",
        ),
        "gone": (
            503,
            "Tiến trình trả lời đã bị dừng. Hãy thử lại.",
            "The process that was answering was stopped. Try again.",
        ),
    }.get(
        unanswered.reason,
        (500, "Có lỗi trong dịch vụ; nhật ký ghi lại.", "A fault of this service; its log has it."),
    )
    headers = {"Retry-After": str(RETRY)} if status in (503, 413) else None
    return Problem(status, unanswered.reason, vi, en, headers)
