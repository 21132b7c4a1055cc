"""The report on suggestions: what it counts, what it never tells, that it lasts."""

import json
import random
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, update

from community.accounts.models import RULES_VERSION, Account, State
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db, start_writing
from community.core.errors import Forbidden
from community.core.visible import unscoped
from community.matching import quality, quality_names, snapshot
from community.matching.models import Figures, Happened, Slot, SuggestionEvent
from community.matching.quality_events import FIRST, gini, period
from community.matching.quality_rows import Event, Public, events_since, public
from community.members.models import Member, MemberKind, MemberTag, Relation
from community.safeguarding import commands as safeguarding
from tests.cast import CAST, connect, join, tag_id
from tests.privacy import worlds

TODAY = date(2017, 11, 1)
SHOWN, OPENED, ASKED = Happened.SHOWN, Happened.OPENED, Happened.ASKED


@pytest.fixture(autouse=True)
def noon(at):
    at("2017-11-01 12:00")


def crowd(number, first=100, audience=Audience.MEMBERS):
    """Add people of whom nothing is known but the name; return their ids."""
    ids = list(range(first, first + number))
    for one in ids:
        db.session.add(
            Account(
                id=one, email=f"{one}@example.org", state=State.ACTIVE, adult=True,
                rules_version=RULES_VERSION, first_visit_done=True,
            )
        )  # fmt: skip
    db.session.flush()
    for one in ids:
        db.session.add(
            Member(
                id=one, account_id=one, slug=f"x-{one}", name=f"Person {one}",
                folded=f"person {one}", audience=audience, listed=True,
            )
        )  # fmt: skip
    db.session.flush()
    return ids


def says(member, slug, relation=Relation.OFFERS, audience=Audience.MEMBERS):
    db.session.add(
        MemberTag(
            member_id=member, tag_id=tag_id(slug), relation=relation, audience=audience
        )
    )


def happens(member, thing, what=SHOWN, day=TODAY, person=True, **more):
    subject = "person_id" if person else "project_id"
    row = {"member_id": member, subject: thing, "what": what, "day": day, **more}
    db.session.execute(insert(SuggestionEvent).values(**row))


def made():
    snapshot.bump()
    db.session.commit()
    return quality.make()


def of(report, subject):
    return next(one for one in report.coverage if one.subject == subject)


# ---------------------------------------------------------------- single figures
@pytest.mark.parametrize(
    ("counts", "value"),
    [([3, 3, 3], 0), ([0, 0, 0, 8], 0.75), ([0, 0], 0), ([1, 3], 0.25)],
)
def test_gini_is_0_for_all_the_same_and_near_1_for_one_alone(counts, value):
    assert gini(counts) == pytest.approx(value)


def test_gini_equals_the_mean_difference_of_all_pairs():
    rng = random.Random(5)
    counts = [rng.randrange(20) for _ in range(30)]
    apart = sum(abs(one - two) for one in counts for two in counts)
    assert gini(counts) == pytest.approx(apart / (2 * len(counts) * sum(counts)))


def some_public(people=range(100, 140), kinds=None, groups=None):
    return Public(
        asking=frozenset(people), people=frozenset(people), resting_people=frozenset(),
        projects=frozenset(range(1, 20)), resting_projects=frozenset(),
        kinds=kinds or {}, groups=groups or {"person": {}, "project": {}},
    )  # fmt: skip


def event(
    member, thing, what=SHOWN, subject="person", slot=Slot.USUAL, place=1, why=""
):
    return Event(member, TODAY, what, subject, thing, slot, place, why)


def step(found, subject="person", of="all"):
    return next(one for one in found.steps if (one.subject, one.of) == (subject, of))


@pytest.mark.parametrize(("askers", "told"), [(0, 0), (1, None), (7, None), (8, 10)])
def test_a_count_is_told_only_with_8_people_behind_it(askers, told):
    events = [event(who, 130) for who in range(100, 100 + askers)]
    assert step(period(28, events, some_public())).shown == told


def test_many_events_of_few_people_are_not_told():
    events = [event(who, thing) for who in range(100, 103) for thing in range(110, 139)]
    found = period(28, events, some_public())
    assert step(found).shown is None
    people = found.exposure[0]
    assert (people.showings, people.gini, people.never) == (None, None, None)
    assert people.kinds == ()


def test_the_same_pair_counts_once_in_the_steps_and_each_time_in_exposure():
    events = [event(who, 130) for who in range(100, 120)] * 2
    found = period(28, events, some_public())
    assert step(found).shown == 20
    assert found.exposure[0].showings == 40


