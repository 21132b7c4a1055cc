"""Suggestions: who is suggested, to whom, and that nothing hidden shapes them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.connections.models import Connection, ConnectionRequest, Subject
from community.core.access import Audience
from community.core.db import db
from community.core.visible import visible
from community.matching.answers import people_who_could_help
from community.members.models import Member, MemberPlace, MemberTag, Relation
from community.projects.models import (
    JoinKind,
    JoinRequest,
    Membership,
    NeedTag,
    Project,
    ProjectState,
    ProjectTag,
)
from tests.cast import CAST, connect, join, tag_id
from tests.matching.ways import answer, part, people, put_aside, say, words


def test_offers_meet_what_is_sought(app):
    assert people("alice")[0] == "dai"
    first = answer("alice").people[0]
    assert first.card.tags[0].slug == "evaluation"
    assert set(first.shared) == {"evaluation", "facilitation"}
    said = [sentence.text for sentence in first.why.sentences]
    assert "Would like help with Group facilitation, which you offer." in said
    assert "Offers Evaluation, which you seek." in said


def test_a_project_that_needs_what_one_offers_comes_first(app):
    best = answer("bob").projects[0]
    assert best.card.title == "Pain cafe"
    assert best.card.looking_for == ("Evaluator",)
    first = best.why.sentences[0].text
    assert first == "Looks for somebody who brings Evaluation, which you offer."


def test_the_thread_leads_over_whom_one_knows(app):
    steps = answer("carol").people[0].why.thread
    assert [step.kind for step in steps] == ["you", "person", "person"]
    assert [step.label for step in steps][1:] == ["Alice Marsh", "Lea Novak"]


def test_never_oneself_nor_whom_one_knows_nor_ones_own_projects(app):
    for who in ("alice", "bob", "carol", "dai", "lea"):
        found = answer(who)
        mine = CAST[who].viewer
        known = {one.card.id for one in found.people} | {c.id for c in found.new_people}
        ties = db.session.execute(visible(mine, Connection.a_id, Connection.b_id))
        friends = {n for pair in ties if mine.member_id in pair for n in pair}
        assert not known & (friends | {mine.member_id})
        own = visible(mine, Membership.project_id).where(
            Membership.member_id == mine.member_id
        )
        shown = {one.card.id for one in found.projects}
        shown |= {card.id for card in found.new_projects}
        assert not shown & set(db.session.scalars(own))


# ---------------------------------------------------------------- private tags
def test_a_private_tag_finds_for_its_owner_who_shows_it(app):
    text = words("alice")
    assert "Shows Diabetes, which you marked; only you see this." in text


def test_a_private_tag_changes_nobody_elses_list(app):
    others = ("bob", "carol", "dai", "lea", "olu")
    before = {who: answer(who) for who in others}
    say(1, "storytelling", Relation.OFFERS, Audience.ME)
    say(1, "peer-mentoring", Relation.OFFERS, Audience.ME)
    say(1, "diabetes", Relation.SEEKS, Audience.ME)
    assert {who: answer(who) for who in others} == before


def test_a_sensitive_tag_is_told_only_to_who_holds_it(app):
    say(4, "diabetes", Relation.SEEKS)
    assert "Diabetes" not in words("lea")
    say(5, "diabetes", Relation.INTERESTED, Audience.ME)
    assert "Diabetes" in words("lea")


def test_a_tag_that_the_other_keeps_private_is_never_told(app):
    say(8, "storytelling", Relation.SEEKS)
    say(7, "storytelling", Relation.OFFERS, Audience.ME)
    assert "ada" not in people("mo")
    assert "Ada" not in words("mo")


# ---------------------------------------------------------------- what others show one
def test_what_friends_show_their_friends_makes_paths(app):
    connect(3, 8)  # Carol is known to Alice; the tie is shown to people near them
    connect(4, 8)
    db.session.commit()
    assert "mo" in people("alice")
    assert "You both know Carol Finch." in words("alice")
    assert "Carol" not in words("dai")


def test_somebody_whom_only_some_see_is_suggested_to_them_alone(app):
    db.session.execute(
        update(Member).where(Member.id == 8).values(audience=Audience.PROJECTS)
    )
    join(1, 8)
    db.session.commit()
    assert "mo" in people("dai")
    assert "mo" not in people("alice")
    assert "Mo" not in words("alice")


# ---------------------------------------------------------------- blocks and the like
@pytest.mark.parametrize("other", [2, 4, 5])
def test_blocked_people_are_nowhere(app, other):
    name = next(one.name for one in CAST.values() if one.id == other)
    part(1, other)
    for one, two in (("alice", name), (_who(other), "Alice Marsh")):
        found = answer(one)
        shown = [card.card.name for card in found.people]
        shown += [card.name for card in found.new_people]
        assert two not in shown
        assert two not in words(one)


def _who(number: int) -> str:
    return next(key for key, one in CAST.items() if one.id == number)


def test_a_block_between_others_changes_nothing(app):
    before = answer("alice")
    part(2, 4)
    assert answer("alice") == before


def test_put_aside_comes_back_on_its_day(app, at):
    at("2017-09-01 12:00")
    put_aside(1, Subject.PERSON, 4, until=date(2017, 9, 15))
    put_aside(1, Subject.PROJECT, 1, until=date(2017, 9, 15))
    found = answer("alice")
    assert "dai" not in people("alice")
    assert "Pain cafe" not in [one.card.title for one in found.projects]
    assert 4 not in {card.id for card in found.new_people}
    at("2017-09-15 00:00")
    assert "dai" in people("alice")
    assert "Pain cafe" in [one.card.title for one in answer("alice").projects]


def test_put_aside_for_good_stays_away(app, at):
    at("2017-09-01 12:00")
    put_aside(1, Subject.PERSON, 4)
    at("2019-09-01 12:00")
    assert "dai" not in people("alice")


def test_putting_somebody_aside_is_ones_own_business(app):
    before = answer("dai"), answer("bob")
    put_aside(1, Subject.PERSON, 4)
    assert (answer("dai"), answer("bob")) == before


def test_whoever_was_asked_is_not_suggested_again_for_three_weeks(app, at):
    at("2017-09-01 12:00")
    db.session.add(ConnectionRequest(asker_id=1, asked_id=4, message="Hello"))
    db.session.add(
        JoinRequest(
            kind=JoinKind.OFFER, project_id=1, member_id=1, asked_by_id=1, message=""
        )
    )
    db.session.commit()
    assert "dai" not in people("alice")
    assert "alice" not in people("dai")
    assert "Pain cafe" not in [one.card.title for one in answer("alice").projects]


@pytest.mark.parametrize("field", ["taking_requests", "joined", "listed"])
def test_who_takes_no_hello_is_not_suggested(app, field):
    db.session.execute(update(Member).where(Member.id == 4).values(**{field: False}))
    db.session.commit()
    assert "dai" not in people("alice")
    assert 4 not in {card.id for card in answer("alice").new_people}


@pytest.mark.parametrize("state", [ProjectState.PAUSED, ProjectState.FINISHED])
def test_a_project_that_takes_nobody_is_not_suggested(app, state):
    db.session.execute(update(Project).where(Project.id == 1).values(state=state))
    db.session.commit()
    found = answer("bob")
    titles = [one.card.title for one in found.projects]
    assert "Pain cafe" not in titles + [card.title for card in found.new_projects]


# ---------------------------------------------------------------- small communities
def test_the_newest_fill_a_short_page_and_are_not_suggestions(app):
    found = answer("olu")
    assert not found.people
    assert not found.projects
    assert {card.name for card in found.new_people} == {
        "Mo Rahman", "Ada Quill", "Lea Novak", "Dai Prosser", "Bob Okoro", "Alice Marsh"
    }  # fmt: skip
    assert {card.title for card in found.new_projects} == {
        "Pain cafe", "Walking together"
    }  # fmt: skip


def test_nobody_is_both_suggested_and_new(app):
    for who in ("alice", "bob", "lea"):
        found = answer(who)
        both = {one.card.id for one in found.people} & {
            card.id for card in found.new_people
        }
        assert not both


def test_says_what_is_missing_and_offers_a_private_mark_after_the_first(app):
    assert answer("lea").missing == ("offers", "place", "headline")
    assert answer("lea").offer_private
    assert not answer("alice").offer_private, "she has one already"
    assert not answer("olu").offer_private, "nothing was suggested yet"


# ---------------------------------------------------------------- for a lead
def test_a_lead_finds_who_brings_what_is_needed(app):
    found = people_who_could_help(CAST["lea"].viewer, 1)
    assert found[0].card.name == "Bob Okoro"
    first = found[0].why.sentences[0].text
    assert first == "Offers Evaluation, which the project looks for."
    names = [one.card.name for one in found]
    assert "Dai Prosser" not in names, "is in the team"
    assert "Lea Novak" not in names


def test_a_lead_never_finds_who_blocked_them_or_was_invited(app, at):
    at("2017-09-01 12:00")
    part(2, 5)
    assert "Bob Okoro" not in [
        one.card.name for one in people_who_could_help(CAST["lea"].viewer, 1)
    ]
    db.session.add(
        JoinRequest(
            kind=JoinKind.INVITATION, project_id=1, member_id=1, asked_by_id=5,
            message="",
        )
    )  # fmt: skip
    db.session.commit()
    assert not people_who_could_help(CAST["lea"].viewer, 1)


# ---------------------------------------------------------------- reasons hold
def test_every_reason_holds_in_the_database(app):
    connect(2, 4)
    connect(2, 5)
    say(8, "storytelling", Relation.SEEKS)
    say(1, "storytelling", Relation.OFFERS)
    join(2, 8)
    db.session.commit()
    checked = 0
    for who in ("alice", "bob", "carol", "dai", "lea", "mo", "olu"):
        viewer = CAST[who].viewer
        found = answer(who)
        for one in found.people:
            checked += _holds(viewer, one.why.thread, ("person", one.card.slug))
        for one in found.projects:
            checked += _holds(viewer, one.why.thread, ("project", one.card.slug))
    assert checked > 20


def _holds(viewer, thread, target) -> int:
    """Check each link of a thread against the rows; return how many there are."""
    assert thread[0].kind == "you"
    assert (thread[-1].kind, thread[-1].slug) == target
    ids = [viewer.member_id] + [_id(viewer, step) for step in thread[1:]]
    kinds = ["person"] + [step.kind for step in thread[1:]]
    for place in range(len(ids) - 1):
        one, two = (kinds[place], ids[place]), (kinds[place + 1], ids[place + 1])
        assert _linked(viewer, one, two), (thread, one, two)
    return len(ids) - 1


def _id(viewer, step) -> int | str:
    if step.kind == "tag":
        return tag_id(step.slug)
    if step.kind == "place":
        return step.label
    entity = Member if step.kind == "person" else Project
    return db.session.scalars(
        visible(viewer, entity.id).where(entity.slug == step.slug)
    ).one()


def _linked(viewer, one, two) -> bool:
    (kind, a), (other, b) = sorted([one, two], key=lambda node: str(node[0]))
    tests = {
        ("person", "person"): lambda: visible(viewer, Connection.id).where(
            Connection.a_id == min(a, b), Connection.b_id == max(a, b)
        ),
        ("person", "project"): lambda: visible(viewer, Membership.id).where(
            Membership.member_id == a,
            Membership.project_id == b,
            Membership.until.is_(None),
        ),
        ("person", "tag"): lambda: visible(viewer, MemberTag.id).where(
            MemberTag.member_id == a, MemberTag.tag_id == b
        ),
        ("person", "place"): lambda: visible(viewer, MemberPlace.id).where(
            MemberPlace.member_id == a
        ),
        ("project", "tag"): lambda: visible(viewer, ProjectTag.id).where(
            ProjectTag.project_id == a, ProjectTag.tag_id == b
        ),
    }
    if (kind, other) == ("project", "tag"):
        need = visible(viewer, NeedTag.id).where(
            NeedTag.project_id == a, NeedTag.tag_id == b
        )
        if db.session.scalars(need).first():
            return True
    return db.session.scalars(tests[kind, other]()).first() is not None


def test_takes_eight_statements_however_many_are_named(app, statements):
    answer("olu")
    for who in ("olu", "alice"):
        with statements() as found:
            answer(who)
        assert len(found) <= 8


def test_tomorrow_is_not_yet_due(app, at):
    at("2017-09-01 12:00")
    put_aside(1, Subject.PERSON, 4, until=date(2017, 9, 1) + timedelta(days=1))
    assert "dai" not in people("alice")
