"""What every answer carries, whatever became of the request."""

import re
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from community.core import errors
from community.core.db import db
from community.web import door
from community.web.policy import policies
from community.web.shell import HEADERS, OF_PEOPLE
from tests import sampling
from tests.client import forget
from tests.databases import site
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come, send

SHARE = 2
READERS = (None, "pat", "alice", "lea", "olu", "ada", "mo", "dai")


def wants(policy):
    """Return the headers that a page of this policy carries."""
    if not policy.exceptions or "framed" not in policy.exceptions:
        return HEADERS
    own = ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy")
    return {name: value for name, value in HEADERS.items() if name not in own}


def has_them(response, expected=HEADERS):
    for name, value in expected.items():
        assert response.headers.getlist(name) == [value], (response.request.path, name)
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-Id"])


@pytest.fixture
def browsers(app, monkeypatch):
    """Browsers of the cast on the stage, for whom nothing that they do lasts."""
    stage.fill()
    made = come(app)
    for who in READERS:
        made(who)
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    return made


# ---------------------------------------------------------------- every page
def test_every_answer_of_every_page_carries_them(app, browsers):
    """As whoever may open it, and as a visitor, who is mostly sent to sign in."""
    known = policies(app)
    for address in sampling.some(addresses(app), SHARE, "headers"):
        for who in (None, address.who):
            if who and address.endpoint == "sign_in.sign_out":
                continue
            has_them(send(browsers(who), address), wants(known[address.endpoint]))


def test_what_is_kept_for_all_is_what_a_visitor_gets(app, browsers):
    """Whoever is signed in gets `no-store`, but for what is the same for everybody."""
    for address in sampling.some(addresses(app), SHARE, "kept"):
        if address.endpoint in ("static", "sign_in.sign_out"):
            continue
        response = send(browsers(address.who), address)
        kept = response.headers["Cache-Control"]
        if kept != "no-store":
            assert address.method == "GET", address.name
            open_to_all = send(browsers(None), address)
            assert kept.startswith("public"), address.name
            assert response.get_data() == open_to_all.get_data(), address.name


def test_no_search_engine_keeps_pages_of_people(app, browsers):
    found = 0
    for address in addresses(app):
        family = address.endpoint.removeprefix("api:").partition(".")[0]
        if family in OF_PEOPLE and address.method == "GET":
            found += 1
            for who in (None, "alice"):
                told = send(browsers(who), address).headers["X-Robots-Tag"]
                assert told == "noindex", address.name
    assert found > 5


INLINE = re.compile(r"\son[a-z]+\s*=|javascript:|<style|\sstyle\s*=", re.IGNORECASE)
LOADS = (
    ("script", "src"), ("link", "href"), ("img", "src"), ("source", "srcset"),
    ("iframe", "src"), ("object", "data"), ("embed", "src"), ("form", "action"),
    ("use", "href"), ("audio", "src"), ("video", "src"), ("base", "href"),
)  # fmt: skip


def test_no_page_holds_script_style_or_handler_or_loads_from_elsewhere(app, browsers):
    for address in sampling.some(addresses(app), SHARE, "inline"):
        if address.method != "GET" or address.endpoint == "network.embedded":
            continue
        for who in (None, address.who):
            response = send(browsers(who), address)
            if response.mimetype in ("text/html", "image/svg+xml"):
                holds_nothing_inline(response.get_data(as_text=True), address.name)


def holds_nothing_inline(text, name):
    soup = BeautifulSoup(re.sub(r"^<\?xml[^>]*>", "", text), "html.parser")
    for tag in soup.find_all(True):
        assert tag.name != "style", name
        assert tag.name != "script" or tag.get("src"), name
        for attribute in tag.attrs:
            assert not attribute.startswith("on"), (name, str(tag)[:200])
            assert attribute != "style", (name, str(tag)[:200])
    for kind, attribute in LOADS:
        for tag in soup.find_all(kind):
            where = str(tag.get(attribute) or "")
            ours = not where.startswith(("http:", "https:", "//", "data:"))
            named = kind == "link" and tag.get("rel") in (["canonical"], ["alternate"])
            assert ours or named or "//localhost/" in where, (name, str(tag)[:200])
    assert "javascript:" not in text.lower(), name


def test_what_a_framed_page_lacks_is_declared_and_nothing_else(app):
    framed = {
        endpoint
        for endpoint, one in policies(app).items()
        if "framed" in one.exceptions
    }
    assert framed == {"network.embedded"}


def test_the_map_on_other_sites_is_framed_by_these_alone_and_runs_nothing(browsers):
    response = browsers(None).get(f"/embed/{stage.EMBED}")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("frame-ancestors https://example.org")
    assert "script-src" not in policy
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in response.headers


# ---------------------------------------------------------------- every sort of error
def broken(_viewer, code):
    from flask import abort

    if code == 500:
        raise ValueError("secret")
    abort(code)


def too_many(_viewer):
    raise errors.TooMany("Wait a little", 7)


