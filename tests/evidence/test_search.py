"""Searching the hub: words, concepts, names, numbers; and what is like a resource."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.access import VISITOR
from community.core.db import db
from community.evidence import catalogue as kept
from community.evidence import queries
from community.evidence.asked import Asked
from community.evidence.catalogue import catalogue
from community.evidence.models import Resource, ResourceState, ResourceWord
from community.evidence.search import NEAR, Index, Text
from community.evidence.search_words import SMALL, Concepts, stem, stems, telling
from community.expertise.commands import load_tags
from community.expertise.models import Tag, TagName
from community.vocabulary.commands import reference
from community.vocabulary.models import Term
from tests.evidence import newcomers
from tests.evidence.making import resource

NAMES = (
    (1, "Diabetes"), (1, "type 2 diabetes"), (2, "Long-term condition"),
    (3, "Stroke"), (3, "TIA"), (4, "Carer"), (4, "family carer"),
    (5, "Loneliness"), (5, "social isolation"), (6, "Lung condition"), (6, "asthma"),
)  # fmt: skip
BROADER = {1: 2, 3: 2, 6: 2}
TEXTS = (
    Text(1, "Mentors for diabetes", tags=(1,), labels=("Diabetes",)),
    Text(2, "After a stroke", "Groups of survivors talk.", tags=(3,)),
    Text(3, "Family and friends", tags=(4,), authors=("Marsh, Alice", "Carers Trust")),
    Text(4, "Peer support and loneliness", usual=("social isolation", "2019")),
    Text(5, "How much it costs", doi="10.1000/xyz", usual=("group",)),
)


@pytest.fixture(scope="module")
def index():
    return Index(TEXTS, Concepts(NAMES, BROADER))


def ids(hits):
    return [one.id for one in hits.found]


# ---------------------------------------------------------------- words
def test_words_are_plain_without_the_small_ones_and_cut_to_their_stems():
    assert telling("How do I know what the Carers' groups need?") == [
        "carers",
        "groups",
    ]
    assert stems("supporting Supported supports") == ["support"] * 3
    assert telling("ÉCOLE co-production don't") == ["ecole", "co", "production"]


def test_many_at_once_cut_words_as_one_does():
    words = [f"{one}{end}" for one in SMALL for end in ("ing", "ational", "ness")]
    alone = cut(words)
    was = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(cut, words) for _thread in range(4)]
            assert all(one.result() == alone for one in work)
    finally:
        sys.setswitchinterval(was)


def cut(words):
    """Cut words, past the memory of those that were cut before."""
    return [stem.__wrapped__(word) for word in words]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("diabetes", 1), ("DIABETIC mentoring", 1), ("type 2 diabetes", 1),
        ("strokes", 2), ("TIA", 2), ("survivors", 2),
        ("marsh", 3), ("Marsh, Alice", 3), ("family carer", 3),
        ("social isolation", 4), ("lonely", 4), ("2019", 4),
        ("what does it cost", 5), ("10.1000/XYZ", 5), ("doi:10.1000/xyz", 5),
    ],
)  # fmt: skip
def test_finds_its_thing_first(index, words, first):
    assert ids(index.search(words))[0] == first


@pytest.mark.parametrize(
    "words", ["", "the of and", "!!", "zzqx", "10.1000/other", "?"]
)
def test_words_that_say_nothing_find_nothing(index, words):
    assert index.search(words).found == ()


def test_a_word_that_is_begun_finds_what_it_may_become(index):
    assert ids(index.search("diab")) == [1]
    assert ids(index.search("mentors stro"))[:2] == [1, 2]
    assert index.search("di").found == ()


@pytest.mark.parametrize(
    ("typed", "read", "first"),
    [
        ("diabtes", "diabetes", 1),
        ("lonelyness", "loneliness", 4),
        ("storke", "stroke", 2),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_and_this_is_said(
    index, typed, read, first
):
    hits = index.search(typed)
    assert ids(hits)[0] == first
    assert hits.meant == ((typed, read),)
    assert index.search(read).meant == ()


def test_a_word_of_quite_another_length_is_no_misspelling():
    index = Index([Text(1, "Shared decisions")], Concepts((), {}))
    assert index.search("shed").found == ()
    assert ids(index.search("sharred")) == [1]


BY = (
    Text(1, "Having a say", authors=("Healthwatch Leeds",)),
    Text(2, "Walking together", authors=("Jones, Mary", "Smith, D", "et al.")),
    Text(3, "What joins us, and many more"),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Healthwatch", [1]), ("healthwatch leeds", [1]), ("Leeds", [1]),
        ("Jones", [2]), ("Mary Jones", [2]), ("mary", [2]), ("smith", [2]),
        ("d", []), ("et al", []),
    ],
)  # fmt: skip
def test_who_wrote_something_is_found_and_read_as_nothing_else(words, expected):
    hits = Index(BY, Concepts((), {})).search(words)
    assert (ids(hits), hits.meant) == (expected, ())


def test_no_word_is_read_as_somebodys_name():
    index = Index(BY, Concepts((), {}))
    for words in ("healthwach", "health", "marry"):
        hits = index.search(words)
        assert (ids(hits), hits.meant) == ([], ()), words


def test_a_tag_that_no_resource_has_finds_what_is_wider(index):
    assert set(ids(index.search("asthma"))) == {1, 2}


def test_an_exact_number_finds_that_alone_and_a_part_of_it_all_that_begin_so(index):
    assert [(one.id, one.score) for one in index.search("10.1000/xyz").found] == [
        (5, 1)
    ]
    assert ids(index.search("10.1000/x")) == [5]


def test_equals_stand_in_the_order_given():
    texts = [Text(number, "The same title") for number in (7, 3, 5)]
    index = Index(texts, Concepts((), {}))
    assert ids(index.search("title")) == [7, 3, 5]


def test_the_title_tells_more_than_the_rest():
    texts = [
        Text(1, "Something", usual=("evaluation " * 3,)),
        Text(2, "Something", sentence="evaluation"),
        Text(3, "Evaluation"),
    ]
    assert ids(Index(texts, Concepts((), {})).search("evaluation"))[0] == 3


def test_an_empty_hub_finds_nothing():
    index = Index((), Concepts(NAMES, BROADER))
    assert index.search("diabetes").found == ()
    assert index.like(1) == ()


WORDS = st.sampled_from(
    ["peer", "support", "group", "stroke", "carer", "cost", "mentor", "online", "trial"]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5), max_size=8), st.text())
def test_every_hit_is_near_the_best_and_in_order(titles, words):
    texts = [Text(place, " ".join(one)) for place, one in enumerate(titles)]
    found = Index(texts, Concepts(NAMES, BROADER)).search(words + " peer").found
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.id for one in found}) == len(found)
    assert all(one > 0 and one >= NEAR * scores[0] - 1e-4 for one in scores)


# ---------------------------------------------------------------- what is alike
def test_what_is_alike_shares_tags_or_words_and_is_never_the_thing_itself(index):
    texts = [
        Text(1, "Mentors for diabetes", tags=(1,)),
        Text(2, "Mentoring and diabetes", tags=(1,)),
        Text(3, "Living with type 2 diabetes"),
        Text(4, "Stories of a garden"),
        Text(5, "Counting what it costs"),
        Text(6, "A word on policy"),
    ]
    alike = Index(texts, Concepts(NAMES, BROADER)).like(1)
    assert alike == (2, 3)
    assert index.like(99) == ()


# ---------------------------------------------------------------- over the tables
def found(words):
    return [
        one.title for one in queries.found(VISITOR, Asked(q=words)).cards.items
    ]  # fmt: skip


CHANGES = {
    "title": lambda row: setattr(row, "title", "Zebras"),
    "sentence": lambda row: setattr(row, "strength_reason", "Zebras"),
    "sentences": lambda row: setattr(row, "sentence", "Others"),
    "featured": lambda row: setattr(row, "featured", True),
    "state": lambda row: setattr(row, "state", ResourceState.ARCHIVED),
    "word": lambda row: db.session.query(ResourceWord)
    .execution_options(unscoped="test")
    .update({"words": "ZPs"}),
    "label": lambda row: db.session.query(Tag).filter_by(slug="evaluation").update(
        {"label": "Evaluatiom"}
    ),
    "synonym": lambda row: db.session.add(
        TagName(tag_id=1, name="zebra", folded="zebra")
    ),
    "broader": lambda row: db.session.query(Tag).filter_by(id=1).update(
        {"broader_id": 2}
    ),
    "factor": lambda row: db.session.query(Term).filter_by(code="quality").update(
        {"label": "Confidence in the qualitx"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_read_anew_after_a_change_of_anything_also_while_a_clock_stands(
    app, at, change
):
    at("2026-01-01 12:00")
    row = resource(
        "Mentors", tags=("evaluation",), audiences=("GPs",), factors=("quality",)
    )
    before = catalogue()
    assert catalogue() is before
    CHANGES[change](row)
    db.session.flush()
    assert catalogue() is not before
    db.session.commit()


def test_a_resource_that_comes_or_goes_changes_what_is_found(app):
    one = resource("Mentors")
    assert found("mentors") == ["Mentors"]
    resource("More mentors")
    assert set(found("mentors")) == {"Mentors", "More mentors"}
    one.state = ResourceState.ARCHIVED
    db.session.commit()
    assert found("mentors") == ["More mentors"]


@pytest.mark.parametrize(
    "state", [one for one in ResourceState if one != ResourceState.PUBLISHED]
)
def test_no_word_of_what_is_not_out_is_in_the_index(app, state):
    resource("Mentors")
    resource("Xylophone", state, sentence="Xylophone", authors=("Xylophone, Al",))
    assert found("xylophone") == []
    assert found("xylo") == []
    assert queries.found(VISITOR, Asked(q="xylophona")).meant == ()


def test_words_of_a_synonym_find_what_has_only_the_label_and_the_other_way(app):
    resource("On facilitating groups")
    resource("Something", tags=("facilitation",))
    for words in ("group facilitation", "facilitating groups"):
        assert set(found(words)) == {"On facilitating groups", "Something"}


def test_private_words_are_never_read(app, statements):
    resource("Mentors", row={"answer": "Xylophone", "submitted_by_id": 1})
    kept._kept = None
    with statements() as asked:
        catalogue()
    for column in ("answer", "submitted_by", "owner_id", "link_problem", "taken_by"):
        assert not any(column in one for one in asked)


def test_words_of_people_outside_the_field_are_names_of_tags_once_each():
    tags = {row["slug"] for row in reference("tags")}
    rows = reference("plain_words")
    words = [" ".join(stems(name)) for row in rows for name in row["words"].split("; ")]
    assert {row["slug"] for row in rows} <= tags
    assert len({row["slug"] for row in rows}) == len(rows)
    assert all(words), "each says something"


def test_what_people_outside_the_field_say_finds_what_has_the_tag(app):
    load_tags()
    resource("Behind walls", tags=("prison",))
    resource("Something", tags=("evaluation",))
    assert found("jails") == ["Behind walls"]


# ---------------------------------------------------------------- newcomers
def test_thirty_questions_of_newcomers_are_answered(app):
    newcomers.load()
    figures = newcomers.figures(newcomers.answered())
    print(figures)
    assert figures["questions"] == 30
    assert figures["success_at_5"] >= 0.9
    assert figures["mrr"] >= 0.8


def test_every_record_is_found_by_its_title_and_is_like_others(app):
    newcomers.load()
    there = catalogue()
    assert len(there.entries) == 100
    for number, entry in there.entries.items():
        assert ids(there.index.search(entry.card.title))[0] == number
        assert number not in there.index.like(number)
    alike = [len(there.index.like(number)) for number in there.entries]
    assert min(alike) >= 1
    assert db.session.query(Resource).execution_options(unscoped="t").count() == 100
