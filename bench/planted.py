"""A planted community: two silos, made of circles, that hardly know each other."""

from dataclasses import dataclass

import numpy as np

from community.graph import Rows

Groups = dict[str, np.ndarray]
"""The group of each member and of each project."""

COMMON = 2
"""The silo of tags that both silos use."""
FAVOURITES, WORDS = 5, 8
"""So many projects and tags a circle has to do with."""


@dataclass(frozen=True)
class Size:
    """How large each silo is, and how much each member does, and where.

    A circle is a few people who do most things together: `near` of what they choose
    is their circle's, `across` of it the other silo's, and the rest their own silo's.
    """

    members: int = 300
    projects: int = 60
    tags: int = 30
    circle: int = 10
    joins: int = 5
    ties: int = 4
    has: int = 4
    near: float = 0.75
    across: float = 0.03


def plant(size: Size, random: np.random.Generator) -> tuple[Rows, Groups]:
    """Return two silos of circles with a few links across, and who is in which."""
    members = np.repeat([0, 1], size.members)
    projects = np.repeat([0, 1], size.projects)
    tags = np.repeat([0, 1, COMMON], [size.tags, size.tags, size.tags // 3])
    joins, ties, expertise, topics = [], [], [], []
    for first in range(0, len(members), size.circle):
        silo = members[first]
        circle = np.arange(first, min(first + size.circle, len(members)))
        favourites = random.choice(np.flatnonzero(projects == silo), FAVOURITES)
        words = random.choice(np.flatnonzero((tags == silo) | (tags == COMMON)), WORDS)
        topics.append(_all_pairs(favourites, random.choice(words, 2)))
        for near, silos, number, pairs in (
            (favourites, projects, size.joins, joins),
            (circle, members, size.ties, ties),
            (words, tags, size.has, expertise),
        ):
            chances = _chances(near, silos, silo, size)
            pairs += [_chosen(one, chances, number, random) for one in circle]
    ties = [pairs[pairs[:, 0] != pairs[:, 1]] for pairs in ties]
    made = (np.concatenate(pairs) for pairs in (joins, ties, expertise, topics))
    names = ("memberships", "ties", "expertise", "topics")
    edges = dict(zip(names, made, strict=True))
    rows = Rows(len(members), len(projects), len(tags), **edges)
    return rows, {"member": members, "project": projects}


def _chances(near: np.ndarray, silos: np.ndarray, silo: int, size: Size) -> np.ndarray:
    """Return how likely a circle's members choose each: near, at home, or across."""
    across = silos == 1 - silo
    chances = np.where(across, size.across / across.sum(), 0.0)
    chances[~across] = (1 - size.near - size.across) / (~across).sum()
    np.add.at(chances, near, size.near / len(near))
    return chances


def _chosen(
    one: int, chances: np.ndarray, number: int, random: np.random.Generator
) -> np.ndarray:
    """Return what a member chooses, `number` different ones, as pairs."""
    chosen = random.choice(len(chances), number, replace=False, p=chances)
    return np.column_stack([np.full(number, one), chosen])


def _all_pairs(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.column_stack([np.repeat(some, len(others)), np.tile(others, len(some))])
