"""Suggesting, taking up, deciding, changing: what each does, and who may do it."""

from datetime import date

import pytest
from sqlalchemy import select

from community.accounts.models import State
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.evidence import commands, curation, deciding, history
from community.evidence.commands import Known
from community.evidence.deciding import Care, Judged
from community.evidence.facts import ResourceFacts
from community.evidence.models import (
    MOVES,
    Resource,
    ResourceState,
    ResourceType,
    ResourceVersion,
    Strength,
)
from community.evidence.record import facts_of
from community.evidence.twins import near_twins
from community.notices.models import Notice
from tests.cast import CAST
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

ALICE, BOB = CAST["alice"].viewer, CAST["bob"].viewer
S = ResourceState
DOI = "10.1000/tea"


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")
    make_curator()


def facts(title="Peer tea", **more):
    return ResourceFacts(title=title, **{"type": ResourceType.GUIDE, **more})


def suggest(who=ALICE, another=False, **more):
    return commands.submit(who, facts(**more), another)


def care(owner=4, day=date(2018, 9, 1)):
    return Care(owner, day)


def judged(**more):
    said = {"sentence": "Tea helps", "strength": Strength.EARLY,
            "strength_reason": "One study", "care": care()}  # fmt: skip
    return Judged(**{**said, **more})


def publish(row, **more):
    deciding.publish(CURATOR, row, judged(**more), row.version)


def acts(row):
    found = select(AuditEvent.note).where(
        AuditEvent.act == Act.EVIDENCE, AuditEvent.object_id == row.id
    )
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


def notices(kind):
    found = unscoped("test", Notice).where(Notice.kind == kind).order_by(Notice.id)
    return [(row.member_id, row.link) for row in db.session.scalars(found)]


# ---------------------------------------------------------------- suggesting
def test_a_title_and_a_type_are_enough():
    row = suggest()
    assert (row.state, row.submitted_by_id, row.strength) == (
        S.SUBMITTED, 1, Strength.UNKNOWN,
    )  # fmt: skip
    assert acts(row) == ["submitted"]
    (version,) = db.session.scalars(unscoped("test", ResourceVersion))
    assert (version.number, version.by_id) == (1, 1)


@pytest.mark.parametrize("viewer", [VISITOR, CAST["pat"].viewer])
def test_only_members_suggest(viewer):
    with pytest.raises(Forbidden):
        suggest(viewer)


def test_what_only_a_curator_judges_is_left_out():
    row = suggest(strength=Strength.STRONG, strength_reason="I say so", licence="Mine")
    assert (row.strength, row.strength_reason, row.licence) == (
        Strength.UNKNOWN, "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "doi", ["10.1000/TEA", "doi:10.1000/tea", "https://doi.org/10.1000%2Ftea"]
)
@pytest.mark.parametrize("another", [False, True])
def test_a_known_doi_is_refused_however_it_is_written(doi, another):
    there = resource("Other words", doi=DOI)
    with pytest.raises(Known) as refused:
        suggest(doi=doi, another=another)
    assert refused.value.same_doi
    assert refused.value.there.slug == there.slug


def test_the_same_title_is_asked_about_and_another_year_goes_on():
    resource("Peer tea", year=2016)
    with pytest.raises(Known) as asked:
        suggest()
    assert (asked.value.same_doi, asked.value.there.year) == (False, 2016)
    assert suggest(another=True).state is S.SUBMITTED
    assert suggest(year=2011, another=True).id


def test_another_year_is_not_even_asked_about():
    resource("Peer tea", year=2016)
    assert suggest(year=2014).id


def test_of_what_others_suggested_nothing_is_told_but_that_it_is_known():
    suggest(doi=DOI)
    with pytest.raises(Known) as refused:
        suggest(BOB, title="Quite other words", doi=DOI)
    assert refused.value.there is None


def test_a_title_does_not_tell_that_somebody_else_suggested_it():
    suggest()
    assert suggest(BOB).state is S.SUBMITTED
    with pytest.raises(Known):
        suggest(CURATOR)


def test_twenty_a_day_are_plenty(at):
    for number in range(commands.A_DAY):
        suggest(title=f"Tea {number}")
    with pytest.raises(Refused, match="plenty"):
        suggest(title="One more")
    at("2017-09-02 12:01")
    assert suggest(title="One more").id


def test_what_was_taken_back_is_as_if_it_had_never_been():
    row = suggest(doi=DOI)
    commands.withdraw(ALICE, row)
    assert (row.state, row.doi) == (S.WITHDRAWN, None)
    again = suggest(doi=DOI)
    assert again.doi == DOI


