"""Letters go once and in order, whatever the mail server does meanwhile."""

from datetime import timedelta

import pytest
from flask_mailman import EmailMessage, Mail
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from community.accounts.models import Undeliverable
from community.core import clock, outbox, outbox_care
from community.core.db import db, start_writing
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.jobs import letters as letters_of_jobs
from community.jobs import queue
from community.jobs.post import Away, Post
from community.notices import commands as notices
from community.notices.models import Notice
from tests.cast import CAST
from tests.jobs.smtp import mail_server

NOON = "2017-09-01 12:00:00"


def fixed(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def test_a_letter_goes_once_and_says_who_it_is_at_every_try(worker, write, server, row):
    write(key="a")
    server.open()
    assert worker().until_idle() == 1
    assert worker().until_idle() == 0
    assert server.readers == ["alice@example.org"]
    start_writing()
    again = update(Job).values(state=JobState.QUEUED)  # as if it could not be noted
    db.session.execute(again)
    db.session.commit()
    worker().until_idle()
    assert len(server.letters) == 2
    assert len(set(server.ids)) == 1


LINK = "/reset/secret-of-alice"


@pytest.fixture
def with_link(app):
    """A letter with a link that lets in waits."""
    start_writing()
    outbox.post("reset", "alice@example.org", "a", link=LINK)
    db.session.commit()


def test_the_link_is_in_the_letter_and_no_longer_in_the_row(
    with_link, worker, server, row
):
    assert LINK not in str(row("a").facts)
    server.open()
    worker().until_idle()
    (letter,) = server.letters
    assert LINK in letter.get_body(("plain",)).get_content()
    assert (row("a").state, row("a").facts) == (JobState.DONE, {})


def test_a_letter_that_failed_keeps_its_link_until_it_is_put_away(
    with_link, worker, server, row
):
    server.open()
    server.unkind = lambda verb, rest: "550 5.7.1 not you" if verb == "RCPT" else None
    worker().until_idle()
    assert row("a").state is JobState.FAILED
    assert outbox.opened(row("a").facts) == {"link": LINK}
    start_writing()
    outbox_care.put_away(CAST["ada"].viewer)
    db.session.commit()
    assert (row("a").state, row("a").facts) == (JobState.SUPPRESSED, {})


def test_a_letter_that_comes_late_keeps_its_link(with_link, worker, server, row, at):
    at(NOON)
    start_writing()
    db.session.execute(update(Job).values(due_at=clock.now()))
    db.session.commit()
    server.open()
    server.unkind = lambda verb, rest: "451 later" if verb == "RCPT" else None
    busy = worker()
    busy.step()
    assert (row("a").state, row("a").tries) == (JobState.QUEUED, 1)
    at("2017-09-01 12:30:00")
    server.unkind = lambda verb, rest: None
    busy.step()
    assert LINK in server.letters[-1].get_body(("plain",)).get_content()


def test_a_letter_to_a_member_keeps_its_facts_for_a_week(worker, server, app):
    start_writing()
    notices.tell(1, "hello", "k", person=4, link="/connections/requests/")
    db.session.commit()
    server.open()
    worker().until_idle()
    facts = db.session.scalars(unscoped("test", Job.facts)).one()
    assert set(facts) == {"notice"}


def test_a_run_of_letters_goes_over_one_connection(worker, write, server):
    for number in range(5):
        write(f"person{number}@example.org")
    server.open()
    worker().until_idle()
    assert (len(server.letters), server.talks) == (5, 1)


def test_a_connection_that_ended_meanwhile_is_opened_again(worker, write, server, row):
    write(key="a")
    server.open()
    busy = worker()
    assert busy.step()
    gone = iter([""])
    server.unkind = lambda verb, rest: next(gone, None) if verb == "MAIL" else None
    write(key="b")
    assert busy.step()
    assert (len(server.letters), server.talks) == (2, 2)
    assert (row("b").state, row("b").tries) == (JobState.DONE, 0)


def test_no_lock_is_held_while_a_letter_is_sent(worker, write, server, monkeypatch):
    def sends(_connection, _letters):
        assert not db.session().in_transaction()
        found.append(1)

    found = []
    monkeypatch.setattr("flask_mailman.backends.smtp.EmailBackend.open", lambda _one: 1)
    monkeypatch.setattr("flask_mailman.backends.smtp.EmailBackend.send_messages", sends)
    write()
    worker().until_idle()
    assert found == [1]


def test_a_letter_that_nobody_should_get_now_is_put_away(worker, write, row, server):
    start_writing()
    db.session.add(Undeliverable(address="bob@example.org", status="5.1.1"))
    outbox.post("welcome", "bob@example.org", "a")
    db.session.commit()
    worker().until_idle()
    assert row().state is JobState.SUPPRESSED
    assert server.talks == 0


def test_a_letter_that_is_called_back_never_goes(worker, write, server):
    write(key="a")
    start_writing()
    outbox.call_back(["a"])
    db.session.commit()
    server.open()
    assert worker().until_idle() == 0


def test_calling_back_what_goes_in_that_moment_stops_no_other(
    worker, write, monkeypatch, row
):
    def sends(letter):
        if letter.to == ["a@example.org"]:
            start_writing()
            outbox.call_back(["a"])
            db.session.commit()

    monkeypatch.setattr(
        "flask_mailman.backends.console.EmailBackend.send_messages",
        lambda _connection, letters: [sends(one) for one in letters],
    )
    write("a@example.org", "a")
    write("b@example.org", "b")
    assert worker().until_idle() == 2
    assert (row().key, row().state) == ("b", JobState.DONE)


def test_a_notice_is_told_by_its_letter(worker, server, at):
    at(NOON)
    start_writing()
    assert notices.tell(1, "hello", "x", person=2, link="/connections/requests/")
    db.session.commit()
    server.open()
    assert worker().until_idle() == 1
    found = unscoped("test", Notice.told_at).where(Notice.member_id == 1)
    db.session.rollback()
    assert db.session.scalars(found).all() == [clock.now()]
    assert server.readers == ["alice@example.org"]


def test_what_went_is_not_sent_again_by_whoever_could_not_say_so(
    worker, write, server, monkeypatch, row
):
    real, tries = queue.end, []

    def away_at_first(*given):
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception())
        return real(*given)

    monkeypatch.setattr(letters_of_jobs.queue, "end", away_at_first)
    write(key="a")
    server.open()
    worker().until_idle()
    assert len(tries) == 2
    assert row().state is JobState.DONE
    assert len(server.letters) == 1


