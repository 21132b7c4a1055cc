"""Words that their reader muted: no letter holds one, for there nothing is folded."""

import pytest

from community.core.db import db
from community.digests.instant import waiting
from community.notices.commands import choose_for, tell
from community.notices.models import How
from community.safeguarding.models import MutedWord
from tests import mail
from tests.cast import CAST
from tests.digests.making import (
    FRIDAY,
    TUESDAY,
    clockwork,
    happened,
    jobs,
    make_all,
    names,
    news_of_project,
    next_digest,
    stand,
    told,
    words,
)

ALICE = CAST["alice"].viewer


@pytest.fixture(autouse=True)
def friday(app):
    stand(FRIDAY)


def mute(word, who="alice"):
    row = MutedWord(member_id=CAST[who].id, word=word, folded=word.lower())
    db.session.add(row)
    db.session.flush()


def reasons(digest):
    return " ".join(why.text for one in digest.suggested for why in one.reasons)


# ---------------------------------------------------------------- digests
def test_a_digest_names_no_project_by_it(app):
    news_of_project("alice")
    assert told(next_digest("alice")) == [("follow-stage", "Pain cafe")]
    mute("cafe", "bob")
    assert told(next_digest("alice")) == [("follow-stage", "Pain cafe")]
    mute("cafe")
    assert told(next_digest("alice")) == [("follow-stage", "")]


def test_a_digest_suggests_no_project_that_is_called_by_it(app):
    assert "Pain cafe" in names(next_digest("alice"))
    mute("pain")
    after = names(next_digest("alice"))
    assert "Pain cafe" not in after
    assert after, "others are suggested still"


def test_a_digest_suggests_nobody_for_a_reason_that_holds_it(app):
    before = next_digest("alice")
    assert "Dai Prosser" in names(before)
    assert "Evaluation" in reasons(before)
    mute("evaluation")
    after = next_digest("alice")
    assert "Dai Prosser" not in names(after)
    assert "Evaluation" not in reasons(after)


def test_a_word_that_was_muted_after_the_digest_was_made_is_left_out_too(app):
    news_of_project("alice")
    clockwork.move()
    stand(TUESDAY)
    clockwork.move()
    make_all()
    (letter,) = jobs("letter", "alice")
    assert "Dai Prosser" in names(words(letter))
    mute("evaluation")
    mute("cafe")
    said = words(letter)
    assert told(said) == [("follow-stage", "")]
    assert "Dai Prosser" not in names(said)
    assert "Pain cafe" not in names(said)


# ---------------------------------------------------------------- letters at once
def letter_of(app, kind, **about):
    choose_for(1, kind, How.INSTANT)
    tell(1, kind, f"letter:{kind}", link="/there", **about)
    db.session.flush()
    (letter,) = mail.written(app, mail.outbox()).values()
    return letter.body + mail.html_of(letter)


@pytest.mark.parametrize("hushed", [False, True])
def test_a_letter_names_no_project_by_it(app, hushed):
    if hushed:
        mute("cafe")
    said = letter_of(app, "follow-update", project=1)
    assert ("Pain cafe" in said) is not hushed
    assert ("A project that you follow" in said) is hushed


def test_the_page_of_notices_still_has_the_name_to_fold(app):
    choose_for(1, "follow-update", How.INSTANT)
    row = happened("alice", "follow-update", project=1, link="/there")
    mute("cafe")
    assert waiting(ALICE, row.id).project.title == "Pain cafe"
    assert waiting(ALICE, row.id).project.sensitive


@pytest.mark.parametrize("word", ["booked", "cup"])
def test_an_announcement_that_holds_it_is_not_in_the_letter(app, word):
    mute(word)
    mail.announce()
    said = letter_of(app, "announcement", announcement=90)
    for part in (mail.TITLE, "Bring a cup", "We meet at"):
        assert part not in said
    assert "It holds a word that you would rather not read" in said


def test_an_announcement_that_holds_none_is_in_the_letter(app):
    mute("kettle")
    mail.announce()
    said = letter_of(app, "announcement", announcement=90)
    assert mail.TITLE in said
    assert "Bring a cup" in said
