"""Error pages: what happened, a way out, a number to give, nothing of the inside."""

import pytest
from sqlalchemy import insert

from community.core import errors
from community.core.db import db
from community.expertise.models import Tag, TagState
from community.web import door
from tests.client import Page, proofread
from tests.databases import site

CODES = [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503]


def broken(_viewer, code):
    from flask import abort

    if code == 500:
        raise ValueError("alice@example.org wrote a secret")
    abort(code)


def refused(_viewer, kind):
    raise getattr(errors, kind)(*["Say it in other words"] * (kind != "NotFound"))


def twice(_viewer):
    values = {"slug": "secret", "label": "Secret", "state": TagState.PROPOSED}
    db.session.execute(insert(Tag), [values, values])


def left_out(_viewer):
    db.session.execute(insert(Tag), {"slug": "secret", "label": None})


@pytest.fixture
def breaking(database, app, tmp_path, monkeypatch):
    """A site with pages that break."""
    from community.web import blueprints

    real = blueprints.register

    def more(made):
        real(made)
        made.add_url_rule("/break/<int:code>", "broken", door.anyone(broken))
        made.add_url_rule("/refuse/<kind>", "refused", door.anyone(refused))
        made.add_url_rule("/twice", "twice", door.anyone(twice))
        made.add_url_rule("/left-out", "left_out", door.anyone(left_out))

    monkeypatch.setattr(blueprints, "register", more)
    other = site(database.url, tmp_path)
    other.testing = False
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("code", CODES)
def test_each_error_has_a_page_with_a_way_out(breaking, code):
    page = Page(breaking.test_client().get(f"/break/{code}"))
    assert page.status == code
    proofread(page)
    assert "/urgent-help" in page.links("a")
    assert "/" in page.links()
    number = page.response.headers["X-Request-Id"]
    assert number in page.main
    assert "secret" not in page.html
    assert "Traceback" not in page.html


@pytest.mark.parametrize(
    ("kind", "code"),
    [("NotFound", 404), ("Forbidden", 403), ("Refused", 422), ("TooMany", 429),
     ("Conflict", 409)],
)  # fmt: skip
def test_a_refusal_of_a_command_has_its_status(breaking, kind, code):
    response = breaking.test_client().get(f"/refuse/{kind}")
    assert response.status_code == code
    assert ("Retry-After" in response.headers) is (kind == "TooMany")


def test_two_who_make_one_thing_at_once_are_told_so(breaking, capfd):
    from community import logs

    logs.set_up()
    page = Page(breaking.test_client().get("/twice"))
    assert page.status == 409
    assert page.h1 == "Somebody was faster"
    said = capfd.readouterr().err
    assert '"kind": "IntegrityError"' in said or '"kind": "UniqueViolation"' in said
    assert "secret" not in said


def test_what_the_database_refuses_else_is_our_fault(breaking):
    assert breaking.test_client().get("/left-out").status_code == 500


def test_an_unexpected_error_is_logged_without_its_words(breaking, capfd):
    from community import logs

    logs.set_up()
    breaking.test_client().get("/break/500")
    said = capfd.readouterr().err
    assert '"exception": "ValueError"' in said
    assert "alice@example.org" not in said
    assert "secret" not in said


def test_a_page_of_the_api_answers_errors_as_json(visitor):
    found = visitor("alice").json("/api/v1/members/nobody-here", 404)
    assert found["error"]["code"] == 404


def test_urgent_help_opens_while_the_database_is_away(app, tmp_path):
    gone = site(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3", tmp_path)
    gone.testing = False
    asking = gone.test_client()
    asking.set_cookie("session_id", "somebody")
    response = asking.get("/urgent-help")
    assert response.status_code == 200
    assert "116 123" in response.get_data(as_text=True)
    assert asking.get("/members/").status_code == 503
    assert asking.get("/healthz").status_code == 200
