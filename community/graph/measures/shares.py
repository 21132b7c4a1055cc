"""How much of a network crosses from one kind, place or team to another."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from community.graph.links import Ints, Pairs, matrix, simple
from community.graph.relations import checked_pairs


@dataclass(frozen=True)
class Share:
    """`across` of the `told` ties whose both ends say what they are."""

    across: int
    told: int

    @property
    def share(self) -> float | None:
        """The share from 0 to 1; None where nobody tells."""
        return self.across / self.told if self.told else None


def across(ties: Pairs, codes: Ints) -> Share:
    """Return how many ties join people of different kinds.

    Parameters
    ----------
    ties : ndarray of int, shape (ties, 2)
        Who knows whom.
    codes : ndarray of int, shape (people,)
        What each person is, as a number; 0 for whoever does not tell.
    """
    found = simple("ties", len(codes), ties)
    ends = np.asarray(codes)[found]
    told = (ends != 0).all(axis=1)
    return Share(int(np.sum(told & (ends[:, 0] != ends[:, 1]))), int(told.sum()))


def across_any(people: int, ties: Pairs, held: Pairs) -> Share:
    """Return how many ties join people who have nothing of something in common.

    Parameters
    ----------
    people : int
        The number of people.
    ties : ndarray of int, shape (ties, 2)
        Who knows whom.
    held : ndarray of int, shape (rows, 2)
        (person, what) for all that each person is in: places, organisations, phases.
    """
    found = simple("ties", people, ties)
    has = _held(people, held, _things(held))
    tells = np.diff(has.indptr) > 0
    told = found[tells[found].all(axis=1)]
    return Share(
        int(np.sum(_in_common(has[told[:, 0]], has[told[:, 1]]) == 0)), len(told)
    )


@dataclass(frozen=True)
class Help:
    """Where help can flow along ties.

    `sought` counts what people seek, a person and a tag at a time; `met` those where
    somebody they are tied to offers it. `ways` counts the directions in which a tied
    person offers what the other seeks, `mutual` those whose other direction is among
    them too.
    """

    sought: int
    met: int
    ways: int
    mutual: int

    @property
    def reciprocity(self) -> float | None:
        """The share of directions that go both ways; None where none goes."""
        return self.mutual / self.ways if self.ways else None

    @property
    def share(self) -> float | None:
        """The share of what is sought that somebody tied offers; None for nothing."""
        return self.met / self.sought if self.sought else None


def reciprocity(people: int, ties: Pairs, offers: Pairs, seeks: Pairs) -> Help:
    """Return how far people who know each other can help each other.

    The share of directed links whose other direction is there too is the reciprocity
    of a directed network [1]_; here somebody points to whom they could help.

    Parameters
    ----------
    people : int
        The number of people.
    ties : ndarray of int, shape (ties, 2)
        Who knows whom.
    offers, seeks : ndarray of int, shape (rows, 2)
        (person, tag) for all that people offer and seek.

    References
    ----------
    .. [1] S. Wasserman, K. Faust, Social Network Analysis (1994), chapter 13.
    """
    things = max(_things(offers), _things(seeks))
    offered, sought = _held(people, offers, things), _held(people, seeks, things)
    pairs = simple("ties", people, ties)
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    helps = _in_common(offered[ends[:, 0]], sought[ends[:, 1]]) > 0
    forth, back = helps[: len(pairs)], helps[len(pairs) :]
    near = matrix(people, pairs) @ offered
    return Help(
        sought=sought.nnz,
        met=int((near.multiply(sought) > 0).sum()),
        ways=int(helps.sum()),
        mutual=2 * int(np.sum(forth & back)),
    )


def _things(rows: Pairs) -> int:
    """Return one more than the highest number of a thing."""
    return int(np.max(np.asarray(rows)[:, 1], initial=-1)) + 1 if len(rows) else 0


def _held(people: int, rows: Pairs, things: int) -> "sparse.csr_array":
    """Return who has what as a matrix of 0 and 1, shape (people, things)."""
    found = checked_pairs("rows", rows, people, things)
    ones = np.ones(len(found))
    shape = (people, max(things, 1))
    held = sparse.csr_array((ones, (found[:, 0], found[:, 1])), shape=shape)
    held.sum_duplicates()
    held.data[:] = 1
    return held


def _in_common(one: "sparse.csr_array", two: "sparse.csr_array") -> Ints:
    """Return how many things each row has in both matrices."""
    found: Ints = np.asarray(one.multiply(two).sum(axis=1)).ravel()
    return found
