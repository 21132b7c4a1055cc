"""Learning for the site: from public rows, once a day, and in the next answer."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import func, select, update

from community.connections.models import TieAudience
from community.core import clock
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.jobs import tasks
from community.matching import learning, quality, quality_history, snapshot
from community.matching.changes import GRAPH, LEARNED
from community.matching.models import Happened, Learned, SuggestionEvent, Version
from community.projects.models import Membership
from tests.cast import CAST, connect, join


def version(name=LEARNED):
    found = select(Version.value).where(Version.name == name)
    return db.session.scalar(found) or 0


def test_what_is_learnt_is_in_the_next_snapshot(app):
    before = version()
    assert tasks.learn_if_due()
    assert version() > before
    groups = snapshot.current(ANY_MEMBER)[0].published_members.groups
    assert groups.max() >= 0, "some group was found"


def test_learning_is_due_once_a_day(app, at):
    at("2017-09-01 12:00")
    assert tasks.learn_if_due()
    at("2017-09-02 11:59")
    assert not tasks.learn_if_due()
    at("2017-09-02 12:00")
    assert tasks.learn_if_due()


def test_rows_that_not_all_members_see_are_not_learnt_from(app):
    rows = learning.rows_of(snapshot.build())
    join(1, 6, audience=Audience.PROJECTS)
    connect(2, 6, TieAudience.NEAR)
    db.session.commit()
    later = learning.rows_of(snapshot.build())
    for field in ("memberships", "ties", "joined", "met", "expertise"):
        assert np.array_equal(getattr(later, field), getattr(rows, field)), field


def test_each_row_has_the_day_on_which_it_began(app):
    graph = snapshot.build()
    rows = learning.rows_of(graph)
    assert len(rows.joined) == len(rows.memberships) > 0
    assert len(rows.met) == len(rows.ties)
    days = {
        (who, what): since.toordinal()
        for who, what, since in db.session.execute(
            unscoped(
                "test", Membership.member_id, Membership.project_id, Membership.since
            )
        )
    }
    for (who, what), day in zip(rows.memberships, rows.joined, strict=True):
        pair = (int(graph.members.ids[who]), int(graph.projects.ids[what]))
        assert days[pair] == day


@pytest.mark.parametrize(
    ("module", "work"), [(learning, learning.learn), (quality, quality.make)]
)
def test_others_can_write_while_much_is_read(app, monkeypatch, module, work):
    def history(graph):
        with db.engine.begin() as other:
            other.execute(update(Version).values(value=Version.value + 1))
        return quality_history.history(graph)

    monkeypatch.setattr(module, "history", history)
    snapshot.bump()
    db.session.commit()
    before = version(GRAPH)
    start_writing()
    work()
    assert version(GRAPH) == before + 1


@pytest.mark.parametrize(("age", "left"), [(365, 1), (366, 0)])
def test_events_are_forgotten_after_a_year(app, age, left):
    db.session.add(
        SuggestionEvent(
            member_id=CAST["alice"].id,
            person_id=CAST["bob"].id,
            what=Happened.SHOWN,
            day=clock.today() - timedelta(days=age),
        )
    )
    db.session.commit()
    learning.learn()
    db.session.commit()
    number = unscoped("test", func.count(SuggestionEvent.id))
    assert db.session.scalar(number) == left


def test_a_row_that_can_not_be_read_is_as_if_nothing_was_learnt(app):
    db.session.add(Learned(name="matching", body=b"not what it should be"))
    db.session.commit()
    graph = snapshot.build()
    assert graph.matcher.learned.work is None
