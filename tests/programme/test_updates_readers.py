"""Who reads news: readers x viewer x state, and the page of the project above all."""

import pytest
from sqlalchemy import insert, update

from community.core.access import ANY_MEMBER, VISITOR, Audience
from community.core.db import db
from community.core.visible import BLOCKED, tie, visible
from community.programme.models import Readers, Update, UpdateImage, UpdateState
from community.projects.models import Project, ProjectState
from tests.cast import CAST
from tests.following.making import follow
from tests.programme.news import picture, put

# Of the Pain cafe, which everybody may open: Bob follows it, Dai is in the team, Lea
# leads it, Olu organises, Mo was blocked by Lea, Alice is any member.
TABLE = """
          visitor any alice bob dai lea olu ada mo
team         .     .    .    .   x   x   .   .  .
followers    .     .    .    x   x   x   .   .  .
members      .     x    x    x   x   x   x   x  x
public       x     x    x    x   x   x   x   x  x
"""
NOT_OUT = (UpdateState.DRAFT, UpdateState.SCHEDULED, UpdateState.WITHDRAWN)


def viewer(name):
    return {"visitor": VISITOR, "any": ANY_MEMBER}.get(name) or CAST[name].viewer


def rows():
    head, *lines = TABLE.strip().splitlines()
    for line in lines:
        readers, *marks = line.split()
        for name, mark in zip(head.split(), marks, strict=True):
            yield Readers(readers), name, mark == "x"


def reads(name, row):
    who = viewer(name)
    news = visible(who, Update.id).where(Update.id == row.id)
    image = visible(who, UpdateImage.id).where(UpdateImage.update_id == row.id)
    seen = db.session.scalar(news) is not None
    assert (db.session.scalar(image) is not None) == seen, "pictures go with news"
    return seen


@pytest.fixture(autouse=True)
def _people(app):
    follow("bob", 1)
    for one, two in ((CAST["lea"].id, CAST["mo"].id), (CAST["mo"].id, CAST["lea"].id)):
        values = {"member_id": one, "other_id": two, "kind": BLOCKED}
        db.session.execute(insert(tie).values(**values))


@pytest.mark.parametrize(("readers", "name", "expected"), list(rows()))
def test_published_news_are_for_their_readers(readers, name, expected):
    row = put(readers=readers)
    picture(row)
    assert reads(name, row) is expected


@pytest.mark.parametrize("state", NOT_OUT)
@pytest.mark.parametrize("readers", list(Readers))
def test_what_is_not_out_is_for_its_leads_alone(state, readers):
    row = put(state=state, readers=readers)
    picture(row)
    seen = [name for name in ["visitor", "any", *CAST] if reads(name, row)]
    assert seen == ["lea"]


@pytest.mark.parametrize("state", NOT_OUT)
def test_what_is_not_out_of_the_lab_is_for_organisers_alone(state):
    row = put(number=None, state=state, readers=Readers.PUBLIC, author_id=6)
    picture(row)
    seen = [name for name in ["visitor", "any", *CAST] if reads(name, row)]
    assert seen == ["olu"]


def test_news_of_the_lab_are_for_members_or_for_everybody():
    members = put("For members", None, readers=Readers.MEMBERS)
    public = put("For all", None, readers=Readers.PUBLIC)
    picture(members, "a.webp")
    picture(public, "b.webp")
    assert not reads("visitor", members)
    assert reads("alice", members)
    assert reads("visitor", public)
    assert not reads("pat", members), "who waits for approval is a visitor"


def test_a_narrower_page_narrows_what_shows_at_once():
    row = put(readers=Readers.PUBLIC)
    picture(row)
    this = update(Project).where(Project.id == 1)
    db.session.execute(this.values(audience=Audience.MEMBERS))
    assert not reads("visitor", row)
    assert reads("alice", row)
    db.session.execute(this.values(state=ProjectState.WITHDRAWN))
    assert [name for name in CAST if reads(name, row)] == ["dai", "lea"]


def test_who_leads_another_project_writes_nothing_here():
    assert not reads("bob", put(state=UpdateState.DRAFT))
