"""Ideas as pages: the list, one with what is said, comments, offers of help."""

import pytest

from community.core.access import Audience
from community.core.db import db, start_writing
from community.ideas import commands, talking
from community.ideas.models import IdeaState
from community.safeguarding.models import ReportReason
from tests.ideas import making
from tests.ideas.making import comment, comments, help_with, helps, mute, said, viewer

INDEX = "/ideas/"


@pytest.fixture
def idea(app):
    start_writing()
    row = making.idea(tags=("evaluation",), nation="wls")
    db.session.commit()
    return row


@pytest.fixture
def here(idea):
    return f"{INDEX}{idea.slug}"


def saved(made):
    db.session.commit()
    return made


@pytest.mark.parametrize("path", ["", "new", "x", "x/edit", "x/versions", "x/project"])
def test_is_for_members(visitor, app, path):
    assert visitor().get(INDEX + path).status_code == 302
    assert visitor("pat").get(INDEX + path).status_code == 302


# ---------------------------------------------------------------- the list
def test_an_empty_list_says_how_to_begin(visitor):
    page = visitor("bob").see(INDEX)
    assert "There is no idea yet" in page.main
    assert "/ideas/new" in page.links()


def test_an_idea_is_listed_with_what_it_is_about(visitor, idea):
    page = visitor("bob").see(INDEX)
    (row,) = page.select("main .people > li")
    words = " ".join(row.get_text(" ").split())
    for part in ("A shed", "Alice Marsh", "Wales", "Nobody meets", "Evaluation"):
        assert part in words
    assert "No comment yet" in words


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("q=shed", True), ("q=boat", False), ("tag=evaluation", True), ("tag=x", False),
     ("nation=wls&state=open&sort=discussed", True), ("nation=eng", False)],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(visitor, idea, asked, shown):
    page = visitor("bob").see(f"{INDEX}?{asked}")
    assert ("A shed" in page.texts("main h3")) is shown
    assert shown or "No idea fits" in page.main
    assert "/ideas/" in page.links("main a")


def test_the_list_has_pages_and_none_beyond(visitor, app):
    start_writing()
    for number in range(21):
        making.idea(("alice", "bob", "dai", "lea", "olu")[number % 5], f"Shed {number}")
    db.session.commit()
    first, second = (visitor("mo").see(f"{INDEX}?page={n}") for n in (1, 2))
    assert [len(page.select(".people > li")) for page in (first, second)] == [20, 1]
    visitor("mo").see(f"{INDEX}?page=3", 404)


# ---------------------------------------------------------------- one idea
@pytest.mark.parametrize("who", ["alice", "bob", "olu"])
def test_its_page_says_all_of_it(visitor, here, who):
    found = visitor(who).see(here)
    assert found.h1 == "A shed"
    for words in ("Nobody meets", "Build a shed", "Nails", "Alice Marsh"):
        assert words in found.main
    own = who == "alice"
    assert ("Turn it into a project" in found.main) is own
    assert ("Report this idea" in found.main) is not own
    assert ("I would help" in found.main) is not own


def test_addresses_are_links_and_nothing_else_is(visitor, here, idea):
    start_writing()
    saved(comment("bob", idea, "See https://example.org/a <b>now</b>"))
    found = visitor("alice").see(here)
    (link,) = found.select("main ol a[href^=https]")
    assert (link["href"], link["rel"]) == (
        "https://example.org/a", ["nofollow", "ugc", "noopener", "noreferrer"],
    )  # fmt: skip
    assert "<b>now</b>" in found.main


def test_a_comment_and_its_answer(visitor, here, idea):
    found = visitor("bob").post(f"{here}/comments", {"comment": "Why not?"})
    assert "Why not?" in found.texts("main ol > li p")
    (said,) = comments()
    answering = visitor("alice").see(f"{here}?page=1&answer={said.id}")
    assert "You answer Bob Okoro." in answering.main
    sent = {"comment": "Because", "answers": said.id}
    found = visitor("alice").post(f"{here}/comments?page=1", sent)
    assert "Because" in found.texts("main ol ol li p")
    assert "Author of the idea" in found.main
    assert "1 new" not in found.main
    assert "2 comments" in found.texts("h2")


@pytest.mark.parametrize("words", ["", "x" * 2001])
def test_a_wrong_comment_keeps_what_was_typed(visitor, here, words):
    found = visitor("bob").post(f"{here}/comments", {"comment": words})
    assert found.status == 422
    assert found.select("#comment")[0].get_text().strip() == words
    assert found.select(".summary a")[0]["href"] == "#comment"


def test_too_many_comments_keep_what_was_typed(visitor, here, idea, monkeypatch):
    monkeypatch.setattr(talking, "A_DAY", 0)
    found = visitor("bob").post(f"{here}/comments", {"comment": "Once more"})
    assert found.status == 422
    assert "plenty" in found.main
    assert found.select("#comment")[0].get_text().strip() == "Once more"


def test_an_answer_to_what_is_not_there_is_not_found(visitor, here):
    sent = {"comment": "Why?", "answers": "99"}
    assert visitor("bob").post(f"{here}/comments", sent).status == 404


@pytest.mark.parametrize("answer", ["99", "x", "9" * 30])
def test_an_unknown_comment_to_answer_is_none(visitor, here, answer):
    assert "You answer" not in visitor("bob").see(f"{here}?answer={answer}").main


def test_words_of_a_muted_person_are_folded(visitor, here, idea):
    start_writing()
    comment("bob", idea, "Folded words")
    mute("alice", "bob")
    db.session.commit()
    (fold,) = visitor("alice").see(here).select("main ol details")
    assert "Folded words" in fold.get_text()


