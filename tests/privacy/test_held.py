"""What is held back is in no response but to whoever made it, and comes back as it was.

One thing of each kind holds a word that is nowhere else. All of them are held back at
once, then let go; every GET route is read before, between and after. A usual run reads
some of the routes, and always those that are known to show one.
"""

import random

import pytest

from community.core import held
from community.core.access import VISITOR
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.evidence.models import Resource, ResourceTalker
from community.ideas.models import Idea, IdeaComment, IdeaHelp
from community.impact.models import ImpactRecord
from community.messages.models import Message
from community.programme.models import Event, Update
from community.projects.models import Project, Story
from community.safeguarding.things import THINGS
from tests.cast import CAST
from tests.privacy import held_back, stage
from tests.privacy.everywhere import Address, addresses, come, send, some
from tests.privacy.reading import MOMENT

PLANTS = {
    "idea": (Idea, 2, ("title", "challenge", "body")),
    "comment": (IdeaComment, 2, ("words",)),
    "help": (IdeaHelp, 1, ("words",)),
    "message": (Message, 1, ("words",)),
    "update": (Update, 1, ("title", "body")),
    "event": (Event, 2, ("title", "summary")),
    "story": (Story, 2, ("words",)),
    "project": (Project, 2, ("title", "summary", "story")),
    "resource": (Resource, 90, ("title", "folded", "sentence", "summary")),
    "talk": (ResourceTalker, 2, ("words",)),
    "impact": (ImpactRecord, 2, ("what_changed",)),
}
"""Where the word of each kind is put: the table, the row, its columns."""

MADE_BY = {
    "idea": {"bob"}, "comment": {"dai"}, "help": {"dai"}, "message": {"dai"},
    "update": {"lea"}, "event": {"olu"}, "story": {"mo"}, "project": {"bob"},
    "resource": {"dai"}, "talk": {"lea"}, "impact": {"alice"},
}  # fmt: skip
"""Who may go on seeing it: its author, a team, whoever holds or looks after it."""

SHOWN_AT = (
    "/ideas/", "/ideas/idea-1", "/ideas/idea-2", "/ideas/?q=cidea", "/api/v1/ideas/",
    "/conversations/1", "/api/v1/conversations/1", "/updates/update-1", "/news/",
    "/events/", "/events/event-2", "/projects/project-1/stories", "/projects/",
    "/projects/project-2", "/projects/?q=cproject", "/api/v1/projects/", "/evidence/",
    "/evidence/resource-90", "/evidence/resource-1", "/evidence/?q=cresource",
    "/evidence/feed.atom", "/evidence/list.csv", "/api/v1/evidence/", "/impact/",
    "/impact/2", "/suggestions/", "/sitemap.xml",
)  # fmt: skip

SEES = {
    None: {"event", "update", "story", "resource", "impact"},
    "alice": set(PLANTS) - {"talk"},
    "bob": {"idea", "comment", "help", "message", "project", "resource", "impact"},
    "olu": {"idea", "comment", "event", "story", "project", "resource"},
    "lea": {"idea", "comment", "update", "talk", "resource", "project"},
    "mo": {"idea", "story", "project", "resource"},
}
"""What each reader sees before, at the least: else this would prove nothing."""


def word(kind: str) -> str:
    return f"c{kind}"


def test_every_kind_that_can_be_held_is_planted():
    assert set(PLANTS) == {kind for kind, thing in THINGS.items() if thing.holds}
    assert set(MADE_BY) == set(PLANTS)


@pytest.fixture
def planted(app, at):
    at("2017-11-01 12:00")
    stage.fill()
    for kind, (entity, number, columns) in PLANTS.items():
        found = unscoped("test", entity).where(entity.id == number)
        row = db.session.scalars(found).one()
        for column in columns:
            setattr(row, column, f"Of {word(kind)} here")
        if kind in ("idea", "project"):
            row.folded = f"of {word(kind)} here"
    event = db.session.scalars(unscoped("test", Event).where(Event.id == 2)).one()
    event.audience = "public"
    db.session.commit()


def asked(app, who) -> list[Address]:
    more = [*addresses(app, idea="idea-2"), *addresses(app, slug="project-2")]
    here = [Address("GET", "known", path, "") for path in SHOWN_AT]
    return [*some([*addresses(app), *more], 16, "held", who), *here]


def read(reader, found: list[Address]) -> dict[str, bytes]:
    pages = {}
    for one in found:
        body = send(reader, one).get_data()
        for pattern, put in MOMENT:
            body = pattern.sub(put, body)
        pages[one.path] = body
    return pages


def kinds_in(pages: dict[str, bytes]) -> dict[str, list[str]]:
    """Return where the word of each kind stands; never by what was asked for."""
    found: dict[str, list[str]] = {}
    for path, body in pages.items():
        for kind in PLANTS:
            if word(kind).encode() in body.lower() and word(kind) not in path:
                found.setdefault(kind, []).append(path)
    return found


def all_of_them(do) -> None:
    start_writing()
    for kind, (_entity, number, _columns) in PLANTS.items():
        do(kind, number)
    db.session.commit()


@pytest.mark.parametrize("who", SEES)
def test_nobody_but_who_made_it_sees_what_is_held_back(app, planted, who):
    reader, found = come(app)(who), asked(app, who)
    read(reader, found)  # what was read of it stays read
    before = read(reader, found)
    assert SEES[who] <= kinds_in(before).keys()
    all_of_them(held.hold)
    between = kinds_in(read(reader, found))
    theirs = {kind for kind, who_made in MADE_BY.items() if who in who_made}
    assert between.keys() <= theirs, between
    all_of_them(held.let_go)
    after = read(reader, found)
    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.parametrize("who", ["alice", "olu", None])
def test_what_was_held_back_from_its_first_moment_changes_nothing(app, at, who):
    """No count, no order, no suggestion and no figure of others' knows of it."""
    at("2017-11-01 12:00")
    stage.fill()
    reader, found = come(app)(who), asked(app, who)
    read(reader, found)
    before = read(reader, found)
    viewer = CAST[who].viewer if who else VISITOR
    start_writing()
    for way in held_back.WAYS:
        way(random.Random(way.__name__), viewer)
    db.session.commit()
    after = read(reader, found)
    assert [path for path in before if before[path] != after[path]] == []
