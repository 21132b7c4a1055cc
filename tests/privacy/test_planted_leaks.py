"""The privacy test finds a leak in a count, in an order and in a reason."""

import random

import pytest
from sqlalchemy import and_, func, or_, select, true

from community.announcements.models import Reader
from community.coffee.models import CoffeeGuest
from community.connections import between as tie_page
from community.connections import queries as requests
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
    TieAudience,
)
from community.core import scope
from community.core import visible as rule
from community.core.db import db
from community.digests import seen
from community.evidence.models import ResourceTalker
from community.following.models import SavedSearch, TopicFollow
from community.introductions import told
from community.introductions.models import Introduction, IntroductionState
from community.introductions.told import Told
from community.matching import facts, snapshot_rows
from community.members import directory
from community.members.models import Member, MemberTag
from community.messages import company, queries, reading
from community.messages.models import Conversation, Message, Part
from community.notices.models import Notice
from community.programme.models import Attendance
from tests.cast import CAST
from tests.privacy import among
from tests.privacy import told as tell
from tests.privacy.reading import paths, read
from tests.privacy.test_non_interference import differences
from tests.privacy.worked import worked
from tests.privacy.worlds import shuffle

TRIES, TWINS = 100, 12
NOON = "2017-11-01 12:00"


def found(app, visitor, begins):
    """Return the first world in which something differs; None when none does."""
    for seed in range(TRIES):
        different, _changed, _number, _texts = differences(app, visitor, seed, begins)
        if different:
            return different
        app.extensions["renew"]()
    return None


@pytest.fixture
def renewable(app, database):
    """Let a test go back to the cast between two worlds."""

    def renew():
        db.session.remove()
        database.reset(db.engine)

    app.extensions["renew"] = renew
    yield app
    del app.extensions["renew"]


def test_a_count_over_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")

    def counted(statement):
        only = statement.with_only_columns(func.count(), maintain_column_froms=True)
        only = only.order_by(None).execution_options(unscoped="test")
        return db.session.scalar(only) or 0

    monkeypatch.setattr(rule, "count", counted)
    assert found(renewable, visitor, "/members/")


def test_an_order_by_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")
    tags = MemberTag.__table__.alias()
    number = (
        select(func.count())
        .select_from(tags)
        .where(tags.c.member_id == Member.id)
        .scalar_subquery()
    )
    real = directory.narrowed

    def leaking(statement, *rest, **more):
        return real(statement, *rest, **more).order_by(number.desc())

    monkeypatch.setattr(directory, "narrowed", leaking)
    assert found(renewable, visitor, "/members/")


def everything(_viewer, parts, **given):
    """Run what was put together without anybody's rules."""
    return list(db.session.execute(unkept(_viewer, parts), given).all())


def unkept(_viewer, parts):
    """Select what was put together without anybody's rules."""
    return rule.unscoped("test", *parts.c)


def test_a_reason_of_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")
    monkeypatch.setattr(snapshot_rows, "kept", unkept)
    monkeypatch.setattr(facts, "rows_of", everything)
    assert found(renewable, visitor, "/suggestions/")


def test_an_order_of_suggestions_by_hidden_rows_is_found(
    renewable, visitor, monkeypatch, at
):
    """The reasons stay honest; only the graph was built from everything."""
    at("2017-11-01 12:00")
    monkeypatch.setattr(snapshot_rows, "kept", unkept)
    assert found(renewable, visitor, "/suggestions/")


# ------------------------------------------------------------ between other people
READERS = ("alice", "bob", "dai", "lea")


def between_others(app, visitor, begins, *ways, readers=READERS, twins=TWINS):
    """Return the first pages that tell of changes in some ways; None where none do."""
    for seed in range(twins):
        rng, who = random.Random(seed), readers[seed % len(readers)]
        shuffle(rng)
        reader = visitor(who)
        pages = [path for path in paths(app, rng) if path.startswith(begins)]
        before = read(reader, pages)
        for way in ways * 2:
            way(rng, CAST[who].viewer)
        db.session.commit()
        after = read(reader, pages)
        if before != after:
            return [path for path in pages if before[path] != after[path]]
        app.extensions["renew"]()
    return None


