import networkx as nx
import numpy as np
import pytest

from community.graph import Node, Rows, build_graph
from community.graph.relations import ENDS, Relation, compile_relations
from tests.graph.communities import community, edge_set


@pytest.mark.parametrize("number", range(12))
def test_the_graph_and_the_relations_hold_the_same_edges(number):
    rows = community(number)
    graph, relations = build_graph(rows), compile_relations(rows)
    for field, (forth, back, a, b) in ENDS.items():
        drawn = {
            frozenset(edge)
            for edge in graph.edges
            if field in graph.edges[edge]["kinds"]
        }
        wanted = edge_set(rows, field)
        assert drawn == {frozenset((Node(a, x), Node(b, y))) for x, y in wanted}
        for relation, pairs in (
            (relations[forth], wanted),
            (relations[back], {(y, x) for x, y in wanted}),
        ):
            owners = np.repeat(np.arange(relation.size), relation.degree)
            found = list(zip(owners.tolist(), relation.indices.tolist(), strict=True))
            assert found == sorted(pairs)


def test_all_nodes_are_in_the_graph_even_alone():
    graph = build_graph(Rows(members=2, projects=1, tags=1, places=1))
    assert nx.number_of_isolates(graph) == len(graph) == 5
    assert Node("place", 0) in graph


def test_an_edge_of_two_kinds_is_one_edge_that_names_both():
    rows = Rows(1, 0, 1, expertise=np.array([[0, 0]]), offers=np.array([[0, 0]]))
    edges = list(build_graph(rows).edges(data="kinds"))
    assert [set(kinds) for *_, kinds in edges] == [{"expertise", "offers"}]


@pytest.mark.parametrize("few", [0.01, 0.5])
def test_a_step_sums_what_arrives(few):
    random = np.random.default_rng(1)
    relation = Relation.of(random.integers(0, (60, 40), (300, 2)), 60, 40)
    table = np.zeros((60, 40))
    table[np.repeat(np.arange(60), relation.degree), relation.indices] = 1
    weights = random.random(60) * (random.random(60) < few)
    assert np.allclose(relation.step(weights), weights @ table)


def test_further_edges_are_laid_in_the_right_rows():
    base = np.array([[0, 2], [2, 0], [2, 3]])
    more = np.array([[2, 1], [0, 0], [1, 3], [2, 2]])
    relation = Relation.of(base, 3, 4).also(more)
    whole = Relation.of(np.concatenate([base, more]), 3, 4)
    assert relation.indices.tolist() == whole.indices.tolist()
    assert relation.indptr.tolist() == whole.indptr.tolist()


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([[0, 1, 2]], "shape"),
        ([[0.5, 1]], "integers"),
        ([[0, 9]], "do not exist"),
        ([[-1, 0]], "do not exist"),
    ],
)
def test_wrong_edges_are_refused_in_words(pairs, words):
    rows = Rows(2, 2, 0, memberships=np.array(pairs))
    with pytest.raises(ValueError, match=words):
        compile_relations(rows)
    with pytest.raises(ValueError, match=words):
        build_graph(rows)


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="negative"):
        compile_relations(Rows(-1, 0, 0))
