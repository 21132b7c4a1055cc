"""The figures of impact for whoever looks: numbers are lists, and few are no number."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER, VISITOR, Audience
from community.core.db import db
from community.core.visible import circle_member, count, tie, unscoped, visible
from community.evidence.models import ResourceState
from community.impact.asked import ImpactAsked, Through
from community.impact.models import COUNTED, ImpactRecord, ImpactState
from community.members.models import MapConsent, Member
from community.network.impact import lists
from community.network.impact.figures import ORIGINS, impact
from community.projects.directory import Asked, projects_page
from community.projects.models import Membership, Project
from community.vocabulary.models import IMPACT_AREAS, Term
from tests.cast import CAST, connect
from tests.impact.making import came_from, noted, resource, rests_upon
from tests.network.map_world import add
from tests.network.test_impact import PHASES, shuffle
from tests.plans.making import milestone

S = ImpactState
AREAS = ("understanding", "ideas", "skills", "learning")
WHO = (None, "alice", "bob", "dai", "lea", "olu", "ada")


def viewer(who):
    return CAST[who].viewer if who else VISITOR


@pytest.fixture(autouse=True)
def dated(app):
    """The four areas, and the phases with the days that they had."""
    for sort, code in enumerate(AREAS):
        db.session.add(Term(list=IMPACT_AREAS, code=code, label=code, sort=sort))
    for code, starts, ends in PHASES:
        at = Term.list == "project_phase", Term.code == code
        db.session.execute(update(Term).where(*at).values(starts=starts, ends=ends))
    db.session.flush()


def scatter(rng: random.Random, number: int = 40) -> None:
    """Note things in every state, of every project and none, tied to this and that."""
    reached = [milestone(f"Step {one}", done_on=date(2017, 5, 1)) for one in range(4)]
    shelf = [resource(f"Study {one}") for one in range(4)]
    shelf.append(resource("A draft", ResourceState.SUBMITTED))
    for one in range(number):
        project = rng.choice([None, 1, 2, 3])
        row = noted(
            rng.choice(["alice", "dai", "lea", None]),
            rng.choice([S.NOTED, S.DECLINED, S.CHECKED, S.PUBLISHED]),
            project,
            area=rng.choice(AREAS),
            happened_on=date(2016, 12, 1) + timedelta(days=rng.randrange(420)),
        )
        if project == 1 and one < 4:
            row.milestone_id = reached[one].id
        for what in rng.sample(shelf, rng.randrange(3)):
            rests_upon(row, what)
        if rng.random() < 0.4:
            came_from(row, "alice", rng.choice(["carol", "lea"]))
    db.session.flush()


def slowly(who) -> list[ImpactRecord]:
    """What counts for somebody, told one by one."""
    seen = set(db.session.scalars(visible(viewer(who), ImpactRecord.id)))
    projects = {None, *db.session.scalars(visible(viewer(who), Project.id))}
    rows = db.session.scalars(unscoped("test", ImpactRecord)).all()
    return [
        row
        for row in rows
        if row.id in seen and row.state in COUNTED and row.project_id in projects
    ]


@pytest.mark.parametrize("who", WHO)
def test_changes_equal_a_slow_count_and_the_lists_behind_them(who):
    scatter(random.Random(str(who)))
    plain = slowly(who)
    found = impact(viewer(who), ImpactAsked())
    assert found.changes == len(plain)
    for area in found.areas:
        assert area.changes == sum(row.area == area.code for row in plain)
        for through in ("", *Through):
            asked = ImpactAsked(area=area.code, through=through)
            listed = lists.rows(viewer(who), "changes", asked, 1)
            told = getattr(area, through) if through else area.changes
            assert listed.total == told == len(listed.items)
    assert lists.rows(viewer(who), "evidence", ImpactAsked(), 1).total == found.evidence


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "asked",
    [
        ImpactAsked(phase="research"), ImpactAsked(year="2017", area="skills"),
        ImpactAsked(project="project-1"), ImpactAsked(project="project-3"),
        ImpactAsked(phase="nonsense"), ImpactAsked(year="nonsense"),
    ],
)  # fmt: skip
def test_filters_narrow_numbers_and_lists_alike(who, asked):
    scatter(random.Random(7))
    found = impact(viewer(who), asked)
    assert lists.rows(viewer(who), "changes", asked, 1).total == found.changes
    assert lists.rows(viewer(who), "evidence", asked, 1).total == found.evidence


@pytest.mark.parametrize("who", WHO)
def test_stages_are_as_long_as_the_directory(who):
    for line in impact(viewer(who), ImpactAsked()).stages:
        asked = Asked(stage=(line.stage.value,))
        assert projects_page(viewer(who), asked).total == line.projects


@pytest.mark.parametrize("who", [None, "ada"])
def test_a_project_that_one_may_not_open_is_named_nowhere(who):
    scatter(random.Random(11))
    found = impact(viewer(who), ImpactAsked())
    named = set(found.projects)
    for page in range(
        1, lists.rows(viewer(who), "changes", ImpactAsked(), 1).pages + 1
    ):
        rows = lists.rows(viewer(who), "changes", ImpactAsked(), page).items
        named |= {row.project.slug for row in rows if row.project}
    assert named <= ({"project-1"} if who is None else {"project-1", "project-2"})


# ---------------------------------------------------------------- what began
@pytest.fixture
def bare():
    """No ties and no teams but those of the test."""
    for table in (Connection.__table__, tie, Membership.__table__, circle_member):
        db.session.execute(table.delete())


ASKED = [
    *(ImpactAsked(phase=one) for one in ("", "before", "research", "after")),
    *(ImpactAsked(origin=one) for one in ORIGINS),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("who", [None, "dai", "olu"])
def test_no_number_of_others_is_of_1_to_7(bare, seed, who):
    shuffle(random.Random(f"few {seed}"))
    found = [impact(viewer(who), asked) for asked in ASKED]
    lines = [line for one in found for line in (one.all, *one.phases, *one.origins)]
    for told in (number for line in lines for number in (line.ties, line.work)):
        assert told.more is None or told.more == 0 or told.more >= 8
        assert told.more is None or told.more % 5 == 0
        if who is None:
            assert told.open == 0
            assert told.more != 0, "none and a few are the same to a visitor"
        if who == "dai":
            assert told.more == 0, "a rest would tell of blocks and of the map"


@pytest.mark.parametrize("seed", range(2))
def test_a_member_opens_each_that_is_counted(bare, seed):
    shuffle(random.Random(f"open {seed}"))
    dai = CAST["dai"].viewer
    for origin in ("", *ORIGINS):
        asked = ImpactAsked(origin=origin)
        line = impact(dai, asked).all
        for name, told in (("ties", line.ties), ("work", line.work)):
            assert lists.rows(dai, name, asked, 1).total == told.open


@pytest.mark.parametrize("consent", list(MapConsent))
def test_the_map_is_no_business_of_members(consent):
    """Who agreed to the map moves nothing that a member or a visitor reads."""
    connect(2, 4, TieAudience.MEMBERS)
    for number in range(101, 111):
        add(number)
        connect(2, number, TieAudience.MEMBERS)
    db.session.flush()
    before = [impact(viewer(who), ImpactAsked()) for who in (None, "alice")]
    assert before[0].all.ties.more == 10
    db.session.execute(
        update(Member).where(Member.id.between(101, 110)).values(map_consent=consent)
    )
    after = [impact(viewer(who), ImpactAsked()) for who in (None, "alice")]
    assert before == after


def test_a_visitor_can_open_no_tie_and_no_team():
    connect(2, 4, TieAudience.MEMBERS)
    db.session.flush()
    for name in ("ties", "work"):
        assert lists.rows(VISITOR, name, ImpactAsked(), 1).total == 0


def test_what_visitors_are_told_is_what_any_member_may_open():
    for number in range(101, 120):
        audience = Audience.MEMBERS if number < 110 else Audience.CONNECTIONS
        add(number, audience=audience)
        connect(2, number, TieAudience.MEMBERS)
    db.session.flush()
    told = impact(VISITOR, ImpactAsked()).all.ties
    opened = lists.rows(ANY_MEMBER, "ties", ImpactAsked(), 1).total
    assert abs(told.more - opened) <= 2
    assert count(visible(VISITOR, ImpactRecord.id)) == 0
