"""Following a tag or a challenge: one's own affair, on and off."""

import pytest

from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.visible import unscoped, visible
from community.expertise.models import Tag, TagState
from community.following import commands, queries
from community.following.models import TopicFollow
from tests.cast import CAST
from tests.following.making import follow

pytestmark = pytest.mark.usefixtures("app")


def mine(who="alice"):
    return [(one.kind, one.label) for one in queries.topics(CAST[who].viewer)]


def test_on_and_off_and_twice_is_once():
    alice = CAST["alice"].viewer
    for _twice in range(2):
        commands.follow_topic(alice, "tag", "evaluation", on=True)
    assert commands.follow_topic(alice, "area", "access", on=True) == "Access"
    assert mine() == [("area", "Access"), ("tag", "Evaluation")]
    for _twice in range(2):
        commands.follow_topic(alice, "tag", "evaluation", on=False)
    assert mine() == [("area", "Access")]


def test_a_sensitive_tag_may_be_followed():
    commands.follow_topic(CAST["alice"].viewer, "tag", "diabetes", on=True)
    assert mine() == [("tag", "Diabetes")]


@pytest.mark.parametrize(("kind", "code"), [("tag", "nothing"), ("area", "nothing")])
def test_only_what_is_there_can_be_followed(kind, code):
    with pytest.raises(NotFound):
        commands.follow_topic(CAST["alice"].viewer, kind, code, on=True)


def test_a_proposed_word_cannot_be_followed():
    db.session.add(Tag(slug="new-word", label="New word", state=TagState.PROPOSED))
    db.session.flush()
    with pytest.raises(NotFound):
        commands.follow_topic(CAST["alice"].viewer, "tag", "new-word", on=True)


def test_whoever_waits_for_approval_follows_nothing():
    with pytest.raises(Forbidden):
        commands.follow_topic(CAST["pat"].viewer, "tag", "evaluation", on=True)


@pytest.mark.parametrize("who", ["bob", "olu", "ada", "mo"])
def test_nobody_else_sees_or_counts_it(who):
    follow("alice", project=1, tag="diabetes", area="access")
    viewer = CAST[who].viewer
    assert db.session.scalars(visible(viewer, TopicFollow.id)).all() == []
    assert mine(who) == []
    assert queries.projects(viewer) == ()
    assert len(db.session.scalars(unscoped("test", TopicFollow.id)).all()) == 2
