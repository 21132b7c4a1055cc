"""Evidence for somebody's words and projects, and whom to ask about it."""

from math import log1p

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.visible import MUTED, find, tie, unscoped
from community.evidence import people
from community.evidence.models import ResourceState
from community.matching.evidence import (
    FACTOR_COUNTS,
    candidates,
    for_member,
    for_project,
)
from community.matching.evidence_people import people_to_ask
from community.matching.evidence_why import WEIGHTS
from community.members.models import Member, MemberTag, Relation
from community.projects.models import Membership, Project, ProjectFactor
from tests.cast import CAST, tag_id
from tests.evidence.making import resource
from tests.matching.ways import say

ALICE, BOB, CAROL = (CAST[name].viewer for name in ("alice", "bob", "carol"))
DAI, LEA, OLU = (CAST[name].viewer for name in ("dai", "lea", "olu"))


def titles(found):
    return [one.title for one in found]


def sentences(one):
    return [sentence.text for sentence in one.why.sentences]


def test_what_one_seeks_comes_before_what_one_offers(app):
    resource("On facilitating", tags=("facilitation",))
    resource("On evaluating", tags=("evaluation",))
    found = for_member(ALICE)
    assert titles(found) == ["On evaluating", "On facilitating"]
    assert sentences(found[0]) == ["It is about Evaluation, which you seek."]
    assert sentences(found[1]) == ["It is about Group facilitation, which you offer."]


def test_a_private_word_works_for_its_owner_alone(app):
    resource("Diabetes at home", tags=("diabetes",))
    assert sentences(for_member(ALICE)[0]) == [
        "It is about Diabetes, which interests you."
    ]
    assert for_member(CAROL) == ()
    assert for_member(VISITOR) == ()


def test_what_ones_project_is_about_counts_and_is_said(app):
    resource("On mentoring", tags=("peer-mentoring", "evaluation"))
    (one,) = for_member(DAI)
    assert sentences(one) == [
        "It is about Evaluation and Peer mentoring, as Pain cafe is."
    ]
    assert [step.label for step in one.why.thread][1:] == ["Pain cafe", "On mentoring"]


def test_what_the_project_uses_already_is_not_suggested(app):
    study = resource("On mentoring", tags=("peer-mentoring",))
    people.use(LEA, study, find(LEA, Project, Project.id == 1), "")
    assert for_member(DAI) == for_project(LEA, 1) == ()


@pytest.mark.parametrize(
    "state", [one for one in ResourceState if one is not ResourceState.PUBLISHED]
)
def test_only_what_is_out_is_suggested(app, state):
    resource("On evaluating", tags=("evaluation",), state=state)
    assert for_member(ALICE) == for_project(LEA, 1) == ()


def test_a_factor_that_both_speak_to(app):
    db.session.add(ProjectFactor(project_id=1, code="quality"))
    resource("Trust", factors=("quality",))
    (one,) = for_project(LEA, 1)
    assert sentences(one) == [
        "It says something of “Confidence in the quality”, as Pain cafe does."
    ]


def test_somebody_one_knows_who_talks_about_it_comes_first(app):
    resource("First", tags=("evaluation",))
    second = resource("Second", tags=("evaluation",))
    assert titles(for_member(ALICE)) == ["First", "Second"]
    people.talk(LEA, second, Audience.CONNECTIONS, "", agreed=False)
    found = for_member(ALICE)
    assert titles(found) == ["Second", "First"]
    assert sentences(found[0])[-1] == (
        "Lea Novak, whom you know, is happy to talk about it."
    )
    assert titles(for_member(BOB))[:1] == ["First"], "whoever may not see it"


def test_somebody_whom_one_muted_is_no_reason(app):
    study = resource("First", tags=("evaluation",))
    people.talk(LEA, study, Audience.MEMBERS, "", agreed=False)
    row = {"member_id": 1, "other_id": 5, "kind": MUTED}
    db.session.execute(tie.insert().values(**row))
    (one,) = for_member(ALICE)
    assert "Lea" not in f"{one.why}"


@given(
    st.lists(st.sets(st.sampled_from(["evaluation", "facilitation", "storytelling"])))
)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_scores_are_those_of_a_slow_count(app, tagged):
    with db.session.begin_nested() as all_of_it:
        rows = [_bare(number, tags) for number, tags in enumerate(tagged)]
        found = candidates(ALICE, unscoped("none", Project.id).where(False), own=True)
        slow: dict[int, float] = {}
        for row, tags in zip(rows, tagged, strict=True):
            for slug, source in (("evaluation", "seeks"), ("facilitation", "offers")):
                if slug in tags:
                    number = sum(slug in others for others in tagged)
                    weight = WEIGHTS[source] / log1p(number)
                    slow[row] = slow.get(row, 0) + weight
        assert {one.id: pytest.approx(one.score) for one in found} == slow
        all_of_it.rollback()


