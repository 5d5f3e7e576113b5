"""The description as a page for people: plain HTML that needs no script and nothing from elsewhere."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;"
    "background:#fff}h2{margin-top:2.5rem}h3 code{font-size:1rem}section{border-top:1px solid #ddd;padding:.5rem 0}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}"
    "pre{background:#f4f4f6;padding:.6rem;overflow:auto}.rule{color:#555}"
)
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def page_of(description: Mapping[str, Any]) -> str:
    """The whole page."""
    about = description["info"]
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(about["title"])} API</title>',
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>',
        f"<h1>{escape(about['title'])} API {escape(about['version'])}</h1><p>{escape(about['description'])}</p>",
        '<p>For programs: <a href="openapi.json">openapi.json</a></p><h2>Endpoints</h2>',
        *_operations(description),
        "<h2>What is sent and answered</h2>",
        *_schemas(description["components"]["schemas"]),
        "</body></html>",
    ]
    return "\n".join(parts)


def _operations(description: Mapping[str, Any]) -> Iterator[str]:
    server = description["servers"][0]["url"]
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            rule = told["x-callers"]
            who = " or ".join(rule["subjects"]) + (f", scope {rule['scope']}" if rule["scope"] else "")
            yield f"<section><h3><code>{method.upper()} {escape(server + path)}</code></h3>"
            yield f'<p>{escape(told.get("description", ""))}</p><p class="rule">For: {escape(who)}</p>'
            yield from _table(
                [(each["name"], each["in"], each.get("description", "")) for each in told.get("parameters", ())]
            )
            body = told.get("requestBody", {}).get("content", {})
            for media_type, content in body.items():
                yield f"<p>Body: {escape(media_type)}, {_name(content.get('schema', {}))}</p>"
            yield from _table(
                [(status, _answer(each), each["description"]) for status, each in told["responses"].items()]
            )
            yield "</section>"


def _schemas(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        yield f'<section><h3 id="{escape(name)}"><code>{escape(name)}</code></h3>'
        yield f"<p>{escape(schema.get('description', ''))}</p>"
        required = set(schema.get("required", ()))
        yield from _table(
            [
                (field, _kind(about) + ("" if field in required else ", optional"), about.get("description", ""))
                for field, about in schema.get("properties", {}).items()
            ]
        )
        for example in schema.get("examples", ()):
            yield f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=2))}</pre>"
        yield "</section>"


def _table(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    if rows:
        lines = (f"<tr><td><code>{escape(a)}</code></td><td>{b}</td><td>{escape(c)}</td></tr>" for a, b, c in rows)
        yield f"<table>{''.join(lines)}</table>"


def _answer(told: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{escape(kind)} {_name(each.get('schema', {}))}" for kind, each in told.get("content", {}).items()
    )


def _kind(about: Mapping[str, Any]) -> str:
    if "anyOf" in about:
        return " or ".join(_kind(each) for each in about["anyOf"])
    if about.get("type") == "array":
        return f"list of {_kind(about.get('items', {}))}"
    return _name(about)


def _name(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "enum" in schema:
        return escape(" | ".join(map(str, schema["enum"])))
    return escape(str(schema.get("type", "")))