@pytest.fixture
def open_to_all(monkeypatch):
    """Let a private table be open to everybody, or follow another rule."""

    def widen(entity, seen=lambda cls, viewer: true()):
        scope.criteria.cache_clear()
        monkeypatch.setattr(entity, "for_viewer", classmethod(seen))

    yield widen
    monkeypatch.undo()
    scope.criteria.cache_clear()


def test_a_quiet_visitor_of_an_event_is_found(renewable, visitor, open_to_all, at):
    at(NOON)
    open_to_all(Attendance)
    assert between_others(renewable, visitor, "/events/", among.went)


def test_somebody_who_talks_of_it_to_others_is_found(
    renewable, visitor, open_to_all, at
):
    at(NOON)
    open_to_all(ResourceTalker)
    pages = "/evidence/resource-1"
    assert between_others(renewable, visitor, pages, worked, twins=4 * TWINS)


def test_a_conversation_of_others_is_found(renewable, visitor, open_to_all, at):
    at(NOON)
    open_to_all(Conversation)
    assert between_others(renewable, visitor, "/conversations/", among.talked)


def test_a_table_of_others_is_found(renewable, visitor, open_to_all, at):
    at(NOON)
    open_to_all(CoffeeGuest)
    assert between_others(renewable, visitor, "/coffee/", among.sat)


def test_a_note_of_the_other_side_is_found(
    renewable, visitor, open_to_all, monkeypatch, at
):
    """The page asks for one's own as well; both have to be wrong."""
    at(NOON)
    open_to_all(ConnectionNote)

    def any_note(viewer, tie_id):
        kept = rule.visible(viewer, ConnectionNote.words, ConnectionNote.strength)
        of_tie = kept.where(ConnectionNote.connection_id == tie_id)
        row = db.session.execute(of_tie.order_by(ConnectionNote.id.desc())).first()
        return tie_page.Note(*row) if row else tie_page.Note()

    monkeypatch.setattr(tie_page, "_note", any_note)
    assert between_others(renewable, visitor, "/connections/ties/", among.note)


def test_a_story_of_others_is_found(renewable, visitor, open_to_all, monkeypatch, at):
    at(NOON)
    open_to_all(ConnectionStory)

    def any_story(viewer, tie_id):
        halves = rule.visible(viewer, ConnectionStory.member_id, ConnectionStory.words)
        rows = db.session.execute(halves.order_by(ConnectionStory.words.desc()))
        return {one: row.words for row in rows for one in (row.member_id, 1, 2, 3)}

    monkeypatch.setattr(tie_page, "_stories", any_story)
    assert between_others(renewable, visitor, "/connections/ties/", among.story)


def test_a_quiet_decline_that_is_told_is_found(renewable, visitor, monkeypatch, at):
    at(NOON)
    monkeypatch.setattr(requests, "told_to_asker", lambda state, _asked_at: state)
    assert between_others(renewable, visitor, "/connections/requests/", among.declined)


def test_what_came_of_an_introduction_is_found(renewable, visitor, monkeypatch, at):
    """Whoever passed it on learns nothing of a "not now"."""
    at(NOON)

    def outspoken(row):
        return Told.NOT_NOW if row.state is IntroductionState.NOT_NOW else Told.WAITS

    monkeypatch.setattr(told, "_to_introducer", outspoken)
    monkeypatch.setattr(told, "_to_beginner", outspoken)
    begins = "/api/v1/connections/introductions/"
    assert between_others(renewable, visitor, begins, among.quietly)


def test_an_introduction_that_has_not_been_passed_on_is_found(
    renewable, visitor, open_to_all, monkeypatch, at
):
    at(NOON)
    open_to_all(Introduction)
    monkeypatch.setattr(told, "_to_contact", lambda _row, _member: Told.TO_ANSWER)
    begins = "/api/v1/connections/introductions/"
    assert between_others(renewable, visitor, begins, among.not_yet)


