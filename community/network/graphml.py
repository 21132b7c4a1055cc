"""The map as GraphML, for programs that analyse networks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from community.network.maps import Network

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(network: Network, names: Sequence[str], facts: Mapping[str, str]) -> str:
    """Return a map as GraphML; `names` are those of its nodes, `facts` of the file."""
    import networkx as nx

    graph: Any = nx.Graph()
    graph.graph.update({name: _clean(fact) for name, fact in facts.items()})
    keys = _keys(network)
    for key, name, about in zip(keys, names, _about(network), strict=True):
        graph.add_node(key, label=_clean(name), **about)
    for link in network.links:
        ends = keys[link.a], keys[link.b]
        graph.add_edge(*ends, kind=link.kind, number=link.number)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return head + "\n".join(nx.generate_graphml(graph)) + "\n"


def _keys(network: Network) -> list[str]:
    """Return a name for each node that says no more than its address does."""
    people = [f"person {one.slug}" for one in network.people]
    projects = [f"project {one.slug}" for one in network.projects]
    crowds = [f"crowd {number}" for number, _one in enumerate(network.crowds, 1)]
    return [*people, *projects, *crowds]


def _about(network: Network) -> list[dict[str, Any]]:
    people = [
        {
            "type": "person", "kind": _clean(one.kind), "connections": one.ties,
            "projects": one.projects, "within_two_steps": one.reach, "group": one.group,
        }
        for one in network.people
    ]  # fmt: skip
    projects = [
        {"type": "project", "people": one.people, "group": one.group}
        for one in network.projects
    ]
    crowds = [{"type": "crowd", "people": one.people} for one in network.crowds]
    return [*people, *projects, *crowds]


def _clean(words: str) -> str:
    """Return `words` without the characters that XML forbids."""
    return NOT_XML.sub("", words)