def test_only_whoever_suggested_it_takes_it_back():
    row = suggest()
    for other in (BOB, CURATOR):
        with pytest.raises(Refused):
            commands.withdraw(other, row)
    assert row.state is S.SUBMITTED


# ---------------------------------------------------------------- who may decide
ACTS = {
    "take up": deciding.take_up,
    "give back": deciding.give_back,
    "publish": lambda who, row: deciding.publish(who, row, judged(), row.version),
    "decline": lambda who, row: deciding.decline(who, row, "Not about peers"),
    "reopen": deciding.reopen,
    "archive": deciding.archive,
    "put back": deciding.put_back,
    "feature": lambda who, row: deciding.feature(who, row, on=True),
    "look after": lambda who, row: deciding.look_after(who, row, care()),
    "reviewed": deciding.reviewed,
    "edit": lambda who, row: commands.edit(
        who, row, facts("New words"), "Why not", row.version
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [*(name for name in CAST), None])
def test_members_and_staff_who_do_not_curate_decide_nothing(act, who):
    row = suggest()
    viewer = CAST[who].viewer if who else VISITOR
    with pytest.raises(Forbidden):
        ACTS[act](viewer, row)


FROM = {
    "take up": {S.SUBMITTED: S.IN_REVIEW},
    "give back": {S.IN_REVIEW: S.SUBMITTED},
    "publish": {S.SUBMITTED: S.PUBLISHED, S.IN_REVIEW: S.PUBLISHED},
    "decline": {S.SUBMITTED: S.DECLINED, S.IN_REVIEW: S.DECLINED},
    "reopen": {S.DECLINED: S.IN_REVIEW},
    "archive": {S.PUBLISHED: S.ARCHIVED},
    "put back": {S.ARCHIVED: S.PUBLISHED},
    "feature": {S.PUBLISHED: S.PUBLISHED},
    "look after": {S.PUBLISHED: S.PUBLISHED, S.ARCHIVED: S.ARCHIVED},
    "reviewed": {S.PUBLISHED: S.PUBLISHED, S.ARCHIVED: S.ARCHIVED},
}


@pytest.mark.parametrize("act", FROM)
@pytest.mark.parametrize("state", list(S))
def test_each_act_leads_from_its_states_alone(act, state):
    row = resource(state=state)
    to = FROM[act].get(state)
    if to is None:
        with pytest.raises(Refused):
            ACTS[act](CURATOR, row)
        assert row.state is state
        return
    before = row.version
    ACTS[act](CURATOR, row)
    assert row.state is to
    assert row.version > before
    assert to is state or to in MOVES[state]


@pytest.mark.parametrize("state", list(S))
def test_what_a_curator_is_offered_is_what_works(state):
    row = resource(state=state)
    offered = set(curation.standing(CURATOR, row).can)
    assert offered == {act for act in FROM if state in FROM[act]} - (
        {"reviewed"} if state is S.ARCHIVED else set()
    )


# ---------------------------------------------------------------- publishing
def test_publishing_says_all_that_a_reader_needs():
    row = suggest()
    publish(row)
    assert (row.sentence, row.strength, row.strength_reason) == (
        "Tea helps", Strength.EARLY, "One study",
    )  # fmt: skip
    assert (row.owner_id, row.review_by, row.published_at) == (
        4, date(2018, 9, 1), clock.now(),
    )  # fmt: skip
    assert [line.number for line in history.versions(CURATOR, row)] == [2, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": " "},
        {"strength": Strength.STRONG, "strength_reason": ""},
        {"care": care(owner=1)},
        {"care": care(owner=0)},
        {"care": care(day=date(2017, 9, 1))},
        {"care": care(day=date(2023, 1, 1))},
        {"sentence": "x" * 281},
    ],
)
def test_publishing_asks_for_what_is_missing(wrong):
    row = suggest()
    with pytest.raises(Refused):
        publish(row, **wrong)
    assert row.state is S.SUBMITTED


def test_unknown_strength_needs_no_reason():
    row = suggest()
    publish(row, strength=Strength.UNKNOWN, strength_reason="")
    assert row.state is S.PUBLISHED


def test_a_record_that_changed_meanwhile_is_not_published_unseen():
    row = suggest()
    with pytest.raises(Conflict):
        deciding.publish(CURATOR, row, judged(), row.version - 1)


