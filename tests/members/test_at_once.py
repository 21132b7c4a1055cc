"""Two taps on one button, in one moment, do what one does."""

import pytest
from sqlalchemy import select

from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.expertise import commands as expertise
from community.expertise.models import Tag, TagName
from community.members import commands
from community.members.models import MemberTag, Relation
from community.messages import own
from community.messages.models import ConversationChoice
from community.projects import commands as projects
from community.projects.models import Follow
from tests.cast import CAST, tag_id
from tests.coffee.test_at_once import at_once
from tests.held import held
from tests.projects.making import project

ALICE = CAST["alice"].viewer


def tag() -> MemberTag:
    sewn = db.session.get_one(Tag, tag_id("storytelling"))
    return commands.add_tag(ALICE, commands.me(ALICE), sewn, Relation.SEEKS)


TAPS = {
    "add a tag": tag,
    "propose a word": lambda: expertise.propose(ALICE, "Whittling"),
    "follow": lambda: projects.follow(ALICE, project(1), on=True),
    "choose": lambda: own.choose(ALICE, read_marks=False),
}
ROWS = {
    "add a tag": lambda: unscoped("test", MemberTag.audience).where(
        MemberTag.member_id == ALICE.member_id,
        MemberTag.tag_id == tag_id("storytelling"),
        MemberTag.relation == Relation.SEEKS,
    ),
    "propose a word": lambda: (
        select(Tag.label)
        .join(TagName, TagName.tag_id == Tag.id)
        .where(Tag.label == "Whittling")
    ),
    "follow": lambda: unscoped("test", Follow.project_id),
    "choose": lambda: unscoped("test", ConversationChoice.read_marks),
}
LEFT = {
    "add a tag": [Audience.MEMBERS],
    "propose a word": ["Whittling"],
    "follow": [1],
    "choose": [False],
}


@pytest.mark.parametrize("name", TAPS)
def test_two_taps_make_one_row(app, monkeypatch, name):
    db.session.commit()
    then = held(monkeypatch, db.session, "add")
    broken = at_once(app, TAPS[name], then(TAPS[name]))
    assert broken == []
    start_writing()
    assert db.session.scalars(ROWS[name]()).all() == LEFT[name]
