"""The gap board: every number is a list that one can open, and nothing else."""

import random
from collections import defaultdict

import pytest
from sqlalchemy import select, update

from community.connections.models import ConnectionRequest
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.visible import MUTED, tie, unscoped
from community.expertise.models import Family, Tag, TagState
from community.members import directory
from community.members.models import (
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.network.gaps import fragile, near, skills
from community.network.gaps.asked import GapsAsked
from community.network.gaps.invite import Close, invite
from community.projects import directory as project_directory
from community.projects.models import Membership, Need, NeedTag, Project, TeamRole
from tests.cast import CAST, join, tag_id
from tests.network.map_world import OLU, add, belong, consent, tag

OFFERS, SEEKS, LEARNING = Relation.OFFERS, Relation.SEEKS, Relation.LEARNING
ME, NEAR, MEMBERS = Audience.ME, Audience.CONNECTIONS, Audience.MEMBERS
ALL = GapsAsked()


def board(viewer=OLU, **asked) -> dict[str, tuple[int, int, int, int]]:
    """The counts of each skill: wanted, needed, offered, learned."""
    found = skills.skills(viewer, GapsAsked(**asked))
    return {
        one.slug: (one.wanted, one.needed, one.offered, one.learning) for one in found
    }


def one(slug: str, **asked):
    return skills.one_skill(OLU, slug, GapsAsked(**asked))


def new_tag(slug: str, broader: str = "", **facts: object) -> None:
    """Add a tag, under a broader one."""
    row = Tag(slug=slug, label=slug.capitalize(), family=Family.SKILL, **facts)
    row.broader_id = tag_id(broader) if broader else None
    db.session.add(row)
    db.session.flush()


READS = {
    "skills": lambda viewer: skills.skills(viewer, ALL),
    "one": lambda viewer: skills.one_skill(viewer, "evaluation", ALL),
    "invite": lambda viewer: invite(viewer, one("evaluation"), ALL),
    "projects": lambda viewer: near.one_away(viewer, ALL),
    "offers": lambda viewer: fragile.only_offers(viewer, ALL),
    "leads": lambda viewer: fragile.only_leads(viewer, ALL),
    "links": lambda viewer: fragile.only_links(viewer, ALL),
}


@pytest.mark.parametrize("name", list(READS))
def test_the_board_is_for_organisers(app, name):
    assert READS[name](OLU) is not None
    for who in ("alice", "lea", "ada", "mo"):
        with pytest.raises(Forbidden):
            READS[name](CAST[who].viewer)


# ---------------------------------------------------------------- skills
def test_it_counts_who_wants_and_who_offers(app):
    assert board() == {
        "peer-mentoring": (1, 0, 0, 0),
        "evaluation": (1, 1, 2, 0),
        "facilitation": (1, 0, 1, 0),
    }
    found = skills.skills(OLU, ALL)
    assert [(row.slug, row.short) for row in found] == [
        ("peer-mentoring", 1), ("evaluation", 0), ("facilitation", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ({"family": ("approach",)}, {"peer-mentoring"}),
        ({"kind": ("clinician",)}, {"evaluation"}),
        ({"kind": ("clinician", "charity")}, {"evaluation", "peer-mentoring"}),
        ({"place": ("south-west",)}, {"evaluation", "facilitation"}),
        ({"place": ("nowhere",)}, set()),
    ],
)
def test_it_narrows_by_family_kind_and_place(app, asked, slugs):
    assert set(board(**asked)) == slugs


def test_nobody_offers_it_shows_what_is_not_even_asked_for(app):
    assert set(board(show="nobody")) == {"peer-mentoring", "storytelling"}
    assert "evaluation" in board(show="nobody", kind=("carer",))


@pytest.mark.parametrize("relation", list(Relation))
def test_a_sensitive_or_unapproved_word_is_nowhere(app, relation):
    new_tag("waiting", state=TagState.PROPOSED)
    add(101)
    for slug in ("diabetes", "waiting"):
        tag(101, slug, relation)
        tag(4, slug, relation)
    for show in ("skills", "nobody"):
        assert not {"diabetes", "waiting"} & set(board(show=show))
    for slug in ("diabetes", "waiting", "unknown"):
        with pytest.raises(NotFound):
            one(slug)


@pytest.mark.parametrize("audience", list(Audience))
def test_a_word_counts_as_far_as_it_is_shown(app, audience):
    add(101)
    tag(101, "storytelling", OFFERS, audience)
    counted = board().get("storytelling", (0, 0, 0, 0))[2]
    assert counted == (audience in (Audience.MEMBERS, Audience.PUBLIC))


def test_what_the_organiser_keeps_to_themselves_is_not_on_their_board(app):
    tag(6, "storytelling", OFFERS, ME)
    assert "storytelling" not in board()


@pytest.mark.parametrize("why", ["blocked", "resting", "muted"])
def test_whoever_is_not_in_the_list_of_people_is_not_counted(app, why):
    if why == "resting":
        db.session.execute(update(Member).where(Member.id == 2).values(listed=False))
    else:
        kind = MUTED if why == "muted" else "blocked"
        row = {"member_id": 6, "other_id": 2, "kind": kind, "audience": "pair"}
        db.session.execute(tie.insert().values(**row))
    assert board()["evaluation"] == (1, 1, 1, 0)


def shuffle(rng: random.Random) -> None:
    """Fill a community at random."""
    kinds = ["clinician", "carer", "designer"]
    slugs = ["evaluation", "facilitation", "storytelling", "peer-mentoring", "diabetes"]
    wide = [*Audience, MEMBERS, MEMBERS, MEMBERS]
    for number in range(101, 125):
        add(number, audience=rng.choice([NEAR, MEMBERS, MEMBERS, Audience.PUBLIC]))
        for code in rng.sample(kinds, rng.randrange(3)):
            row = MemberKind(member_id=number, code=code, audience=rng.choice(wide))
            db.session.add(row)
        nation, region = rng.choice([("wls", ""), ("eng", ""), ("eng", "south-west")])
        row = MemberPlace(member_id=number, nation=nation, audience=rng.choice(wide))
        row.region = region
        db.session.add(row)
        for slug in rng.sample(slugs, 3):
            tag(number, slug, rng.choice(list(Relation)), rng.choice(wide))
    for number in range(2, 8):
        project = rng.choice([1, 2, 3])
        db.session.add(Need(id=number, project_id=project, role=f"Role {number}"))
        db.session.flush()
        for slug in rng.sample(slugs, 2):
            row = NeedTag(need_id=number, project_id=project, tag_id=tag_id(slug))
            db.session.add(row)
    db.session.flush()


def asked_at_random(rng: random.Random) -> GapsAsked:
    return GapsAsked(
        kind=tuple(
            rng.sample(["clinician", "carer", "designer"], rng.choice([0, 1, 2]))
        ),
        place=tuple(rng.sample(["wls", "eng", "south-west"], rng.choice([0, 0, 1, 2]))),
    )


def slow_counts(asked: GapsAsked) -> dict[str, dict[Relation, int]]:
    """Who says what, counted row by row as a plain member may read it."""
    shown = (Audience.MEMBERS, Audience.PUBLIC)
    rows = {
        entity: [
            row
            for row in db.session.scalars(unscoped("test", entity))
            if row.audience in shown
        ]
        for entity in (MemberTag, MemberKind, MemberPlace)
    }
    people = {
        person.id
        for person in db.session.scalars(unscoped("test", Member))
        if person.listed and (person.audience in shown or person.id == OLU.member_id)
    }
    if asked.kind:
        people &= {row.member_id for row in rows[MemberKind] if row.code in asked.kind}
    if asked.place:
        people &= {
            row.member_id
            for row in rows[MemberPlace]
            if {row.nation, row.region} & set(asked.place)
        }
    tags = {tag.id: tag for tag in db.session.scalars(select(Tag))}
    found: dict[str, dict[Relation, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows[MemberTag]:
        if row.member_id in people and not tags[row.tag_id].sensitive:
            found[tags[row.tag_id].slug][row.relation] += 1
    return found


@pytest.mark.parametrize("seed", range(6))
def test_each_number_is_that_of_a_slow_count_and_of_the_list_it_leads_to(app, seed):
    rng = random.Random(seed)
    shuffle(rng)
    db.session.execute(MemberKind.__table__.delete().where(MemberKind.member_id == 6))
    for _ in range(4):
        asked = asked_at_random(rng)
        slow = slow_counts(asked)
        for row in skills.skills(OLU, asked):
            assert row.wanted == slow[row.slug][SEEKS]
            assert row.offered == slow[row.slug][OFFERS]
            assert row.learning == slow[row.slug][LEARNING]
            people = {name: tuple(codes) for name, codes in asked.people.items()}
            for facet, number in (("seeks", row.wanted), ("offers", row.offered)):
                wanted = directory.Asked(**people, **{facet: (row.slug,)})
                assert directory.members_page(OLU, wanted).total == number
            wanted = project_directory.Asked(needs=(row.slug,), place=asked.place)
            assert project_directory.projects_page(OLU, wanted).total == row.needed


@pytest.mark.parametrize("seed", range(4))
def test_each_part_of_one_skill_is_a_list_too(app, seed):
    rng = random.Random(50 + seed)
    shuffle(rng)
    asked = asked_at_random(rng)
    found = skills.one_skill(OLU, "evaluation", asked)
    for facet, parts in (("kind", found.kinds), ("place", found.places)):
        for part in parts:
            there = {name: tuple(codes) for name, codes in asked.people.items()}
            there[facet] = (part.code,)
            for relation, number in (("seeks", part.wanted), ("offers", part.offered)):
                wanted = directory.Asked(**there, **{relation: ("evaluation",)})
                assert directory.members_page(OLU, wanted).total == number


@pytest.mark.parametrize("seed", range(5))
def test_nothing_that_the_viewer_may_not_list_moves_any_number(app, seed):
    """The small cells of the board are rows one may list; others do not enter it."""
    rng = random.Random(90 + seed)
    shuffle(rng)
    db.session.commit()
    hidden = (Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS)
    before = (
        {show: board(show=show) for show in ("skills", "nobody")},
        one("evaluation"),
        invite(OLU, one("evaluation"), ALL),
    )
    for entity in (MemberTag, MemberKind, MemberPlace):
        found = unscoped("test", entity.id).where(
            entity.audience.in_(hidden), entity.member_id != 6
        )
        for number in db.session.scalars(found).all():
            if rng.random() < 0.5:
                db.session.execute(entity.__table__.delete().where(entity.id == number))
            else:
                row = update(entity).where(entity.id == number)
                db.session.execute(row.values(audience=rng.choice(hidden)))
    after = (
        {show: board(show=show) for show in ("skills", "nobody")},
        one("evaluation"),
        invite(OLU, one("evaluation"), ALL),
    )
    assert before == after


# ---------------------------------------------------------------- who could be asked
def could(slug: str, **asked) -> list[tuple[str, Close]]:
    found = invite(OLU, one(slug), GapsAsked(**asked)).people
    return [(row.person.slug, row.how) for row in found]


@pytest.fixture
def helpers(app):
    """Four people who come close to storytelling, each in another way."""
    new_tag("podcasts", "storytelling")
    new_tag("films", "storytelling")
    for number in (101, 102, 103, 104):
        add(number)
    tag(101, "films", OFFERS)
    tag(102, "podcasts", LEARNING)
    tag(103, "podcasts", OFFERS)
    tag(104, "storytelling", OFFERS)


def test_the_closest_come_first(helpers):
    assert could("podcasts") == [
        ("person-102", Close.LEARNS),
        ("person-104", Close.BROADER),
        ("person-101", Close.NEAR),
    ]
    assert could("storytelling") == [
        ("person-101", Close.NARROWER), ("person-103", Close.NARROWER),
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["busy", "no requests", "not joined", "blocked", "me"])
def test_only_who_may_be_asked_is_named(helpers, at, why):
    at("2017-09-10 12:00")
    row = update(Member).where(Member.id == 102)
    if why == "busy":
        moment = clock.now().replace(day=1)
        for asker in (1, 2, 4):
            hello = ConnectionRequest(asker_id=asker, asked_id=102, asked_at=moment)
            db.session.add(hello)
    elif why == "no requests":
        db.session.execute(row.values(taking_requests=False))
    elif why == "not joined":
        db.session.execute(row.values(joined=False))
    elif why == "blocked":
        blocked = {"member_id": 6, "other_id": 102, "kind": "blocked"}
        db.session.execute(tie.insert().values(**blocked, audience="pair"))
    else:
        db.session.execute(
            update(MemberTag).where(MemberTag.member_id == 102).values(audience=ME)
        )
    db.session.flush()
    assert "person-102" not in dict(could("podcasts"))


def test_hellos_of_today_tell_nothing(helpers):
    for asker in (1, 2, 4):
        db.session.add(ConnectionRequest(asker_id=asker, asked_id=102))
    db.session.flush()
    assert "person-102" in dict(could("podcasts"))


def test_from_outside_are_the_kinds_and_bodies_of_those_who_offer_it(helpers):
    for number, code in ((103, "designer"), (103, "patient"), (101, "clinician")):
        db.session.add(MemberKind(member_id=number, code=code, audience=MEMBERS))
    belong(103, "Story Shop")
    belong(103, "Secret Guild", ME)
    found = invite(OLU, one("podcasts"), ALL)
    assert not found.from_near
    assert [row.label for row in found.kinds] == ["Designer"], "nobody as a patient"
    assert [row.label for row in found.organisations] == ["Story Shop"]
    db.session.execute(MemberTag.__table__.delete().where(MemberTag.member_id == 103))
    found = invite(OLU, one("podcasts"), ALL)
    assert found.from_near
    assert [row.label for row in found.kinds] == ["Clinician"]


# ---------------------------------------------------------------- one person away
def away(**asked) -> list[str]:
    return [row.slug for row in near.one_away(OLU, GapsAsked(**asked)).items]


def test_a_project_that_lacks_one_person_says_whom_it_needs(app):
    (found,) = near.one_away(OLU, ALL).items
    assert (found.slug, found.role, found.team) == ("project-1", "Evaluator", 2)
    assert [chip.slug for chip in found.tags] == ["evaluation"]
    wanted = directory.Asked(offers=("evaluation",))
    assert found.offering == directory.members_page(OLU, wanted).total == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda: update(Need).values(places=2),
        lambda: update(Need).values(taken=1),
        lambda: update(Project).values(orphaned=True),
        lambda: update(Project).values(seeks_lead=True),
        lambda: update(Project).values(state="paused"),
        lambda: update(Need).values(closes_on=clock.today().replace(year=2000)),
    ],
)
def test_a_project_that_lacks_more_or_nobody_is_not_there(app, change):
    db.session.execute(change())
    assert away() == []


def test_two_needs_of_one_place_each_are_two_people(app):
    db.session.add(Need(id=2, project_id=1, role="Cook"))
    db.session.flush()
    assert away() == []


def test_projects_are_narrowed_by_place_and_by_what_they_need(app):
    assert away(place=("wls",)) == ["project-1"]
    assert away(place=("eng",)) == []
    assert away(family=("skill",)) == ["project-1"]
    assert away(family=("approach",)) == []


def test_a_sensitive_word_of_a_need_is_not_named(app):
    db.session.add(NeedTag(project_id=1, need_id=1, tag_id=tag_id("diabetes")))
    db.session.flush()
    (found,) = near.one_away(OLU, ALL).items
    assert [chip.slug for chip in found.tags] == ["evaluation"]
    assert found.offering == 2


# ---------------------------------------------------------------- single points
def test_the_only_one_who_offers_what_three_ask_for_is_named(app):
    assert fragile.only_offers(OLU, ALL).items == ()
    for number in (101, 102):
        add(number)
        tag(number, "facilitation", SEEKS)
    (found,) = fragile.only_offers(OLU, ALL).items
    assert (found.skill.slug, found.name) == ("facilitation", "Alice Marsh")
    tag(5, "facilitation", OFFERS)
    assert fragile.only_offers(OLU, ALL).items == ()
    hidden = (MemberTag.member_id == 5, MemberTag.relation == OFFERS)
    db.session.execute(update(MemberTag).where(*hidden).values(audience=ME))
    (found,) = fragile.only_offers(OLU, ALL).items
    assert found.name == "Alice Marsh", "a hidden offer changes nothing"


def test_the_only_lead_of_three_or_more_is_named(app):
    assert fragile.only_leads(OLU, ALL).items == ()
    join(1, 1)
    db.session.flush()
    (found,) = fragile.only_leads(OLU, ALL).items
    assert (found.project, found.name) == ("project-1", "Lea Novak")
    join(1, 2, TeamRole.LEAD)
    db.session.flush()
    assert fragile.only_leads(OLU, ALL).items == ()
    db.session.execute(
        update(Membership)
        .where(Membership.member_id == 2, Membership.project_id == 1)
        .values(audience=Audience.PROJECTS)
    )
    (found,) = fragile.only_leads(OLU, ALL).items
    assert found.name == "Lea Novak", "as far as the viewer may see"


def links(**asked) -> list[str]:
    return [row.name for row in fragile.only_links(OLU, GapsAsked(**asked)).items]


def test_who_alone_links_others_is_named_with_consent_only(app):
    assert links() == ["Lea Novak"]
    assert links(kind=("charity",)) == ["Lea Novak"]
    assert links(kind=("clinician",)) == []
    add(101)
    for choice in (MapConsent.UNNAMED, MapConsent.ABSENT):
        consent(5, choice)
        assert "Lea Novak" not in links()


def test_below_eight_consents_nobody_is_named(app):
    consent(4, MapConsent.ABSENT)
    assert links() == []


@pytest.mark.parametrize(
    "read", [near.one_away, fragile.only_leads, fragile.only_links]
)
def test_a_page_beyond_the_end_is_not_there(app, read):
    with pytest.raises(NotFound):
        read(OLU, GapsAsked(page=2))
