"""A community in CSV files: reading it, and writing its graph for other programs."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np

from community.graph.network import build_graph
from community.graph.records import Node, Pairs, Rows

Line = tuple[str, dict[str, str]]
"""Where a line of a file is, in words, and its cells by column."""


@dataclass(frozen=True)
class Community:
    """The rows of a folder, with the id and the name of each node of each type."""

    rows: Rows
    ids: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]

    def number(self, kind: str, name: str) -> int:
        """Return the number of the node of a type with this id.

        Raises
        ------
        ValueError
            If there is none.
        """
        try:
            return self.ids[kind].index(name)
        except ValueError:
            raise ValueError(f"there is no {kind} {name!r} in the files") from None

    def name(self, node: Node) -> str:
        """Return what a node is called."""
        return self.names[node.type][node.id]


def read_folder(folder: Path) -> Community:
    """Read a community from the CSV files that the site imports.

    Parameters
    ----------
    folder : Path
        Holds `people.csv` (id, display_name), `projects.csv` (id, title, tags) and
        `memberships.csv` (person, project), and perhaps `ties.csv` (a, b) and
        `member_tags.csv` (person, relation, tag). Semicolons part the tags of a cell.

    Returns
    -------
    Community
        Nodes are numbered in the order of the files, tags by the alphabet.

    Raises
    ------
    OSError
        If a file cannot be read.
    ValueError
        If a column is missing or a line names what no file has; it says which.
    """
    people = _read(folder / "people.csv", "id", "display_name")
    projects = _read(folder / "projects.csv", "id", "title")
    teams = _read(folder / "memberships.csv", "person", "project")
    ties = _perhaps(folder / "ties.csv", "a", "b")
    marked = _perhaps(folder / "member_tags.csv", "person", "relation", "tag")
    person, project = _numbers(people), _numbers(projects)
    words = [
        *(word for _, row in projects for word in _words(row.get("tags", ""))),
        *(word for _, row in marked for word in _words(row["tag"])),
    ]
    tags = sorted(set(words))
    tag = {word: number for number, word in enumerate(tags)}
    rows = Rows(
        members=len(person),
        projects=len(project),
        tags=len(tags),
        memberships=_pairs(
            (_end(line, "person", person), _end(line, "project", project))
            for line in teams
        ),
        ties=_pairs(
            (_end(line, "a", person), _end(line, "b", person)) for line in ties
        ),
        topics=_pairs(
            (project[row["id"]], tag[word])
            for _, row in projects
            for word in _words(row.get("tags", ""))
        ),
        expertise=_marks(marked, person, tag, None),
        offers=_marks(marked, person, tag, "offers"),
        seeks=_marks(marked, person, tag, "seeks"),
    )
    return Community(
        rows,
        {"member": tuple(person), "project": tuple(project), "tag": tuple(tags)},
        {
            "member": tuple(row["display_name"] for _, row in people),
            "project": tuple(row["title"] for _, row in projects),
            "tag": tuple(tags),
        },
    )


def _read(path: Path, *columns: str) -> list[Line]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.DictReader(text)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name} has no column {', '.join(sorted(missing))}")
        return [
            (
                f"{path.name}, line {reader.line_num}",
                {name: (cell or "").strip() for name, cell in row.items() if name},
            )
            for row in reader
        ]


def _perhaps(path: Path, *columns: str) -> list[Line]:
    return _read(path, *columns) if path.exists() else []


def _numbers(lines: list[Line]) -> dict[str, int]:
    """Number the ids of a file, of which there is one for each line."""
    found: dict[str, int] = {}
    for where, row in lines:
        if row["id"] in found or not row["id"]:
            raise ValueError(f"{where}: the id {row['id']!r} is no new one")
        found[row["id"]] = len(found)
    return found


def _words(cell: str) -> list[str]:
    return [word.strip().casefold() for word in cell.split(";") if word.strip()]


def _end(line: Line, column: str, known: dict[str, int]) -> int:
    where, row = line
    if row[column] not in known:
        raise ValueError(f"{where}: there is no {column} {row[column]!r}")
    return known[row[column]]


def _marks(
    lines: list[Line], person: dict[str, int], tag: dict[str, int], relation: str | None
) -> Pairs:
    def marks() -> Iterator[tuple[int, int]]:
        for line in lines:
            if relation in {None, line[1]["relation"]}:
                for word in _words(line[1]["tag"]):
                    yield _end(line, "person", person), tag[word]

    return _pairs(marks())


def _pairs(edges: Iterable[tuple[int, int]]) -> Pairs:
    return np.array(list(edges), dtype=np.int64).reshape(-1, 2)


def write_graphml(community: Community, path: Path) -> None:
    """Write the graph for other programs, such as Gephi or yEd.

    Nodes are called `type:id` and have `type` and `label`; edges have `kinds`, parted
    by commas.
    """
    graph = build_graph(community.rows)
    named: nx.Graph[str] = nx.Graph()
    keys = {node: f"{node.type}:{community.ids[node.type][node.id]}" for node in graph}
    for node, key in keys.items():
        named.add_node(key, type=node.type, label=community.name(node))
    for one, other in graph.edges:
        kinds = ",".join(graph.edges[one, other]["kinds"])
        named.add_edge(keys[one], keys[other], kinds=kinds)
    nx.write_graphml(named, path)
