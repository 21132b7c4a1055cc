"""Never to people at this organisation: they see nothing, and nobody learns who."""

import random

import pytest
from sqlalchemy import delete, select, union

from community import checks
from community.connections import hellos
from community.connections.models import ConnectionRequest
from community.core import scope
from community.core import visible as rule
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.core.text import folded
from community.core.visible import find, tie, unscoped, visible
from community.introductions import asking as introducing
from community.members import kept_away
from community.members.commands import set_affiliation
from community.members.models import Affiliation, Member
from community.messages import commands as messages
from community.messages import first
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.notices.models import Notice
from community.organisations.models import Organisation
from community.privacy import exclusions
from community.privacy.models import Exclusion
from community.projects.answerable import has_a_reader
from community.projects.models import JoinRequest, Project
from community.staffing.joining import offer
from tests.cast import CAST, connect, join
from tests.privacy import kept, stage
from tests.privacy.reading import paths, read

PEOPLE = [person for person in CAST.values() if person.name != "Pat Lowe"]
TRUST = "Distant trust"


def member(number):
    found = unscoped("test", Member).where(Member.id == number)
    return db.session.scalars(found).one()


def works(who, name=TRUST, audience=Audience.ME):
    set_affiliation(CAST[who].viewer, member(CAST[who].id), name, "", audience)
    db.session.commit()


def excludes(who, name=TRUST):
    exclusions.exclude(CAST[who].viewer, name)
    db.session.commit()


def sees(who, other):
    found = visible(CAST[who].viewer, Member.id).where(Member.id == CAST[other].id)
    return db.session.scalar(found) is not None


# ---------------------------------------------------------------- one way, and in step
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("first_to_act", ["alice", "bob"])
def test_it_is_one_way_whoever_was_first_and_whatever_shows(
    app, audience, first_to_act
):
    if first_to_act == "alice":
        excludes("alice")
        works("bob", audience=audience)
    else:
        works("bob", audience=audience)
        excludes("alice")
    assert not sees("bob", "alice")
    assert sees("alice", "bob")
    assert checks.problems() == []


def test_it_holds_for_whoever_comes_and_ends_for_whoever_goes(app):
    excludes("alice")
    assert sees("bob", "alice")
    works("bob")
    assert not sees("bob", "alice")
    works("bob", "Another place")
    assert sees("bob", "alice")
    works("bob", "distant  TRUST")
    assert not sees("bob", "alice"), "however it is written"
    works("bob", "")
    assert sees("bob", "alice")
    assert checks.problems() == []


def test_taking_it_back_shows_again(app):
    works("bob")
    excludes("alice")
    excludes("alice", "Another place")
    (row,) = [one for one in exclusions.mine(CAST["alice"].viewer) if one.name == TRUST]
    with pytest.raises(NotFound):
        exclusions.take_back(CAST["bob"].viewer, row.id)
    exclusions.take_back(CAST["alice"].viewer, row.id)
    assert sees("bob", "alice")
    assert checks.problems() == []


def test_one_of_two_reasons_is_enough(app):
    for name in (TRUST, "Another place"):
        excludes("alice", name)
    works("bob")
    (row,) = [one for one in exclusions.mine(CAST["alice"].viewer) if one.name != TRUST]
    exclusions.take_back(CAST["alice"].viewer, row.id)
    assert not sees("bob", "alice")


def test_organisations_that_were_merged_are_one(app):
    works("bob", "The old name")
    excludes("alice", "The new name")
    assert sees("bob", "alice")
    old, new = (
        db.session.scalars(select(Organisation).where(Organisation.name == name)).one()
        for name in ("The old name", "The new name")
    )
    old.merged_into_id = new.id
    db.session.flush()
    works("bob", "The old name")
    assert not sees("bob", "alice")
    assert checks.problems() == []


@pytest.mark.parametrize(
    ("name", "told"), [("", "Enter"), ("  ", "Enter"), ("x" * 121, "letters or fewer")]
)
def test_a_name_that_is_none_is_refused(app, name, told):
    with pytest.raises(Refused, match=told):
        exclusions.exclude(CAST["alice"].viewer, name)


def test_twice_is_once_and_twenty_are_the_most(app):
    for number in range(exclusions.MOST):
        excludes("alice", f"Place {number}")
        excludes("alice", f"Place {number}")
    assert len(exclusions.mine(CAST["alice"].viewer)) == exclusions.MOST
    with pytest.raises(Refused):
        exclusions.exclude(CAST["alice"].viewer, "One more")


