"""The directory of projects counts what it lists, and lists what one may see."""

import random
from datetime import timedelta

import pytest

from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import NotFound
from community.expertise.models import Tag, TagState
from community.projects.directory import FACETS, SORTS, Asked, projects_page
from community.projects.facets import options
from community.projects.models import ProjectState, Stage
from community.projects.queries import cards
from tests.cast import CAST, tag_id
from tests.projects.making import add_need, make

ALICE, LEA = CAST["alice"].viewer, CAST["lea"].viewer
SLUGS = ("evaluation", "facilitation", "storytelling", "peer-mentoring", "diabetes")


@pytest.fixture
def many(app):
    """Forty random projects as plain facts by id, those that Alice may list."""
    rng, found = random.Random(5), {}
    for number in range(40):
        facts = {
            "stage": rng.choice(list(Stage)),
            "tags": rng.sample(SLUGS, rng.randrange(3)),
            "needs": rng.sample(SLUGS, rng.randrange(3)),
            "areas": rng.sample(["access"], rng.randrange(2)),
            "phase": rng.choice(["research", "develop", ""]),
            "nation": rng.choice(["eng", "wls"]),
        }
        hidden = number % 10 == 0
        made = make(
            f"Project {number}",
            **facts,
            state=ProjectState.DRAFT if hidden else ProjectState.PUBLISHED,
            published_at=clock.now() - timedelta(days=rng.randrange(9)),
        )
        if not hidden:
            found[made.id] = facts
    return found


def fits(facts, facet, chosen):
    has = {
        "stage": [facts["stage"].value],
        "topic": facts["tags"],
        "needs": facts["needs"],
        "place": [facts["nation"]],
        "phase": [facts["phase"]],
        "area": facts["areas"],
    }[facet]
    return not chosen or bool(set(has) & set(chosen))


def listed(viewer, asked):
    first = projects_page(viewer, asked)
    rest = [
        projects_page(viewer, Asked(**{**asked.__dict__, "page": n}))
        for n in range(2, first.pages + 1)
    ]
    return [card.id for page in (first, *rest) for card in page.items]


CHOICES = [
    {"topic": ("evaluation",)},
    {"topic": ("evaluation", "storytelling")},
    {"topic": ("evaluation",), "stage": ("testing", "idea")},
    {"needs": ("facilitation",), "place": ("wls",)},
    {"phase": ("research",), "area": ("access",), "place": ("eng",)},
    {"stage": ("nonsense",)},
]


@pytest.mark.parametrize("chosen", CHOICES)
def test_families_narrow_each_other_and_choices_inside_one_add_up(many, chosen):
    wanted = {
        number
        for number, facts in many.items()
        if all(fits(facts, facet, codes) for facet, codes in chosen.items())
    }
    asked = Asked(q="project", **chosen)
    assert set(listed(ALICE, asked)) == wanted
    assert projects_page(ALICE, asked).total == len(wanted)


@pytest.mark.parametrize("chosen", [{}, *CHOICES])
def test_counts_say_how_many_there_would_be(many, chosen):
    asked = Asked(q="project", **chosen)
    found = options(ALICE, asked)
    for facet in FACETS:
        others = {name: codes for name, codes in chosen.items() if name != facet}
        for option in found[facet]:
            wanted = sum(
                all(fits(facts, name, codes) for name, codes in others.items())
                and fits(facts, facet, (option.value,))
                for facts in many.values()
            )
            assert option.count == wanted, (facet, option)
    shown = {facet: {one.value for one in found[facet]} for facet in FACETS}
    for facet, codes in chosen.items():
        assert set(codes) - {"nonsense"} <= shown[facet], "what is ticked shows"


def test_all_facets_are_one_statement(many, statements):
    with statements() as found:
        options(ALICE, Asked(topic=("evaluation",), place=("wls",)))
    assert len(found) == 1


@pytest.mark.parametrize("sort", SORTS)
def test_pages_partition_the_list(many, sort):
    whole = listed(ALICE, Asked(q="project", sort=sort))
    assert len(whole) == len(set(whole)) == len(many)
    assert set(whole) == set(many)


def test_a_page_beyond_the_end_is_not_there(many):
    with pytest.raises(NotFound):
        projects_page(ALICE, Asked(page=9))


def test_drafts_are_listed_and_counted_for_nobody_not_even_their_lead(app):
    make("Hidden", state=ProjectState.DRAFT, tags=["storytelling"], lead="lea")
    for viewer in (ALICE, LEA):
        assert "storytelling" not in {
            o.value for o in options(viewer, Asked())["topic"]
        }
        assert "Hidden" not in {
            card.title for card in projects_page(viewer, Asked()).items
        }


def test_closed_needs_and_proposed_words_are_no_filter(app):
    made = make("Garden", tags=["storytelling"])
    add_need(made.id, "diabetes", taken=1)
    add_need(made.id, "facilitation", closes_on=clock.today() - timedelta(days=1))
    db.session.get(Tag, tag_id("storytelling")).state = TagState.PROPOSED
    db.session.flush()
    found = options(ALICE, Asked())
    assert {one.value for one in found["needs"]} == {"evaluation"}
    assert "storytelling" not in {one.value for one in found["topic"]}
    assert projects_page(ALICE, Asked(topic=("storytelling",))).total == 0
    assert projects_page(ALICE, Asked(q="storytelling")).total == 0


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("PAIN", ["Pain cafe"]),
        ("impact evaluation", ["Pain cafe"]),
        ("pain walking", []),
        ("%", ["Pain cafe", "Walking together"]),
    ],
)
def test_words_are_found_in_titles_stories_and_names_of_tags(app, q, titles):
    found = projects_page(ALICE, Asked(q=q, sort="title"))
    assert [card.title for card in found.items] == titles


def test_a_card_counts_the_people_one_knows_as_far_as_they_show_it(app):
    (card,) = projects_page(ALICE, Asked(q="pain")).items
    assert (card.people, card.known) == (2, 1)
    (card,) = projects_page(CAST["mo"].viewer, Asked(q="pain")).items
    assert (card.people, card.known) == (2, 0)


def test_a_visitor_gets_cards_of_public_projects_alone(app):
    assert set(cards(VISITOR, [1, 2, 3])) == {1}
    assert set(cards(ALICE, [1, 2, 3])) == {1, 2}
    assert set(cards(LEA, [1, 2, 3])) == {1, 2, 3}