def test_steps_are_told_by_slot_and_place():
    askers = range(100, 110)
    events = [event(who, 120, slot=Slot.BRIDGE, place=FIRST + 1) for who in askers]
    events += [event(who, 121, place=1) for who in askers]
    events += [event(who, 121, OPENED, place=1) for who in askers]
    found = period(28, events, some_public())
    assert [step(found, of=one).shown for one in ("all", "usual", "bridge")] == [
        20,
        10,
        10,
    ]
    assert (step(found, of="first").shown, step(found, of="first").opened) == (10, 10)
    assert (step(found, of="second").shown, step(found, of="second").opened) == (10, 0)
    assert step(found, of="newcomer").shown == 0


def test_exposure_counts_who_was_never_shown_and_how_uneven_it_is():
    events = [event(who, 130) for who in range(100, 110)]
    people = period(28, events, some_public()).exposure[0]
    assert (people.candidates, people.never, people.top) == (40, 40, 8)
    assert people.top_share == 100
    assert people.gini == pytest.approx(39 / 40, abs=0.01)


def test_only_kinds_of_8_or_more_are_named():
    kinds = dict.fromkeys(range(100, 110), "Clinician")
    kinds |= dict.fromkeys(range(110, 117), "Carer")
    events = [event(who, 100 + who % 5) for who in range(118, 138)]
    people = period(28, events, some_public(kinds=kinds)).exposure[0]
    assert [(one.label, one.people, one.showings) for one in people.kinds] == [
        ("Clinician", round(1000 / 17), 100)
    ]


def test_crossing_compares_both_sides_that_are_known():
    kinds = {one: ("Carer" if one % 2 else "Clinician") for one in range(100, 120)}
    events = [event(who, who + 1) for who in range(100, 118)]
    events += [event(who, who + 2) for who in range(100, 118)]
    events += [event(who, 130) for who in range(100, 118)]
    groups = {"person": dict.fromkeys(range(100, 140), 0), "project": {}}
    by_kind, by_group, projects = period(
        28, events, some_public(kinds=kinds, groups=groups)
    ).crossing
    assert (by_kind.told, by_kind.across) == (35, 20)
    assert (by_group.told, by_group.across) == (55, 0)
    assert (projects.told, projects.across) == (0, 0)


def test_reasons_are_counted_and_few_are_not_told():
    aside = Happened.DISMISSED
    events = [event(who, 130, aside, why="not for me") for who in range(100, 109)]
    events += [event(who, 131, aside, why="no time now") for who in range(100, 103)]
    found = period(28, events, some_public()).reasons
    assert [(one.reason, one.number) for one in found] == [
        ("no time now", None), ("not for me", 10),
    ]  # fmt: skip


def test_events_about_what_members_no_longer_see_are_left_out():
    events = [event(who, 999) for who in range(100, 120)]
    assert period(28, events, some_public()).empty


# ---------------------------------------------------------------- coverage
def test_coverage_says_who_gets_none_and_why(app):
    crowd(11)
    for one in crowd(20, 200):
        says(one, "evaluation", Relation.INTERESTED)
    report = made()
    people = of(report, "person")
    assert report.members == 40  # 31 and seven of the cast: Carol hides
    assert people.silent == 15  # the eleven, Olu, Ada and Mo
    assert people.three == 25  # the twenty, Alice, Bob and Dai
    assert people.some is None  # Lea knows Alice
    assert (people.alone, people.aside, people.other) == (0, 0, 0)


def test_who_has_only_a_tag_of_their_own_is_told_apart(app):
    from community.expertise import commands

    start_writing()
    ids = crowd(9)
    for one in ids:
        tag = commands.propose(CAST["alice"].viewer, f"word {one}")
        tag.state = "approved"
        db.session.flush()
        db.session.add(
            MemberTag(
                member_id=one, tag_id=tag.id, relation=Relation.OFFERS,
                audience=Audience.MEMBERS,
            )
        )  # fmt: skip
    found = of(made(), "person")
    assert found.alone == 10


def test_who_put_all_aside_is_told_apart(app):
    ids = crowd(9)
    for one in ids:
        connect(one, 4, audience=worlds.TieAudience.MEMBERS)
    for one in ids:
        join(2, one)
    report = made()
    before = of(report, "project")
    for one in ids:
        for project in (1, 2):
            happens(one, project, Happened.DISMISSED, person=False)
    after = of(made(), "project")
    assert (before.aside, after.aside) == (0, 10)


def test_whoever_takes_no_requests_can_not_be_suggested(app):
    ids = crowd(9)
    db.session.execute(
        update(Member).where(Member.id.in_(ids)).values(taking_requests=False)
    )
    exposure = made().periods[0].exposure[0]
    assert exposure.resting == 10


# ---------------------------------------------------------------- the whole report
def a_living_place(first=100):
    ids = crowd(20, first)
    for one in ids:
        says(one, "evaluation", Relation.SEEKS)
        for thing in (2, 4, 5):
            happens(one, thing, place=1)
        happens(one, 2, OPENED)
        happens(one, 2, ASKED)
        happens(one, 1, person=False)
    return ids


