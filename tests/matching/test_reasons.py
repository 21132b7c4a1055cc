"""What is told of a reason, and what counts but stays untold."""

import pytest

from community.core.access import Audience
from community.core.db import db
from community.graph import channels as c
from community.graph.records import Node, Reason
from community.matching import links, reasons, why
from community.matching.answers import people_who_could_help
from community.matching.facts import Facts, TagFact
from community.matching.links import Links, Side
from community.matching.own import Own, OwnTag
from community.matching.reasons import MOST, Teller, readings
from community.members.models import Relation
from community.projects.models import TeamRole
from tests.cast import CAST, connect, join
from tests.matching.patterns import learn_patterns
from tests.matching.ways import answer, say

ME, ANA, BEN, TARGET = 1, 2, 3, 9
GARDEN, KITCHEN, WALK = 1, 2, 3
TEA = 7


def own(**more) -> Own:
    mine = Own(ties={ANA}, projects={GARDEN, KITCHEN}, **more)
    mine.tags.append(OwnTag(TEA, "tea", "Tea", False, Relation.OFFERS, False))
    return mine


def teller(mine: Own | None = None, project: int | None = None) -> Teller:
    found = Facts(tags={TEA: TagFact("tea", "Tea", False)})
    found.teams[GARDEN] = {ME, ANA, BEN}
    found.teams[WALK] = {ANA, BEN, TARGET}
    found.teams[KITCHEN] = {ME, BEN}
    found.ties = {(ANA, TARGET)}
    found.topics[GARDEN] = found.topics[WALK] = {TEA}
    found.said[TARGET] = {(TEA, Relation.OFFERS)}
    names = {ME: "Me", ANA: "Ana", BEN: "Ben", TARGET: "Tam"}
    people = {number: (name.lower(), name) for number, name in names.items()}
    titles = {GARDEN: "Garden", KITCHEN: "Kitchen", WALK: "Walk"}
    works = {number: (title.lower(), title) for number, title in titles.items()}
    return Teller(Links(Side(ME, mine or own(), project), found, people, works))


def reason(channel: str, share: float, *via: tuple[str, int]) -> Reason:
    return Reason(channel, tuple(Node(*node) for node in via), share)


def told(kind, target, *given, of=None, by=None):
    """Return what is said of a target; numbers of the graph are ids here."""
    by = by or teller(of)
    of_member = by.links.side.project is None
    paths = [(one, tuple(map(tuple, one.via))) for one in readings(given, of_member)]
    found = by.why(kind, target, paths)
    return found and [sentence.text for sentence in found.sentences]


KNOWN = reason(c.MUTUAL, 1.0, ("member", ANA))
SAID = "You both know Ana."
PATTERN = "People who work on Garden often know somebody like this person."


def pattern(share: float, *via: tuple[str, int]) -> Reason:
    return reason(c.PATTERN, share, *(via or [("project", GARDEN)]))


# ---------------------------------------------------------------- patterns
def test_a_pattern_is_told_beside_what_can_be_seen():
    assert told("member", TARGET, KNOWN, pattern(1.0)) == [SAID, PATTERN]
    both = (pattern(1.0), pattern(0.5, ("project", KITCHEN)))
    assert told("member", TARGET, KNOWN, *both)[1] == (
        "People who work on Garden or Kitchen often know somebody like this person."
    )


def test_a_pattern_alone_is_no_reason():
    assert told("member", TARGET, pattern(5.0)) is None
    assert told("project", WALK, pattern(5.0)) is None


def test_the_thread_never_leads_over_a_pattern():
    by = teller()
    paths = [(one, tuple(map(tuple, one.via))) for one in (pattern(90.0), KNOWN)]
    found = by.why("member", TARGET, paths)
    assert [step.label for step in found.thread] == ["", "Ana", "Tam"]


@pytest.mark.parametrize("node", [("tag", TEA), ("member", ANA)])
def test_tags_and_ties_of_a_pattern_stay_untold_and_take_no_place(node):
    crowd = [pattern(9.0, node)] * MOST + [
        pattern(9.0, ("tag", number)) for number in range(100, 100 + MOST)
    ]
    assert told("member", TARGET, *crowd, KNOWN) == [SAID]


def test_what_speaks_against_somebody_is_never_told():
    assert told("member", TARGET, KNOWN, pattern(-1.0)) == [SAID]
    assert not readings([reason(c.MUTUAL, -1.0, ("member", ANA))], of_member=True)


def test_a_pattern_over_a_project_that_one_left_is_not_told():
    mine = own()
    mine.projects = {KITCHEN}
    assert told("member", TARGET, KNOWN, pattern(1.0), of=mine) == [SAID]


def test_a_pattern_over_what_the_viewer_cannot_see_is_not_told():
    by = teller()
    del by.links.projects[GARDEN]
    assert told("member", TARGET, KNOWN, pattern(1.0), by=by) == [SAID]
    by = teller()
    del by.links.people[TARGET]
    assert not by.links.hold(c.PATTERN, (("project", GARDEN),), ("member", TARGET))
    assert not by.links.hold(c.PATTERN, (("tag", TEA),), ("member", ANA))


def test_what_evidence_has_told_already_a_pattern_does_not_repeat():
    over = reason(c.WORKS_WITH, 1.0, ("project", GARDEN), ("member", ANA))
    assert told("project", WALK, over, pattern(1.0)) == [
        "Ana, who works on Garden with you, is in it."
    ]