def test_a_reason_is_asked_for_and_the_submitter_reads_it():
    row = suggest()
    for reason in ("", "  ", "x" * 601):
        with pytest.raises(Refused):
            deciding.decline(CURATOR, row, reason)
    deciding.decline(CURATOR, row, " Not about peers ")
    (line,) = curation.suggested_by_me(ALICE)
    assert (line.state, line.answer) == (S.DECLINED, "Not about peers")
    assert curation.suggested_by_me(BOB) == ()
    deciding.reopen(CURATOR, row)
    (line,) = curation.suggested_by_me(ALICE)
    assert (line.state, line.answer) == (S.IN_REVIEW, "")


def test_what_is_archived_is_not_shown_first_any_more():
    row = resource()
    deciding.feature(CURATOR, row, on=True)
    assert row.featured
    deciding.archive(CURATOR, row)
    assert not row.featured


def test_featuring_twice_is_refused_the_second_time():
    row = resource()
    deciding.feature(CURATOR, row, on=True)
    with pytest.raises(Refused):
        deciding.feature(CURATOR, row, on=True)


# ---------------------------------------------------------------- who looks after it
def test_reviewed_today_means_again_in_twelve_months(at):
    row = resource(row={"owner_id": 4, "review_by": date(2017, 8, 1)})
    deciding.reviewed(CURATOR, row)
    assert (row.review_by, row.owner_id) == (date(2018, 9, 1), 4)
    at("2020-02-29 10:00")
    deciding.reviewed(CURATOR, row)
    assert row.review_by == date(2021, 2, 28)


@pytest.mark.parametrize("owner", [None, 1])
def test_whoever_looks_takes_over_what_nobody_looks_after(owner):
    row = resource(row={"owner_id": owner})
    deciding.reviewed(CURATOR, row)
    assert row.owner_id == CURATOR.member_id


def test_an_owner_is_a_curator_who_is_here():
    make_curator("bob")
    row = resource()
    deciding.look_after(CURATOR, row, care(owner=2))
    assert row.owner_id == 2
    from community.accounts.models import Account

    db.session.get(Account, 2).state = State.SUSPENDED
    db.session.flush()
    with pytest.raises(Refused):
        deciding.look_after(CURATOR, row, care(owner=2))


# ---------------------------------------------------------------- changing
def test_an_edit_is_a_new_version_with_its_why():
    row = suggest(tags=("evaluation",), audiences=("Carers",))
    new = facts("Peer coffee", tags=("storytelling",), year=2016, doi=DOI)
    commands.edit(CURATOR, row, new, " A better\n title ", row.version)
    assert facts_of(CURATOR, row) == new
    first, second = history.versions(CURATOR, row)[::-1]
    assert (first.why, second.why) == ("", "A better title")
    assert (first.by.name, second.by.name) == ("Alice Marsh", "Dai Prosser")
    before, after = (history.said_in(CURATOR, row, number) for number in (1, 2))
    found = history.differing(before, after)
    assert found == ("title", "year", "doi", "tags", "audiences")


@pytest.mark.parametrize("why", ["", " ", "x" * 301])
def test_an_edit_says_why(why):
    row = resource()
    with pytest.raises(Refused):
        commands.edit(CURATOR, row, facts("New"), why, row.version)


def test_an_edit_that_changes_nothing_is_none():
    row = resource(tags=("storytelling", "evaluation"), factors=("similar", "quality"))
    said = facts_of(CURATOR, row)
    with pytest.raises(Refused, match="Nothing"):
        commands.edit(CURATOR, row, said, "Why", row.version)


def test_the_second_of_two_edits_is_a_conflict():
    row = resource()
    before = row.version
    commands.edit(CURATOR, row, facts("One"), "Why", before)
    with pytest.raises(Conflict):
        commands.edit(CURATOR, row, facts("Two"), "Why", before)
    assert row.title == "One"


def test_an_edit_cannot_take_the_doi_of_another_record():
    resource("Other", doi=DOI)
    row = resource()
    with pytest.raises(Known):
        commands.edit(CURATOR, row, facts("A study", doi=DOI), "Why", row.version)


def test_a_new_address_has_not_been_asked_for_yet():
    row = resource(address="https://example.org/a", row={"link_problem": "status 404"})
    row.link_checked_at = clock.now()
    db.session.flush()
    new = facts("A study", address="https://example.org/a", year=2001)
    commands.edit(CURATOR, row, new, "Why", row.version)
    assert row.link_problem == "status 404"
    new = facts("A study", address="https://example.org/b", year=2001)
    commands.edit(CURATOR, row, new, "Why", row.version)
    assert (row.link_problem, row.link_checked_at) == ("", None)


