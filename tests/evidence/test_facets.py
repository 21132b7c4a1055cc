"""The counts of the hub: what one more tick would give, against a slow oracle."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.core import clock
from community.evidence.asked import FACETS, Asked, fitting, in_order, values_of
from community.evidence.cards import ResourceCard
from community.evidence.catalogue import Catalogue, Entry, code_of
from community.evidence.facets import MOST, options
from community.evidence.search import Index, Text
from community.evidence.search_words import Concepts
from community.members.queries import TagChip

TAGS = [TagChip(one, one.title()) for one in ("stroke", "carer", "online")]
FACTORS = [TagChip(one, one.title()) for one in ("quality", "benefit")]
TYPES, STRENGTHS = ["review", "trial"], ["unknown", "strong"]
READERS, SETTINGS = ["GPs", "NHS trusts"], ["online", "GP practices"]
YEARS = [None, 1999, 2004, 2009]
LONG_AGO, LATER = date(2000, 1, 1), timedelta(days=9)


def some(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


CARDS = st.builds(
    ResourceCard,
    id=st.just(0), slug=st.just(""), title=st.sampled_from(["Stroke", "Carers", "Why"]),
    type=st.sampled_from(TYPES), year=st.sampled_from(YEARS), audiences=some(READERS),
    settings=some(SETTINGS), strength=st.sampled_from(STRENGTHS), tags=some(TAGS),
    review_by=st.sampled_from([None, LONG_AGO, date(2999, 1, 1)]),
    featured=st.booleans(),
)  # fmt: skip


@st.composite
def hubs(draw):
    cards = draw(st.lists(CARDS, max_size=8))
    entries = {
        number: Entry(
            replace(card, id=number, slug=f"s-{number}"),
            draw(some(FACTORS)),
            card.title,
        )
        for number, card in enumerate(cards, 1)
    }
    texts = [Text(number, one.card.title) for number, one in entries.items()]
    return Catalogue(entries, Index(texts, Concepts((), {})))


ASKED = st.builds(
    Asked,
    q=st.sampled_from(["", "", "stroke", "zebra"]),
    type=some([*TYPES, "essay"]), topic=some(["stroke", "carer", "gone"]),
    audience=some([code_of(one) for one in READERS]),
    setting=some([code_of(one) for one in SETTINGS]), strength=some(STRENGTHS),
    factor=some(["quality", "benefit"]), years=some(["1990", "2000", "unknown"]),
    review=some(["dated", "overdue", "none"]),
)  # fmt: skip


def slow(asked, there):
    """The numbers of all that fits, each looked at by itself."""
    hits = [one.id for one in there.index.search(asked.q).found]
    numbers = hits if asked.q else list(there.entries)
    return [
        number
        for number in numbers
        if all(
            not getattr(asked, name)
            or set(getattr(asked, name)) & set(values_of(there.entries[number])[name])
            for name in FACETS
        )
    ]


def listed(asked, there):
    _hits, found = fitting(asked, there)
    return [one.card.id for one, off in found if not off]


@given(ASKED, hubs())
def test_what_fits_is_and_across_facets_and_or_inside_one(asked, there):
    assert sorted(listed(asked, there)) == sorted(slow(asked, there))


@given(ASKED, hubs())
def test_every_count_is_what_its_tick_alone_would_give_in_its_facet(asked, there):
    _hits, found = fitting(asked, there)
    for name, choices in options(asked, there, found).items():
        for one in choices:
            ticked = replace(asked, **{name: (one.value,)})
            assert one.count == len(slow(ticked, there)), (name, one)
            assert one.chosen == (one.value in getattr(asked, name))
        shown = {one.value for one in choices}
        for entry in there.entries.values():
            for code in values_of(entry)[name]:
                would = slow(replace(asked, **{name: (code,)}), there)
                assert (code in shown) or not would


@given(ASKED, hubs())
def test_one_more_tick_never_takes_anything_away_inside_its_facet(asked, there):
    _hits, found = fitting(asked, there)
    before = set(listed(asked, there))
    for name, choices in options(asked, there, found).items():
        own = getattr(asked, name)
        for one in choices:
            if own and one.value not in own:
                more = replace(asked, **{name: (*own, one.value)})
                assert before <= set(listed(more, there))


@given(hubs(), st.sampled_from(["best", "newest", "title"]))
def test_an_order_keeps_all_and_what_is_chosen_comes_first_where_nothing_is_asked(
    there, sort
):
    asked = Asked(sort=sort)
    found = in_order(asked, there.entries.values())
    assert sorted(one.card.id for one in found) == sorted(there.entries)
    if sort == "title":
        assert [one.folded for one in found] == sorted(one.folded for one in found)
    elif sort == "newest":
        years = [one.card.year or 0 for one in found]
        assert years == sorted(years, reverse=True)
    else:
        chosen = [one.card.featured for one in found]
        assert chosen == sorted(chosen, reverse=True)


def entry(number, **facts):
    card = ResourceCard(number, f"s-{number}", "A title", "review", **facts)
    return Entry(card, (), "a title")


def hub(*entries):
    texts = [Text(one.card.id, one.card.title) for one in entries]
    return Catalogue(
        {one.card.id: one for one in entries}, Index(texts, Concepts((), {}))
    )


def of(asked, there):
    return options(asked, there, fitting(asked, there)[1])


def test_readers_that_differ_in_case_alone_are_one_choice():
    there = hub(
        entry(1, audiences=("NHS trusts",)), entry(2, audiences=("NHS Trusts",))
    )
    (one,) = of(Asked(), there)["audience"]
    assert (one.value, one.label, one.count) == ("nhs-trusts", "NHS trusts", 2)


def test_what_is_ticked_shows_with_nought_and_what_is_not_here_does_not():
    there = hub(entry(1, year=1999), entry(2, year=2005))
    found = of(Asked(years=("1990",), q="zebra", type=("trial",)), there)
    assert [(one.value, one.count) for one in found["years"]] == [("1990", 0)]
    assert found["type"] == ()


def test_a_long_list_is_cut_but_never_what_is_ticked():
    tags = [TagChip(f"t-{number:02}", f"T {number:02}") for number in range(30)]
    there = hub(entry(1, tags=tuple(tags)), entry(2, tags=(tags[29],)))
    topics = of(Asked(), there)["topic"]
    assert len(topics) == MOST
    assert topics[0].value == "t-29"
    topics = of(Asked(topic=("t-28",)), there)["topic"]
    assert topics[0].value == "t-28"
    assert len(topics) == MOST + 1


def test_strengths_and_decades_have_their_own_order():
    there = hub(
        entry(1, strength="unknown", year=None), entry(2, strength="early", year=1999),
        entry(3, strength="strong", year=2021),
    )  # fmt: skip
    found = of(Asked(), there)
    assert [one.value for one in found["strength"]] == ["strong", "early", "unknown"]
    assert [one.value for one in found["years"]] == ["2020", "1990", "unknown"]


def test_a_review_day_is_overdue_the_day_after():
    today = clock.today()
    days = [None, today - timedelta(1), today, today + LATER]
    there = hub(*(entry(place, review_by=day) for place, day in enumerate(days, 1)))
    counts = {one.value: one.count for one in of(Asked(), there)["review"]}
    assert counts == {"dated": 3, "overdue": 1, "none": 1}
