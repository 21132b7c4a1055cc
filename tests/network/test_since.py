"""What is new since a day: the same ties on the map, in its table and in comparing."""

import pytest

from community.connections.models import TieAudience
from community.core.db import db
from community.core.errors import NotFound
from community.network.asked import network_asked
from community.network.figures import NEW
from community.network.models import Reason
from community.network.shown import shown
from community.network.snapshots.comparing import compare
from community.network.snapshots.taking import take
from community.network.table import groups, links
from community.network.view import View
from tests.network.history import History
from tests.network.map_world import OLU, add, tied


def marked(view):
    found = links(shown(network_asked(OLU, view), view))
    return {frozenset((one.a.slug, one.b.slug)) for one in found if one.kind == NEW}


@pytest.mark.parametrize("seed", range(3))
def test_the_map_marks_what_comparing_lists(app, seed):
    history = History(seed)
    ids = []
    for _ in range(3):
        history.day()
        ids.append(str(take(Reason.ASKED).id))
    db.session.expire_all()
    for first, second in ((0, 1), (0, 2), (1, 2), (2, 0)):
        before, after = ids[first], ids[second]
        told = compare(OLU, int(before), int(after)).ties
        pairs = {frozenset((one.a.slug, one.b.slug)) for one in told}
        assert marked(View(show="ties", on=after, since=before)) == pairs


def test_nothing_is_new_since_now_and_counts_stay(app):
    history = History(1)
    history.day()
    now = str(take(Reason.ASKED).id)
    usual, same = View(show="groups"), View(show="groups", since=now)
    assert marked(same) == set()
    history.ties()
    db.session.flush()
    before, after = (
        groups(shown(network_asked(OLU, view), view)) for view in (usual, same)
    )
    assert before == after


def test_a_day_that_is_not_there_is_unknown(app):
    with pytest.raises(NotFound):
        network_asked(OLU, View(since="9"))


def test_who_hides_a_tie_takes_it_from_the_marks(app):
    people = [add(number) for number in range(101, 111)]
    day = str(take(Reason.ASKED).id)
    tied(people[0], people[1], TieAudience.MEMBERS, TieAudience.MEMBERS)
    tied(people[2], people[3], TieAudience.PAIR, TieAudience.MEMBERS)
    db.session.flush()
    assert marked(View(show="ties", since=day)) == {
        frozenset(("person-101", "person-102"))
    }