def _bare(number, tags):
    from community.evidence.models import Resource, ResourceTag, ResourceType

    made = Resource(
        slug=f"r-{number}", title="T", folded="t", type=ResourceType.GUIDE,
        state=ResourceState.PUBLISHED,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        ResourceTag(resource_id=made.id, tag_id=tag_id(slug)) for slug in tags
    )
    db.session.flush()
    return made.id


def test_a_factor_counts_as_said():
    assert max(WEIGHTS.values()) < FACTOR_COUNTS


# ---------------------------------------------------------------- whom to ask
def names(viewer, study):
    return [one.card.name for one in people_to_ask(viewer, study)]


def why(viewer, study, name):
    found = {one.card.name: one for one in people_to_ask(viewer, study)}
    return sentences(found[name])


def test_whoever_talks_then_who_uses_then_who_offers(app):
    study = resource("On evaluating", tags=("evaluation",))
    people.talk(OLU, study, Audience.MEMBERS, "Tried it twice", agreed=False)
    people.use(LEA, study, find(LEA, Project, Project.id == 1), "")
    assert names(ALICE, study) == [
        "Olu Adeyemi",
        "Dai Prosser",
        "Lea Novak",
        "Bob Okoro",
    ]
    assert why(ALICE, study, "Olu Adeyemi") == [
        "Is happy to talk about it: “Tried it twice”"
    ]
    assert why(ALICE, study, "Lea Novak") == ["Works on Pain cafe, which uses it."]
    assert why(ALICE, study, "Dai Prosser") == [
        "Works on Pain cafe, which uses it.",
        "Offers Evaluation, which it is about.",
    ]
    assert people_to_ask(VISITOR, study) == ()


def test_a_hidden_part_in_a_project_is_no_reason(app):
    study = resource("On evaluating")
    people.use(LEA, study, find(LEA, Project, Project.id == 1), "")
    rows = unscoped("test", Membership).where(Membership.member_id == 4)
    db.session.scalars(rows).one().audience = Audience.PROJECTS
    db.session.flush()
    assert names(ALICE, study) == ["Lea Novak"]
    assert names(LEA, study) == ["Dai Prosser"]


def test_who_takes_no_requests_or_is_blocked_is_not_named(app):
    study = resource("On evaluating", tags=("evaluation",))
    assert names(ALICE, study) == ["Bob Okoro", "Dai Prosser"]
    db.session.scalars(
        unscoped("test", Member).where(Member.id == 2)
    ).one().taking_requests = False
    for one, other in ((1, 4), (4, 1)):
        row = {"member_id": one, "other_id": other, "kind": "blocked", "audience": ""}
        db.session.execute(tie.insert().values(**row))
    assert names(ALICE, study) == []


def test_nobody_asks_themselves(app):
    study = resource("On evaluating", tags=("evaluation",))
    assert "Bob Okoro" not in names(BOB, study)


def test_an_offer_that_one_may_not_see_is_no_reason(app):
    study = resource("On evaluating", tags=("evaluation",))
    rows = unscoped("test", MemberTag).where(
        MemberTag.member_id == 4, MemberTag.relation == Relation.OFFERS
    )
    db.session.scalars(rows).one().audience = Audience.ME
    db.session.flush()
    assert names(ALICE, study) == ["Bob Okoro"]


def test_a_sensitive_offer_is_named_only_to_whoever_has_that_word_too(app):
    study = resource("At home", tags=("diabetes",))
    say(4, "diabetes", Relation.OFFERS)
    assert "Dai Prosser" not in names(OLU, study)
    say(6, "diabetes", Relation.SEEKS, Audience.ME)
    assert why(OLU, study, "Dai Prosser") == ["Offers Diabetes, which it is about."]


def test_few_statements(app, statements):
    study = resource("On evaluating", tags=("evaluation",))
    people.talk(OLU, study, Audience.MEMBERS, "", agreed=False)
    with statements() as found:
        people_to_ask(ALICE, study)
    assert len(found) <= 5
    with statements() as found:
        for_member(ALICE)
    assert len(found) <= 1
