"""`community bounce`: what the mail server pipes in, and what is noted of it."""

import pytest
from click.testing import CliRunner

from community import settings
from community.accounts.models import Undeliverable
from community.app import create_app
from community.cli import main
from community.core.db import db, start_writing
from community.notices.commands import tell
from tests import cast, mail
from tests.accounts.test_bounces import report
from tests.databases import SECRET, VAULT


@pytest.fixture
def place(tmp_path):
    """A community with the cast: its environment, its site, and a letter to Alice."""
    environ = {
        "COMMUNITY_DATA_DIR": str(tmp_path),
        "COMMUNITY_SECRET_KEY": SECRET,
        "COMMUNITY_VAULT_KEYS": VAULT,
        "COMMUNITY_PUBLIC_URL": "https://people.example.org",
        "COMMUNITY_LOG_LEVEL": "WARNING",
    }
    app = create_app(settings.read(environ))
    with app.app_context():
        db.create_all()
        cast.fill()
        start_writing()
        tell(1, "hello", "one", person=4, link="/connections/requests/")
        db.session.commit()
        (letter,) = mail.written(app, mail.outbox()).values()
        letter_id = letter.message()["Message-ID"]
        db.session.remove()
        db.engine.dispose()
    return environ, app, letter_id


def bounce(place, *words, sent=b""):
    done = CliRunner().invoke(main, ["bounce", *words], env=place[0], input=sent)
    assert done.exit_code == 0, done.output
    return done.output


def noted(place):
    with place[1].app_context():
        return {row.address: row.status for row in db.session.query(Undeliverable)}


def of(letter_id, status="5.1.1", to="alice@example.org"):
    """Return a report that this letter came back from an address."""
    return report(status, to).replace(b"<one.two@localhost>", letter_id.encode())


def test_a_report_about_a_letter_of_ours_is_noted(place):
    said = bounce(place, sent=of(place[2]))
    assert said == "Noted: mail to this address comes back (5.1.1).\n"
    assert noted(place) == {"alice@example.org": "5.1.1"}
    assert "Noted before" in bounce(place, sent=of(place[2]))


def test_a_report_may_be_a_file(place, tmp_path):
    file = tmp_path / "report.eml"
    file.write_bytes(of(place[2]))
    bounce(place, str(file))
    assert noted(place) == {"alice@example.org": "5.1.1"}


def test_what_is_not_for_good_is_ignored_with_a_word(place):
    assert "Ignored: 4.2.2" in bounce(place, sent=of(place[2], "4.2.2"))
    assert noted(place) == {}


@pytest.mark.parametrize("status", ["5.7.1", "5.7.26", "5.1.8", "5.6.0"])
def test_what_is_about_how_we_send_is_not_held_against_an_address(place, status):
    said = bounce(place, sent=of(place[2], status))
    assert f"Ignored: {status} is about how we send mail" in said
    assert noted(place) == {}


@pytest.mark.parametrize("to", ["bob@example.org", "stranger@elsewhere.example"])
def test_a_report_about_anybody_else_is_ignored_and_said(place, to):
    said = bounce(place, sent=of(place[2], to=to))
    assert "not about a letter that went from here" in said
    assert noted(place) == {}


def test_a_forged_report_stops_nobodys_letters(place):
    said = bounce(place, sent=report("5.1.1", "alice@example.org"))
    assert "not about a letter that went from here" in said
    assert noted(place) == {}


def test_other_mail_is_ignored_and_said(place):
    said = bounce(place, sent=b"Subject: Away\n\nI am away. 5.1.1\n")
    assert said == "Ignored: this is no delivery report.\n"


def test_an_address_can_be_noted_by_hand(place):
    bounce(place, "--address", "Bob@example.org", "--status", "5.1.1")
    assert noted(place) == {"bob@example.org": "5.1.1"}
    said = bounce(place, "--address", "nobody@elsewhere.example")
    assert said == "Ignored: nobody here has this address.\n"
    assert "Ignored" in bounce(
        place, "--address", "dai@example.org", "--status", "4.0.0"
    )
    assert len(noted(place)) == 1


def test_no_address_is_printed(place):
    for said in (
        bounce(place, sent=of(place[2])),
        bounce(place, "--address", "bob@example.org"),
    ):
        assert "@" not in said