def test_the_same_events_give_the_same_bytes(app):
    a_living_place()
    first = quality.as_json(made())
    snapshot.bump()
    db.session.commit()
    assert quality.as_json(quality.make()) == first


def test_periods_end_today_and_hold_their_days_alone(app):
    ids = crowd(10)
    for one in ids:
        happens(one, 2, day=TODAY)
        happens(one, 4, day=TODAY - timedelta(days=28))
        happens(one, 5, day=TODAY - timedelta(days=90))
    short, long = made().periods
    assert (step(short).shown, step(long).shown) == (10, 20)
    assert len(events_since(TODAY - timedelta(days=89), TODAY)) == 20


def test_a_report_comes_back_from_the_database_as_it_was(app):
    a_living_place()
    report = made()
    quality.keep(report)
    kept = quality.kept()
    assert kept.report == report
    assert kept.made_at is not None
    assert kept.asked_at is None
    assert json.loads(quality.as_json(report))["until"] == "2017-11-01"


@pytest.mark.parametrize("body", ["{}", "[]", '{"until": "2017-11-01"}', "no"])
def test_a_report_of_another_version_is_none(app, body):
    db.session.add(Figures(name=quality.NAME, body=body))
    db.session.commit()
    assert quality.kept().report is None


def test_organisers_ask_for_a_report_and_others_can_not(app):
    assert not quality.waits()
    quality.ask(CAST["olu"].viewer)
    assert quality.waits()
    with pytest.raises(Forbidden):
        quality.ask(CAST["alice"].viewer)


def test_the_report_tells_progress_to_the_end(app):
    a_living_place()
    snapshot.bump()
    db.session.commit()
    steps = []
    quality.make(lambda *one: steps.append(one))
    coverage = [one for one in steps if one[0] == "coverage"]
    assert coverage[-1][1:] == (27, 27)


# ---------------------------------------------------------------- privacy
@pytest.mark.parametrize("seed", range(4))
def test_what_is_hidden_from_members_changes_no_byte_of_the_report(app, seed):
    rng = random.Random(seed)
    worlds.shuffle(rng)
    a_living_place()
    before = quality.as_json(made())
    known = list(db.session.scalars(unscoped("test", SuggestionEvent.id)))
    assert worlds.change_what_is_hidden(rng, ANY_MEMBER)
    # what people did of their own is counted, and there by intent: leave that out
    db.session.execute(delete(SuggestionEvent).where(SuggestionEvent.id.not_in(known)))
    db.session.commit()
    assert quality.as_json(quality.make()) == before


def test_a_private_kind_or_tag_of_a_suggested_person_changes_no_byte(app):
    a_living_place()
    before = quality.as_json(made())
    db.session.add(MemberKind(member_id=100, code="patient", audience=Audience.ME))
    says(101, "diabetes", audience=Audience.ME)
    db.session.commit()
    assert quality.as_json(made()) == before


def test_the_report_holds_no_name_and_no_id(app):
    ids = a_living_place(70_000)
    text = json.dumps(asdict(made()), default=str)
    assert "Person" not in text
    assert not [one for one in ids if str(one) in text]


def names(who="olu"):
    viewer = CAST[who].viewer
    return {one.name for one in quality_names.people_never_shown(viewer)}


def test_never_shown_are_those_whom_all_members_see_and_nobody_was_shown(app):
    happens(1, 4)
    happens(1, 2, day=TODAY - timedelta(days=90))
    assert names() == {
        "Alice Marsh", "Bob Okoro", "Lea Novak", "Ada Quill", "Mo Rahman", "Olu Adeyemi"
    }  # fmt: skip


def test_nobody_is_named_whom_only_connections_see(app):
    connect(3, 6)
    assert "Carol Finch" not in names()


def test_nobody_is_named_who_takes_no_requests_or_is_blocked(app):
    db.session.execute(
        update(Member).where(Member.id == 2).values(taking_requests=False)
    )
    dai = db.session.scalars(unscoped("test", Member).where(Member.id == 4)).one()
    safeguarding.block(CAST["olu"].viewer, dai)
    assert not {"Bob Okoro", "Dai Prosser"} & names()


def test_never_shown_projects_are_open_ones_with_a_lead(app):
    happens(4, 2, person=False)
    found = quality_names.projects_never_shown(CAST["olu"].viewer)
    assert [one.name for one in found] == ["Pain cafe"]


def test_a_hidden_member_counts_nowhere(app):
    a_living_place()
    before = made()
    crowd(10, 500, Audience.CONNECTIONS)
    assert made() == before
    graph, _apart = snapshot.current(ANY_MEMBER)
    assert 500 not in public(graph).people


def test_events_are_read_past_the_rule_for_figures_alone(app):
    happens(1, 4)
    stored = db.session.scalars(unscoped("test", SuggestionEvent.id)).all()
    assert len(events_since(TODAY, TODAY)) == len(stored) == 1
