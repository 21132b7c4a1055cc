"""Suggestions, measures and layouts over a graph: a library without the site.

Import what it offers from here: `Matcher` answers, `Rows` and `Seed` go in,
`Suggestion`, `Reason` and `Node` come out; `build_graph` and `measure` are for maps, as
is `community.graph.layout.layout`. Each is imported when it is first used, so that
importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from community.graph.channels import AllWeights as AllWeights
    from community.graph.learned import Learned as Learned
    from community.graph.learning import learn as learn
    from community.graph.measures import Measures as Measures
    from community.graph.measures import measure as measure
    from community.graph.network import build_graph as build_graph
    from community.graph.records import Node as Node
    from community.graph.records import Reason as Reason
    from community.graph.records import Rows as Rows
    from community.graph.records import Seed as Seed
    from community.graph.records import Suggestion as Suggestion
    from community.graph.suggest import Matcher as Matcher

__all__ = [
    "AllWeights",
    "Learned",
    "Matcher",
    "Measures",
    "Node",
    "Reason",
    "Rows",
    "Seed",
    "Suggestion",
    "build_graph",
    "learn",
    "measure",
]

_HOMES = {
    "AllWeights": "channels",
    "Learned": "learned",
    "Matcher": "suggest",
    "Measures": "measures",
    "Node": "records",
    "Reason": "records",
    "Rows": "records",
    "Seed": "records",
    "Suggestion": "records",
    "build_graph": "network",
    "learn": "learning",
    "measure": "measures",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
