"""Erasing somebody: nothing of theirs is left, and what is of others stays."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, func, select, update

from community import checks, schema
from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    Invitation,
    InvitationKind,
    State,
    Undeliverable,
)
from community.core import clock, journal, limits, vault
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.outbox import Job
from community.core.visible import unscoped
from community.expertise.models import Tag, TagName, TagState
from community.lived.models import LivedExperience
from community.members.models import DetailName, Member, MemberDetail, MemberTag
from community.messages.models import Message
from community.network.models import MapView
from community.notices.models import Notice
from community.privacy import cleaning, clockwork, erasing, erasures
from community.privacy.inventory import Fate
from community.privacy.models import Erasure
from community.programme.models import Event
from tests.cast import CAST
from tests.leaving import dump
from tests.leaving.canaries import Flock
from tests.privacy import stage

ALICE = CAST["alice"]
STAYS = {Fate.NAME, Fate.STAYS, Fate.PASSED}
EMPTIED = {
    ("impact_record", "claimed_by_id", "answer"),
    ("resource", "submitted_by_id", "answer"),
    ("join_request", "asked_by_id", "message"),
}
"""Words that go although only the name is said to: they were for the one who is gone,
or theirs."""


@pytest.fixture
def staged(app, data_dir):
    stage.fill()
    db.session.commit()
    return data_dir


def erase(number=ALICE.id):
    start_writing()
    erasing.erase(number)
    db.session.commit()
    cleaning.tidy_up()


def _one_by_one(folder):
    """Seed what is known of somebody in places without a key; return the canaries."""
    now = clock.now()
    photo = folder / "photos" / "aliceportrait.webp"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"canary of a photo")
    (folder / "mail").mkdir(exist_ok=True)
    (folder / "mail" / "one").write_bytes(
        b"To: olu@example.org\nSubject: Hello\n\nhello Olu\n" + b"-" * 79
        + b"\nTo: Alice <alice@example.org>\nSubject: Hello\n\nletter-canary\n"
    )  # fmt: skip
    word = Tag(slug="proposed-canary", label="tagcanary", state=TagState.PROPOSED)
    db.session.add(word)
    db.session.flush()
    db.session.execute(
        update(MemberDetail)
        .where(MemberDetail.member_id == 1, MemberDetail.name == DetailName.HEADLINE)
        .values(value={"text": "headlinecanary"}, folded="headlinecanary")
    )
    kept = vault.seal('{"tag": "", "words": "livedcanary"}')
    db.session.add_all(
        [
            TagName(tag_id=word.id, name="tagcanary", folded="tagcanary"),
            MemberTag(member_id=1, tag_id=word.id, relation="offers", note="notecanary",
                      audience=Audience.ME),
            MemberDetail(member_id=1, name=DetailName.PHOTO, audience=Audience.ME,
                         value={"file": photo.name, "alt": "altcanary"}),
            MemberDetail(member_id=1, name=DetailName.LINKS, audience=Audience.ME,
                         value={"links": [{"label": "linkcanary", "url": "x"}]}),
            LivedExperience(member_id=1, sealed=kept, audience=Audience.ME),
            Consent(account_id=1, purpose=ConsentPurpose.SENSITIVE_TAG,
                    about="aboutcanary", wording="1", wording_hash="0" * 64),
            Invitation(kind=InvitationKind.TRUSTED, token_hash="t", email=ALICE.email,
                       preset={"kind": "presetcanary"}, ends_at=now),
            Undeliverable(address=ALICE.email), Job(kind="reset", to=ALICE.email),
            Job(kind="x", to="olu@example.org", facts={"link": "/members/alice-1"}),
            Job(kind="y", member_id=1, facts={"of": "jobcanary"}),
            limits.LimitCount(what="rest", who="1", began=1),
            limits.LimitCount(what="sign-in account", who=ALICE.email, began=1),
            Notice(member_id=6, kind="hello", key="k", link="/members/alice-1"),
            MapView(key="alice", title="Hers", asked="person=alice-1", owner_id=6),
        ]
    )  # fmt: skip
    db.session.commit()
    return [
        "alice@example.org", "Alice Marsh", "alice marsh", "alice-1", "tagcanary",
        "headlinecanary", "notecanary", "altcanary", "linkcanary", "livedcanary",
        kept, "aboutcanary", "presetcanary", "jobcanary", "aliceportrait",
        "canary of a photo", "letter-canary",
    ]  # fmt: skip


def test_no_canary_is_left_anywhere(staged, capfd):
    flock = Flock(1, 1)
    seeded = flock.fill()
    gone = _one_by_one(staged)
    gone += [one.word for one in seeded if _goes(one)]
    assert len(gone) > 75
    before = dump.of_database() + dump.of_folder(staged)
    there = [one for one in gone if one.encode() in before]
    assert len(there) > 70, "they were there, but for what was sealed or replaced"

    erase()

    for name, held in (
        ("database", dump.of_database()), ("folder", dump.of_folder(staged)),
        ("log", "".join(capfd.readouterr()).encode()),
    ):  # fmt: skip
        left = [one for one in gone if one.encode() in held]
        assert not left, (name, [one for one in seeded if one.word in left], left)


def _goes(one):
    return _emptied(one) or one.fate not in STAYS


def test_what_the_inventory_lets_stay_stays(staged):
    seeded = Flock(1, 1).fill()
    erase()
    held = dump.of_database()
    stays = [
        one
        for one in seeded
        if one.fate is Fate.NAME and not _emptied(one) and one.table != "appeal"
    ]  # an appeal goes with the measure that it is about
    assert len(stays) > 30
    missing = [one for one in stays if one.word.encode() not in held]
    assert not missing


def _emptied(one):
    return (one.table, one.by, one.column) in EMPTIED


def test_check_is_green_and_others_lose_nothing(staged):
    assert checks.problems() == []
    counts = _counts_of_others()
    erase()
    assert checks.problems() == []
    assert _counts_of_others() == counts


def _counts_of_others():
    found = {}
    for table in schema.metadata.sorted_tables:
        if table.name in ("audit_event", "job", "notice", "erasure", "kept_consent"):
            continue
        keys = [
            key.parent
            for key in table.foreign_keys
            if key.column.table.name in ("member", "account")
            and key.ondelete != "SET NULL"
        ]
        if not keys:
            continue
        asked = select(func.count()).select_from(table)
        asked = asked.where(*(column.is_distinct_from(1) for column in keys))
        found[table.name] = db.session.scalar(
            asked, execution_options={"unscoped": "test"}
        )
    return found


def test_erasing_twice_is_erasing_once(staged):
    erase()
    erase()
    assert db.session.scalar(select(func.count(Erasure.mark))) == 1


def test_the_mark_of_an_erasure_is_not_that_of_the_trail(staged):
    mark = db.session.scalar(
        select(journal.Pseudonym.mark).where(journal.Pseudonym.account_id == 1)
    )
    erase()
    (erasure,) = db.session.scalars(select(Erasure))
    assert erasure.mark != mark, "the trail's mark is not told beside the number"
    assert journal.accounts_behind([mark]) == {}


def test_the_trail_stays_whole(staged):
    before = db.session.scalar(select(func.count(journal.AuditEvent.id)))
    erase()
    rows = db.session.scalars(
        select(journal.AuditEvent).order_by(journal.AuditEvent.id)
    ).all()
    assert len(rows) > before
    assert rows[-1].act is journal.Act.ERASURE
    for older, newer in pairwise(rows):
        if older.hash and newer.previous:
            assert newer.previous == older.hash


def test_messages_show_as_from_a_former_member(staged, visitor):
    db.session.add(Message(conversation_id=1, author_id=1, words="a secret of hers"))
    db.session.commit()
    erase()
    row = db.session.scalars(
        unscoped("test", Message).where(Message.author_id.is_(None))
    ).one()
    assert row.words == ""
    page = visitor("dai").see("/conversations/1")
    assert "A former member" in page.main
    assert "Deleted with their account" in page.main
    assert "a secret of hers" not in page.html


def test_an_idea_without_others_goes_and_one_with_others_loses_its_words(
    staged, visitor
):
    from community.ideas.models import Idea, IdeaComment

    alone = Idea(slug="alone", author_id=1, title="Alone", body="hers")
    shared = Idea(slug="shared-shed", author_id=1, title="Shared shed", body="hers")
    db.session.add_all([alone, shared])
    db.session.flush()
    first = IdeaComment(idea_id=shared.id, member_id=1, words="what she says")
    db.session.add(first)
    db.session.flush()
    db.session.add(
        IdeaComment(
            idea_id=shared.id, member_id=4, words="what Dai says", answers_id=first.id
        )
    )
    number = shared.id
    db.session.commit()
    erase()
    left = db.session.scalars(
        unscoped("test", Idea.slug).where(Idea.title.in_(["Alone", "Shared shed"]))
    ).all()
    assert left == []
    slug = db.session.scalars(
        unscoped("test", Idea.slug).where(Idea.id == number)
    ).one()
    assert "shed" not in slug
    page = visitor("dai").see(f"/ideas/{slug}")
    assert page.h1 == "An idea of a former member"
    assert "By a former member" in page.main
    assert "what Dai says" in page.main
    assert "what she says" not in page.html
    assert "An idea of a former member" in visitor("bob").see("/ideas/").main


def test_a_leaver_whose_day_has_come_is_erased_by_the_clock_once(staged, at):
    _leaves(1, "2026-06-03")
    at("2026-06-02 23:59")
    assert clockwork.move() == 0
    assert db.session.get(Account, 1) is not None
    db.session.rollback()
    at("2026-06-03 00:01")
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    assert db.session.get(Account, 1) is None


def _leaves(number, day):
    start_writing()
    row = db.session.get_one(Account, number)
    row.state, row.left_from = State.LEAVING, State.ACTIVE
    row.leaves_on = clock.today().fromisoformat(day)
    db.session.execute(update(Member).where(Member.id == number).values(listed=False))
    db.session.commit()


def test_whoever_is_killed_after_the_commit_is_caught_up_with(staged, at):
    start_writing()
    erasing.erase(1)
    db.session.commit()
    db.session().info.clear()
    assert not erasures.place().exists()
    clockwork.move()
    (line,) = erasures.read(erasures.place())
    assert (line.account, line.member) == (1, 1)
    clockwork.move()
    assert len(list(erasures.read(erasures.place()))) == 1


def test_a_rolled_back_erasure_leaves_all_and_takes_no_file(staged):
    photo = staged / "photos" / "kept.webp"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"a photo")
    db.session.add(
        MemberDetail(member_id=1, name=DetailName.PHOTO, audience=Audience.ME,
                     value={"file": photo.name, "alt": "x"})
    )  # fmt: skip
    db.session.commit()
    start_writing()
    erasing.erase(1)
    db.session.rollback()
    cleaning.tidy_up()
    assert photo.exists()
    assert db.session.get(Account, 1) is not None


def test_photos_without_a_row_are_swept_after_a_day(staged):
    import os
    import time

    folder = staged / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    for name, age in (("old.webp", 90_000), ("new.webp", 10)):
        (folder / name).write_bytes(b"x")
        moment = time.time() - age
        os.utime(folder / name, (moment, moment))
    assert cleaning.sweep_photos() == 1
    assert [one.name for one in folder.iterdir()] == ["new.webp"]


def test_the_last_lead_leaves_a_project_orphaned_or_archived(staged):
    from community.projects.models import Membership, Project, ProjectState

    alone = Project(slug="only-hers", title="Hers", state=ProjectState.PUBLISHED)
    draft = Project(slug="her-draft", title="Draft", state=ProjectState.DRAFT)
    db.session.add_all([alone, draft])
    db.session.flush()
    for one in (alone, draft):
        from tests.cast import join

        join(one.id, 5, "lead")
    day = clock.today() + timedelta(days=9)
    words = {"title": "At her house", "begins_on": day, "made_by_id": 5}
    db.session.add(Event(slug="of-her-draft", project_id=draft.id, **words))
    db.session.commit()
    erase(5)
    events = unscoped("test", Event.slug).where(Event.slug == "of-her-draft")
    assert db.session.scalars(events).all() == [], "nobody saw it, and nobody does now"
    rows = {
        row.slug: row
        for row in db.session.scalars(
            unscoped("test", Project), execution_options={"populate_existing": True}
        )
    }
    assert "her-draft" not in rows
    assert rows["only-hers"].state is ProjectState.ARCHIVED
    assert rows["project-1"].state is ProjectState.PUBLISHED
    assert rows["project-1"].orphaned
    told = unscoped("test", Notice.member_id).where(Notice.kind == "project-unled")
    assert 6 in set(db.session.scalars(told)), "organisers are told"
    assert checks.problems() == []
    assert (
        db.session.scalar(
            unscoped("test", func.count(Membership.id)).where(Membership.member_id == 5)
        )
        == 0
    )


def test_whoever_waits_for_a_place_moves_up(staged):
    from community.projects.models import (
        JoinKind,
        JoinRequest,
        JoinState,
        Membership,
        Need,
    )

    start_writing()
    db.session.execute(delete(JoinRequest))
    db.session.execute(
        update(Membership)
        .where(Membership.project_id == 1, Membership.member_id == 4)
        .values(need_id=1)
    )
    db.session.execute(update(Need).where(Need.id == 1).values(taken=1, state="filled"))
    db.session.add(
        JoinRequest(
            kind=JoinKind.INVITATION, project_id=1, member_id=2, need_id=1,
            asked_by_id=5, state=JoinState.WAITING, waits_since=clock.now(),
            due_at=clock.now() + timedelta(days=9),
        )
    )  # fmt: skip
    db.session.commit()
    erase(4)
    inside = unscoped("test", Membership.member_id).where(
        Membership.project_id == 1, Membership.until.is_(None)
    )
    assert set(db.session.scalars(inside)) >= {2, 5}
    assert checks.problems() == []


def test_one_that_fails_holds_up_nobody_and_is_told(staged, at, monkeypatch):
    for number in (1, 2):
        _leaves(number, "2026-06-03")
    at("2026-06-03 09:00")
    real = erasing.erase

    def fails(number):
        if number == 1:
            raise ValueError("broken")
        real(number)

    monkeypatch.setattr(erasing, "erase", fails)
    with pytest.raises(RuntimeError, match="1 could not be erased"):
        clockwork.move()
    assert db.session.get(Account, 2) is None
    monkeypatch.undo()
    at("2026-06-03 10:00")
    assert clockwork.move() == 1


@pytest.mark.only("sqlite")
def test_what_could_not_be_swept_is_swept_the_next_time(staged, monkeypatch):
    """PostgreSQL sweeps by itself."""
    real = cleaning.write_anew
    monkeypatch.setattr(cleaning, "write_anew", lambda: False)
    erase()
    assert cleaning.is_unswept()
    monkeypatch.setattr(cleaning, "write_anew", real)
    clockwork.move()
    assert not cleaning.is_unswept()
