"""How the nodes of a drawing keep apart: a grid for far ones, pairs for near ones."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft, sparse
from scipy.spatial import cKDTree

Places = NDArray[np.float64]

LEAST_CELLS, MOST_CELLS = 12, 80
NEAR = 1.6
"""Nodes nearer than so many cells are treated one by one."""


def repulsion(places: Places) -> Places:
    """Return the sum over all other nodes of the pull away from each, 1 / distance.

    Far nodes are gathered in the cells of a grid, whose field is one convolution
    (particle-mesh [1]_); nodes nearer than `NEAR` cells get what the grid left out.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 2)
        Where the nodes are.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        In nodes per unit of length.

    References
    ----------
    .. [1] R. W. Hockney, J. W. Eastwood, Computer Simulation Using Particles (1988).
    """
    cells = int(np.clip(len(places) ** 0.5, LEAST_CELLS, MOST_CELLS))
    low = places.min(axis=0)
    cell = float((places.max(axis=0) - low).max()) / (cells - 2) + 1e-12
    at = (places - low) / cell + 0.5
    return (_far(at, cells) + _near(at)) / cell


def _far(at: Places, cells: int) -> Places:
    """Spread the nodes over the grid's corners, convolve, and read the field there."""
    corners = _corners(at, cells)
    mass = corners.sum(axis=0).reshape(cells, cells)
    shape = (2 * cells, 2 * cells)
    spread = fft.rfft2(mass, s=shape)
    fields = [
        fft.irfft2(spread * kernel, s=shape)[:cells, :cells].ravel()
        for kernel in _kernels(cells)
    ]
    far: Places = corners @ np.column_stack(fields)
    return far


def _corners(at: Places, cells: int) -> "sparse.csr_array":
    """Return how much of each node lies at each corner of its cell."""
    floor = np.minimum(at.astype(np.int64), cells - 2)
    part = at - floor
    first = floor[:, 0] * cells + floor[:, 1]
    columns = first[:, None] + np.array([0, 1, cells, cells + 1])
    left, low = 1 - part[:, 0], 1 - part[:, 1]
    right, high = part[:, 0], part[:, 1]
    shares = np.column_stack([left * low, left * high, right * low, right * high])
    ends = np.arange(len(at) + 1) * 4
    size = (len(at), cells * cells)
    return sparse.csr_array((shares.ravel(), columns.ravel(), ends), shape=size)


@lru_cache(maxsize=8)
def _kernels(cells: int) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Return the spectra of distance / (distance ** 2 + 1), along both axes."""
    steps = np.arange(2 * cells)
    steps = np.where(steps < cells, steps, steps - 2 * cells).astype(np.float64)
    across, along = np.meshgrid(steps, steps, indexing="ij")
    soft = across**2 + along**2 + 1
    return fft.rfft2(across / soft), fft.rfft2(along / soft)


def _near(at: Places) -> Places:
    """Return what the soft grid leaves out of 1 / distance between near nodes."""
    pairs = cKDTree(at).query_pairs(NEAR, output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    apart = at[one] - at[other]
    squares = np.maximum((apart**2).sum(axis=1), 1e-6)
    push = apart / (squares * (squares + 1))[:, None]
    size = len(at)
    return np.column_stack(
        [
            np.bincount(one, push[:, axis], minlength=size)
            - np.bincount(other, push[:, axis], minlength=size)
            for axis in (0, 1)
        ]
    )
