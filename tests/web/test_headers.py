"""What every answer carries, whatever became of the request."""

import pytest

from community.web.shell import HEADERS

PATHS = ["/", "/sign-in", "/members/", "/no-such-page", "/healthz", "/urgent-help"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", [None, "alice"])
def test_the_security_headers_are_on_every_answer(visitor, path, who):
    response = visitor(who).get(path)
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["Cache-Control"] == "no-store"
    assert len(response.headers["X-Request-Id"]) == 16


def test_static_files_are_kept_for_a_year_under_their_digest(visitor):
    from community import assets

    known = visitor().get(f"/static/{assets.digest()}/css/tokens.css")
    assert known.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    other = visitor().get("/static/0123456789ab/css/tokens.css")
    assert "immutable" not in other.headers.get("Cache-Control", "")


def test_an_unknown_host_is_refused(app):
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400


def test_the_policy_allows_nothing_inline_and_nobody_elses(visitor):
    policy = visitor().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_body_over_a_megabyte_is_refused(visitor):
    response = visitor().client.post("/sign-in", data={"email": "x" * 1_100_000})
    assert response.status_code == 413
