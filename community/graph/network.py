"""A community as a networkx graph: for paths, measures, exports and to look around."""

import gc

import networkx as nx

from community.graph.records import Node, Rows
from community.graph.relations import ENDS, checked_pairs, sizes


def build_graph(rows: Rows) -> "nx.Graph[Node]":
    """Build the graph of a community, with the same edges as its compiled relations.

    Parameters
    ----------
    rows : Rows
        The community.

    Returns
    -------
    networkx.Graph
        Nodes are `Node` tuples, isolated ones included. Each edge has `kinds`, the
        names of the fields of `rows` that hold it, in alphabetical order: a member may
        both know a tag and offer it.

    Raises
    ------
    ValueError
        If an edge names a node that does not exist or has a wrong shape.
    """
    graph: nx.Graph[Node] = nx.Graph()
    collecting = gc.isenabled()
    gc.disable()  # it would walk the growing graph again and again
    try:
        for kind, size in sizes(rows).items():
            graph.add_nodes_from(Node(kind, number) for number in range(size))
        for field in sorted(ENDS):
            _add_edges(graph, rows, field)
    finally:
        if collecting:
            gc.enable()
    return graph


def _add_edges(graph: "nx.Graph[Node]", rows: Rows, field: str) -> None:
    _, _, a, b = ENDS[field]
    size = sizes(rows)
    pairs = checked_pairs(field, getattr(rows, field), size[a], size[b])
    for one, other in pairs.tolist():
        ends = Node(a, one), Node(b, other)
        if ends[0] == ends[1]:
            continue
        kinds = graph.edges[ends]["kinds"] if graph.has_edge(*ends) else ()
        if field not in kinds:
            graph.add_edge(*ends, kinds=(*kinds, field))