@pytest.mark.parametrize("seed", range(12))
def test_it_wins_over_every_audience_and_block_and_tie(app, seed):
    """Of random people, places, ties and audiences: nobody sees who excludes them."""
    rng = random.Random(seed)
    places = ["North ward", "South ward", "West ward"]
    for person in PEOPLE:
        row = member(person.id)
        row.audience = rng.choice([Audience.MEMBERS, Audience.PUBLIC])
    for one, two in ((2, 4), (1, 2), (4, 6)):
        connect(one, two)
    join(1, 2)
    db.session.commit()
    work, shut = {}, {}
    for _step in range(14):
        who = rng.choice(PEOPLE)
        viewer = who.viewer
        if rng.random() < 0.5:
            work[who.id] = rng.choice([*places, ""])
            shown = rng.choice(list(Audience))
            set_affiliation(viewer, member(who.id), work[who.id], "", shown)
        elif rng.random() < 0.7:
            name = rng.choice(places)
            shut.setdefault(who.id, set()).add(name)
            exclusions.exclude(viewer, name.upper() if rng.random() < 0.3 else name)
        elif mine := exclusions.mine(viewer):
            gone = rng.choice(mine)
            same = {one.id for one in mine if folded(one.name) == folded(gone.name)}
            for number in same:
                exclusions.take_back(viewer, number)
            shut[who.id] = {
                name for name in shut[who.id] if folded(name) != folded(gone.name)
            }
        db.session.commit()
    assert checks.problems() == []
    for one in PEOPLE:
        seen = set(db.session.scalars(visible(one.viewer, Member.id)))
        for other in PEOPLE:
            mine = work.get(one.id, "")
            apart = one.id != other.id and mine in shut.get(other.id, set())
            assert (other.id in seen) is not apart, (one.name, other.name)


# ---------------------------------------------------------------- nobody learns of it
@pytest.mark.parametrize("who", ["alice", "dai", "mo", "olu", "lea", None])
def test_that_somebody_works_there_in_secret_changes_no_byte(app, visitor, who, at):
    """Who excludes the trust reads the same, whether somebody they see works there."""
    at("2017-11-01 12:00")
    stage.fill()
    rng = random.Random(7)
    reader = visitor(who)
    some = paths(app, rng)
    some = rng.sample(some, min(len(some), 150))
    before = read(reader, some)
    start_writing()
    secret = [one for one in ("bob", "carol", "ada") if one != who]
    for one in secret:
        row = {"member_id": CAST[one].id, "organisation_id": kept.DISTANT}
        db.session.add(Affiliation(**row, audience=Audience.ME))
        db.session.flush()
        kept_away.keep_in_step(worker=CAST[one].id)
    apart = unscoped("test", tie.c.other_id).where(tie.c.kind == "excluded")
    assert set(db.session.scalars(apart)) == {1, 4, 8}
    db.session.commit()
    after = read(reader, some)
    assert [path for path in some if before[path] != after[path]] == []


def test_an_exclusion_that_went_both_ways_would_be_found(app, visitor, monkeypatch, at):
    at("2017-11-01 12:00")

    def both_ways(viewer):
        mine = (tie.c.other_id, tie.c.member_id == viewer.member_id)
        theirs = (tie.c.member_id, tie.c.other_id == viewer.member_id)
        parts = (
            select(one).where(where, tie.c.kind.in_(["blocked", "excluded"]))
            for one, where in (mine, theirs)
        )
        return union(*parts)

    scope.criteria.cache_clear()
    monkeypatch.setattr(rule, "kept_apart_from", both_ways)
    excludes("alice")
    before = sees("alice", "bob")
    works("bob")
    after = sees("alice", "bob")
    monkeypatch.undo()
    scope.criteria.cache_clear()
    assert (before, after) == (True, False), "what the worlds above would notice"
    assert sees("alice", "bob")


def outcome(act):
    """What somebody is told of what they do: nothing, or the words of a refusal."""
    try:
        act()
    except Refused as error:
        db.session.rollback()
        return error.message
    db.session.commit()
    return ""


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.ME, Audience.PROJECTS])
def test_whoever_writes_is_told_the_same_whether_they_work_there_or_not(
    app, visitor, at, there, audience
):
    """Alice excludes the trust; Mo works there, in secret, or does not."""
    at("2017-11-01 12:00")
    excludes("alice")
    member(1).audience = audience
    if there:
        works("mo")
    alice = CAST["alice"].viewer
    connect(1, 2)
    connect(2, 8)
    db.session.commit()
    told = [
        outcome(lambda: hellos.say_hello(alice, member(8), "Hello, Mo")),
        outcome(lambda: first.begin(alice, member(4), "A message")),
        outcome(lambda: introducing.ask(alice, member(5), 2, "Please")),
        outcome(lambda: introducing.ask(alice, member(8), 2, "Please")),
    ]
    shy = audience is not Audience.MEMBERS
    assert bool(told[0]) is shy
    assert ("cannot see your name" in told[0]) is shy
    page = visitor("alice").see("/connections/requests/").main
    assert ("Hello, Mo" in page) is not shy
    assert "not now" not in page.casefold()
    at("2017-11-24 12:00")
    page = visitor("alice").see("/connections/requests/").main
    if not shy:
        assert "Hello, Mo" in page


