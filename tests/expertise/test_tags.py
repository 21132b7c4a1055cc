"""Tags: found by any name; a new word waits until an organiser answers."""

import pytest

from community.accounts.models import Account, State
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped, visible
from community.expertise import commands, queries
from community.expertise.models import Family, Tag, TagState
from community.members import commands as members
from community.members.models import Member, MemberTag, Relation
from community.projects import curation
from community.projects.models import Membership, ProjectTag, TeamRole
from tests.cast import CAST, join, tag_id
from tests.letters import notices

OLU, ALICE = CAST["olu"].viewer, CAST["alice"].viewer
SKILL = curation.Decision("Breathwork", Family.SKILL, sensitive=False)


def propose(words="breath work", who="alice"):
    """Let somebody offer a new word, and return its tag."""
    viewer = CAST[who].viewer
    tag = commands.propose(viewer, words)
    member = db.session.scalars(
        visible(viewer, Member).where(Member.id == viewer.member_id)
    ).one()
    members.add_tag(viewer, member, tag, Relation.OFFERS)
    return tag


def rows(tag):
    found = unscoped("test", MemberTag.member_id, MemberTag.audience)
    return db.session.execute(
        found.where(MemberTag.tag_id == tag).order_by(MemberTag.member_id)
    ).all()


def told():
    return sorted((one.to, one.facts["answer"]) for one in notices())


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Evaluation", "evaluation"),
        ("  impact   EVALUATION ", "evaluation"),
        ("story-telling", "storytelling"),
        ("Storytelling", "storytelling"),
        ("mentoring", "peer-mentoring"),
    ],
)
def test_a_synonym_gives_the_approved_tag(app, typed, slug):
    assert queries.tag_for(typed).slug == slug
    assert commands.propose(ALICE, typed).slug == slug


def test_search_finds_by_any_name_the_beginning_first(app):
    found = queries.search_tags("ment")
    assert [(tag.slug, tag.name) for tag in found] == [("peer-mentoring", "mentoring")]
    assert queries.search_tags("  ") == ()
    assert queries.search_tags("%") == ()


def test_a_new_word_waits_and_stays_with_its_owner(app):
    tag = propose()
    assert tag.state is TagState.PROPOSED
    assert rows(tag.id) == [(1, Audience.ME)]
    assert queries.by_slug(tag.slug) is None
    assert queries.search_tags("breath") == ()
    assert tag.id not in {card.id for card in queries.approved()}
    assert "breath" not in tag.slug, "its address says nothing"


def test_a_word_that_waits_is_not_proposed_twice(app):
    assert propose().id == propose("Breath  Work", "bob").id


@pytest.mark.parametrize("words", ["", "  ", "!!!", "w" * 81])
def test_what_is_no_word_is_refused(app, words):
    with pytest.raises(Refused):
        commands.propose(ALICE, words)


def test_the_queue_counts_people_and_projects_and_names_nobody(app):
    tag = propose()
    propose(who="bob")
    db.session.add(ProjectTag(project_id=1, tag_id=tag.id))
    db.session.flush()
    (waiting,) = curation.waiting(OLU, 1).items
    assert waiting == curation.Waiting(tag.id, "Breath work", people=2, projects=1)


def test_an_approved_word_is_a_tag_and_still_its_owners_to_show(app):
    tag = propose()
    curation.approve(OLU, tag.id, SKILL)
    assert queries.by_slug("breathwork").label == "Breathwork"
    assert queries.tag_for("breath work").id == tag.id, "the word is another name"
    assert rows(tag.id) == [(1, Audience.ME)]
    assert told() == [("alice@example.org", "approved")]
    acts = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.TAG)
    assert db.session.scalars(acts).all() == ["approved"]


def test_a_broader_tag_is_named_by_any_of_its_names(app):
    tag = propose()
    made = curation.Decision("Breathwork", Family.SKILL, False, "impact evaluation")
    curation.approve(OLU, tag.id, made)
    assert tag.broader_id == tag_id("evaluation")


@pytest.mark.parametrize(
    "made",
    [
        curation.Decision("Evaluation", Family.SKILL, False),
        curation.Decision("Breathwork", Family.SKILL, False, "no such tag"),
    ],
)
def test_a_word_is_not_approved_over_another_or_under_nothing(app, made):
    tag = propose()
    with pytest.raises(Refused):
        curation.approve(OLU, tag.id, made)