@pytest.fixture(params=["http://localhost", "https://people.example.org"])
def breaking(request, database, app, tmp_path, monkeypatch):
    """A site with pages that break, by http and by https."""
    from community.web import blueprints

    real = blueprints.register

    def more(made):
        real(made)
        made.add_url_rule("/break/<int:code>", "broken", door.anyone(broken))
        made.add_url_rule("/many", "many", door.anyone(too_many))

    monkeypatch.setattr(blueprints, "register", more)
    monkeypatch.setitem(door.things.THINGS, "code", door.things.THINGS["code"])
    other = site(database.url, tmp_path, public_url=request.param)
    other.testing = False
    other.config["BASE"] = request.param
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


CODES = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)


def ask(made, method="GET", path="/", **options):
    forget()
    base = options.pop("base_url", made.config["BASE"])
    return made.test_client().open(path, method=method, base_url=base, **options)


KINDS = {
    "what breaks": (500, {"path": "/break/500"}),
    "a page": (200, {"path": "/about"}),
    "a page that is not there": (404, {"path": "/no-such-page"}),
    "a program's page that is not there": (404, {"path": "/api/v1/no-such-page"}),
    "a method that is not meant": (405, {"path": "/about", "method": "DELETE"}),
    "a forged form": (400, {"path": "/theme", "method": "POST"}),
    "a body that is too big": (
        413, {"path": "/sign-in", "method": "POST", "data": {"a": "x" * 1_100_000}},
    ),
    "a host that is not ours": (400, {"base_url": "http://evil.example"}),
    "too many tries": (429, {"path": "/many"}),
    "to sign in": (302, {"path": "/members/"}),
    "a program that is not signed in": (401, {"path": "/api/v1/members/"}),
    "what may be done": (200, {"path": "/about", "method": "OPTIONS"}),
    "the head of a page": (200, {"path": "/about", "method": "HEAD"}),
    "a file that is not there": (404, {"path": "/static/0/no-such-file.css"}),
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_an_error_carries_them_too(breaking, code):
    response = ask(breaking, path=f"/break/{code}")
    assert response.status_code == code
    secure(breaking, response)


@pytest.mark.parametrize("kind", KINDS)
def test_so_does_what_is_answered_before_any_page(breaking, kind):
    status, asked = KINDS[kind]
    response = ask(breaking, **asked)
    assert response.status_code == status
    secure(breaking, response)


def secure(made, response):
    has_them(response)
    told = response.headers.get("Strict-Transport-Security")
    by_https = made.config["SETTINGS"].secure
    assert told == ("max-age=31536000; includeSubDomains" if by_https else None)


def test_a_database_that_is_away_changes_none_of_them(app, tmp_path):
    gone = site(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3", tmp_path)
    gone.testing = False
    asking = gone.test_client()
    asking.set_cookie("session_id", "somebody")
    response = asking.get("/members/")
    assert response.status_code == 503
    has_them(response)


def test_a_page_that_has_not_changed_carries_them(visitor):
    from community import assets

    path = f"/static/{assets.digest()}/css/tokens.css"
    tag = visitor().get(path).headers["ETag"]
    again = visitor().get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    has_them(again)


# ---------------------------------------------------------------- some by themselves
def test_static_files_are_kept_for_a_year_under_their_digest(visitor):
    from community import assets

    known = visitor().get(f"/static/{assets.digest()}/css/tokens.css")
    assert known.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    has_them(known)
    other = visitor().get("/static/0123456789ab/css/tokens.css")
    assert "immutable" not in other.headers.get("Cache-Control", "")


HOSTS = (
    "http://evil.example", "http://localhost.evil.example", "http://evil.example:80",
    "http://127.0.0.1.evil.example", "http://localhost@evil.example",
)  # fmt: skip


@pytest.mark.parametrize("base", HOSTS)
@pytest.mark.parametrize("path", ["/", "/sign-in/forgotten", "/no-such-page"])
def test_an_unknown_host_is_refused(app, base, path):
    response = app.test_client().get(path, base_url=base)
    assert response.status_code == 400
    assert "evil" not in response.get_data(as_text=True)


def test_a_forwarded_host_is_not_believed(visitor):
    told = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    page = visitor().see("/about")
    forwarded = visitor().get("/about", headers=told).get_data(as_text=True)
    assert "evil" not in forwarded
    assert "//localhost" in page.html


def test_the_policy_allows_nothing_inline_and_nobody_elses(visitor):
    policy = visitor().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "nonce" not in policy
    assert "frame-ancestors 'none'" in policy


def test_who_finds_a_hole_is_told_where_to_say_so(visitor, at):
    """RFC 9116: contact, an end within a year, and the page itself."""
    at("2017-11-01 12:00")
    response = visitor().get("/.well-known/security.txt")
    assert response.mimetype == "text/plain"
    lines = response.get_data(as_text=True).splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"].startswith("mailto:")
    until = datetime.fromisoformat(fields["Expires"])
    now = datetime.fromisoformat("2017-11-01T12:00:00Z")
    assert timedelta(0) < until - now < timedelta(days=366)
    assert fields["Preferred-Languages"] == "en"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    assert fields["Policy"] == "http://localhost/security"
    page = visitor().see("/security")
    assert fields["Contact"].removeprefix("mailto:") in page.main


def test_search_engines_are_kept_from_people_programs_and_the_map(visitor):
    lines = visitor().get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /members/", "Disallow: /api/", "Disallow: /map/"} <= set(lines)
