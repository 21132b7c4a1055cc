"""Letters as people get them: text that is readable alone, HTML, headers."""

import re

import html5lib
import pytest
from bs4 import BeautifulSoup

from community.accounts.models import Account, State, Undeliverable
from community.core.db import db
from community.core.outbox import Job
from community.notices.commands import choose_for, read, tell
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from community.web.mail import compose, is_ours
from tests import mail
from tests.cast import CAST

TO_ADDRESSES = {**mail.TO_ADDRESSES, **mail.TO_SUBSCRIBERS}
ADDRESS = re.compile(r"https?://[^\s<>\"()]+")


@pytest.fixture
def letters(app):
    return mail.every_letter(app)


def test_every_kind_has_a_letter_and_every_letter_a_kind():
    assert mail.templates() == {*KINDS, *TO_ADDRESSES, "digest"}


def test_every_letter_is_written(letters):
    assert letters.keys() == {*KINDS, *TO_ADDRESSES}


def test_every_letter_has_a_subject_two_parts_and_little_weight(letters):
    for kind, letter in letters.items():
        assert 10 < len(letter.subject) < 70, kind
        assert "\n" not in letter.subject
        assert len(letter.body.split()) > 15, kind
        assert len(letter.message().as_bytes()) < 30_000, kind


def test_the_html_is_valid_and_fetches_nothing(letters):
    for kind, letter in letters.items():
        html = mail.html_of(letter)
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        assert not parser.errors, (kind, parser.errors[:3])
        soup = BeautifulSoup(html, "html5lib")
        assert soup.html["lang"] == "en"
        assert soup.title.get_text() == letter.subject
        assert len(soup.select("h1")) == 1, kind
        assert not soup.select("img, link, script, iframe, [src], [background]"), kind
        assert "url(" not in html
        assert "@import" not in html
        assert soup.select_one('meta[name="color-scheme"]')["content"] == "light dark"
        assert "prefers-color-scheme: dark" in html


def test_both_parts_lead_to_the_same_places(letters):
    for kind, letter in letters.items():
        soup = BeautifulSoup(mail.html_of(letter), "html5lib")
        in_html = {link["href"] for link in soup.select("a")}
        assert in_html == set(ADDRESS.findall(letter.body)), kind
        assert all(one.startswith("http://localhost") for one in in_html), kind


def test_the_text_is_readable_alone(letters):
    for kind, letter in letters.items():
        assert not re.search(r"\]\(|\*\*|[{}<>\\]|&\w+;", letter.body), kind
        for line in letter.body.splitlines():
            assert len(line) <= 76 or ADDRESS.search(line), (kind, line)
        assert "None" not in letter.body
        assert not re.search(r"\n{3,}", letter.body), kind


def test_a_link_that_stands_alone_is_a_button_and_a_line_of_its_own(letters):
    letter = letters["offer"]
    soup = BeautifulSoup(mail.html_of(letter), "html5lib")
    (button,) = soup.select("main p.act a")
    assert button.get_text() == "Read the offer and answer"
    assert f"Read the offer and answer:\n{button['href']}\n" in letter.body


def test_who_gets_it_and_from_whom(letters):
    for kind, letter in letters.items():
        to = (
            "somebody@elsewhere.example"
            if kind in TO_ADDRESSES
            else (CAST["alice"].email)
        )
        assert letter.to == [to]
        message = letter.message()
        assert message["From"] == "Common Thread <hello@example.org>"
        assert message["Auto-Submitted"] == "auto-generated"


