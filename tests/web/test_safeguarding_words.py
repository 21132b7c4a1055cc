"""What holds a word that one muted is folded, for oneself alone, without a script."""

import re

import pytest

from community.core.db import db, start_writing
from community.digests import news
from community.digests.hushed import Hushed
from community.notices.commands import tell
from community.safeguarding.models import MutedWord
from tests.cast import CAST
from tests.privacy import stage

FOLDED = "Hidden by a word that you muted"
HERE = "/account/words"


@pytest.fixture
def staged(app):
    stage.fill()


def mute(who: str, word: str) -> None:
    start_writing()
    row = MutedWord(member_id=CAST[who].id, word=word, folded=word.lower())
    db.session.add(row)
    db.session.commit()


def test_a_word_is_added_and_taken_back_without_a_script(visitor):
    alice = visitor("alice")
    assert HERE in alice.see("/account/").links()
    assert "You have muted no word" in alice.see(HERE).main
    page = alice.post(HERE, {"word": "  Bassoon "})
    assert "for you alone" in page.main
    assert page.texts("main .row strong") == ["Bassoon"]
    form = page.select("main .row form")[0]
    assert "You read that word again" in alice.post(form["action"]).main


@pytest.mark.parametrize("word", ["", "  ", "x" * 61])
def test_what_is_no_word_is_said(visitor, word):
    page = visitor("alice").post(HERE, {"word": word})
    assert page.status == 422
    assert page.texts(".summary a")


def test_nobody_takes_back_a_word_of_somebody_else(staged, visitor):
    assert visitor("bob").post(f"{HERE}/1/end").status == 404
    assert "Quagga" in visitor("alice").see(HERE).main


@pytest.mark.parametrize(
    ("who", "word", "path", "said"),
    [
        ("alice", "drum", "/conversations/1", "I bring a drum"),
        ("alice", "lute", "/conversations/", "I bring a lute"),
        ("alice", "bassoon", "/ideas/idea-1", "I have a bassoon"),
        ("alice", "trombone", "/ideas/idea-1", "I lend a trombone"),
        ("alice", "garden", "/ideas/", "A garden"),
        ("alice", "garden", "/ideas/idea-2", "A garden, near"),
        ("alice", "news", "/projects/project-1", "News 1"),
        ("alice", "well", "/updates/update-1", "All is well"),
        ("alice", "cafe", "/notices/", "Pain cafe"),
    ],
)
def test_what_holds_it_is_folded_for_who_muted_it(
    staged, visitor, who, word, path, said
):
    before = visitor(who).see(path)
    assert FOLDED not in before.main
    assert said in before.main
    mute(who, word)
    page = visitor(who).see(path)
    folds = [
        " ".join(one.get_text(" ").split()) for one in page.select("details.hushed")
    ]
    assert [one for one in folds if one.startswith(FOLDED) and said in one]
    assert not page.select("details.hushed[open]"), "one opens it"


def test_ones_own_words_are_not_folded(staged, visitor):
    mute("dai", "drum")
    assert FOLDED not in visitor("dai").see("/conversations/1").main


PATHS = ("/ideas/", "/ideas/idea-1", "/conversations/1", "/news/", "/api/v1/ideas/")
MOMENT = re.compile(r"[0-9a-f]{16}|csrf[^>]*")


def test_nothing_changes_for_anybody_else(staged, visitor):
    bob = visitor("bob")
    bob.get("/conversations/1")
    before = [MOMENT.sub("", bob.get(path).text) for path in PATHS]
    for word in ("drum", "bassoon", "garden", "spade", "news"):
        mute("alice", word)
    assert [MOMENT.sub("", bob.get(path).text) for path in PATHS] == before


def test_no_count_and_no_order_changes_for_oneself(staged, visitor):
    links = visitor("alice").see("/ideas/").links("main h3 a")
    mute("alice", "garden")
    page = visitor("alice").see("/ideas/")
    assert page.links("main h3 a") == links
    assert "3 ideas" in page.main


def test_a_digest_does_not_say_the_word(app, at):
    at("2017-09-20 12:00")
    tell(1, "follow-stage", "stage:9", project=1, link="/projects/project-1")
    db.session.commit()
    viewer = CAST["alice"].viewer
    (entry,) = news.news(viewer, Hushed(viewer)).entries
    assert entry.project == "Pain cafe"
    mute("alice", "cafe")
    (entry,) = news.news(viewer, Hushed(viewer)).entries
    assert (entry.project, entry.lines[0].project) == ("", "")


def test_no_page_takes_a_statement_more_for_it(staged, visitor, statements):
    counts = []
    for word in ("", "drum"):
        if word:
            mute("alice", word)
        alice = visitor("alice")
        alice.see("/conversations/1")
        with statements() as found:
            alice.see("/conversations/1")
        counts.append(len(found))
    assert counts[0] == counts[1]