# ---------------------------------------------------------------- one letter's fault
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 5.1.1 no such person", "5.1.1"),
        ("550 no such person", "5.1.1"),
        ("550 5.7.1 relaying denied", None),
        ("550 relay not permitted", None),
        ("550 authentication required", None),
        ("550 5.1.8 sender address rejected: domain not found", None),
        ("550 sender address rejected: user unknown", None),
        ("552 5.2.2 mailbox full", None),
    ],
)
def test_an_address_that_is_refused_for_good_fails_at_once(
    worker, write, server, row, answer, status
):
    server.open()
    server.unkind = lambda verb, rest: (
        answer if verb == "RCPT" and "bob@" in rest else None
    )
    write("bob@example.org", "a")
    write("alice@example.org", "b")
    worker().until_idle()
    assert (row("a").state, row("a").problem) == (JobState.FAILED, "Refused")
    assert row("b").state is JobState.DONE
    assert "bob" not in row("a").problem
    noted = db.session.get(Undeliverable, "bob@example.org")
    assert (noted and noted.status) == status


@pytest.mark.parametrize("verb", ["RCPT", "MAIL", "END"])
def test_what_is_wrong_with_one_letter_for_now_is_tried_again(
    worker, write, server, row, at, verb
):
    at(NOON)
    server.open()
    answers = iter(["451 4.7.1 later"])
    server.unkind = lambda said, rest: next(answers, None) if said == verb else None
    write(key="a")
    write(key="b")
    worker().until_idle()
    assert (row("a").state, row("a").tries) == (JobState.QUEUED, 1)
    assert row("b").state is JobState.DONE
    at("2017-09-01 12:01:00")
    worker().until_idle()
    assert row("a").state is JobState.DONE