def test_only_what_may_be_turned_off_says_how(letters):
    for kind, letter in letters.items():
        message = letter.message()
        of_members = kind in KINDS and not KINDS[kind].fixed
        stops = of_members or kind in ("updates", "updates-already")
        assert ("List-Unsubscribe" in message) is stops, kind
        assert ("List-Unsubscribe-Post" in message) is stops
        assert ("List-Id" in message) is stops
        assert ("/unsubscribe/" in letter.body) is stops
        assert ("/unsubscribe/" in mail.html_of(letter)) is stops
        said = " ".join(letter.body.split())
        asked = kind in ("updates-confirm", "updates-member")
        assert ("cannot be turned off" in said) is not (stops or asked)
        if stops:
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            link = message["List-Unsubscribe"].strip()
            assert link.startswith("<http://localhost/unsubscribe/")
            assert link.endswith(">")
            assert link.strip("<>") in letter.body


def test_each_says_why_one_gets_it(letters):
    for kind in KINDS:
        words = " ".join(letters[kind].body.split())
        assert f"You get this because {KINDS[kind].why}." in words
        assert "http://localhost/notices/choices" in words


def test_the_message_id_is_the_same_at_every_try_and_no_others(app):
    mail.tell_all()
    first, again = (mail.written(app, mail.outbox()) for _try in range(2))
    ids = {kind: letter.message()["Message-ID"] for kind, letter in first.items()}
    assert ids == {k: letter.message()["Message-ID"] for k, letter in again.items()}
    assert len(set(ids.values())) == len(ids)
    with app.test_request_context():
        assert all(is_ours(one, "Alice@example.org") for one in ids.values())
        assert not any(is_ours(one, "bob@example.org") for one in ids.values())
        assert not is_ours("", "alice@example.org")
        assert not is_ours("<a.b@localhost>", "alice@example.org")


def test_an_announcement_says_its_title_and_words(letters):
    letter = letters["announcement"]
    assert letter.subject == "From the organisers of Common Thread"
    assert letter.body.startswith("The hall is booked\n==================\n")
    assert "- Bring a cup\n- Come as you are" in letter.body
    assert "<strong>ten</strong>" in mail.html_of(letter)


@pytest.mark.parametrize("words", [
    "<b>bold</b> <script>alert(1)</script>", "[x](javascript:alert(1))",
    '![seen](https://evil.example/p.png "x")', '<p style="color:red">red</p>',
])  # fmt: skip
def test_an_announcement_can_do_no_harm(app, monkeypatch, words):
    monkeypatch.setattr(mail, "WORDS", words)
    monkeypatch.setattr(mail, "TITLE", "[a](https://evil.example) <i>*now*</i>")
    letter = mail.every_letter(app)["announcement"]
    soup = BeautifulSoup(mail.html_of(letter), "html5lib")
    assert soup.h1.get_text() == mail.TITLE
    assert not soup.select("script, img, main b, main i, main [style]:not(a)")
    assert not [a for a in soup.select("a") if "localhost" not in a["href"]]


def test_a_title_is_words_alone(app):
    title = "Tea & *cake* [now](https://evil.example) <b>\n# x"
    mail.project_row(1).title = title
    letter = mail.every_letter(app)["offer"]
    said = " ".join(title.split())
    assert said in " ".join(letter.body.split())
    soup = BeautifulSoup(mail.html_of(letter), "html5lib")
    assert soup.select_one("main strong").get_text() == said


# ---------------------------------------------------------------- who gets nothing now
@pytest.fixture
def job(app):
    """A letter to Alice of Dai's offer to the Pain cafe."""
    tell(1, "offer", "one", person=4, project=1, link="/projects/requests/")
    (found,) = mail.outbox()
    return found


@pytest.fixture
def gets(app, job):
    def ask():
        db.session.flush()
        db.session.expire_all()
        return bool(mail.written(app, [job]))

    return ask


def test_it_goes_while_all_is_as_it_was(gets):
    assert gets()


def test_the_address_is_looked_up_when_it_goes(app, job):
    db.session.get_one(Account, 1).email = "new@example.org"
    db.session.flush()
    assert mail.written(app, [job])["offer"].to == ["new@example.org"]
    assert job.to is None


