"""What a project's page says, and its address."""

import pytest

from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, Refused
from community.core.visible import unscoped
from community.projects import facts, writing
from community.projects.models import ProjectSlug, ProjectState, TeamRole
from community.staffing import needs
from tests.cast import CAST
from tests.projects.making import membership, project

LEA, ALICE = CAST["lea"].viewer, CAST["alice"].viewer


def old_slugs():
    return set(db.session.scalars(unscoped("test", ProjectSlug.slug)))


def test_a_new_project_is_a_draft_for_members_that_its_maker_leads(app):
    made = writing.create(ALICE, writing.Page("Long walks", "We walk"))
    assert made.slug.startswith("long-walks-")
    assert made.state is ProjectState.DRAFT
    assert made.audience is Audience.MEMBERS
    assert membership(made.id, "alice").role is TeamRole.LEAD


def test_nobody_makes_one_without_an_account_or_a_title(app):
    with pytest.raises(Forbidden):
        writing.create(VISITOR, writing.Page("Long walks"))
    with pytest.raises(Refused):
        writing.create(ALICE, writing.Page(" ... "))


@pytest.mark.parametrize("title", ["New", "Mine", "Requests"])
def test_a_title_never_takes_the_address_of_a_page(app, title):
    made = writing.create(ALICE, writing.Page(title))
    assert made.slug.startswith(f"{title.lower()}-")


def test_the_same_title_gets_another_address(app):
    one, two = (writing.create(ALICE, writing.Page("Long walks")) for _ in range(2))
    assert one.slug != two.slug
    assert two.slug.startswith("long-walks-")


def test_a_renamed_project_keeps_its_old_addresses_and_may_go_back(app):
    one = project(1)
    for title in ("Pain garden", "Pain kitchen", "Pain garden"):
        writing.edit(LEA, one, writing.Page(title), one.version)
    assert one.slug.startswith("pain-garden-")
    assert [slug[:11] for slug in sorted(old_slugs())] == ["pain-kitche", "project-1"]
    other = writing.create(ALICE, writing.Page("Pain kitchen"))
    assert other.slug.startswith("pain-kitchen-"), "old addresses are taken"


def test_an_older_version_is_a_conflict_and_changes_nothing(app):
    one = project(1)
    seen = one.version
    writing.edit(LEA, one, writing.Page("Pain cafe", "First"), seen)
    with pytest.raises(Conflict):
        writing.edit(LEA, one, writing.Page("Pain cafe", "Second"), seen)
    assert one.summary == "First"


@pytest.mark.parametrize("who", ["dai", "alice", "olu", "ada"])
def test_only_leads_write(app, who):
    with pytest.raises(Forbidden):
        writing.edit(CAST[who].viewer, project(1), writing.Page("Mine now"), 1)
    with pytest.raises(Forbidden):
        needs.add_need(CAST[who].viewer, project(1), needs.NeedFacts("A friend"))


def test_what_is_missing_is_named(app):
    one = project(3)
    one.summary = one.nation = ""
    found = writing.missing(one, 0)
    assert found == ["a summary in one line", "at least one tag", "a place"]


def test_unknown_forms_and_regions_outside_england_are_dropped(app):
    one = project(1)
    form = {"format": "secret", "channel": "phone"}
    page = writing.Page("Pain cafe", nation="wls", region="south-west", form=form)
    writing.edit(LEA, one, page, one.version)
    assert (one.region, one.format, one.channel) == ("", "", "phone")


def test_a_filled_need_opens_again_with_more_places(app):
    made = needs.add_need(LEA, project(1), needs.NeedFacts("A cook", places=2))
    made.taken = 2
    db.session.flush()
    fewer = needs.NeedFacts("A cook", places=1)
    with pytest.raises(Refused):
        needs.edit_need(LEA, project(1), made, fewer, made.version)
    more = needs.NeedFacts("A cook", places=3)
    needs.edit_need(LEA, project(1), made, more, made.version)
    line = next(one for one in facts.needs_of(ALICE, 1) if one.id == made.id)
    assert line.left == 1


def test_a_closed_need_is_shown_to_its_lead_alone(app):
    needs.close_need(LEA, project(1), 1)
    assert facts.needs_of(ALICE, 1) == ()
    assert [one.id for one in facts.needs_of(LEA, 1, closed=True)] == [1]
    needs.open_need(LEA, project(1), 1)
    assert [one.id for one in facts.needs_of(ALICE, 1)] == [1]


@pytest.mark.parametrize("places", [0, 51, -1])
def test_places_are_between_one_and_fifty(app, places):
    with pytest.raises(Refused):
        needs.add_need(LEA, project(1), needs.NeedFacts("A cook", places=places))