def test_three_reasons_at_most_the_strongest_first():
    given = [
        reason(c.KNOWS_SOMEBODY_THERE, 0.2, ("member", ANA)),
        reason(c.SHARED_TAG, 0.3, ("tag", TEA)),
        reason(c.WORKS_WITH, 0.4, ("project", KITCHEN), ("member", BEN)),
        pattern(0.5),
    ]
    found = told("project", WALK, *given)
    assert found == [
        "It is about Tea, like you.",
        "You know Ana, who is in it.",
        "People who work on Garden often work on projects like this one too.",
    ]


# ---------------------------------------------------------------- for a lead
def lead() -> Teller:
    mine = own(team={ME, BEN}, topics={TEA})
    return teller(mine, project=KITCHEN)


def test_to_a_lead_a_pattern_speaks_of_the_team_and_names_nobody():
    common = reason(c.SHARED_TAG, 1.0, ("tag", TEA))
    says = "Often works on the kind of project that your team works on."
    for number in (ME, BEN):
        given = (common, pattern(2.0, ("member", number)))
        assert says in told("member", TARGET, *given, by=lead())
    for node in (("tag", TEA), ("member", ANA), ("project", GARDEN)):
        found = told("member", TARGET, common, pattern(2.0, node), by=lead())
        assert found == ["Has Tea in common with the project."]
    assert told("member", TARGET, pattern(2.0, ("member", BEN)), by=lead()) is None


# ---------------------------------------------------------------- read as one
def test_working_together_is_said_once_however_it_is_weighed():
    near = reason(c.WORKS_WITH, 0.5, ("project", GARDEN), ("member", ANA))
    close = reason(c.WORKS_CLOSELY, 0.4, ("project", GARDEN), ("member", ANA))
    (one,) = readings([near, close], of_member=True)
    assert (one.channel, one.share) == (c.WORKS_WITH, 0.9)
    assert told("project", WALK, close) == told("project", WALK, near)


def test_like_projects_are_said_once_however_likeness_is_weighed():
    via = (("project", GARDEN), ("tag", TEA))
    for channel in (c.ALIKE_PROJECT, c.SIMILAR_PROJECT):
        assert told("project", WALK, reason(channel, 1.0, *via)) == [
            "It is about Tea, like your project Garden."
        ]


@pytest.mark.parametrize(
    ("walks", "says"),
    [
        (c.PROJECTS, why.PROJECTS),
        (c.COLLABORATORS, why.PEOPLE),
        (c.MEMBERS, why.HELPERS),
    ],
)
def test_every_channel_that_the_site_walks_has_words(walks, says):
    silent = {c.POPULAR, c.LINKED_PROJECT}  # not asked for; there are no such rows
    channels = {walk.channel for walk in walks} - silent
    read = {why.READS_AS.get(channel, channel) for channel in channels}
    assert read | {c.PATTERN} == set(says)


# ---------------------------------------------------------------- the whole way
@pytest.fixture
def learnt(app):
    """The cast with more projects and ties, and with patterns over them."""
    for project, member in ((1, 8), (1, 6), (2, 8), (2, 6), (2, 1), (2, 7), (1, 7)):
        join(project, member)
    join(1, 3, audience=Audience.PROJECTS)
    join(2, 3, TeamRole.MEMBER, Audience.ME)
    connect(2, 8)
    connect(5, 8)
    say(8, "storytelling", Relation.SEEKS)
    say(1, "storytelling", Relation.OFFERS)
    db.session.commit()
    learn_patterns()
    return app


def sentences(who):
    found = answer(who)
    return [one.why.sentences for one in (*found.people, *found.projects)]


def test_patterns_name_own_projects_alone_and_never_stand_alone(learnt):
    told_of = 0
    for who in CAST:
        if not CAST[who].viewer.is_member:
            continue
        for said in sentences(who):
            patterns = [one for one in said if "often" in one.text]
            assert len(said) <= 3
            assert len(patterns) < len(said)
            told_of += len(patterns)
            for one in patterns:
                assert set(one.values) <= {"project", "also"}
                assert set(one.values.values()) <= titles_of(who)
    assert told_of


def titles_of(who: str) -> set[str]:
    from community.core.visible import unscoped
    from community.projects.models import Membership, Project

    found = unscoped("test", Project.title).join(
        Membership, Membership.project_id == Project.id
    )
    mine = found.where(Membership.member_id == CAST[who].id)
    return set(db.session.scalars(mine))


def test_to_the_lead_too_nobody_stands_on_a_pattern_alone(learnt):
    for one in people_who_could_help(CAST["lea"].viewer, 1):
        said = [sentence.text for sentence in one.why.sentences]
        assert [text for text in said if "Often works" not in text]


def test_parts_that_are_untold_still_count_in_the_score(learnt, monkeypatch):
    seen = []
    real = reasons.readings

    def noted(given, of_member):
        given = tuple(given)
        seen.extend(given)
        return real(given, of_member)

    monkeypatch.setattr("community.matching.look.readings", noted)
    answer("alice")
    through = {one.via[0].type for one in seen if one.channel == c.PATTERN}
    assert through >= {"tag", "member"}
    assert not links.tellable(c.PATTERN, "tag", True)
