"""Keys for other sites: kept as digests, for named sites alone, ended at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.network import embeds
from community.network.models import MapEmbed
from tests.cast import CAST
from tests.network.map_world import OLU


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("https://example.org", ("https://example.org",)),
        ("example.org", ("https://example.org",)),
        ("https://Example.ORG/", ("https://example.org",)),
        ("https://example.org:8443", ("https://example.org:8443",)),
        ("https://example.org:443", ("https://example.org",)),
        ("a.org\n\n b.org\na.org", ("https://a.org", "https://b.org")),
        ("https://münchen.example", ("https://xn--mnchen-3ya.example",)),
    ],
)
def test_sites_are_plain_origins(typed, named):
    assert embeds.sites_of(typed) == named


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "http://example.org", "https://example.org/page", "*",
        "https://*.example.org", "https://example.org?x=1", "https://a.org#b",
        "https://user@example.org", "javascript:alert(1)", "https://", "localhost",
        "https://a.org;script-src", "https://a.org,b.org", "'self'", "https://[::1]",
        "https://10.0.0.1", "https://a..org", "https://a.org:99999",
        "\n".join(f"a{number}.org" for number in range(11)),
    ],
)  # fmt: skip
def test_anything_else_is_refused(typed):
    with pytest.raises(Refused):
        embeds.sites_of(typed)


@given(st.text(max_size=40))
def test_no_words_get_into_the_policy_but_origins(typed):
    try:
        named = embeds.sites_of(typed)
    except Refused:
        return
    for one in named:
        assert one.startswith("https://")
        assert set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.:/")


def test_a_key_is_kept_as_a_digest_alone(app):
    key = embeds.make(OLU, "Charity", "example.org")
    row = db.session.scalars(select(MapEmbed)).one()
    assert key not in repr(vars(row))
    assert len(key) == 32
    assert embeds.opened(key) == embeds.Opened(
        "Charity", ("https://example.org",), False
    )


def test_an_ended_key_opens_nothing_and_is_ended_once(app):
    key = embeds.make(OLU, "Charity", "example.org")
    number = embeds.keys(OLU)[0].id
    embeds.end(OLU, number)
    ended = embeds.keys(OLU)[0].ended_at
    embeds.end(OLU, number)
    assert embeds.keys(OLU)[0].ended_at == ended
    assert embeds.opened(key).ended
    notes = [one.note for one in db.session.scalars(select(AuditEvent))]
    assert notes == ["made", "ended"]


def test_the_last_day_is_noted_until_it_ended(app, at):
    at("2017-11-01 12:00")
    key = embeds.make(OLU, "Charity", "example.org")
    assert embeds.keys(OLU)[0].used_on is None
    embeds.opened(key)
    db.session.expire_all()
    assert str(embeds.keys(OLU)[0].used_on) == "2017-11-01"
    embeds.end(OLU, embeds.keys(OLU)[0].id)
    at("2017-11-02 12:00")
    embeds.opened(key)
    db.session.expire_all()
    assert str(embeds.keys(OLU)[0].used_on) == "2017-11-01"


def test_an_unknown_key_opens_nothing(app):
    with pytest.raises(NotFound):
        embeds.opened("unknown")


@pytest.mark.parametrize("who", ["alice", "ada", "mo"])
def test_organisers_alone_make_and_end_keys(app, who):
    viewer = CAST[who].viewer
    embeds.make(OLU, "Charity", "example.org")
    for act in (
        lambda: embeds.make(viewer, "x", "example.org"),
        lambda: embeds.end(viewer, 1),
        lambda: embeds.keys(viewer),
    ):
        with pytest.raises(Forbidden):
            act()