def test_a_version_is_brought_back_as_a_new_one():
    row = suggest(tags=("evaluation",), authors=("Bott, Sue",))
    was = facts_of(CURATOR, row)
    commands.edit(CURATOR, row, facts("Peer coffee"), "Why", row.version)
    commands.bring_back(CURATOR, row, 1, "Back to one", row.version)
    assert facts_of(CURATOR, row) == was
    assert [one.number for one in history.versions(CURATOR, row)] == [3, 2, 1]
    with pytest.raises(Refused):
        commands.bring_back(CURATOR, row, 9, "Why", row.version)
    with pytest.raises(Forbidden):
        commands.bring_back(ALICE, row, 1, "Why", row.version)


def test_who_did_what_is_written_down():
    row = suggest()
    deciding.take_up(CURATOR, row)
    publish(row)
    deciding.archive(CURATOR, row)
    found = [(one.what, one.by.name) for one in history.deeds(CURATOR, row)][::-1]
    assert found == [
        ("submitted", "Alice Marsh"), ("in review", "Dai Prosser"),
        ("published", "Dai Prosser"), ("archived", "Dai Prosser"),
    ]  # fmt: skip


def test_whom_a_curator_does_not_see_is_not_named():
    row = suggest(CAST["carol"].viewer)
    standing = curation.standing(CURATOR, row)
    assert (standing.by_member, standing.submitter) == (True, None)
    assert [one.by for one in history.versions(CURATOR, row)] == [None]
    assert [one.by for one in history.deeds(CURATOR, row)] == [None]


@pytest.mark.parametrize("read", [history.versions, history.deeds, curation.standing])
def test_what_curators_read_is_for_curators(read):
    row = resource()
    with pytest.raises(Forbidden):
        read(ALICE, row)


# ---------------------------------------------------------------- the queue
def test_each_part_of_the_queue_holds_what_it_says():
    today = clock.today()
    good = {"owner_id": 4, "review_by": date(2018, 1, 1)}
    made = {
        "new": resource("N", S.SUBMITTED),
        "taken": resource("T", S.IN_REVIEW, row={"taken_by_id": 4}),
        "overdue": resource(
            "O", sentence="x", row={**good, "review_by": today}
        ),
        "sentence": resource("S", row=good),
        "owner": resource("W", sentence="x", row={"owner_id": 1}),
        "links": resource(
            "L", sentence="x", row={**good, "link_problem": "status 404"}
        ),
        "declined": resource("D", S.DECLINED),
        "archived": resource("A", S.ARCHIVED),
    }  # fmt: skip
    resource("Fine", sentence="x", row=good)
    resource("Back", S.WITHDRAWN)
    assert curation.counts(CURATOR) == dict.fromkeys(made, 1)
    assert tuple(made) == curation.TABS
    for show, row in made.items():
        (line,) = curation.queue(CURATOR, show).items
        assert line.slug == row.slug, show
    with pytest.raises(Forbidden):
        curation.counts(ALICE)
    with pytest.raises(Forbidden):
        curation.queue(ALICE, "new")


def test_near_twins_share_half_of_their_words():
    row = suggest(title="Peer support for carers in Wales")
    near = resource("Peer support for carers", year=2001)
    resource("Knitting in Wales")
    resource("Peer support for carers in Wales", S.WITHDRAWN)
    assert [one.slug for one in near_twins(CURATOR, row)] == [near.slug]


# ---------------------------------------------------------------- who hears
def test_curators_hear_of_suggestions_in_one_notice():
    make_curator("bob")
    suggest()
    suggest(title="More tea")
    suggest(CURATOR, title="My own")
    assert sorted(notices("evidence-new")) == [
        (2, "/evidence/curate/"), (4, "/evidence/curate/"),
    ]  # fmt: skip


def test_the_submitter_hears_of_each_answer():
    row = suggest()
    deciding.decline(CURATOR, row, "Not yet")
    deciding.reopen(CURATOR, row)
    publish(row)
    assert notices("evidence-answer") == [(1, "/evidence/mine")] * 2


def test_nobody_hears_of_their_own_deeds():
    row = suggest(CURATOR)
    publish(row)
    assert notices("evidence-answer") == notices("evidence-new") == []


def test_two_suggest_the_same_doi_in_one_moment(monkeypatch):
    """Where the look finds nothing the database still refuses the second."""
    suggest(doi=DOI)
    monkeypatch.setattr(commands, "twin", lambda *_facts, **_asks: None)
    with pytest.raises(Known) as refused:
        suggest(BOB, title="Quite other words", doi=DOI)
    assert refused.value.same_doi
    found = unscoped("test", Resource.id).where(Resource.doi == DOI)
    assert len(db.session.scalars(found).all()) == 1
