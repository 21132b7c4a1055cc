"""One click in a mail program stops a kind of letter, from the raw header alone."""

import urllib.error
import urllib.request
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from community import settings
from community.core import clock
from community.core.db import db, start_writing
from community.notices.commands import tell
from community.serving import work_once
from tests import cast
from tests.browser.serving import held_port, number_of, serving
from tests.databases import SECRET, VAULT
from tests.subscriptions.making import ZOE, reader, rows, tell_news

EDGE = b"\n" + b"-" * 79 + b"\n"
DAI = 4


@pytest.fixture
def site(tmp_path):
    """A served site with the cast, which writes mail into files."""
    port = held_port()
    chosen = settings.read(
        {
            "COMMUNITY_DATA_DIR": str(tmp_path),
            "COMMUNITY_SECRET_KEY": SECRET,
            "COMMUNITY_VAULT_KEYS": VAULT,
            "COMMUNITY_PUBLIC_URL": f"http://127.0.0.1:{number_of(port)}",
            "COMMUNITY_MAIL": "file",
        }
    )
    with serving(chosen, port) as app:
        with app.app_context():
            db.create_all()
            cast.fill()
        yield app


def happen(app, key):
    """Let Dai say hello to Alice, and let what waits be sent."""
    with app.app_context():
        start_writing()
        tell(1, "hello", key, person=DAI, link="/connections/requests/")
        db.session.commit()
    work_once(app)


def letters(app):
    """Return the letters that went out, as the raw mail that a server takes."""
    folder = app.config["SETTINGS"].data_dir / "mail"
    raw = [part for file in sorted(folder.glob("*")) for part in _parts(file)]
    return [message_from_bytes(one, policy=policy.default) for one in raw]


def _parts(file):
    return [one.strip() for one in file.read_bytes().split(EDGE) if one.strip()]


def post(url, body):
    """Send what a mail program sends: no cookie, no form token (RFC 8058)."""
    asked = urllib.request.Request(url, data=body, method="POST")
    asked.add_header("Content-Type", "application/x-www-form-urlencoded")
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


def test_the_header_alone_stops_it(site):
    happen(site, "first")
    (letter,) = letters(site)
    assert letter["To"] == "alice@example.org"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter["List-Unsubscribe"].strip().strip("<>")
    assert post(url, b"List-Unsubscribe=One-Click") == 200
    happen(site, "second")
    assert len(letters(site)) == 1


def test_without_the_click_the_next_one_comes(site):
    happen(site, "first")
    happen(site, "second")
    assert len(letters(site)) == 2


def test_a_click_that_was_cut_off_stops_nothing(site):
    happen(site, "first")
    (letter,) = letters(site)
    url = letter["List-Unsubscribe"].strip().strip("<>")
    assert post(url[:-3], b"List-Unsubscribe=One-Click") == 404
    happen(site, "second")
    assert len(letters(site)) == 2


def test_updates_without_an_account_stop_by_the_header_alone(site):
    with site.app_context():
        start_writing()
        reader(confirmed_at=clock.now() - timedelta(days=30), told_until=None)
        tell_news()
        db.session.commit()
    work_once(site)
    (letter,) = letters(site)
    assert letter["To"] == ZOE
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter["List-Unsubscribe"].strip().strip("<>")
    assert post(url[:-3], b"List-Unsubscribe=One-Click") == 404
    for _twice in range(2):
        assert post(url, b"List-Unsubscribe=One-Click") == 200
    with site.app_context():
        assert rows() == []
    work_once(site)
    assert len(letters(site)) == 1
