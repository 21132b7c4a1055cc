"""From an idea to a project: the draft, who is invited and when, who is told; once."""

import pytest

from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.ideas import clockwork, commands, queries, reading, talking
from community.ideas.models import IdeaState
from community.projects.models import (
    JoinKind,
    JoinRequest,
    Membership,
    Project,
    ProjectState,
    ProjectTag,
    TeamRole,
)
from community.staffing import answering
from tests.ideas.making import (
    become,
    block,
    comment,
    fresh,
    help_with,
    hide,
    idea,
    mute,
    publish,
    rest,
    viewer,
)
from tests.letters import notices

ALICE = viewer("alice")
S = IdeaState


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def invited():
    found = unscoped("test", JoinRequest).order_by(JoinRequest.id)
    return [row.member_id for row in db.session.scalars(found)]


def told():
    return sorted(one.to.split("@")[0] for one in notices(kind="idea-project"))


def test_the_draft_is_the_authors_with_what_the_idea_is_about():
    row = idea(nation="wls", tags=("evaluation",))
    project = become(row)
    assert (project.state, project.title) == (ProjectState.DRAFT, "A shed")
    assert (project.nation, project.story) == ("wls", "Its story")
    team = db.session.scalars(
        unscoped("test", Membership).where(Membership.project_id == project.id)
    ).all()
    assert [(one.member_id, one.role) for one in team] == [(1, TeamRole.LEAD)]
    tags = unscoped("test", ProjectTag.tag_id)
    tags = tags.where(ProjectTag.project_id == project.id)
    assert len(db.session.scalars(tags).all()) == 1
    assert (fresh(row).state, fresh(row).project_id) == (S.BECOMING, project.id)
    assert queries.began_as(ALICE, project.id).slug == row.slug


def test_nothing_is_sent_before_the_project_is_published():
    row = idea()
    become(row, help_with("bob", row))
    assert clockwork.move() == 0
    assert (invited(), told()) == ([], [])


def test_with_publication_the_ticked_are_invited_and_the_others_told():
    row = idea()
    bob, dai = help_with("bob", row), help_with("dai", row)
    comment("lea", row)
    comment("bob", row)
    project = become(row, bob)
    publish(project)
    assert clockwork.move() == 1
    assert invited() == [2]
    assert told() == ["dai", "lea"], (bob, dai)
    asked = db.session.scalars(unscoped("test", JoinRequest)).one()
    assert (asked.kind, asked.message) == (JoinKind.INVITATION, "Come along")
    assert asked.asked_by_id == 1
    assert fresh(row).state is S.PROJECT
    assert clockwork.move() == 0
    assert (invited(), len(told())) == ([2], 2), "once"


def test_who_helps_still_says_yes_by_themselves():
    row = idea()
    project = become(row, help_with("bob", row))
    publish(project)
    clockwork.move()
    team = unscoped("test", Membership.member_id)
    team = team.where(Membership.project_id == project.id)
    assert set(db.session.scalars(team)) == {1}


@pytest.mark.parametrize("why", ["blocked", "rests", "hides", "takes no requests"])
def test_who_is_out_of_reach_by_then_is_not_invited(why):
    from community.members.models import Member

    row = idea()
    project = become(row, help_with("bob", row), help_with("dai", row))
    acts = {
        "blocked": lambda: block("bob", "alice"),
        "rests": lambda: rest("bob"),
        "hides": lambda: hide("bob"),
        "takes no requests": lambda: setattr(
            db.session.scalars(unscoped("test", Member).where(Member.id == 2)).one(),
            "taking_requests",
            False,
        ),
    }
    acts[why]()
    publish(project)
    assert clockwork.move() == 1
    assert invited() == [4]


def test_who_took_the_offer_back_is_not_invited():
    row = idea()
    project = become(row, help_with("bob", row))
    talking.take_back(viewer("bob"), row.slug)
    publish(project)
    clockwork.move()
    assert (invited(), told()) == ([], [])


@pytest.mark.parametrize("why", ["rests", "leads no more"])
def test_for_an_author_who_is_away_nobody_is_invited(why):
    row = idea()
    project = become(row, help_with("bob", row))
    publish(project)
    if why == "rests":
        rest("alice")
    else:
        from sqlalchemy import update

        theirs = Membership.project_id == project.id
        member = {"role": TeamRole.MEMBER}
        db.session.execute(update(Membership).where(theirs).values(**member))
    assert clockwork.move() == 1
    assert invited() == []


def test_who_was_ticked_is_invited_once_when_an_author_who_rested_is_back():
    row = idea()
    project = become(row, help_with("bob", row))
    publish(project)
    rest("alice")
    clockwork.move()
    assert clockwork.move() == 0
    rest("alice", back=True)
    assert clockwork.move() == 1
    assert invited() == [2]
    request = db.session.scalars(unscoped("test", JoinRequest)).one()
    answering.withdraw(ALICE, request.id)
    assert clockwork.move() == 0
    assert invited() == [2], "once"


@pytest.mark.parametrize("way", [("alice", "bob"), ("bob", "alice"), "mute"])
def test_who_parted_with_the_author_is_told_nothing(way):
    row = idea()
    comment("bob", row)
    project = become(row)
    mute("bob", "alice") if way == "mute" else block(*way)
    publish(project)
    clockwork.move()
    assert told() == []


def test_an_offer_for_the_author_alone_can_be_ticked_and_one_elsewhere_not():
    row, other = idea(), idea("lea", "A bench")
    mine, theirs = help_with("bob", row, Audience.ME), help_with("dai", other)
    project = become(row, mine, theirs)
    publish(project)
    clockwork.move()
    assert invited() == [2]
    assert not theirs.invited


# ---------------------------------------------------------------- once, and back
def test_an_idea_becomes_one_project():
    row = idea()
    become(row)
    with pytest.raises(Refused):
        become(row)
    found = unscoped("test", Project).where(Project.title == "A shed")
    assert len(db.session.scalars(found).all()) == 1


@pytest.mark.parametrize("who", ["bob", "olu", "ada"])
def test_nobody_else_makes_a_project_of_it(who):
    with pytest.raises(Forbidden):
        become(idea(), who=who)


def test_it_may_stay_an_idea_after_all():
    row = idea()
    project = become(row, help_with("bob", row))
    commands.step(ALICE, row, S.OPEN)
    assert (fresh(row).state, fresh(row).project_id) == (S.OPEN, None)
    publish(project)
    assert clockwork.move() == 0
    assert (invited(), told()) == ([], [])
    assert become(row).id != project.id


def test_what_became_a_project_stays_one():
    row = idea()
    publish(become(row))
    clockwork.move()
    for to in (S.OPEN, S.CLOSED):
        with pytest.raises(Refused):
            commands.step(ALICE, fresh(row), to)
    with pytest.raises(Refused):
        comment("bob", row)
    with pytest.raises(NotFound):
        commands.step(ALICE, fresh(row), S.PROJECT)


def test_members_go_on_talking_while_it_becomes_one():
    row = idea()
    become(row)
    comment("bob", row)
    with pytest.raises(Refused):
        help_with("bob", row)
    assert reading.idea_view(viewer("bob"), row.slug).can_comment
