"""`/api/v1`: the page records as JSON, and their description."""

from flask import Flask

from community.web import door
from community.web.respond import API


def register(app: Flask) -> None:
    """Serve each page that has a record under `/api/v1` as well, for reading."""
    for rule in list(app.url_map.iter_rules()):
        view = app.view_functions[rule.endpoint]
        made: door.Door | None = getattr(view, "door", None)
        if made is None or made.record is None or "GET" not in (rule.methods or ()):
            continue
        app.add_url_rule(API + rule.rule, f"api:{rule.endpoint}", view, methods=["GET"])
