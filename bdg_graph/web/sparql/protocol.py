"""Reads a SPARQL 1.1 Protocol request (section 2.1) into what is asked; whatever it does not allow is a Problem."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from bdg_graph.web.problems import Problem

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ALLOWED: Final = "GET, HEAD, POST, OPTIONS"
MOST_PARAMETERS: Final = 200

# `http://a/b`, `urn:x:y`; not `not a uri` nor `/relative`.
ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20]*")


@dataclass(frozen=True)
class Asked:
    """What one request asks. `query` is None where it asks for the service description."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    format: str | None = None


def asked(method: str, query_string: bytes, content_type: str | None, body: bytes) -> Asked:
    """The request as what is asked. Raises Problem: 400, 403, 405 or 415."""
    parameters = _decoded(query_string, "địa chỉ", "URL")
    if method in ("GET", "HEAD"):
        return _from(parameters, None)
    if method != "POST":
        raise Problem(
            405,
            "method",
            f"Phương thức {method} không được dùng ở đây.",
            f"{method} is not allowed here.",
            {"Allow": ALLOWED},
        )
    media_type, charset = _media_type(content_type)
    if media_type == UPDATE:
        raise _update()
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem(
            415,
            "charset",
            f"Bảng mã {charset} không được hỗ trợ; hãy dùng UTF-8.",
            f"The charset {charset} is not accepted; send UTF-8.",
        )
    if media_type == FORM:
        return _from(parameters + _decoded(body, "thân yêu cầu", "body"), None, required=True)
    if media_type == DIRECT:
        return _from(parameters, _text(body), required=True)
    raise Problem(
        415,
        "media-type",
        f"Kiểu “{media_type or 'không có'}” không được nhận; hãy gửi {DIRECT} hoặc {FORM}.",
        f"Content-Type “{media_type or 'none'}” is not accepted; send {DIRECT} or {FORM}.",
        {"Accept-Post": f"{DIRECT}, {FORM}"},
    )


def _media_type(content_type: str | None) -> tuple[str, str]:
    media_type, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charset = next((p.partition("=")[2].strip('" ') for p in parameters if p.startswith("charset")), "")
    return media_type, charset


def _decoded(encoded: bytes, where_vi: str, where_en: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeDecodeError as problem:
        raise Problem(
            400,
            "encoding",
            f"{where_vi} không phải UTF-8 mã hóa phần trăm.",
            f"The {where_en} is not percent-encoded UTF-8.",
        ) from problem
    except ValueError as problem:
        raise Problem(
            400, "parameters", f"Quá nhiều tham số trong {where_vi}.", f"Too many parameters in the {where_en}."
        ) from problem


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Problem(
            400,
            "encoding",
            f"Truy vấn không phải UTF-8 (byte {problem.start}).",
            f"The query is not UTF-8 (byte {problem.start}).",
        ) from problem


def _from(parameters: list[tuple[str, str]], direct: str | None, *, required: bool = False) -> Asked:
    def given(name: str) -> list[str]:
        return [value for key, value in parameters if key == name]

    if given("update") or any(key in ("using-graph-uri", "using-named-graph-uri") for key, _ in parameters):
        raise _update()
    queries = given("query") + ([direct] if direct is not None else [])
    if len(queries) > 1:
        raise Problem(
            400,
            "two-queries",
            "Yêu cầu có nhiều truy vấn; hãy gửi từng truy vấn một.",
            "The request has more than one query; send one at a time.",
        )
    if (required and not queries) or (queries and not queries[0].strip()):
        raise Problem(
            400,
            "no-query",
            "Yêu cầu không có truy vấn: thiếu “query”.",
            "The request has no query: “query” is missing or empty.",
        )
    for name in ("default-graph-uri", "named-graph-uri"):
        for uri in given(name):
            if not ABSOLUTE.fullmatch(uri):
                raise Problem(
                    400,
                    "graph-uri",
                    f"{name}: “{uri}” không phải IRI tuyệt đối.",
                    f"{name}: “{uri}” is not an absolute IRI.",
                )
    return Asked(
        queries[0] if queries else None,
        tuple(given("default-graph-uri")),
        tuple(given("named-graph-uri")),
        _seconds(given("timeout")),
        next(iter(given("format")), None),
    )


def _seconds(given: list[str]) -> float | None:
    if not given:
        return None
    try:
        seconds = float(given[-1])
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e9:
        raise Problem(
            400,
            "timeout",
            f"timeout: “{given[-1]}” không phải số giây lớn hơn 0.",
            f"timeout: “{given[-1]}” is not a number of seconds above 0.",
        )
    return seconds


def _update() -> Problem:
    return Problem(
        403,
        "update",
        "Dịch vụ này chỉ đọc; không nhận lệnh cập nhật.",
        "This service is read-only; it takes no updates.",
    )
