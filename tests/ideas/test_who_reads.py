"""Who reads ideas, comments and offers of help: blocks, mutes, breaks, own choices."""

from itertools import product

import pytest

from community.core.access import VISITOR, Audience
from community.core.db import start_writing
from community.core.errors import NotFound
from community.ideas import queries, reading
from community.ideas.queries import Asked
from tests.cast import CAST
from tests.ideas.making import (
    block,
    comment,
    help_with,
    hide,
    idea,
    mute,
    rest,
    viewer,
)

WHO = [name for name in CAST if name != "pat"]


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def reads(who, row):
    """Return an idea as somebody reads it, or None."""
    try:
        return reading.idea_view(viewer(who), row.slug)
    except NotFound:
        return None


def words_of(view):
    return [
        said.words
        for thread in view.comments.items
        for said in (thread, *thread.answers)
        if not said.absent
    ]


def listed(who, **asked):
    page = queries.ideas_page(viewer(who), Asked(**asked), {})
    return [card.title for card in page.items]


@pytest.mark.parametrize(
    ("audience", "readers"),
    [(Audience.PUBLIC, set(WHO)), (Audience.MEMBERS, set(WHO)),
     (Audience.CONNECTIONS, {"alice", "carol", "lea"}), (Audience.ME, {"alice"})],
)  # fmt: skip
def test_who_sees_its_author_reads_an_idea_and_no_visitor(audience, readers):
    row = idea()
    hide("alice", audience)
    assert {who for who in WHO if reads(who, row)} == readers
    assert {who for who in WHO if listed(who)} == readers
    with pytest.raises(NotFound):
        reading.idea_view(VISITOR, row.slug)
    assert not queries.ideas_page(VISITOR, Asked(), {}).items


@pytest.mark.parametrize(("by", "to"), [("alice", "bob"), ("bob", "alice")])
def test_two_who_are_blocked_see_neither_ideas_nor_words_of_each_other(by, to):
    of_alice, of_lea = idea("alice"), idea("lea", "A bench")
    comment("bob", of_alice, "From Bob")
    for who in ("alice", "bob"):
        comment(who, of_lea, f"Of {who}")
        help_with(who, of_lea)
    block(by, to)
    assert reads("bob", of_alice) is None
    assert words_of(reads("alice", of_alice)) == []
    assert listed("bob") == ["A bench"]
    for who, other in (("alice", "bob"), ("bob", "alice")):
        view = reads(who, of_lea)
        assert words_of(view) == [f"Of {who}"]
        assert [one.mine for one in view.helpers] == [True]
        assert view.said == 1
        card = next(
            one
            for one in queries.ideas_page(viewer(who), Asked(), {}).items
            if one.title == "A bench"
        )
        assert (card.comments, card.helpers) == (1, 1), other
    assert words_of(reads("dai", of_lea)) == ["Of alice", "Of bob"]


@pytest.mark.parametrize("why", ["blocked", "rests", "hides", "took it away"])
def test_an_answered_comment_that_is_not_to_be_seen_keeps_its_place(why):
    """Nobody can tell for which of the reasons it is not there."""
    from community.ideas import talking

    row = idea("lea")
    number = comment("bob", row, "From Bob")
    comment("dai", row, "From Dai", number)
    acts = {
        "blocked": lambda: block("alice", "bob"),
        "rests": lambda: rest("bob"),
        "hides": lambda: hide("bob"),
        "took it away": lambda: talking.remove(viewer("bob"), row.slug, number),
    }
    acts[why]()
    view = reads("alice", row)
    (thread,) = view.comments.items
    assert (thread.absent, thread.words, thread.author) == (True, "", None)
    assert (thread.made_at, thread.mine, view.said) == (None, False, 1)
    assert [one.words for one in thread.answers] == ["From Dai"]


@pytest.mark.parametrize("why", ["blocked", "rests", "hides"])
def test_a_comment_without_answers_leaves_nothing(why):
    row = idea("lea")
    comment("bob", row)
    {"blocked": lambda: block("alice", "bob"), "rests": lambda: rest("bob"),
     "hides": lambda: hide("bob")}[why]()  # fmt: skip
    assert reads("alice", row).comments.items == ()


def test_words_of_a_muted_person_are_folded_and_their_idea_is_in_no_list():
    mine, theirs = idea("lea"), idea("bob", "A bench")
    comment("bob", mine, "From Bob")
    help_with("bob", mine)
    mute("alice", "bob")
    view = reads("alice", mine)
    assert [said.muted for said in view.comments.items] == [True]
    assert view.helpers == ()
    assert listed("alice") == ["A shed"]
    assert reads("alice", theirs).title == "A bench", "its page is there all the same"
    assert [said.muted for said in reads("bob", mine).comments.items] == [False]


@pytest.mark.parametrize(
    ("audience", "who"), list(product((Audience.ME, Audience.MEMBERS), WHO))
)
def test_an_offer_of_help_is_read_by_whom_its_giver_chose(audience, who):
    row = idea("lea")
    help_with("bob", row, audience)
    view = reads(who, row)
    shown = audience is Audience.MEMBERS or who in ("lea", "bob")
    assert len(view.helpers) == shown
    card = queries.ideas_page(viewer(who), Asked(), {}).items[0]
    assert card.helpers == shown


def test_an_organiser_has_no_way_around_it():
    row = idea("lea")
    help_with("bob", row, Audience.ME)
    hide("lea", Audience.CONNECTIONS)
    for who in ("olu", "ada", "mo"):
        assert reads(who, row) is None


def test_a_project_that_is_a_draft_is_named_to_its_lead_alone():
    from tests.ideas.making import become, publish

    row = idea()
    project = become(row)
    assert reads("alice", row).project.title == "A shed"
    assert {who for who in WHO if reads(who, row).project} == {"alice"}
    assert queries.began_as(viewer("dai"), project.id).title == "A shed"
    publish(project)
    assert {who for who in WHO if reads(who, row).project} == set(WHO)