def test_ones_own_comment_is_changed_for_ten_minutes(visitor, here, idea, at):
    at("2017-11-01 12:00")
    start_writing()
    path = f"{here}/comments/{saved(comment('bob', idea, 'Old'))}"
    found = visitor("bob").post(path, {"words": "New"})
    assert "New" in found.main
    assert "(edited)" in found.main
    assert visitor("bob").post(path, {"words": ""}).status == 422
    at("2017-11-01 12:11")
    assert "too late" in visitor("bob").see(path).main
    assert visitor("bob").post(path, {"words": "Newer"}).status == 422
    visitor("alice").see(path, 403)


def test_ones_own_comment_is_deleted_and_its_place_stays(visitor, here, idea):
    start_writing()
    number = comment("bob", idea, "Old words")
    saved(comment("lea", idea, "An answer", number))
    assert "Delete" in visitor("bob").see(f"{here}/comments/{number}").main
    found = visitor("bob").post(f"{here}/comments/{number}/delete")
    assert "Old words" not in found.main
    assert "This comment is not here any more." in found.main
    assert "An answer" in found.main


# ---------------------------------------------------------------- offers of help
def test_an_offer_is_made_changed_and_taken_back(visitor, here, idea):
    sent = {"help": "I saw", "audience": "members"}
    found = visitor("bob").post(f"{here}/help", sent)
    assert "Thank you" in found.main
    assert "I saw" in visitor("dai").see(here).main
    visitor("bob").post(f"{here}/help", {"help": "I paint", "audience": "me"})
    assert "I paint" in visitor("alice").see(here).main
    assert "I paint" not in visitor("dai").see(here).main
    visitor("bob").post(f"{here}/help/withdraw")
    assert helps() == []


@pytest.mark.parametrize(
    "sent",
    [{"help": "", "audience": "me"}, {"help": "I saw", "audience": "all"},
     {"help": "x" * 401, "audience": "me"}],
)  # fmt: skip
def test_a_wrong_offer_is_shown_again(visitor, here, sent):
    found = visitor("bob").post(f"{here}/help", sent)
    assert found.status == 422
    assert found.select("#helpers details[open]")
    assert helps() == []


# ---------------------------------------------------------------- its author
def test_the_author_closes_and_opens_it(visitor, here, idea):
    found = visitor("alice").post(f"{here}/state", {"state": "closed"})
    assert "has closed this idea" in found.main
    assert not visitor("bob").see(here).select("#say")
    assert visitor("bob").post(f"{here}/comments", {"comment": "Why?"}).status == 422
    assert visitor("alice").post(f"{here}/state", {"state": "closed"}).status == 422
    found = visitor("alice").post(f"{here}/state", {"state": "open"})
    assert "It is open." in found.main


def test_its_notices_are_read_by_opening_it(visitor, here, idea):
    start_writing()
    saved(comment("bob", idea))
    assert "1 unread" in visitor("alice").see(INDEX).html
    visitor("alice").see(here)
    assert "1 unread" not in visitor("alice").see(INDEX).html


def test_what_changed_is_shown_beside_what_it_was(visitor, here, idea):
    assert "It has not changed yet" in visitor("bob").see(f"{here}/versions").main
    start_writing()
    commands.edit(viewer("alice"), idea, said("A hut"), "Smaller", idea.version)
    db.session.commit()
    found = visitor("bob").see(here)
    assert "Edited once" in found.main
    found = visitor("bob").see(f"{here}/versions")
    for words in ("Smaller", "Before A shed", "After A hut"):
        assert words in found.main


# ---------------------------------------------------------------- reports, weight
def test_an_idea_and_a_comment_can_be_reported(visitor, here, idea):
    start_writing()
    number = saved(comment("bob", idea, "Unkind words"))
    for path, excerpt, about in (
        (f"/report/idea/{idea.slug}", "Build a shed", "A shed"),
        (f"/report/comment/{number}", "Unkind words", "Bob Okoro"),
    ):
        assert about in visitor("dai").see(path).main
        found = visitor("dai").post(path, {"reason": ReportReason.SPAM.value})
        assert "Your receipt number" in found.main
        case = (
            visitor("mo").see("/moderate/").links("main .row a[href^='/moderate/']")[-1]
        )
        shown = visitor("mo").see(case).main
        assert excerpt in shown
        assert about in shown
    visitor("alice").see(f"/report/idea/{idea.slug}", 404)
    visitor("bob").see(f"/report/comment/{number}", 404)
    for wrong in ("x", "9" * 12, "99"):
        visitor("dai").see(f"/report/comment/{wrong}", 404)


@pytest.mark.parametrize("who", ["alice", "bob", "mo"])
@pytest.mark.parametrize("path", ["", "list", "versions"])
def test_takes_at_most_ten_statements(visitor, here, idea, statements, who, path):
    start_writing()
    number = comment("bob", idea)
    for one in ("lea", "dai", "alice"):
        comment(one, idea, to=number)
    help_with("bob", idea, Audience.ME)
    help_with("dai", idea)
    commands.edit(viewer("alice"), idea, said("A hut"), "Smaller", idea.version)
    db.session.commit()
    assert idea.state is IdeaState.OPEN
    address = {"": here, "list": INDEX, "versions": f"{here}/versions"}[path]
    reader = visitor(who)
    reader.see(address)
    with statements() as found:
        reader.see(address)
    assert len(found) <= 10, found
