"""How it goes, four weeks in: asked once, and read by whom one chose."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped, visible
from community.members import resting
from community.projects.models import ProjectState, TeamRole
from community.stewardship import checking_in, clockwork
from community.stewardship.checking_in import Answer
from community.stewardship.models import CheckIn, Going
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.projects.making import project
from tests.stewardship.making import check_in, enter, viewer


def asked() -> int:
    return len(db.session.scalars(unscoped("test", CheckIn.id)).all())


def say(going=Going.BADLY, leads=False, organisers=False, words="It is lonely"):
    said = Answer(going, words, leads, organisers)
    return checking_in.answer(viewer("alice"), project(1), said)


@pytest.fixture
def here(app):
    """Alice joined four weeks ago, and was asked."""
    enter("alice", 28)
    clockwork.move()


# ---------------------------------------------------------------- being asked
@pytest.mark.parametrize(
    ("days", "number"), [(0, 0), (27, 0), (28, 1), (56, 1), (57, 0), (400, 0)]
)
def test_who_joined_four_weeks_ago_is_asked_and_who_did_long_ago_is_not(
    app, days, number
):
    enter("alice", days)
    clockwork.move()
    assert asked() == number


def test_they_are_asked_once(here):
    assert clockwork.move() == 0
    (told,) = notices()
    assert (told.kind, told.to) == ("check-in", "alice@example.org")
    assert told.link == "/projects/project-1/going"
    assert letters() == []


def test_leads_are_not_asked(app):
    join(2, CAST["alice"].id, TeamRole.LEAD)
    row = enter("alice", 28)
    table = type(row).__table__
    db.session.execute(
        table.update().where(table.c.id == row.id).values(role=TeamRole.LEAD)
    )
    db.session.commit()
    clockwork.move()
    assert asked() == 0


def test_whoever_changed_their_role_is_asked_by_their_first_day(app):
    from community.projects.leaving import change_role

    row = enter("alice", 28)
    change_role(project(1), row, TeamRole.ADVISER)
    clockwork.move()
    assert asked() == 1
    change_role(project(1), check_in_part(), TeamRole.MEMBER)
    clockwork.move()
    assert asked() == 1


def check_in_part():
    from tests.stewardship.making import parts_of

    return parts_of("alice")[-1]


def test_nobody_is_asked_during_a_break_or_about_what_has_ended(app):
    enter("alice", 28)
    resting.rest(viewer("alice"), None)
    clockwork.move()
    assert asked() == 0
    resting.come_back(viewer("alice"))
    project(1).state = ProjectState.FINISHED
    db.session.flush()
    clockwork.move()
    assert asked() == 0


# ---------------------------------------------------------------- who reads it
def reads(who: str) -> bool:
    found = visible(viewer(who), CheckIn.id)
    return db.session.scalar(found) is not None


@pytest.mark.parametrize(
    ("leads", "organisers", "readers"),
    [
        (False, False, {"alice"}),
        (True, False, {"alice", "lea"}),
        (False, True, {"alice", "olu"}),
        (True, True, {"alice", "lea", "olu"}),
    ],
)
def test_only_those_who_were_ticked_read_it(here, leads, organisers, readers):
    say(leads=leads, organisers=organisers)
    everybody = ("alice", "bob", "dai", "lea", "olu", "ada", "mo")
    assert {who for who in everybody if reads(who)} == readers
    assert bool(checking_in.shared_with_leads(viewer("lea"), 1)) is leads
    assert bool(checking_in.shared(viewer("olu"))) is organisers


def test_an_organiser_who_leads_the_project_reads_what_its_leads_may(here):
    join(1, CAST["olu"].id, TeamRole.LEAD)
    say(organisers=True)
    assert not reads("olu")
    assert checking_in.shared(viewer("olu")) == ()
    assert notices(kind="check-in-badly") == []
    say(leads=True, organisers=True)
    assert reads("olu")


def test_only_organisers_open_the_list(here):
    for who in ("alice", "lea", "ada"):
        with pytest.raises(Forbidden):
            checking_in.shared(viewer(who))


def test_an_organiser_is_told_of_what_goes_badly_without_a_word_of_it(here):
    say(Going.WELL, organisers=True)
    say(Going.BADLY)
    assert notices(kind="check-in-badly") == []
    say(Going.BADLY, organisers=True)
    say(Going.BADLY, organisers=True, words="Still")
    (told,) = notices(kind="check-in-badly")
    assert (told.to, told.person, told.project) == ("olu@example.org", None, None)
    assert told.facts == {}


def test_it_can_be_changed_for_seven_days(here):
    say(Going.WELL)
    now = clock.now()
    clock.set_source(lambda: now + timedelta(days=6, hours=23))
    say(Going.MIXED)
    clock.set_source(lambda: now + timedelta(days=7))
    with pytest.raises(Refused):
        say(Going.BADLY)
    assert check_in("alice").going is Going.MIXED


def test_it_can_be_kept_to_oneself_at_any_time(here):
    say(leads=True, organisers=True, words="It is lonely")
    now = clock.now()
    clock.set_source(lambda: now + timedelta(days=300))
    checking_in.keep_to_oneself(viewer("alice"), project(1))
    assert [who for who in ("alice", "lea", "olu") if reads(who)] == ["alice"]
    assert check_in("alice").words == "It is lonely"
    with pytest.raises(NotFound):
        checking_in.keep_to_oneself(viewer("lea"), project(1))


def test_whoever_was_not_asked_has_nothing_to_say(here):
    for who in ("dai", "lea", "olu"):
        with pytest.raises(NotFound):
            checking_in.answer(viewer(who), project(1), Answer(Going.WELL))


def test_a_block_hides_what_was_shared(here):
    from community.safeguarding.commands import block
    from tests.stewardship.making import member

    say(leads=True, organisers=True)
    for who in ("lea", "olu"):
        block(viewer("alice"), member(who))
        assert not reads(who)
