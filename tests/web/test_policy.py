"""The policy of every page is data: its door, and what each argument of it names."""

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Map, Rule

from community import schema
from community.core import scope
from community.web import door, policy, things
from community.web.things import THINGS, Found, Thing, thing_of
from tests.databases import site
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come, send

STAFF = {"organiser", "curator", "editor", "moderator", "administrator"}


def rule(address: str) -> Rule:
    made = Rule(address, endpoint="page")
    Map([made])
    return made


def test_every_endpoint_has_a_policy(app):
    known = policy.policies(app)
    assert known.keys() == {one.endpoint for one in app.url_map.iter_rules()}
    assert {one.who for one in known.values()} == set(door._ADMITS)


def test_every_argument_of_an_address_is_declared(app):
    known = policy.policies(app)
    for one in app.url_map.iter_rules():
        named = [argument for argument, _thing in known[one.endpoint].things]
        assert sorted(named) == sorted(one.arguments)


@pytest.mark.parametrize(
    ("address", "argument", "table"),
    [
        ("/projects/<slug>", "slug", "project"),
        ("/api/v1/projects/<slug>/needs/<int:need_id>", "slug", "project"),
        ("/projects/<slug>/needs/<int:need_id>", "need_id", "need"),
        ("/members/<slug>/photo/<name>", "name", "member_detail"),
        ("/organise/coffee/<int:round_id>/pair", "round_id", "coffee_round"),
        ("/coffee/<int:round_id>/met", "round_id", "coffee_guest"),
        ("/static/<digest>/<path:name>", "name", ""),
    ],
)
def test_the_longest_line_that_fits_says_what_is_named(address, argument, table):
    assert thing_of(rule(address), argument).table == table


def test_a_site_with_a_thing_that_nobody_declared_does_not_start(
    database, tmp_path, monkeypatch
):
    from community.web import blueprints

    real = blueprints.register

    def more(made):
        real(made)
        view = door.anyone(lambda _viewer, lamp: lamp)
        made.add_url_rule("/lamps/<lamp>", "lamp", view)

    monkeypatch.setattr(blueprints, "register", more)
    with pytest.raises(RuntimeError, match="<lamp> of /lamps/<lamp>"):
        site(database.url, tmp_path)


def test_no_line_stands_for_nothing(app, monkeypatch):
    """Without any one line some argument is unexplained, or explained otherwise."""
    rules = list(app.url_map.iter_rules())
    pairs = [(one, argument) for one in rules for argument in one.arguments]
    usual = [thing_of(*pair) for pair in pairs]
    for place in list(THINGS):
        others = {key: thing for key, thing in THINGS.items() if key != place}
        monkeypatch.setattr(things, "THINGS", others)
        assert [thing_of(*pair) for pair in pairs] != usual, place


@pytest.mark.parametrize("place", THINGS)
def test_the_rule_of_a_thing_fits_its_table(place):
    table, found = THINGS[place].table, THINGS[place].found
    known = schema.metadata.tables
    private = scope._private_classes()
    if found in (Found.WORD, Found.SECRET, Found.FILE):
        assert table == ""
    else:
        assert table in known
        assert (table in private) is (found is Found.VISIBLE)


def test_who_finds_a_thing_by_the_door_alone_is_trusted(app):
    for endpoint, one in policy.policies(app).items():
        for argument, thing in one.things:
            if thing.found is Found.DOOR:
                assert one.who in STAFF, (endpoint, argument)
            if thing.found is Found.SECRET:
                assert one.who in ("anyone", "signed in"), (endpoint, argument)


OF_A_MESSAGE = "the rule of messages asks who is in their conversation"
OF_A_CASE = "kept from changes beside this one; the rule of its case decides"
NOT_ASKED = {
    "POST safeguarding.agree": OF_A_CASE,
    "POST safeguarding.lift": OF_A_CASE,
    "POST glass.hold": "another administrator alone; whoever sends it here moderates",
    "GET conversations.edit": OF_A_MESSAGE,
    "POST conversations.edit": OF_A_MESSAGE,
    "POST evidence.step": "a step that is none is refused first",
    "POST organise.programme_state": "a step that is none is refused first",
}


def test_what_a_page_is_said_to_find_by_the_rule_is_read_by_the_rule(
    app: Flask, monkeypatch
):
    """Each page reads the table of each visible thing for the one who looks."""
    from community.core.db import db

    stage.fill()
    browser = come(app)
    found = addresses(app, piece="phases")
    for one in found:
        browser(one.who)
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    read: set[str] = set()

    def note(state):
        if "viewer" in state.execution_options:
            read.update(scope.tables_of(state.statement))

    known = policy.policies(app)
    missed = []
    event.listen(Session, "do_orm_execute", note, insert=True)
    try:
        for one in found:
            visible = {
                thing.table
                for _argument, thing in known[one.endpoint].things
                if thing.found is Found.VISIBLE
            }
            read.clear()
            if visible:
                send(browser(one.who), one)
            if not visible <= read and one.name not in NOT_ASKED:
                missed.append((one.name, visible - read))
    finally:
        event.remove(Session, "do_orm_execute", note)
    assert not missed


def test_the_table_says_it_a_page_a_line(app):
    lines = policy.table(app).splitlines()
    assert len(lines) == len(policy.policies(app)) + 1
    (profile,) = [line for line in lines if line.startswith("/members/<slug> ")]
    assert profile.split() == [
        "/members/<slug>", "GET", "anyone", "slug:", "member", "visible",
        "at", "most", "so", "many", "a", "minute:", "people",
    ]  # fmt: skip
    (stop,) = [line for line in lines if line.startswith("/unsubscribe/<token> ")]
    assert stop.split()[-3:] == ["token:", "secret", "foreign"]


def test_things_are_values():
    assert Thing("member", Found.VISIBLE) == Thing("member", Found.VISIBLE)
