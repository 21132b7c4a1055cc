"""The lines of a map: ties and memberships of whoever is named, and of crowds."""

from community.network.crowds import between_crowds, crowd_links
from community.network.figures import MEMBERSHIP, TIE, Link
from community.network.rows import MapRows

Places = dict[int, int]
"""The node of each person or project, by its number."""


def lines(
    rows: MapRows, people: Places, projects: Places, crowd_of: Places
) -> list[Link]:
    """Return all lines: those of single nodes first, then those of crowds."""
    first = len(people) + len(projects)
    both_ways = [*rows.ties, *((b, a) for a, b in rows.ties)]
    found = crowd_links(TIE, both_ways, crowd_of, people)
    found += crowd_links(MEMBERSHIP, rows.memberships, crowd_of, projects)
    return [
        *_single(rows, people, projects),
        *(
            Link(link.other, first + link.crowd, link.kind, link.number)
            for link in found
        ),
        *(
            Link(first + a, first + b, TIE, number)
            for a, b, number in between_crowds(rows.ties, crowd_of)
        ),
    ]


def _single(rows: MapRows, people: Places, projects: Places) -> list[Link]:
    ties = [
        Link(people[a], people[b], TIE)
        for a, b in rows.ties
        if a in people and b in people
    ]
    return ties + [
        Link(people[who], projects[what], MEMBERSHIP)
        for who, what in rows.memberships
        if who in people and what in projects
    ]