def test_what_is_written_to_somebody_there_is_not_delivered(app, visitor):
    excludes("alice")
    works("mo")
    hellos.say_hello(CAST["alice"].viewer, member(8), "I lost a viola")
    talk = first.begin(CAST["alice"].viewer, member(8), "I lost a viola")
    db.session.commit()
    mo = visitor("mo")
    for path in ("/connections/requests/", "/notices/", "/conversations/"):
        page = mo.see(path).html
        assert "viola" not in page, path
        assert "Alice" not in page, path
    assert mo.get(f"/conversations/{talk.id}").status_code == 404
    assert mo.get("/members/alice-1").status_code == 404
    alice = visitor("alice")
    assert "viola" in alice.see(f"/conversations/{talk.id}").main
    row = db.session.scalars(unscoped("test", ConnectionRequest)).all()[-1]
    with pytest.raises(NotFound):
        hellos.accept(CAST["mo"].viewer, row.id)


def test_a_conversation_that_was_there_is_gone_on_one_side(app, visitor):
    connect(1, 8)
    db.session.commit()
    talk = first.begin(CAST["alice"].viewer, member(8), "Before it")
    messages.write(CAST["mo"].viewer, talk.id, "From the other side")
    db.session.commit()
    assert visitor("mo").get(f"/conversations/{talk.id}").status_code == 200
    excludes("alice")
    works("mo")
    messages.write(CAST["alice"].viewer, talk.id, "After it")
    db.session.commit()
    mo = visitor("mo")
    assert mo.get(f"/conversations/{talk.id}").status_code == 404
    for path in ("/conversations/", "/notices/", "/connections/", "/my-network/"):
        assert "Alice" not in mo.see(path).html, path
    alice = visitor("alice").see(f"/conversations/{talk.id}").main
    for words in ("Before it", "After it", "From the other side"):
        assert words in alice
    assert "Mo Rahman" in visitor("alice").see("/connections/").main


def test_in_a_team_they_share_one_is_a_member_to_the_other(app, visitor):
    join(1, 1)
    db.session.commit()
    excludes("alice")
    works("dai")
    dai = visitor("dai").see("/projects/project-1")
    assert "Alice" not in dai.html
    assert "A member" in dai.texts("main .row-list .row")
    alice = visitor("alice").see("/projects/project-1")
    assert "Dai Prosser" in alice.main
    assert "A member" not in alice.texts("main .row-list .row")


def test_what_is_written_to_a_team_is_heard_by_whoever_excludes_its_writer(app):
    """Alice hears Dai, who does not hear her."""
    join(1, 1)
    talk = Conversation(kind=ConversationKind.TEAM, project_id=1)
    db.session.add(talk)
    db.session.flush()
    for one in (1, 4):
        db.session.add(Part(conversation_id=talk.id, member_id=one))
    db.session.commit()
    excludes("alice")
    works("dai")
    messages.write(CAST["dai"].viewer, talk.id, "To all")
    messages.write(CAST["alice"].viewer, talk.id, "Into the air")
    db.session.commit()
    told = unscoped("test", Notice.member_id, Notice.person_id).where(
        Notice.kind == "conversation-message"
    )
    assert (1, 4) in set(db.session.execute(told).all())
    for who, read_ in (("alice", {"To all", "Into the air"}), ("dai", {"To all"})):
        found = visible(CAST[who].viewer, Message.words)
        assert set(db.session.scalars(found)) == read_


def test_a_lead_who_works_there_counts_like_any_other(app):
    """An offer waits, a place is given, and how the project goes reads the same."""
    excludes("alice")
    works("lea")
    project = db.session.get_one(Project, 1, execution_options={"unscoped": "test"})
    asked = offer(CAST["alice"].viewer, project, None, "I can help")
    db.session.commit()
    table = JoinRequest.__table__.alias()
    found = select(table.c.id).where(table.c.id == asked.id, has_a_reader(table))
    assert db.session.scalar(found.execution_options(unscoped="test")) == asked.id
    with pytest.raises(NotFound):
        find(CAST["lea"].viewer, JoinRequest, JoinRequest.id == asked.id)


# ---------------------------------------------------------------- kept in step
def test_check_finds_what_was_forgotten(app):
    excludes("alice")
    works("bob")
    db.session.execute(delete(tie).where(tie.c.kind == "excluded"))
    db.session.commit()
    assert any("excluded" in line and "missing" in line for line in checks.problems())
    db.session.execute(tie.insert().values(member_id=4, other_id=1, kind="excluded"))
    assert any("(4, 1, 'excluded', '')" in line for line in checks.problems())


def test_whoever_is_erased_leaves_nothing_behind(app):
    excludes("alice")
    works("bob")
    db.session.execute(delete(Member).where(Member.id == 1))
    db.session.commit()
    left = unscoped("test", tie.c.kind).where(tie.c.kind == "excluded")
    assert db.session.execute(left).all() == []
    assert db.session.scalars(unscoped("test", Exclusion.id)).all() == []
