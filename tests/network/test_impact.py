"""What came of it all: what is counted, how it is told, and what stands behind it."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import circle_member, tie, unscoped
from community.impact.asked import ImpactAsked
from community.impact.models import ImpactRecord, ImpactState
from community.members.models import MapConsent, Member
from community.network.impact import lists
from community.network.impact.figures import ORIGINS, impact, published
from community.network.impact.teamwork import origins_of, work
from community.programme.models import Origin, ProjectOrigin
from community.projects.models import Membership, Project, ProjectState
from community.vocabulary.models import Term
from tests.cast import connect, join
from tests.network.map_world import OLU, add, consent, tied

NAMED, UNNAMED, ABSENT = MapConsent.NAMED, MapConsent.UNNAMED, MapConsent.ABSENT
PAIR, NEAR, ALL = TieAudience.PAIR, TieAudience.NEAR, TieAudience.MEMBERS
PHASES = (
    ("research", date(2017, 4, 1), date(2017, 7, 31)),
    ("develop", date(2017, 8, 1), date(2017, 12, 31)),
)


@pytest.fixture(autouse=True)
def dated(app):
    """The phases with the days that they had; and no ties but those of the test."""
    for code, starts, ends in PHASES:
        at = Term.list == "project_phase", Term.code == code
        db.session.execute(update(Term).where(*at).values(starts=starts, ends=ends))
    db.session.execute(Connection.__table__.delete())
    db.session.execute(tie.delete())
    db.session.execute(Membership.__table__.delete())
    db.session.execute(circle_member.delete())


def of(name: str, code: str, **asked: str):
    """The line of one phase or origin."""
    lines = getattr(impact(OLU, ImpactAsked(**asked)), name)
    return next(line for line in lines if line.code == code)


def know(a: int, b: int, at_a=ALL, at_b=ALL, since=date(2017, 5, 1), origin=None):
    tied(a, b, at_a, at_b)
    row = Connection.a_id == a, Connection.b_id == b
    db.session.execute(
        update(Connection)
        .where(*row)
        .values(since=since, origin=origin or Origin.COFFEE)
    )


@pytest.mark.parametrize("number", range(41))
def test_what_one_cannot_open_is_no_number_of_1_to_7(number):
    for can_open in {0, number // 2, number}:
        told, rest = published(number, can_open), number - can_open
        assert told.open == can_open
        if 0 < rest < 8:
            assert told.more is None
            assert told.about is None
        else:
            assert abs(told.more - rest) <= 2
            assert told.about == can_open + told.more


def test_one_more_moves_a_figure_at_an_edge_of_rounding_alone():
    moves = [n for n in range(60) if published(n, 0) != published(n + 1, 0)]
    assert moves == [0, 7, *(n for n in range(8, 60) if n % 5 == 2)]


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2012, 1, 1), "before"), (date(2017, 3, 31), "before"),
        (date(2017, 4, 1), "research"), (date(2017, 8, 1), "develop"),
        (date(2017, 12, 31), "develop"), (date(2018, 1, 1), "after"),
    ],
)  # fmt: skip
def test_a_tie_counts_in_the_phase_of_its_first_day(day, phase):
    know(1, 2, since=day)
    opened = {one.code: one.ties.open for one in impact(OLU, ImpactAsked()).phases}
    assert opened == {
        "before": 0, "research": 0, "develop": 0, "after": 0, phase: 1,
    }  # fmt: skip
    assert lists.rows(OLU, "ties", ImpactAsked(phase=phase), 1).total == 1


def crowd(number: int, how: MapConsent) -> None:
    for one in range(101, 101 + number):
        add(one, how)
        know(4, one)


@pytest.mark.parametrize(("number", "told"), [(0, 0), (7, None), (8, 10), (13, 15)])
def test_ties_to_people_without_names_are_rounded_and_cannot_be_opened(number, told):
    crowd(number, UNNAMED)
    line = of("origins", "coffee")
    assert (line.ties.more, line.ties.open) == (told, 0)
    assert lists.rows(OLU, "ties", ImpactAsked(), 1).total == 0


@pytest.mark.parametrize("hide", ["pair", "absent", "resting", "blocked"])
def test_a_tie_that_the_map_may_not_show_is_not_counted(hide):
    crowd(8, NAMED)
    assert of("origins", "coffee").ties == published(8, 8)
    if hide == "pair":
        db.session.execute(
            update(Connection).where(Connection.b_id == 101).values(b_audience=PAIR)
        )
    elif hide == "absent":
        consent(101, ABSENT)
    elif hide == "resting":
        db.session.execute(update(Member).where(Member.id == 101).values(listed=False))
    else:
        for one, other in ((6, 101), (101, 6)):
            row = {"member_id": one, "other_id": other, "kind": "blocked"}
            db.session.execute(tie.insert().values(**row, audience="pair"))
    assert of("origins", "coffee").ties == published(7, 7)


def test_a_tie_that_near_people_see_counts_but_its_origin_is_not_opened():
    know(1, 2, NEAR, ALL)
    assert of("origins", "coffee").ties == published(1, 0)
    know(4, 6, NEAR, NEAR)
    assert of("origins", "coffee").ties.open == 1, "Olu's own"
    know(5, 6, PAIR, NEAR)
    assert of("origins", "coffee").ties.open == 1, "which stays between the pair"


def test_two_begin_to_work_together_on_the_first_day_of_both():
    for who, since, until in (
        (4, date(2017, 5, 1), None),
        (5, date(2017, 9, 1), None),
        (2, date(2017, 4, 1), date(2017, 4, 30)),
    ):
        row = Membership(
            project_id=1, member_id=who, since=since, until=until,
            audience=Audience.MEMBERS,
        )  # fmt: skip
        db.session.add(row)
    db.session.flush()
    (found,) = work(OLU, origins_of(OLU))
    assert (found.a, found.b, found.since) == (4, 5, date(2017, 9, 1))
    assert of("phases", "develop").work.open == 1
    (row,) = lists.rows(OLU, "work", ImpactAsked(phase="develop"), 1).items
    assert [one.name for one in row.people] == ["Dai Prosser", "Lea Novak"]
    assert row.project.name == "Pain cafe"
    db.session.add(ProjectOrigin(project_id=1, origin=Origin.EVENT))
    db.session.flush()
    assert of("origins", "event").work.open == 1
    assert of("origins", "not told").work.open == 0


def test_a_second_role_in_a_team_is_no_second_beginning():
    day = date(2017, 5, 1)
    for who, since, until in ((4, day, date(2017, 6, 1)), (4, date(2017, 6, 1), None)):
        db.session.add(
            Membership(
                project_id=1, member_id=who, since=since, until=until,
                audience=Audience.MEMBERS,
            )
        )  # fmt: skip
    db.session.add(
        Membership(project_id=1, member_id=5, since=day, audience=Audience.MEMBERS)
    )
    db.session.flush()
    assert [one.since for one in work(OLU, {})] == [day]


@pytest.mark.parametrize("audience", list(Audience))
def test_a_part_in_a_team_counts_as_far_as_it_is_shown(audience):
    join(1, 4)
    join(1, 5, audience=audience)
    db.session.flush()
    shown = audience in (Audience.MEMBERS, Audience.PUBLIC)
    assert len(list(work(OLU, {}))) == shown


def change(project: int, area: str = "skills", day: date = date(2017, 5, 1)) -> None:
    db.session.add(
        ImpactRecord(
            project_id=project, area=area, what_changed="Two can do it now",
            happened_on=day, state=ImpactState.CHECKED,
        )
    )  # fmt: skip
    db.session.flush()


def test_changes_count_under_their_area_where_the_project_can_be_opened():
    db.session.add(Term(list="impact_area", code="skills", label="Skills", sort=1))
    for number in (1, 1, 2, 3):
        change(number)
    change(1, day=date(2017, 9, 1))
    (area,) = impact(OLU, ImpactAsked(phase="research")).areas
    assert (area.label, area.changes) == ("Skills", 3), "the draft stays out"
    page = lists.rows(OLU, "changes", ImpactAsked(phase="research", area="skills"), 1)
    assert page.total == 3
    assert {row.words for row in page.items} == {"Two can do it now"}
    assert lists.rows(OLU, "changes", ImpactAsked(area="ideas"), 1).total == 0


def test_projects_are_those_that_one_can_open():
    for number in (1, 3):
        db.session.add(ProjectOrigin(project_id=number, origin=Origin.COFFEE))
    db.session.flush()
    assert of("origins", "coffee").projects == 1
    page = lists.rows(OLU, "projects", ImpactAsked(origin="coffee"), 1)
    assert [row.project.name for row in page.items] == ["Pain cafe"]


def test_an_unknown_list_or_page_is_not_found():
    for name, page in (("people", 1), ("ties", 2), ("work", 2), ("work", 0)):
        with pytest.raises(NotFound):
            lists.rows(OLU, name, ImpactAsked(), page)


# ---------------------------------------------------------------- random communities
def shuffle(rng: random.Random) -> None:
    """Fill a community at random: consents, audiences, days, origins."""
    for number in range(101, 125):
        audience = rng.choice([Audience.CONNECTIONS, *[Audience.MEMBERS] * 5])
        add(number, rng.choice([NAMED, NAMED, UNNAMED, ABSENT]), audience=audience)
    people = [4, 5, 6, *range(101, 125)]
    pairs = {tuple(sorted(rng.sample(people, 2))) for _ in range(90)}
    start = date(2017, 2, 1)
    for a, b in sorted(pairs):
        know(
            a, b, rng.choice(list(TieAudience)), rng.choice(list(TieAudience)),
            start + timedelta(days=rng.randrange(400)), rng.choice(list(Origin)),
        )  # fmt: skip
    for number in (1, 2, 3):
        if rng.random() < 0.7:
            row = ProjectOrigin(project_id=number, origin=rng.choice(list(Origin)))
            db.session.add(row)
        for who in rng.sample(people, 9):
            since = start + timedelta(days=rng.randrange(400))
            db.session.add(
                Membership(
                    project_id=number, member_id=who, since=since,
                    until=rng.choice([None, since + timedelta(days=60)]),
                    audience=rng.choice([*Audience, Audience.MEMBERS]),
                )
            )  # fmt: skip
    db.session.flush()


def phase_of(day: date) -> str:
    for code, starts, ends in PHASES:
        if starts <= day <= ends:
            return code
    return "before" if day < PHASES[0][1] else "after"


def slow_ties() -> tuple[Counter, Counter]:
    """All drawn ties, and those that Olu can open, by (phase, origin)."""
    members = {one.id: one for one in db.session.scalars(unscoped("test", Member))}
    wide = (Audience.MEMBERS, Audience.PUBLIC)
    known = {
        end
        for row in db.session.scalars(unscoped("test", Connection))
        for end in (row.a_id, row.b_id)
        if 6 in (row.a_id, row.b_id)
    } - {6}
    all_, can_open = Counter(), Counter()
    for row in db.session.scalars(unscoped("test", Connection)):
        ends = members[row.a_id], members[row.b_id]
        chosen = {row.a_audience, row.b_audience}
        if PAIR in chosen or any(one.map_consent is ABSENT for one in ends):
            continue
        key = phase_of(row.since), row.origin.value
        all_[key] += 1
        near = bool({row.a_id, row.b_id} & (known | {6}))
        by_name = all(one.map_consent is NAMED and one.audience in wide for one in ends)
        if by_name and (near or chosen == {ALL}):
            can_open[key] += 1
    return all_, can_open


def total(counted: Counter, phase: str, origin: str) -> int:
    return sum(
        number
        for (one, other), number in counted.items()
        if phase in ("", one) and origin in ("", other)
    )


@pytest.mark.parametrize("seed", range(3))
def test_figures_equal_a_slow_count_and_the_lists_behind_them(seed):
    shuffle(random.Random(seed))
    all_ties, open_ties = slow_ties()
    for phase in ("", "before", "research", "develop", "after"):
        for origin in ("", *ORIGINS):
            asked = ImpactAsked(phase, origin)
            line = impact(OLU, asked).all
            assert line.ties == published(
                total(all_ties, phase, origin), total(open_ties, phase, origin)
            )
            for name, number in (("ties", line.ties), ("work", line.work)):
                assert lists.rows(OLU, name, asked, 1).total == number.open
                assert number.more in (None, 0) or number.more >= 8
            found = lists.rows(OLU, "projects", ImpactAsked(origin=origin), 1)
            assert found.total == line.projects


@pytest.mark.parametrize("seed", range(3))
def test_the_lines_add_up_and_pages_hold_each_row_once(seed):
    shuffle(random.Random(100 + seed))
    found = impact(OLU, ImpactAsked())
    for lines in (found.phases, found.origins):
        assert sum(line.ties.open for line in lines) == found.all.ties.open
        assert sum(line.work.open for line in lines) == found.all.work.open
    for name in ("ties", "work"):
        first = lists.rows(OLU, name, ImpactAsked(), 1)
        seen = [
            row
            for number in range(1, first.pages + 1)
            for row in lists.rows(OLU, name, ImpactAsked(), number).items
        ]
        assert len(seen) == len(set(seen)) == first.total


@pytest.mark.parametrize("seed", range(4))
def test_nobody_whom_the_map_may_not_name_is_in_any_list(seed):
    shuffle(random.Random(200 + seed))
    hidden = {
        one.slug
        for one in db.session.scalars(unscoped("test", Member))
        if one.map_consent is not NAMED or one.audience is Audience.CONNECTIONS
    }
    for name in ("ties", "work"):
        for row in lists.rows(OLU, name, ImpactAsked(), 1).items:
            assert not hidden & {one.slug for one in row.people}


def test_a_withdrawn_consent_leaves_the_lists_at_once():
    connect(1, 2, ALL)
    join(1, 1)
    join(1, 2)
    db.session.flush()
    assert lists.rows(OLU, "ties", ImpactAsked(), 1).total == 1
    assert lists.rows(OLU, "work", ImpactAsked(), 1).total == 1
    consent(1, ABSENT)
    for name in ("ties", "work"):
        assert lists.rows(OLU, name, ImpactAsked(), 1).total == 0
    assert impact(OLU, ImpactAsked()).all.ties == published(0, 0)


def test_a_project_that_one_can_open_no_more_takes_its_work_along():
    join(1, 6)
    join(1, 4)
    db.session.flush()
    assert len(list(work(OLU, {}))) == 1
    db.session.execute(Membership.__table__.update().values(until=date(2030, 1, 1)))
    db.session.execute(circle_member.delete())
    db.session.execute(
        update(Project).where(Project.id == 1).values(state=ProjectState.WITHDRAWN)
    )
    assert list(work(OLU, {})) == []
