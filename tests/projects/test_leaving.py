"""Leaving a project, the last lead, and a history that nobody rewrites."""

import ast
from datetime import date
from pathlib import Path

import pytest

from community import checks
from community.core.access import Audience, Role
from community.core.db import db
from community.core.errors import NotFound, Refused, Rewritten
from community.core.visible import unscoped
from community.notices.models import Notice
from community.projects import history, leaving, standing, team
from community.projects.models import (
    Ending,
    JoinRequest,
    JoinState,
    Need,
    ProjectTag,
    TeamRole,
)
from tests.cast import CAST, join, tag_id
from tests.letters import letters, notices
from tests.projects.making import ask, membership, project
from tests.stewardship.making import leads_of, orphaned, parts_of

LEA, DAI, ALICE, OLU = (CAST[who].viewer for who in ("lea", "dai", "alice", "olu"))


def test_leaving_ends_the_part_at_once_and_the_leads_hear_of_it_in_their_digest(app):
    leaving.leave(DAI, project(1), " It was good. ")
    row = membership(1, "dai")
    assert (row.ended_how, row.ended_because) == (Ending.LEFT, "It was good.")
    assert not standing.stands(DAI, 1).inside
    assert letters() == []
    (told,) = notices()
    assert (told.kind, told.to, told.person) == ("team-left", "lea@example.org", None)
    assert checks.problems() == []


def test_a_lead_whom_a_block_hides_is_not_told(app):
    from community.safeguarding.commands import block
    from tests.stewardship.making import member

    block(DAI, member("lea"))
    leaving.leave(DAI, project(1))
    assert notices() == []


def test_whoever_is_not_in_it_has_nothing_to_leave(app):
    for who in ("alice", "olu"):
        with pytest.raises(NotFound):
            leaving.leave(CAST[who].viewer, project(1))
    leaving.leave(DAI, project(1))
    with pytest.raises(NotFound):
        leaving.leave(DAI, project(1))


def test_a_place_goes_to_whoever_waits(app):
    need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
    need.taken = 1
    asked = ask(1, "alice", need=1)
    asked.state = JoinState.WAITING
    db.session.flush()
    team.add_membership(
        project(1), CAST["bob"].id, TeamRole.MEMBER, team.default_audience(1), need_id=1
    )
    leaving.leave(CAST["bob"].viewer, project(1))
    assert membership(1, "alice").until is None
    (row,) = db.session.scalars(unscoped("test", JoinRequest)).all()
    assert row.state is JoinState.ACCEPTED


# ---------------------------------------------------------------- the last lead
def test_the_last_lead_is_asked_for_a_hand_over_first(app):
    with pytest.raises(Refused):
        leaving.leave(LEA, project(1))
    assert leads_of() == ["Lea"]


def test_the_last_lead_may_go_all_the_same_and_organisers_are_told_once(app):
    leaving.leave(LEA, project(1), unled=True)
    assert orphaned()
    told = notices(kind="project-unled")
    assert [one.to for one in told] == ["olu@example.org"]
    assert checks.problems() == []


def test_of_two_leads_one_leaves_without_a_word(app):
    join(1, CAST["alice"].id, TeamRole.LEAD)
    leaving.leave(LEA, project(1))
    assert (leads_of(), orphaned()) == (["Alice"], False)
    with pytest.raises(Refused):
        leaving.leave(ALICE, project(1))


def test_a_lead_steps_back_while_another_leads(app):
    with pytest.raises(Refused):
        leaving.step_back(LEA, project(1))
    with pytest.raises(Refused):
        leaving.step_back(DAI, project(1))
    join(1, CAST["alice"].id, TeamRole.LEAD)
    leaving.step_back(LEA, project(1))
    assert leads_of() == ["Alice"]
    assert [(one.role, one.ended_how) for one in parts_of("lea")] == [
        (TeamRole.LEAD, Ending.NEW_ROLE),
        (TeamRole.MEMBER, None),
    ]
    assert checks.problems() == []


@pytest.mark.parametrize(
    ("sensitive", "before", "after"),
    [
        (True, Audience.PUBLIC, Audience.PROJECTS),
        (True, Audience.MEMBERS, Audience.PROJECTS),
        (True, Audience.ME, Audience.ME),
        (False, Audience.PUBLIC, Audience.PUBLIC),
    ],
)
def test_who_leads_no_more_shows_as_others_of_a_sensitive_project_do(
    app, sensitive, before, after
):
    join(1, CAST["alice"].id, TeamRole.LEAD)
    if sensitive:
        db.session.add(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    membership(1, "lea").audience = before
    db.session.flush()
    leaving.step_back(LEA, project(1))
    assert membership(1, "lea").audience is after


def test_a_lead_does_not_end_their_own_part(app):
    with pytest.raises(Refused):
        leaving.end_membership(LEA, project(1), membership(1, "lea").id)


def test_a_project_whose_lead_is_no_more_is_found_and_settled(app):
    from sqlalchemy import delete

    from community.members.models import Member
    from community.stewardship import clockwork

    db.session.execute(delete(Member).where(Member.id == CAST["lea"].id))
    db.session.expire_all()
    assert "project 1 has no lead and is not orphaned" in checks.problems()
    clockwork.move()
    assert orphaned()
    assert [one.project for one in notices(kind="project-unled")] == [1, 3]
    assert clockwork.move() == 0
    assert checks.problems() == []


def test_settling_some_projects_leaves_the_others(app):
    for number in (1, 2):
        row = parts_of({1: "lea", 2: "bob"}[number], number)[0]
        row.until = date(2018, 1, 1)
    db.session.flush()
    assert team.settle_leads([2]) == [2]
    assert not orphaned(1)
    assert team.settle_leads() == [1]
    assert team.settle_leads() == []


# ---------------------------------------------------------------- history
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("project_id", 2),
        ("member_id", 1),
        ("role", TeamRole.LEAD),
        ("since", date(2001, 1, 1)),
    ],
)
def test_what_a_part_was_is_never_rewritten(app, name, value):
    row = membership(1, "dai")
    with pytest.raises(Rewritten):
        setattr(row, name, value)
    db.session.commit()
    row = membership(1, "dai")
    db.session.expire(row)
    with pytest.raises(Rewritten):
        setattr(row, name, value)