@pytest.mark.parametrize(
    "state", [state for state in State if state is not State.ACTIVE]
)
def test_only_who_is_active_gets_it(gets, state):
    db.session.get_one(Account, 1).state = state
    assert not gets()


def test_not_where_mail_comes_back_from(gets):
    db.session.add(Undeliverable(address="alice@example.org", status="5.1.1"))
    assert not gets()


def notice():
    return db.session.get_one(Notice, 1, execution_options={"unscoped": "test"})


def test_not_what_was_read(gets):
    read(CAST["alice"].viewer, notice().id)
    assert not gets()


def test_not_what_a_digest_told(gets):
    notice().told_at = notice().at
    assert not gets()


def test_not_what_is_gone(gets):
    db.session.delete(notice())
    assert not gets()


@pytest.mark.parametrize("how", [How.OFF, How.DIGEST])
def test_not_what_is_wanted_otherwise_by_now(gets, how):
    choose_for(1, "offer", how)
    assert not gets()


def test_not_about_a_project_that_is_not_shown_any_more(gets):
    from community.projects.models import ProjectState

    mail.project_row(1).state = ProjectState.DRAFT
    assert not gets()


def test_the_end_of_ones_part_goes_without_a_project_that_is_not_shown(app):
    from community.projects.models import ProjectState

    tell(1, "membership-ended", "one", project=1, link="/projects/mine")
    (before,) = mail.written(app, mail.outbox()).values()
    assert "Pain cafe" in before.body
    mail.project_row(1).state = ProjectState.WITHDRAWN
    db.session.flush()
    db.session.expire_all()
    (after,) = mail.written(app, mail.outbox()).values()
    assert "has ended your part in it" in after.body
    assert "Pain cafe" not in after.body


def test_not_about_somebody_who_rests(gets):
    from community.members.models import Member

    member = db.session.get_one(Member, 4, execution_options={"unscoped": "test"})
    member.listed = False
    db.session.get_one(Account, 4).state = State.RESTING
    assert not gets()


@pytest.mark.parametrize("kind", ["blocked", "muted"])
def test_not_about_somebody_who_was_blocked_or_muted(gets, kind):
    from sqlalchemy import insert

    from community.core.visible import tie

    both = ((1, 4), (4, 1)) if kind == "blocked" else ((1, 4),)
    for one, other in both:
        row = {"member_id": one, "other_id": other, "kind": kind}
        db.session.execute(insert(tie).values(**row))
    assert not gets()


def test_a_test_of_an_announcement_goes_to_organisers_alone(app):
    mail.announce()
    facts = {"announcement": 90, "test": True}
    for who, goes in ((6, True), (2, False)):
        job = Job(id=9, kind="announcement", member_id=who, facts=facts, key=f"t{who}")
        with app.test_request_context():
            assert (compose(job) is not None) is goes


def test_a_number_that_comes_again_makes_another_message_id(app, at):
    ids = []
    for moment in ("2030-03-01 10:00", "2030-05-01 10:00"):
        at(moment)
        job = Job(id=7, kind="password-changed", to="alice@example.org")
        db.session.add(job)
        db.session.flush()
        with app.test_request_context():
            ids.append(compose(job).message()["Message-ID"])
        db.session.delete(job)
        db.session.flush()
    assert ids[0] != ids[1]


def test_a_letter_of_updates_says_what_is_new_why_and_how_to_stop(letters):
    letter = letters["updates"]
    assert letter.subject == "What is new at Common Thread"
    words = " ".join(letter.body.split())
    assert "News ----" in words
    assert "- We meet in the park: http://localhost/updates/news-we-meet" in words
    assert "You get this because you asked for updates with this address." in words
    assert "http://localhost/get-updates/" in words
    assert "http://localhost/notices" not in words
    for kind in ("updates-confirm", "updates-member"):
        words = " ".join(letters[kind].body.split())
        assert "because somebody, we hope you, asked for updates" in words, kind
