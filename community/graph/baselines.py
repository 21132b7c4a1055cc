"""Simple ways to rank projects and people, to measure the matcher against.

Each is a function of the rows and of some members; it returns one score for each of
these members and each candidate, 0 where nothing speaks for a candidate. Candidates
that a member has already keep their scores: whoever ranks leaves them out.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import sparse

from community.graph.records import Pairs, Rows
from community.graph.relations import Floats, Ids, both_ways

Baseline = Callable[[Rows, Ids], Floats]

NEIGHBOURS = 300
RESTART = 0.15
STEPS = 60


def _matrix(pairs: Pairs, rows: int, columns: int) -> Any:
    """Return edges as a sparse matrix of 0 and 1, shape (rows, columns)."""
    ones = np.ones(len(pairs))
    found = sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(rows, columns))
    found.data[:] = 1  # an edge that occurs twice is one edge
    return found


def _memberships(rows: Rows) -> Any:
    return _matrix(rows.memberships, rows.members, rows.projects)


def _ties(rows: Rows) -> Any:
    return _matrix(both_ways(rows.ties), rows.members, rows.members)


def _dense(found: Any) -> Floats:
    return np.asarray(found.toarray(), dtype=np.float64)


# ---------------------------------------------------------------- projects
def popularity(rows: Rows, members: Ids) -> Floats:
    """Return how many members each project has, the same for everybody."""
    team = np.asarray(_memberships(rows).sum(axis=0), dtype=np.float64)
    return np.tile(team, (len(members), 1))


def newest(rows: Rows, members: Ids) -> Floats:
    """Return the number of each project, plus 1, that has members: later is higher.

    Projects are numbered in the order in which they began.
    """
    begun = np.asarray(_memberships(rows).sum(axis=0)) > 0
    return np.tile(np.where(begun, np.arange(1.0, rows.projects + 1), 0), (
        len(members), 1
    ))  # fmt: skip


def tag_jaccard(rows: Rows, members: Ids) -> Floats:
    """Return the share of tags in common, of all that member and project have [1]_.

    References
    ----------
    .. [1] P. Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37
       (1901), 547-579.
    """
    mine = _matrix(rows.expertise, rows.members, rows.tags)[members]
    return _jaccard(mine, _matrix(rows.topics, rows.projects, rows.tags))


def _jaccard(mine: Any, theirs: Any) -> Floats:
    common = _dense(mine @ theirs.T)
    sizes = np.asarray(mine.sum(axis=1))[:, None] + np.asarray(theirs.sum(axis=1))
    shared: Floats = common / np.maximum(sizes - common, 1)
    return shared


def tag_cosine(rows: Rows, members: Ids) -> Floats:
    """Return the cosine of the tags of member and project, weighed by rarity [1]_.

    A tag of `n` among `N` members and projects weighs `log(1 + N / n)`.

    References
    ----------
    .. [1] G. Salton, C. Buckley, Information Processing & Management 24:5 (1988),
       513-523.
    """
    said = _matrix(rows.expertise, rows.members, rows.tags)
    about = _matrix(rows.topics, rows.projects, rows.tags)
    number = np.asarray(said.sum(axis=0)) + np.asarray(about.sum(axis=0))
    weight = np.log1p((rows.members + rows.projects) / np.maximum(number, 1))
    weighed = sparse.dia_array((weight[None], [0]), shape=(rows.tags, rows.tags))
    return _dense(_unit(said[members] @ weighed) @ _unit(about @ weighed).T)


def _unit(found: Any) -> Any:
    """Return the rows at length 1; empty ones stay empty."""
    lengths = np.sqrt(np.asarray((found * found).sum(axis=1)))
    inverse = np.where(lengths > 0, 1 / np.maximum(lengths, 1e-300), 0)
    size = found.shape[0]
    return sparse.dia_array((inverse[None], [0]), shape=(size, size)) @ found


def item_knn(rows: Rows, members: Ids) -> Floats:
    """Return how like each project is to those that a member is in, by its team [1]_.

    Likeness is the cosine of the teams; each project lends its score to the
    `NEIGHBOURS` projects that are most like it.

    References
    ----------
    .. [1] B. Sarwar, G. Karypis, J. Konstan, J. Riedl, WWW (2001), 285-295.
    """
    joined = _memberships(rows)
    teams = _unit(joined.T.tocsr())
    like = _nearest(_without_diagonal(teams @ teams.T))
    return _dense(joined[members] @ like)


def user_knn(rows: Rows, members: Ids) -> Floats:
    """Return what the members with the most similar projects are in [1]_.

    Similarity is the cosine of their projects; the `NEIGHBOURS` nearest count.

    References
    ----------
    .. [1] J. L. Herlocker, J. A. Konstan, A. Borchers, J. Riedl, SIGIR (1999),
       230-237.
    """
    joined = _memberships(rows)
    each = _unit(joined)
    like = (each[members] @ each.T).tolil()
    like[np.arange(len(members)), members] = 0
    return _dense(_nearest(like.tocsr()) @ joined)


def _without_diagonal(found: Any) -> Any:
    kept = found.tocoo()
    away = kept.row != kept.col
    ends = (kept.row[away], kept.col[away])
    return sparse.csr_array((kept.data[away], ends), shape=kept.shape)


def _nearest(found: Any) -> Any:
    """Keep the `NEIGHBOURS` highest of each row; of equal ones the first."""
    kept = found.tocoo()
    order = np.lexsort((kept.col, -kept.data, kept.row))
    rows, columns = kept.row[order], kept.col[order]
    counts = np.bincount(rows, minlength=kept.shape[0])
    begins = np.repeat(np.cumsum(counts) - counts, counts)
    near = np.arange(len(rows)) - begins < NEIGHBOURS
    ends = (rows[near], columns[near])
    return sparse.csr_array((kept.data[order][near], ends), shape=kept.shape)


def pagerank(rows: Rows, members: Ids) -> Floats:
    """Return where a walk from a member over work and ties is found in the end [1]_.

    It starts anew at the member with `RESTART` a step, `STEPS` steps long.

    References
    ----------
    .. [1] T. H. Haveliwala, IEEE TKDE 15:4 (2003), 784-796.
    """
    return _walked(rows, members)[:, rows.members :]


def _walked(rows: Rows, members: Ids) -> Floats:
    joined = _memberships(rows)
    graph = sparse.block_array([[_ties(rows), joined], [joined.T, None]]).tocsr()
    degree = np.maximum(np.asarray(graph.sum(axis=1)), 1)
    size = len(degree)
    pass_on = graph @ sparse.dia_array(((1 / degree)[None], [0]), shape=(size, size))
    start = np.zeros((size, len(members)))
    start[members, np.arange(len(members))] = 1
    here = start
    for _ in range(STEPS):
        here = (1 - RESTART) * (pass_on @ here) + RESTART * start
    return np.asarray(here.T, dtype=np.float64)


# ---------------------------------------------------------------- people
def common_neighbours(rows: Rows, members: Ids) -> Floats:
    """Return how many people know both."""
    ties = _ties(rows)
    return _dense(ties[members] @ ties)


def adamic_adar(rows: Rows, members: Ids) -> Floats:
    """Return the people who know both, each worth one over the log of whom they know.

    That is Adamic and Adar's index [1]_.

    References
    ----------
    .. [1] L. A. Adamic, E. Adar, Social Networks 25:3 (2003), 211-230.
    """
    ties = _ties(rows)
    known = np.asarray(ties.sum(axis=1))
    worth = np.where(known > 1, 1 / np.log(np.maximum(known, 2)), 0)
    size = rows.members
    between = sparse.dia_array((worth[None], [0]), shape=(size, size))
    return _dense(ties[members] @ between @ ties)


def shared_projects(rows: Rows, members: Ids) -> Floats:
    """Return in how many projects both are."""
    joined = _memberships(rows)
    return _dense(joined[members] @ joined.T)


def people_tag_jaccard(rows: Rows, members: Ids) -> Floats:
    """Return the share of tags in common, of all that both people have."""
    said = _matrix(rows.expertise, rows.members, rows.tags)
    return _jaccard(said[members], said)


def people_pagerank(rows: Rows, members: Ids) -> Floats:
    """Return where a walk from a member over work and ties finds people in the end."""
    return _walked(rows, members)[:, : rows.members]


PROJECTS: Mapping[str, Baseline] = MappingProxyType(
    {
        "popularity": popularity,
        "newest": newest,
        "tag_jaccard": tag_jaccard,
        "tag_cosine": tag_cosine,
        "item_knn": item_knn,
        "user_knn": user_knn,
        "pagerank": pagerank,
    }
)
"""What projects are ranked by, by name."""

PEOPLE: Mapping[str, Baseline] = MappingProxyType(
    {
        "common_neighbours": common_neighbours,
        "adamic_adar": adamic_adar,
        "shared_projects": shared_projects,
        "people_tag_jaccard": people_tag_jaccard,
        "people_pagerank": people_pagerank,
    }
)
"""What people are ranked by, by name."""
