"""`/api/v1/openapi.json`: the description of the API, made from the page records."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from community import __version__
from community.core.access import Viewer
from community.web.door import Door, anyone
from community.web.respond import API

pages = Blueprint("openapi", __name__)

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
    Any: {},
}
PROBLEM = {
    "type": "object",
    "properties": {"error": {}},
    "required": ["error"],
}


class Schemas:
    """The JSON schemas of records, each written down once by name."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, Any]] = {}
        self._names: dict[Any, str] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """Return the schema of a type, by reference for records."""
        if kind in PLAIN:
            return PLAIN[kind]
        origin, inner = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in inner]}
        if origin in (tuple, list, set, frozenset):
            return self._list(origin, inner)
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"type": "string", "enum": [one.value for one in kind]}
        return self._record(kind, origin or kind, inner)

    def _list(self, origin: Any, inner: tuple[Any, ...]) -> dict[str, Any]:
        if origin is tuple and not (len(inner) == 2 and inner[1] is Ellipsis):
            parts = [self.of(one) for one in inner]
            size = {"minItems": len(parts), "maxItems": len(parts)}
            return {"type": "array", "prefixItems": parts, **size}
        return {"type": "array", "items": self.of(inner[0])}

    def _record(self, kind: Any, record: Any, inner: tuple[Any, ...]) -> dict[str, Any]:
        if not (isinstance(record, type) and is_dataclass(record)):
            raise TypeError(f"no schema for {kind!r}")
        name = self._name(kind, record, inner)
        if name not in self.found:
            self.found[name] = {}
            parameters = getattr(record, "__parameters__", ())
            self.found[name] = self._object(
                record, dict(zip(parameters, inner, strict=False))
            )
        return {"$ref": f"#/components/schemas/{name}"}

    def _name(self, kind: Any, record: type[Any], inner: tuple[Any, ...]) -> str:
        """Return a record's name; a second one of the same name bears its noun too."""
        if kind not in self._names:
            name = record.__name__ + "".join(one.__name__ for one in inner)
            if name in self._names.values():
                name = record.__module__.split(".")[1].title() + name
            self._names[kind] = name
        return self._names[kind]

    def _object(self, record: Any, bound: dict[Any, Any]) -> dict[str, Any]:
        hints = get_type_hints(record)
        shown = [one for one in fields(record) if one.metadata.get("api", True)]
        properties = {
            one.name: self.of(_filled(hints[one.name], bound)) for one in shown
        }
        words = (record.__doc__ or "").strip().split("\n")[0]
        return {
            "type": "object",
            "description": words,
            "properties": properties,
            "required": list(properties),
        }


def _filled(kind: Any, bound: dict[Any, Any]) -> Any:
    """Return `kind` with its type variables replaced."""
    if kind in bound:
        return bound[kind]
    inner = get_args(kind)
    if not inner or not bound:
        return kind
    new = tuple(_filled(one, bound) for one in inner)
    return kind if new == inner else get_origin(kind)[new]


def description(rules: list[Rule], doors: dict[str, Door]) -> dict[str, Any]:
    """Return OpenAPI 3.1 for the API's rules; `doors` by endpoint hold the records."""
    schemas = Schemas()
    paths = {}
    for rule in sorted(rules, key=lambda one: one.rule):
        made = doors[rule.endpoint]
        paths[_template(rule)] = {"get": _operation(rule, made, schemas)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Common Thread", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": schemas.found,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "session_id"}
            },
        },
    }


def _template(rule: Rule) -> str:
    return "".join(
        f"{{{data.split(':')[-1]}}}" if dynamic else data
        for dynamic, data in rule._trace
        if data != "|"
    )


def _operation(rule: Rule, made: Door, schemas: Schemas) -> dict[str, Any]:
    content = {"application/json": {"schema": schemas.of(made.record)}}
    words = (made.record.__doc__ or "").strip().split("\n")[0] if made.record else ""
    problem = {"application/json": {"schema": PROBLEM}}
    answers: dict[str, Any] = {
        "200": {"description": words or "The page's record", "content": content},
        "404": {"description": "Unknown, or not visible", "content": problem},
    }
    if made.who != "anyone":
        answers["401"] = {"description": "Sign in first", "content": problem}
        answers["403"] = {"description": "Not for this account", "content": problem}
    return {
        "operationId": rule.endpoint.removeprefix("api:").replace(".", "_"),
        "summary": words,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in sorted(rule.arguments)
        ],
        "security": [] if made.who == "anyone" else [{"session": []}],
        "responses": answers,
    }


@pages.get(f"{API}/openapi.json")
@anyone
def openapi(_viewer: Viewer) -> ResponseReturnValue:
    """Describe the API."""
    rules = [
        rule
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint.startswith("api:")
    ]
    doors = {
        rule.endpoint: current_app.view_functions[rule.endpoint].door  # type: ignore
        for rule in rules
    }
    return jsonify(description(rules, doors))
