"""Tasks: who may change them, who is told, and that nobody loses anybody's words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import BLOCKED, count, tie, visible
from community.plans import queries, tasks
from community.plans.models import TeamTask
from community.plans.tasks import TaskFacts
from community.projects import leaving
from community.projects.models import Membership, Project
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.plans.making import NOON, all_of, milestone, task
from tests.projects.making import make, membership, project

DAI = CAST["dai"].id
FACTS = TaskFacts("Buy chairs", DAI, date(2017, 10, 1))


def viewer(who):
    return CAST[who].viewer if who else VISITOR


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)


ROLES = [
    (None, False), ("pat", False), ("alice", False), ("bob", False), ("dai", True),
    ("lea", True), ("olu", False), ("ada", False), ("mo", False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "may"), ROLES)
def test_the_team_alone_reads_and_changes_the_tasks(who, may):
    row, cafe = task(), project(1)
    assert count(visible(viewer(who), TeamTask.id)) == may
    acts = (
        lambda: tasks.add_task(viewer(who), cafe, FACTS),
        lambda: tasks.edit_task(viewer(who), cafe, row.id, FACTS, row.version),
        lambda: tasks.tick(viewer(who), cafe, row.id, done=True),
        lambda: tasks.tick(viewer(who), cafe, row.id, done=False),
        lambda: tasks.remove_task(viewer(who), cafe, row.id),
    )
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(Forbidden):
                act()
    assert len(all_of(TeamTask)) == 1


def test_whoever_was_in_the_team_reads_its_tasks_no_more(app):
    task()
    leaving.close(membership(1, "dai"), leaving.Ending.LEFT)
    assert count(visible(viewer("dai"), TeamTask.id)) == 0


def test_a_task_of_another_project_is_not_there():
    row, other = task(), make("Long walks", "lea")
    for act in (
        lambda: tasks.tick(viewer("lea"), other, row.id, done=True),
        lambda: tasks.remove_task(viewer("lea"), other, row.id),
        lambda: tasks.edit_task(viewer("lea"), other, row.id, FACTS, 1),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (FACTS, None),
        (TaskFacts("Buy chairs"), None),
        (TaskFacts("  "), Refused),
        (TaskFacts("Buy chairs", CAST["alice"].id), Refused),
        (TaskFacts("Buy chairs", CAST["pat"].id), Refused),
        (TaskFacts("Buy chairs", milestone_id=99), NotFound),
    ],
)
def test_what_a_task_needs(facts, wrong):
    if wrong:
        with pytest.raises(wrong):
            tasks.add_task(viewer("lea"), project(1), facts)
    else:
        assert tasks.add_task(viewer("lea"), project(1), facts).title == "Buy chairs"


def test_a_milestone_of_another_project_is_not_to_be_had():
    other = milestone(project_id=2)
    with pytest.raises(NotFound):
        tasks.add_task(viewer("lea"), project(1), TaskFacts("x", milestone_id=other.id))


def test_two_hundred_are_enough():
    for _each in range(tasks.MOST):
        task()
    with pytest.raises(Refused, match="tasks are open"):
        tasks.add_task(viewer("lea"), project(1), FACTS)


# ---------------------------------------------------------------- who is told
def test_whoever_is_given_a_task_is_told_and_the_digest_brings_it():
    tasks.add_task(viewer("lea"), project(1), FACTS)
    (told,) = notices()
    assert (told.to, told.kind) == ("dai@example.org", "task-given")
    assert (told.person, told.link) == (CAST["lea"].id, "/projects/project-1/plan")
    assert letters() == []


def test_nobody_is_told_of_what_they_take_or_of_what_is_nobodys():
    tasks.add_task(viewer("dai"), project(1), FACTS)
    tasks.add_task(viewer("dai"), project(1), TaskFacts("Sweep"))
    assert notices() == []


def test_a_task_that_changes_hands_tells_the_new_one_and_no_other_change_does():
    row, cafe = task(who="lea"), project(1)
    later = TaskFacts("Buy chairs", DAI, date(2017, 11, 1))
    tasks.edit_task(viewer("lea"), cafe, row.id, FACTS, row.version)
    tasks.edit_task(viewer("lea"), cafe, row.id, later, row.version)
    assert [one.to for one in notices()] == ["dai@example.org"]
    nobody = TaskFacts("Buy chairs")
    tasks.edit_task(viewer("lea"), cafe, row.id, nobody, row.version)
    tasks.edit_task(viewer("lea"), cafe, row.id, FACTS, row.version)
    assert len(notices()) == 2


# ---------------------------------------------------------------- two at once
def test_whoever_saves_second_is_told_so_and_nothing_is_lost():
    row, cafe = task(), project(1)
    seen = row.version
    tasks.edit_task(viewer("dai"), cafe, row.id, TaskFacts("Theirs"), seen)
    with pytest.raises(Conflict):
        tasks.edit_task(viewer("lea"), cafe, row.id, TaskFacts("Mine"), seen)
    assert [one.title for one in all_of(TeamTask)] == ["Theirs"]


def test_of_two_who_tick_at_once_both_are_right_and_the_first_moment_stays(at):
    row, cafe = task(), project(1)
    tasks.tick(viewer("dai"), cafe, row.id, done=True)
    first, version = row.done_at, row.version
    at("2017-09-10 12:05")
    tasks.tick(viewer("lea"), cafe, row.id, done=True)
    assert (row.done_at, row.version) == (first, version)
    tasks.tick(viewer("lea"), cafe, row.id, done=False)
    assert row.done_at is None


def test_a_tick_makes_an_open_form_stale():
    row, cafe = task(), project(1)
    seen = row.version
    tasks.tick(viewer("dai"), cafe, row.id, done=True)
    with pytest.raises(Conflict):
        tasks.edit_task(viewer("lea"), cafe, row.id, TaskFacts("Mine"), seen)


def test_what_the_team_does_is_a_sign_of_life_beside_the_page(at):
    cafe = project(1)
    version = cafe.version
    at("2017-09-12 12:00")
    row = tasks.add_task(viewer("dai"), cafe, FACTS)
    db.session.refresh(cafe)
    assert (cafe.alive_at.date(), cafe.version) == (date(2017, 9, 12), version)
    at("2017-09-13 12:00")
    tasks.tick(viewer("dai"), cafe, row.id, done=True)
    db.session.refresh(cafe)
    assert cafe.alive_at.date() == date(2017, 9, 13)


# ---------------------------------------------------------------- the list
def lines(who):
    team = queries.team(viewer(who), 1)
    return queries.in_order(queries.tasks_of(viewer(who), 1, team))


def titles(part):
    return [one.title for one in part]


def test_the_list_has_ones_own_first_and_what_is_due_first_in_each():
    task("Later", due_on=date(2017, 12, 1))
    task("No day")
    task("Soon", due_on=date(2017, 9, 11))
    task("Hers", "lea")
    task("Free", None)
    task("Old", done_at=project(1).created_at)
    found = lines("dai")
    assert titles(found.mine) == ["Soon", "Later", "No day"]
    assert titles(found.theirs) == ["Hers"]
    assert titles(found.nobodys) == ["Free"]
    assert titles(found.done) == ["Old"]
    assert [one.name for one in found.theirs] == ["Lea Novak"]


def test_days_over_are_counted_for_what_is_open(at):
    task("Late", due_on=date(2017, 9, 7))
    task("Today", due_on=date(2017, 9, 10))
    task("Done", due_on=date(2017, 9, 1), done_at=project(1).created_at)
    found = lines("dai")
    assert [one.days_over for one in (*found.mine, *found.done)] == [3, 0, 0]


def test_only_the_last_fifty_that_are_done_are_listed():
    for day in range(60):
        task(f"{day}", done_at=project(1).created_at - timedelta(days=day))
    assert titles(lines("dai").done) == [f"{day}" for day in range(50)]


def hide(who, audience=Audience.ME):
    db.session.execute(
        update(Membership)
        .where(Membership.member_id == CAST[who].id)
        .values(audience=audience)
    )


def block(one, two):
    for a, b in ((one, two), (two, one)):
        row = {"member_id": CAST[a].id, "other_id": CAST[b].id, "kind": BLOCKED}
        db.session.execute(tie.insert().values(**row))


@pytest.mark.parametrize("apart", [lambda: block("lea", "dai"), lambda: hide("dai")])
def test_whom_one_does_not_see_is_a_member_and_cannot_be_given_a_task(apart):
    task("His", "dai")
    apart()
    (his,) = lines("lea").theirs
    assert (his.name, his.nobody) == ("", False)
    assert DAI not in queries.team(viewer("lea"), 1).names
    with pytest.raises(Refused):
        tasks.add_task(viewer("lea"), project(1), FACTS)
    row = all_of(TeamTask)[0]
    kept = TaskFacts("Still his", DAI)
    tasks.edit_task(viewer("lea"), project(1), row.id, kept, row.version)
    assert notices() == []


def test_what_somebody_had_who_left_is_nobodys_at_once():
    task("His", "dai")
    leaving.close(membership(1, "dai"), leaving.Ending.LEFT)
    assert titles(lines("lea").nobodys) == ["His"]


def test_the_choice_is_of_those_who_are_in_the_team_now():
    join(1, CAST["alice"].id)
    assert set(queries.team(viewer("lea"), 1).names) == {1, 4, 5}
    leaving.close(membership(1, "alice"), leaving.Ending.LEFT)
    assert set(queries.team(viewer("lea"), 1).names) == {4, 5}


def test_an_erased_project_takes_its_tasks_along():
    task()
    db.session.execute(Project.__table__.delete().where(Project.__table__.c.id == 1))
    assert all_of(TeamTask) == []
