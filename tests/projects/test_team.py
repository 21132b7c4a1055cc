"""Who sees who is in a project, and how people come and go."""

import pytest

from community.checks import problems
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.expertise.models import Tag
from community.projects import commands, facts, leaving, queries, standing, team
from community.projects.models import TeamRole
from community.staffing import needs
from tests.cast import CAST, join, tag_id
from tests.letters import letters, notices
from tests.projects.making import make, membership, project

LEA, DAI, ALICE, BOB = (CAST[who].viewer for who in ("lea", "dai", "alice", "bob"))


def names(viewer, number):
    return [person.card.name.split()[0] for person in facts.team_of(viewer, number)]


def test_a_mate_in_another_project_never_sees_a_hidden_membership(app):
    garden = make("Garden", lead="alice")
    join(garden.id, CAST["dai"].id)
    membership(1, "dai").audience = Audience.PROJECTS
    db.session.flush()
    assert names(ALICE, 1) == ["Lea"]
    assert names(ALICE, garden.id) == ["Alice", "Dai"]
    assert names(LEA, 1) == ["Lea", "Dai"]
    assert queries.cards(ALICE, [1])[1].people == 1
    assert queries.cards(LEA, [1])[1].people == 2
    assert [line.title for line in queries.teams_of(ALICE, CAST["dai"].id)] == [
        "Garden"
    ]


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience.ME, {"dai"}),
        (Audience.PROJECTS, {"dai", "lea"}),
        (Audience.MEMBERS, {"dai", "lea", "alice", "olu"}),
        (Audience.PUBLIC, {"dai", "lea", "alice", "olu"}),
    ],
)
def test_the_audience_of_a_membership_decides_who_sees_it(app, audience, seen_by):
    membership(1, "dai").audience = audience
    db.session.flush()
    seeing = {
        who
        for who in ("dai", "lea", "alice", "olu")
        if "Dai" in names(CAST[who].viewer, 1)
    }
    assert seeing == seen_by
    assert "Dai" not in names(VISITOR, 1), "his name is for members"


def test_a_hidden_lead_reads_as_a_member(app):
    membership(1, "lea").audience = Audience.PROJECTS
    db.session.flush()
    assert facts.facts(ALICE, project(1)).led_by_a_member
    assert not facts.facts(DAI, project(1)).led_by_a_member


def test_a_new_membership_shows_to_members_unless_a_word_is_sensitive(app):
    assert team.default_audience(1) is Audience.MEMBERS
    commands.add_tag(LEA, project(1), db.session.get(Tag, tag_id("diabetes")))
    assert team.default_audience(1) is Audience.PROJECTS
    assert Audience.PUBLIC not in team.choices(sensitive=True)


def test_a_need_for_somebody_with_a_sensitive_word_counts_too(app):
    wanted = needs.NeedFacts("A peer", tag_ids=(tag_id("diabetes"),))
    needs.add_need(LEA, project(1), wanted)
    assert team.default_audience(1) is Audience.PROJECTS
    assert membership(1, "dai").audience is Audience.PROJECTS


def test_a_sensitive_word_narrows_all_memberships_but_the_leads(app):
    join(1, CAST["alice"].id, TeamRole.ADVISER, Audience.PUBLIC)
    join(1, CAST["bob"].id, audience=Audience.ME)
    assert commands.add_tag(LEA, project(1), db.session.get(Tag, tag_id("diabetes")))
    db.session.expire_all()
    now = {
        who: membership(1, who).audience.value for who in ("lea", "dai", "alice", "bob")
    }
    assert now == {
        "lea": "members",
        "dai": "projects",
        "alice": "projects",
        "bob": "me",
    }
    assert not commands.add_tag(
        LEA, project(1), db.session.get(Tag, tag_id("diabetes"))
    )
    team.show_membership(DAI, project(1), membership(1, "dai").id, Audience.MEMBERS)
    assert membership(1, "dai").audience is Audience.MEMBERS, "each may choose again"
    with pytest.raises(Refused):
        team.show_membership(DAI, project(1), membership(1, "dai").id, Audience.PUBLIC)


def test_nobody_chooses_for_somebody_else(app):
    with pytest.raises(Forbidden):
        team.show_membership(LEA, project(1), membership(1, "dai").id, Audience.PUBLIC)


def test_a_membership_of_another_project_is_not_found(app):
    with pytest.raises(NotFound):
        leaving.end_membership(BOB, project(2), membership(1, "dai").id)


@pytest.mark.parametrize("who", ["dai", "alice", "olu"])
def test_only_a_lead_ends_the_part_of_others(app, who):
    with pytest.raises(Forbidden):
        leaving.end_membership(CAST[who].viewer, project(1), membership(1, "lea").id)


def test_an_ended_part_stays_as_history_and_leaves_the_circle(app):
    leaving.end_membership(
        LEA, project(1), membership(1, "dai").id, " Thank you, Dai. "
    )
    row = membership(1, "dai")
    assert row.until is not None
    assert row.ended_because == "Thank you, Dai."
    assert names(LEA, 1) == ["Lea"]
    assert queries.cards(LEA, [1])[1].people == 1
    assert problems() == []
    (letter,), (told,) = letters(), notices()
    assert (letter.kind, letter.to) == ("membership-ended", CAST["dai"].email)
    assert letter.facts == {"notice": told.id}
    assert (told.facts, told.project, told.person) == ({}, 1, None)
    own = queries.own_projects(DAI)
    assert [(one.ended, one.ended_because) for one in own] == [
        (True, "Thank you, Dai.")
    ]


def test_mapping_a_word_keeps_the_words_of_every_need(app):
    one, two = (
        needs.add_need(LEA, project(1), needs.NeedFacts(role, tag_ids=(tag_id(slug),)))
        for role, slug in (("One", "storytelling"), ("Two", "facilitation"))
    )
    commands.move_tag(tag_id("facilitation"), tag_id("storytelling"))
    words = {line.id: [t.label for t in line.tags] for line in facts.needs_of(LEA, 1)}
    assert words[one.id] == words[two.id] == ["Storytelling"]


def test_following_is_seen_by_nobody_else(app):
    commands.follow(ALICE, project(1), on=True)
    commands.follow(ALICE, project(1), on=True)
    assert standing.stands(ALICE, 1).follows
    assert not standing.stands(LEA, 1).follows
    commands.follow(ALICE, project(1), on=False)
    assert not standing.stands(ALICE, 1).follows
