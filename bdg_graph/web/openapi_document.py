"""The OpenAPI 3.1 description of the REST interface: a path per question, its parameters typed, enumerated, with
examples."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

PATTERNS: Final = {"year": "^[0-9]{4}$", "integer": "^-?[0-9]{1,18}$"}

PROBLEM: Final = {
    "type": "object",
    "required": ["title", "status", "kind", "detail", "detail_vi"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "kind": {"type": "string", "description": "A word for programs."},
        "detail": {"type": "string", "description": "One sentence in English: what is wrong, what to try."},
        "detail_vi": {"type": "string", "description": "The same in Vietnamese."},
        "near": {"type": "array", "items": {"type": "string"}, "description": "What may have been meant."},
    },
}

ANSWER: Final = {
    "type": "object",
    "required": ["question", "summary", "parameters", "dataset_version", "columns", "rows", "total", "offset", "limit"],
    "properties": {
        "question": {"type": "string"},
        "summary": {"type": "string"},
        "parameters": {"type": "object"},
        "dataset_version": {"type": "string"},
        "denominator": {"type": ["string", "null"]},
        "as_of": {"type": ["string", "null"], "format": "date"},
        "view": {"type": "string"},
        "columns": {"type": "array", "items": {"type": "object"}},
        "rows": {"type": "array", "items": {"type": "object"}},
        "total": {"type": "integer"},
        "offset": {"type": "integer"},
        "limit": {"type": "integer"},
    },
}

Listed = Mapping[str, Any]


def document(
    listed: Sequence[Listed], formats: list[str], media: Mapping[str, str], root: str, version: str, largest_page: int
) -> dict[str, Any]:
    """The description of the questions that `listed`, the catalogue, holds."""
    answers = {media[name]: {"schema": _schema(name)} for name in formats}
    paths: dict[str, Any] = {
        "/api/queries": {
            "get": {
                "operationId": "queries",
                "summary": "Các câu hỏi · The questions",
                "responses": {
                    "200": _content("The questions", {"application/json": {"schema": {"type": "array"}}}),
                    **_failures(406),
                },
            }
        }
    }
    for question in listed:
        parameters = [_parameter(param, question["example"]) for param in question["params"]]
        paths[f"/api/queries/{question['id']}"] = {
            "get": {
                "operationId": question["id"].replace("/", "_").replace("-", "_"),
                "tags": [question["id"].split("/")[0]],
                "summary": f"{question['summary']['vi']} · {question['summary']['en']}",
                "description": _description(question),
                "parameters": parameters + _shared(formats, largest_page),
                "responses": {
                    "200": _content("The answer", answers),
                    "304": {"description": "Not modified"},
                    **_failures(422, 503),
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "BDG Graph",
            "version": version,
            "description": "Câu hỏi về các kế hoạch bình đẳng giới · Questions on gender-equality plans",
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": {"Problem": PROBLEM}},
    }


def _schema(name: str) -> dict[str, Any]:
    if name == "json":
        return ANSWER
    return {"type": "string", "format": "binary"} if name == "xlsx" else {"type": "string"}


def _description(question: Listed) -> str:
    columns = "\n".join(f"* `{c['name']}`: {c['label']['vi']} · {c['label']['en']}" for c in question["columns"])
    return f"{question['description']['vi']}\n\n{question['description']['en']}\n\n{columns}"


def _parameter(param: Listed, example: Mapping[str, str]) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string"}
    if param["type"] in PATTERNS:
        one["pattern"] = PATTERNS[param["type"]]
    choices = [choice["value"] for choice in param["choices"]]
    if choices and len(choices) == param["choices_total"]:
        one["enum"] = choices
    told: dict[str, Any] = {
        "name": param["name"],
        "in": "query",
        "description": f"{param['label']['vi']} · {param['label']['en']}",
        "schema": {"type": "array", "items": one},
        "style": "form",
        "explode": True,
    }
    if param["default"]:
        told["description"] += f" [{param['default']}]"
    if param["name"] in example:
        told["example"] = [example[param["name"]]]
    return told


def _shared(formats: list[str], largest_page: int) -> list[dict[str, Any]]:
    def told(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": description, "schema": schema}

    return [
        told("format", "Định dạng · Format", {"type": "string", "enum": formats}),
        told("lang", "Ngôn ngữ · Language", {"type": "string", "enum": ["vi", "en"], "default": "vi"}),
        told(
            "limit",
            "Số dòng mỗi trang · Rows a page",
            {"type": "integer", "minimum": 1, "maximum": largest_page, "default": 1000},
        ),
        told(
            "offset", "Bỏ qua số dòng · Rows to skip", {"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0}
        ),
        told(
            "as_of",
            "Nêu thêm nơi và cơ quan của ngày ấy · Also name places and agencies of that day",
            {"type": "string", "format": "date"},
        ),
    ]


def _content(description: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": content}


def _failures(*statuses: int) -> dict[str, Any]:
    told = {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/plain": {"schema": {"type": "string"}},
    }
    return {str(status): _content("Nói vì sao và nên làm gì · Says why and what to try", told) for status in statuses}