def test_a_letter_that_ends_every_connection_holds_up_the_others_a_moment(
    worker, write, server, row, at
):
    at(NOON)
    server.open()
    server.unkind = lambda verb, rest: "" if verb == "RCPT" and "bob@" in rest else None
    write("bob@example.org", "a")
    write("alice@example.org", "b")
    busy, moment = worker(), clock.now()
    for _look in range(4):
        busy.until_idle()
        moment += timedelta(seconds=10)
        at(fixed(moment))
    assert row("b").state is JobState.DONE
    assert (row("a").state, row("a").tries) == (JobState.QUEUED, 1)


def test_a_letter_that_cannot_be_written_is_that_letters_problem(
    worker, write, monkeypatch, row
):
    monkeypatch.setattr(EmailMessage, "message", lambda _letter: 1 / 0)
    write(key="a")
    worker().until_idle()
    assert (row().tries, row().problem) == (1, "ZeroDivisionError")


# ---------------------------------------------------------------- the server's fault
AWAY = {
    "nobody is there": None,
    "it is busy": ("CONNECT", "421 4.3.2 later"),
    "it is ill": ("CONNECT", "554 no"),
    "it hangs up": ("CONNECT", ""),
    "it greets nobody": ("HELO", "421 later"),
}


@pytest.mark.parametrize("how", AWAY)
def test_a_server_that_is_away_costs_no_letter_a_try(
    worker, write, server, row, at, how
):
    at(NOON)
    if AWAY[how]:
        verb, answer = AWAY[how]
        server.open()
        server.unkind = lambda said, rest: (
            answer if verb[:2] == said[:2] or said in ("EHLO", "HELO") else None
        )
    write(key="a")
    write(key="b")
    busy = worker()
    assert busy.until_idle() == 1
    assert not busy.letters.post.is_open()
    for key in ("a", "b"):
        found = row(key)
        assert (found.state, found.tries) == (JobState.QUEUED, 0)
        assert (found.taken_by, found.taken_until) == ("", None)


def test_while_the_server_is_away_it_is_asked_less_and_less(app, at, server):
    post, letter, asked = Post(app), EmailMessage("Hi", "", "a@b.org", ["c@b.org"]), []
    for second in range(300):
        at(f"2017-09-01 12:{second // 60:02}:{second % 60:02}")
        if post.is_open():
            asked.append(second)
            with pytest.raises(Away):
                post.send(letter)
    assert asked == [0, 5, 15, 35, 75, 135, 195, 255]
    server.open()
    at("2017-09-01 12:05:15")
    post.send(letter)
    post.close()
    assert post.is_open()


def test_other_work_goes_on_while_letters_wait(worker, write, server, ask, work, row):
    work("count", lambda job: None)
    write(key="a")
    ask("count", "b")
    worker().until_idle()
    assert row("a").state is JobState.QUEUED
    assert row("b").state is JobState.DONE


@pytest.mark.parametrize("kind", ["refused", "busy"])
def test_after_an_hours_outage_everything_arrives_once_and_in_order(
    worker, write, at, row, app, monkeypatch, kind
):
    """A letter now and then, two workers; then the server is there again."""
    with mail_server(opened=kind == "busy") as made:
        made.unkind = lambda verb, _rest: "421 later" if verb == "CONNECT" else None
        place = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": made.port}
        state = Mail.init_mail({**place, "MAIL_BACKEND": "smtp"})
        monkeypatch.setitem(app.extensions, "mailman", state)
        workers = [worker(), worker()]
        for minute in range(0, 60, 3):
            at(f"2017-09-01 12:{minute:02}:00")
            write(f"person{minute}@example.org", key=f"letter {minute}")
            for one in workers:
                one.until_idle()
        assert made.letters == []
        made.unkind = lambda verb, rest: None
        if kind == "refused":
            made.open()
        for second in (0, 30, 59):
            at(f"2017-09-01 13:00:{second:02}")
            for one in workers:
                one.until_idle()
        assert made.readers == [f"person{at}@example.org" for at in range(0, 60, 3)]
    assert all(row(f"letter {at}").tries == 0 for at in range(0, 60, 3))
