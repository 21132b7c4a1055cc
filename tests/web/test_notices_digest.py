"""What the next digest would say, when it comes, and how often."""

from datetime import UTC, datetime

import pytest
from flask import current_app
from sqlalchemy import update

from community.core.db import db
from community.core.visible import unscoped
from community.digests import clockwork, commands
from community.digests.models import Every, Rhythm, Suggested
from community.notices.models import Notice
from community.projects.models import ProjectTag
from community.web.mail import compose
from tests.cast import CAST, tag_id
from tests.digests.making import (
    FRIDAY,
    TUESDAY,
    happened,
    jobs,
    make_all,
    news_of_project,
    rhythm_of,
    stand,
)
from tests.privacy.everywhere import SIDE, checksums

PAGE = "/notices/digest"


@pytest.fixture(autouse=True)
def friday(app):
    stand(FRIDAY)


def suggested_before(member: int = 1) -> None:
    for number in range(1, 9):
        for kind in ("person", "project"):
            row = Suggested(member_id=member, kind=kind, thing_id=number)
            db.session.add(row)


def letter_of_alice() -> tuple[str, str, str]:
    """Return the letter that comes on Tuesday: its subject, its text and its HTML."""
    clockwork.move()
    db.session.commit()
    stand(TUESDAY)
    clockwork.move()
    make_all()
    (job,) = jobs("letter", "alice")
    with current_app.test_request_context(base_url="http://localhost"):
        made = compose(job)
    return made.subject, made.body, made.alternatives[0][0]


# ---------------------------------------------------------------- what it says
def test_it_says_when_the_next_one_comes(visitor):
    page = visitor("alice").see(PAGE)
    assert page.h1 == "Your next digest"
    assert "Tuesday 5 September 2017 at 09:00" in page.main


def test_it_says_what_happened_and_whom_to_meet(visitor):
    notice = news_of_project("alice")
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts("#happened li") == ["Pain cafe has come to a new stage"]
    assert page.links("#happened a") == [f"/notices/{notice.id}"]
    assert "Dai Prosser" in page.texts("#person strong")
    assert "Offers evaluation, which you seek." in page.main


def test_it_says_what_the_letter_says(visitor):
    news_of_project("alice")
    happened("alice", "follow-need", "need", project=1, need=1)
    happened("alice", "follow-stage", "other", project=2)
    db.session.commit()
    page = visitor("alice").see(PAGE)
    _subject, text, html = letter_of_alice()
    said = " ".join(text.split())
    for words in page.texts("#happened a, #person strong, #project strong"):
        assert words in said, words
        assert words in html, words
    for line in page.texts("#person .small, #project .small"):
        assert line in said, line
    for address in page.links("#happened a, #person a, #project a"):
        assert f"http://localhost{address}" in text, address


def test_the_letter_names_nobody_in_its_subject(visitor):
    news_of_project("alice")
    commands.set_rhythm(CAST["alice"].viewer, Every.FORTNIGHT, 1, 9)
    subject, text, html = letter_of_alice()
    assert subject == "Your fortnight on Common Thread"
    assert "/unsubscribe/" in text
    assert "/unsubscribe/" in html


def test_names_are_words_and_nothing_else_in_the_letter(visitor):
    from community.projects.models import Project

    title = "*Walk* [here](http://bad.example) <b>now</b>"
    db.session.execute(update(Project).where(Project.id == 1).values(title=title))
    news_of_project("alice")
    _subject, text, html = letter_of_alice()
    assert f"{title} has come to a new stage" in " ".join(text.split())
    assert 'href="http://bad.example"' not in html
    assert "<b>" not in html


def test_nothing_sensitive_is_in_page_or_letter(visitor):
    db.session.add(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    news_of_project("alice")
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts("#happened li") == ["A project has come to a new stage"]
    _subject, text, html = letter_of_alice()
    for words in (page.main, text, html):
        assert "Pain cafe" not in words
        assert "Diabetes" not in words


def test_what_is_left_out_is_said(visitor):
    assert "What has a sensitive tag is not named" in visitor("alice").see(PAGE).main


# ---------------------------------------------------------------- nothing to say
def test_nothing_to_say_is_not_sent(visitor):
    suggested_before()
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts(".empty h2") == ["Nothing to say so far"]
    assert "this one is not sent" in page.main
    assert "/suggestions/" in page.links(".empty a")


def test_who_gets_none_is_told_so(visitor):
    commands.stop(1)
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert "You get no digest" in page.main
    assert not page.select("#person")


def test_looking_changes_nothing(visitor):
    news_of_project("alice")
    db.session.commit()
    alice = visitor("alice")
    alice.see(PAGE)
    before = checksums()
    alice.see(PAGE)
    after = checksums()
    assert {name for name in after if after[name] != before[name]} <= SIDE
    assert db.session.scalars(unscoped("test", Notice.told_at)).all() == [None]
    assert db.session.scalars(unscoped("test", Rhythm)).all() == []


# ---------------------------------------------------------------- how often
def chosen(**values: object) -> dict[str, object]:
    return {"every": "week", "weekday": "1", "hour": "9", **values}


def test_what_is_chosen_is_kept_and_said(visitor):
    alice = visitor("alice")
    page = alice.post(PAGE, chosen(every="fortnight", weekday="3", hour="18"))
    assert "Your next digest comes on Thursday 7 September 2017 at 18:00" in page.html
    row = rhythm_of("alice")
    assert (row.every, row.weekday, row.hour) == (Every.FORTNIGHT, 3, 18)
    assert row.next_at == datetime(2017, 9, 7, 17, tzinfo=UTC)
    page = alice.see(PAGE)
    assert page.select("#every [checked]")[0]["value"] == "fortnight"
    assert page.texts("main option[selected]") == ["Thursday", "18:00"]


def test_never_is_kept_and_said(visitor):
    page = visitor("alice").post(PAGE, chosen(every="never"))
    assert "You get no digest any more" in page.html
    assert rhythm_of("alice").next_at is None


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"every": "hourly"}, "Choose how often it comes"),
        ({"every": ""}, "Choose how often it comes"),
        ({"weekday": "7"}, "Choose a day of the week"),
        ({"weekday": "x"}, "Choose a day of the week"),
        ({"hour": "24"}, "Choose an hour of the day"),
        ({"hour": ""}, "Choose an hour of the day"),
    ],
)
def test_nonsense_is_not_kept(visitor, values, says):
    page = visitor("alice").post(PAGE, chosen(**values))
    assert page.status == 422
    assert says in page.texts(".summary a")
    assert db.session.scalars(unscoped("test", Rhythm)).all() == []


def test_programs_read_the_same(visitor):
    news_of_project("alice")
    db.session.commit()
    found = visitor("alice").json("/api/v1/notices/digest")
    assert found["next_at"] == TUESDAY.isoformat()
    (entry,) = found["digest"]["entries"]
    assert entry["project"] == "Pain cafe"
    assert "proposed" not in found["digest"]["suggested"][0]


# ---------------------------------------------------------------- how much it costs
MOST = 18
"""A digest looks at notices and suggestions in one page; each is another page's work.

It is opened now and then by one member, and says just what their letter will say.
"""


def test_it_takes_few_statements(visitor, statements):
    news_of_project("alice")
    happened("alice", "follow-need", "need", project=1, need=1)
    db.session.commit()
    alice = visitor("alice")
    alice.see(PAGE)
    with statements() as found:
        alice.see(PAGE)
    assert len(found) <= MOST, found