def test_a_tie_that_one_end_keeps_to_the_two_is_found(
    renewable, visitor, open_to_all, at
):
    at(NOON)

    def from_one_end(cls, viewer):
        known = rule.connected_to(viewer)
        return and_(
            cls.a_audience != TieAudience.PAIR,
            or_(cls.a_id.in_(known), cls.b_id.in_(known)),
        )

    open_to_all(Connection, from_one_end)
    begins = "/api/v1/connections/"
    assert between_others(renewable, visitor, begins, among.half_tie)


# ------------------------------------------------------------ what people are told
def test_a_notice_of_others_is_found(renewable, visitor, open_to_all, at):
    at(NOON)
    open_to_all(Notice)
    assert between_others(renewable, visitor, "/notices/", tell.noticed)


@pytest.mark.parametrize("entity", [SavedSearch, TopicFollow])
def test_what_others_keep_and_follow_is_found(
    renewable, visitor, open_to_all, at, entity
):
    at(NOON)
    open_to_all(entity)
    assert between_others(renewable, visitor, "/following/", tell.kept)


def test_a_bell_that_counts_what_is_hidden_is_found(
    renewable, visitor, monkeypatch, at
):
    at(NOON)

    def every_link(viewer):
        waits = rule.visible(viewer, Notice.link).where(Notice.read_at.is_(None))
        return tuple(db.session.scalars(waits))

    monkeypatch.setattr(seen, "unread_links", every_link)
    assert between_others(renewable, visitor, "/events/", tell.told_of_hidden)


def test_a_line_about_a_hidden_person_is_found(renewable, visitor, monkeypatch, at):
    at(NOON)

    def everybody(_viewer, ids):
        found = rule.unscoped("test", Member.id, Member.name, Member.slug)
        rows = db.session.execute(found.where(Member.id.in_(ids)))
        return {row.id: seen.PersonName(*row) for row in rows}

    monkeypatch.setattr(seen, "_people", everybody)
    assert between_others(renewable, visitor, "/notices/", tell.told_of_hidden)


def test_words_of_a_team_to_whoever_left_it_are_found(
    renewable, visitor, open_to_all, at
):
    """A part that was not ended yet is not enough."""
    at(NOON)

    def by_part(column):
        def seen_by(cls, viewer):
            part = Part.__table__.alias()
            mine = select(part.c.conversation_id).where(
                part.c.member_id == viewer.member_id
            )
            return getattr(cls, column).in_(mine)

        return seen_by

    open_to_all(Conversation, by_part("id"))
    open_to_all(Part, by_part("conversation_id"))
    open_to_all(Message, by_part("conversation_id"))
    assert between_others(renewable, visitor, "/conversations/", tell.teamed)


def test_readers_of_an_announcement_whom_nobody_shows_are_found(
    renewable, visitor, open_to_all, at
):
    at(NOON)
    open_to_all(Reader)
    assert between_others(
        renewable, visitor, "/organise/announcements/", tell.announced,
        readers=("olu",),
    )  # fmt: skip


def test_an_ignored_request_that_is_told_is_found(renewable, visitor, monkeypatch, at):
    """Whoever asked learns nothing of that it was put away."""
    at(NOON)
    real = company.standing

    def outspoken(viewer, row):
        part = rule.unscoped("test", Part.id).where(
            Part.conversation_id == row.id, Part.ignored_at.is_not(None)
        )
        ignored = db.session.scalar(part.limit(1)) is not None
        return company.Standing.NOT_NOW if ignored else real(viewer, row)

    for module in (queries, reading):
        monkeypatch.setattr(module, "standing", outspoken)
    put_away = tell.put_away  # few worlds hold such a request of the reader
    assert between_others(
        renewable, visitor, "/conversations/", put_away, twins=4 * TWINS
    )
