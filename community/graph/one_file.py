"""A community in one file: JSON, or the GraphML that `files.write_graphml` writes.

JSON is an object of lists::

    {"members": [{"id": "ana", "name": "Ana"}, {"id": "ben", "name": "Ben"}],
     "projects": [{"id": "garden", "name": "Garden"}],
     "tags": [{"id": "writing", "name": "Writing"}],
     "memberships": [["ana", "garden"]],
     "ties": [["ana", "ben"]],
     "offers": [["ana", "writing"]]}

`members`, `projects`, `tags` and `places` hold objects with an id and a name (without a
name the id serves); all other lists hold pairs of ids: `memberships` and `ties`;
`expertise` (member, tag), of which `offers` and `seeks` say more; `topics` and `needs`
(project, tag); `links` between projects; `broader` (tag, broader tag); `member_places`
and `project_places`. Any list may be missing but `members`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np

from community.graph.files import Community, read_folder
from community.graph.records import Pairs, Rows
from community.graph.relations import ENDS

KINDS = {"members": "member", "projects": "project", "tags": "tag", "places": "place"}
"""The lists of nodes in JSON, and the type of each."""

Edges = Mapping[str, Iterable[tuple[str, str]]]
"""The edges of each field of `Rows`, by the ids of their ends."""


def read(path: Path) -> Community:
    """Read a community from a folder of CSV files, a JSON file or a GraphML file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is of another form, or names what is not there; it says which.
    """
    readers: dict[str, Callable[[Path], Community]] = {
        ".json": read_json,
        ".graphml": read_graphml,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None and path.is_file():
        raise ValueError(f"{path.name} is no folder, and ends in no .json or .graphml")
    return read_folder(path) if reader is None or path.is_dir() else reader(path)


def read_json(path: Path) -> Community:
    """Read a community from a JSON file, in the form that this module describes."""
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}: {problem.msg}"
        raise ValueError(f"{path.name} is no JSON, {where}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is no text in UTF-8") from None
    if not isinstance(held, dict) or "members" not in held:
        raise ValueError(f"{path.name} holds no object with a list of members")
    unknown = sorted(set(held) - set(KINDS) - set(ENDS))
    if unknown:
        raise ValueError(f"{path.name}: {unknown[0]!r} is no list that is known here")
    nodes = {
        kind: _named(path.name, name, _list(path.name, held, name))
        for name, kind in KINDS.items()
    }
    edges = {
        field: [_pair(path.name, field, one) for one in _list(path.name, held, field)]
        for field in ENDS
    }
    return _community(path.name, nodes, edges)


def read_graphml(path: Path) -> Community:
    """Read a community from GraphML in which nodes are called `type:id`."""
    try:
        graph: nx.Graph[str] = nx.read_graphml(path, node_type=str)
    except (nx.NetworkXError, ParseError, KeyError) as problem:
        raise ValueError(f"{path.name} is no GraphML: {problem}") from None
    nodes: dict[str, dict[str, str]] = {kind: {} for kind in KINDS.values()}
    for key, held in graph.nodes(data=True):
        kind, _, known = str(key).partition(":")
        if kind not in nodes or not known:
            raise ValueError(f"{path.name}: the node {key!r} is not called type:id")
        nodes[kind][known] = str(held.get("label", known))
    edges: dict[str, list[tuple[str, str]]] = {field: [] for field in ENDS}
    for one, other, kinds in graph.edges(data="kinds", default=""):
        for field in filter(None, str(kinds).split(",")):
            if field not in ENDS:
                raise ValueError(f"{path.name}: {field!r} is no kind of edge")
            edges[field].append(_ends(field, str(one), str(other)))
    return _community(path.name, nodes, edges)


def _ends(field: str, one: str, other: str) -> tuple[str, str]:
    """Return the ids of an edge without direction, as its field has them."""
    a = ENDS[field][2]
    first, second = (one, other) if one.startswith(f"{a}:") else (other, one)
    return first.partition(":")[2], second.partition(":")[2]


def _list(file: str, held: Mapping[str, Any], name: str) -> list[Any]:
    found = held.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"{file}: {name} is no list")
    return found


def _named(file: str, name: str, held: list[Any]) -> dict[str, str]:
    """Return the names of nodes by their ids, of which there is one for each."""
    found: dict[str, str] = {}
    for place, one in enumerate(held, 1):
        known = str(one.get("id", "")) if isinstance(one, dict) else ""
        if not known or known in found:
            raise ValueError(f"{file}: number {place} of {name} has no id of its own")
        found[known] = str(one.get("name") or known)
    return found


def _pair(file: str, field: str, held: Any) -> tuple[str, str]:
    if not isinstance(held, list) or len(held) != 2:
        raise ValueError(f"{file}: {held!r} of {field} is no pair of ids")
    return str(held[0]), str(held[1])


def _community(
    file: str, nodes: Mapping[str, Mapping[str, str]], edges: Edges
) -> Community:
    numbers = {
        kind: {known: number for number, known in enumerate(named)}
        for kind, named in nodes.items()
    }
    pairs = {field: _pairs(file, field, edges[field], numbers) for field in ENDS}
    marks = [pairs["expertise"], pairs["offers"], pairs["seeks"]]
    pairs["expertise"] = np.unique(np.concatenate(marks), axis=0)
    members, projects, tags, places = (len(nodes[kind]) for kind in KINDS.values())
    return Community(
        Rows(members, projects, tags, places, **pairs),
        {kind: tuple(named) for kind, named in nodes.items()},
        {kind: tuple(named.values()) for kind, named in nodes.items()},
    )


def _pairs(
    file: str,
    field: str,
    edges: Iterable[tuple[str, str]],
    numbers: Mapping[str, Mapping[str, int]],
) -> Pairs:
    kinds = ENDS[field][2:]
    found = []
    for edge in edges:
        for kind, known in zip(kinds, edge, strict=True):
            if known not in numbers[kind]:
                raise ValueError(f"{file}: {field} names no known {kind}: {known!r}")
        found.append(
            [numbers[kind][one] for kind, one in zip(kinds, edge, strict=True)]
        )
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def sorted_rows(rows: Rows) -> Rows:
    """Return the same community with each edge once, in one order for every file.

    What is learnt by chance then depends on the community alone, not on its file. The
    days of its rows, which no file holds, are left out.
    """
    made: dict[str, Any] = {}
    for field, (forth, back, *_) in ENDS.items():
        pairs = getattr(rows, field)
        made[field] = np.unique(np.sort(pairs) if forth == back else pairs, axis=0)
    return replace(rows, joined=None, met=None, **made)