def test_a_word_is_answered_once(app):
    tag = propose()
    curation.approve(OLU, tag.id, SKILL)
    for again in (
        lambda: curation.approve(OLU, tag.id, SKILL),
        lambda: curation.map_to(OLU, tag.id, "evaluation"),
        lambda: curation.reject(OLU, tag.id, "unclear"),
        lambda: curation.approve_all(OLU, [tag.id], Family.SKILL, sensitive=False),
    ):
        with pytest.raises(Refused, match="answered this proposal already"):
            again()


def test_a_mapped_word_leads_to_the_tag_for_everybody(app):
    tag = propose(who="dai")
    propose(who="alice")
    evaluation = tag_id("evaluation")
    assert curation.map_to(OLU, tag.id, "impact evaluation") == "Evaluation"
    assert queries.tag_for("breath work").id == evaluation
    assert rows(tag.id) == []
    found = dict(rows(evaluation))
    assert found[4] is Audience.MEMBERS, "who had the tag keeps that row"
    moved = unscoped("test", MemberTag.audience).where(
        MemberTag.member_id == 1,
        MemberTag.tag_id == evaluation,
        MemberTag.relation == Relation.OFFERS,
    )
    assert db.session.scalars(moved).all() == [Audience.ME]
    assert told() == [("alice@example.org", "mapped"), ("dai@example.org", "mapped")]


def test_a_rejected_word_goes_and_can_be_proposed_again(app):
    tag = propose()
    curation.reject(OLU, tag.id, "personal")
    assert rows(tag.id) == []
    assert told() == [("alice@example.org", "personal")]
    assert propose().id != tag.id


def test_a_word_is_turned_down_with_one_of_the_kind_reasons(app):
    with pytest.raises(Refused):
        curation.reject(OLU, propose().id, "because I say so")


def test_many_imported_words_are_approved_at_once_and_told_in_one_letter(app):
    ids = [propose(words).id for words in ("breath work", "sand play", "bee keeping")]
    done = curation.approve_all(OLU, ids, Family.APPROACH, sensitive=False)
    assert done == 3
    assert {db.session.get_one(Tag, one).family for one in ids} == {Family.APPROACH}
    assert told() == [("alice@example.org", "approved")]


def test_whoever_answers_about_their_own_word_is_not_told(app):
    tag = propose(who="olu")
    curation.approve(OLU, tag.id, SKILL)
    assert told() == []


def test_nobody_who_has_not_joined_gets_a_letter(app):
    tag = propose()
    db.session.get_one(Account, 1).state = State.INVITED
    db.session.flush()
    curation.approve(OLU, tag.id, SKILL)
    assert told() == []


def test_leads_of_projects_that_use_a_word_are_told(app):
    tag = commands.propose(ALICE, "breath work")
    db.session.add(ProjectTag(project_id=1, tag_id=tag.id))
    db.session.flush()
    curation.reject(OLU, tag.id, "covered")
    assert told() == [("lea@example.org", "covered")]
    assert not db.session.scalars(
        unscoped("test", ProjectTag.id).where(ProjectTag.tag_id == tag.id)
    ).all()


@pytest.mark.parametrize("how", ["approved as sensitive", "mapped to a sensitive tag"])
def test_a_team_under_a_sensitive_tag_shows_to_itself_alone(app, how):
    tag = commands.propose(ALICE, "breath work")
    db.session.add(ProjectTag(project_id=1, tag_id=tag.id))
    join(1, 1)
    db.session.flush()
    if how.startswith("approved"):
        made = curation.Decision("Breathwork", Family.CONDITION, sensitive=True)
        curation.approve(OLU, tag.id, made)
    else:
        curation.map_to(OLU, tag.id, "diabetes")
    found = unscoped("test", Membership.role, Membership.audience)
    shown = {
        (role, audience)
        for role, audience in db.session.execute(
            found.where(Membership.project_id == 1)
        )
    }
    assert shown == {
        (TeamRole.LEAD, Audience.MEMBERS),
        (TeamRole.MEMBER, Audience.PROJECTS),
    }


@pytest.mark.parametrize("who", ["alice", "ada", "mo", "pat"])
def test_only_organisers_answer(app, who):
    viewer, tag = CAST[who].viewer, propose()
    for answer in (
        lambda: curation.waiting(viewer, 1),
        lambda: curation.one(viewer, tag.id),
        lambda: curation.approve(viewer, tag.id, SKILL),
        lambda: curation.map_to(viewer, tag.id, "evaluation"),
        lambda: curation.reject(viewer, tag.id, "unclear"),
    ):
        with pytest.raises(Forbidden):
            answer()
