"""Projects that are like one: compared with a slow and obvious way to find them."""

import math

import pytest

from community.graph.alike import NEAR, alike
from community.graph.shared import Shared
from tests.graph.communities import community


def slowly(rows, project):
    """The same by dictionaries, tag by tag."""
    tags, places, users = {}, {}, {}
    for one, tag in rows.topics.tolist():
        tags.setdefault(one, set()).add(tag)
        users.setdefault(tag, set()).add(("project", one))
    for one, tag in rows.expertise.tolist():
        users.setdefault(tag, set()).add(("member", one))
    for one, place in rows.project_places.tolist():
        places.setdefault(one, set()).add(place)
    total = rows.members + rows.projects
    rare = {tag: math.log1p(total / len(those)) ** 2 for tag, those in users.items()}

    def length(one):
        return math.sqrt(sum(rare[tag] for tag in tags[one]))

    mine, found = tags.get(project, set()), {}
    for one, theirs in tags.items():
        if one != project and mine & theirs:
            common = sum(rare[tag] for tag in mine & theirs)
            near = len(places.get(one, set()) & places.get(project, set()))
            found[one] = common / length(one) / length(project) + NEAR * near
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize("seed", range(5))
def test_finds_what_a_slow_way_finds(seed):
    rows = community(seed)
    shared = Shared.from_rows(rows)
    for project in range(rows.projects):
        found = alike(shared, project, 1000)
        slow = slowly(rows, project)
        assert [score for _, score in found] == pytest.approx(
            [score for _, score in slow]
        )
        assert {one for one, _ in found} == {one for one, _ in slow}
        assert alike(shared, project, 3) == found[:3]


def test_refuses_what_is_not_there():
    shared = Shared.from_rows(community(1))
    with pytest.raises(IndexError):
        alike(shared, 10_000)
    with pytest.raises(ValueError, match="negative"):
        alike(shared, 0, -1)