def test_an_end_is_written_once(app):
    leaving.leave(DAI, project(1))
    row = membership(1, "dai")
    for name, value in (
        ("until", None),
        ("until", date(2001, 1, 1)),
        ("ended_how", Ending.CONCLUDED),
    ):
        with pytest.raises(Rewritten):
            setattr(row, name, value)


def test_no_update_by_statement_touches_history():
    kept = {"project_id", "member_id", "role", "since", "until", "ended_how"}
    updates = [
        (path, call)
        for path in Path("community").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".values")
        if "update(Membership)" in ast.unparse(call.func)
    ]
    assert updates
    for path, call in updates:
        assert not kept & {word.arg for word in call.keywords}, path


def test_a_name_that_is_gone_takes_its_history_along(app):
    from sqlalchemy import delete

    from community.members.models import Member

    db.session.execute(delete(Member).where(Member.id == CAST["dai"].id))
    assert parts_of("dai") == []


SIDES = {
    "dai": {("Dai", "left", "My words"), ("Lea", None, "")},
    "lea": {("Dai", "left", "My words"), ("Lea", None, "")},
    "alice": {("Dai", None, ""), ("Lea", None, "")},
    "olu": {("Dai", None, ""), ("Lea", None, "")},
    "bob": {("Dai", None, ""), ("Lea", None, "")},
}


@pytest.mark.parametrize("who", SIDES)
def test_why_a_part_ended_is_read_by_its_two_sides_alone(app, who):
    leaving.leave(DAI, project(1), "My words")
    reader = CAST[who].viewer
    lines = history.history(reader, project(1), standing.stands(reader, 1))
    found = {
        (
            line.card.name.split()[0],
            line.ended_how.value if line.ended_how else None,
            line.ended_because,
        )
        for line in lines
    }
    assert found == SIDES[who]
    assert all(line.until for line in lines if line.card.name.startswith("Dai"))
    assert {line.own for line in lines if line.number} <= {True}


def test_a_part_that_shows_to_the_team_alone_does_so_when_it_is_history(app):
    membership(1, "dai").audience = Audience.PROJECTS
    leaving.leave(DAI, project(1))

    def names(who):
        reader = CAST[who].viewer
        lines = history.history(reader, project(1), standing.stands(reader, 1))
        return {line.card.name.split()[0] for line in lines}

    assert names("lea") == {"Lea", "Dai"}
    assert names("alice") == {"Lea"}
    assert names("dai") == {"Lea", "Dai"}, "one's own"


def was_in_it(who):
    reader = CAST[who].viewer
    lines = history.history(reader, project(1), standing.stands(reader, 1))
    return {line.card.name.split()[0] for line in lines if line.until}


def test_who_comes_later_does_not_learn_who_left_a_team_that_shows_to_itself(app, at):
    at("2018-05-01 12:00")
    for who in ("alice", "bob"):
        join(1, CAST[who].id)
    for who in ("dai", "bob"):
        membership(1, who).audience = Audience.PROJECTS
    leaving.leave(DAI, project(1))
    at("2018-05-02 12:00")
    leaving.leave(CAST["bob"].viewer, project(1))
    shown = Audience.MEMBERS
    team.add_membership(project(1), CAST["ada"].id, TeamRole.LEAD, shown)
    assert was_in_it("lea") == was_in_it("alice") == {"Dai", "Bob"}
    assert was_in_it("ada") == set(), "she came on the day on which Bob left"
    assert was_in_it("bob") == {"Bob"}, "who has left reads of themselves alone"
    assert was_in_it("olu") == set()


def test_who_was_there_knows_it_still_in_another_role_and_after_a_return(app, at):
    at("2018-05-01 12:00")
    membership(1, "dai").audience = Audience.PROJECTS
    join(1, CAST["alice"].id)
    leaving.leave(DAI, project(1))
    at("2018-05-03 12:00")
    leaving.change_role(project(1), membership(1, "alice"), TeamRole.LEAD)
    assert was_in_it("alice") == {"Alice", "Dai"}
    leaving.leave(ALICE, project(1))
    assert was_in_it("alice") == {"Alice"}
    at("2018-06-01 12:00")
    team.add_membership(project(1), 1, TeamRole.MEMBER, Audience.MEMBERS)
    assert was_in_it("alice") == {"Alice", "Dai"}


@pytest.mark.parametrize(("ended", "may"), [(True, True), (False, False)])
def test_only_a_part_that_has_ended_can_be_its_owners_alone(app, ended, may):
    if ended:
        leaving.leave(DAI, project(1))
    row = membership(1, "dai")
    if not may:
        with pytest.raises(Refused):
            team.show_membership(DAI, project(1), row.id, Audience.ME)
        return
    team.show_membership(DAI, project(1), row.id, Audience.ME)
    assert was_in_it("lea") == set()
    assert was_in_it("dai") == {"Dai"}


def test_only_organisers_are_told_of_a_project_without_a_lead(app):
    leaving.leave(LEA, project(1), unled=True)
    told = unscoped("test", Notice.member_id).where(Notice.kind == "project-unled")
    for member in db.session.scalars(told):
        (person,) = [one for one in CAST.values() if one.id == member]
        assert Role.ORGANISER in person.roles
