"""Which projects are like one: what they are about, the rarer the more, and where."""

import numpy as np

from community.graph.shared import Shared, one_over_length

NEAR = 0.1
"""What a place in common adds; all words in common count 1."""


def alike(shared: Shared, project: int, limit: int = 12) -> list[tuple[int, float]]:
    """Return the projects most like one, the most alike first.

    How alike two are is the cosine of their tags, each weighted by its inverse document
    frequency, and a little more for each place that both are in (a nation, a region).
    Only projects with a tag in common are alike.

    Parameters
    ----------
    shared : Shared
        The compiled community.
    project : int
        The project's number.
    limit : int
        At most so many.

    Returns
    -------
    list of (int, float)
        Numbers of projects and how alike they are; equal ones by number.

    Raises
    ------
    IndexError
        If there is no such project.
    ValueError
        If `limit` is negative.
    """
    if limit < 0:
        raise ValueError("limit must not be negative")
    if not 0 <= project < shared.size["project"]:
        raise IndexError(project)
    tags = shared.relations["project>tag"].row(project)
    others, common = shared.relations["tag>project"].send(tags, shared.rarity[tags])
    shorter = one_over_length(shared.squares["project"])
    places = shared.relations["project>place"].row(project)
    there, number = shared.relations["place>project"].send(
        places, np.full(len(places), NEAR)
    )
    near = np.zeros(shared.size["project"])
    near[there] = number
    scores = common * shorter[others] * shorter[project] + near[others]
    order = np.lexsort((others, -scores))
    order = order[others[order] != project][:limit]
    return [(int(others[one]), float(scores[one])) for one in order]
