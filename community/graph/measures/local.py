"""What the ties around each person say: how close-knit, how bound, how far inside."""

import numpy as np
from scipy import sparse

from community.graph.links import Floats, Ints, rounded


def degrees(ties: "sparse.csr_array") -> Ints:
    """Return how many others each is tied to."""
    found: Ints = np.diff(ties.indptr).astype(np.int64)
    return found


def clustering(ties: "sparse.csr_array") -> Floats:
    """Return the share of the pairs of one's contacts who know each other [1]_.

    Parameters
    ----------
    ties : csr_array of 0 and 1, shape (people, people)
        Symmetric, with an empty diagonal.

    Returns
    -------
    ndarray of float64, shape (people,)
        From 0 to 1; 0 for whoever has fewer than two contacts.

    References
    ----------
    .. [1] D. J. Watts, S. H. Strogatz, Nature 393 (1998), 440-442.
    """
    degree = degrees(ties)
    corners = np.asarray(((ties @ ties) * ties).sum(axis=1)).ravel()
    pairs = degree * (degree - 1)
    return rounded(
        np.divide(corners, pairs, out=np.zeros(len(degree)), where=pairs > 0)
    )


def constraint(ties: "sparse.csr_array") -> Floats:
    """Return how far one's contacts lead back to each other: Burt's constraint [1]_.

    Parameters
    ----------
    ties : csr_array of 0 and 1, shape (people, people)
        Symmetric, with an empty diagonal.

    Returns
    -------
    ndarray of float64, shape (people,)
        0 or more, at most 1.125; the higher, the fewer different circles somebody
        reaches. 0 for whoever has no contact.

    References
    ----------
    .. [1] R. S. Burt, American Journal of Sociology 110:2 (2004), 349-399.
    """
    degree = degrees(ties)
    share = sparse.diags_array(1 / np.maximum(degree, 1)) @ ties
    bound = share + (share @ share) * ties
    return rounded(np.asarray((bound * bound).sum(axis=1)).ravel())


def reach(people: int, links: "sparse.csr_array") -> Ints:
    """Return for each node how many people are at most two steps away."""
    step = links + sparse.eye_array(links.shape[0], format="csr")
    near = sparse.csr_array((step @ step)[:, :people])
    counted: Ints = np.diff(near.indptr).astype(np.int64)
    counted[:people] -= 1
    return counted


def density(people: int, ties: int) -> float:
    """Return the share of all pairs of people who are tied, from 0 to 1."""
    return 2 * ties / (people * (people - 1)) if people > 1 else 0.0
