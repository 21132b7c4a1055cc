"""Loading the demo into an empty database: quick, the same, in demo mode only."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Account, Grant, Totp
from community.accounts.passwords import matches
from community.checks import problems
from community.cli import main
from community.connections.models import Connection, ConnectionRequest
from community.core import clock, vault
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Forbidden
from community.core.visible import count, unscoped, visible
from community.demo import loader
from community.matching import answers
from community.members.models import Member
from community.projects.models import (
    JoinRequest,
    JoinState,
    Membership,
    Need,
    Project,
    ProjectState,
)
from community.vocabulary.queries import setting
from tests.demo.sites import empty, environment

WHY = "test"
SALTED = {"password_hash", "sealed", "mark", "actor", "previous", "hash"}
STAMPS = "version"
"""The table that says only whether something changed, by numbers drawn anew."""
ROLES = (
    "participant", "lead", "organiser", "administrator", "moderator", "curator",
)  # fmt: skip


def content() -> dict[str, list[str]]:
    """Return every row of every table, but for what is salted."""
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name == STAMPS:
            continue
        columns = [c for c in table.columns if c.name not in SALTED]
        read = select(*columns).execution_options(unscoped=WHY)
        found[table.name] = sorted(map(repr, db.session.execute(read).all()))
    return found


def number(entity: Any, *where: Any) -> int:
    found = unscoped(WHY, func.count(entity.id)).where(*where)
    return db.session.scalar(found) or 0


def who_signs_in(role: str) -> Viewer:
    """Return the first of the demo's people with a role, without its rights."""
    account = next(a for a in loader.data("accounts") if a["role"] == role)
    found = unscoped(WHY, Member).join(Account, Account.id == Member.account_id)
    one = db.session.scalars(found.where(Account.email == account["email"])).one()
    return Viewer(
        member_id=one.id,
        account_id=one.account_id,
        name=one.name,
        slug=one.slug,
        roles=frozenset(),
        state="active",
    )


# ------------------------------------------------------------------ the loading
def test_loading_takes_seconds(tmp_path: Path) -> None:
    with empty(tmp_path):
        began = time.process_time()
        assert loader.load_if_empty()
        assert time.process_time() - began < 30


def test_two_loads_hold_the_same(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with empty(tmp_path / name):
            loader.load_if_empty()
            found.append(content())
    one, again = found
    assert [name for name in one if again[name] != one[name]] == []


def test_what_is_derived_agrees_with_the_truth(demo: Flask) -> None:
    assert problems() == []


def test_all_that_the_files_hold_is_there(demo: Flask) -> None:
    files = {name: loader.data(name) for name in ("people", "projects", "ties")}
    seats = [one for project in files["projects"] for one in project["team"]]
    needs = [need for project in files["projects"] for need in project["needs"]]
    asked = loader.data("requests")
    joined = [one for one in asked if "project" in one and one["state"] == "accepted"]
    past = loader.data("stewardship")["past"]
    assert number(Member) == len(files["people"])
    assert number(Project) == len(files["projects"])
    said_yes = [
        one
        for one in [*asked, *loader.data("introductions")]
        if one["state"] == "accepted" and "project" not in one
    ]
    assert number(Connection) == len(files["ties"]) + len(said_yes)
    assert number(Membership) == len(seats) + len(joined) + len(past)
    assert number(Need) == len(needs)
    assert number(ConnectionRequest) + number(JoinRequest) == len(asked)


def test_a_place_with_people_is_left_alone(demo: Flask) -> None:
    before = content()
    assert loader.load_if_empty() is False
    assert content() == before


def test_one_project_is_without_a_lead_and_remembers_who_left(demo: Flask) -> None:
    found = unscoped(WHY, Project.id).where(Project.orphaned)
    (orphan,) = db.session.scalars(found)
    left = unscoped(WHY, Membership.ended_because).where(
        Membership.project_id == orphan, Membership.until.is_not(None)
    )
    assert db.session.scalars(left).all() == ["Took a post a long way away"]


def test_what_is_not_published_yet_has_no_day_of_publication(demo: Flask) -> None:
    waiting = Project.state.in_([ProjectState.DRAFT, ProjectState.IN_REVIEW])
    assert number(Project, waiting) == 4
    assert number(Project, waiting, Project.published_at.is_not(None)) == 0
    assert number(Project, ~waiting, Project.published_at.is_(None)) == 0


def test_requests_are_about_a_need_where_they_say_so(demo: Flask) -> None:
    said = [asked for asked in loader.data("requests") if "need" in asked]
    assert number(JoinRequest, JoinRequest.need_id.is_not(None)) == len(said)
    unsettled = JoinRequest.state == JoinState.SENT
    assert number(JoinRequest, unsettled, JoinRequest.answered_at.is_not(None)) == 0
    assert number(JoinRequest, ~unsettled, JoinRequest.answered_at.is_(None)) == 0


def test_the_front_page_gets_its_stories(demo: Flask) -> None:
    told = json.loads(setting("stories"))
    people = {one for story in told for one in story["people"]}
    public = unscoped(WHY, Member.id).where(Member.audience == Audience.PUBLIC)
    assert len(told) == len(loader.data("stories"))
    assert people <= set(db.session.scalars(public))


# ------------------------------------------------------------ who may sign in
def test_production_refuses(tmp_path: Path) -> None:
    with empty(tmp_path, "production"):
        with pytest.raises(Forbidden):
            loader.load_if_empty()
        assert number(Account) == 0


def test_only_those_of_the_list_have_a_password(demo: Flask) -> None:
    listed = {a["email"]: a["password"] for a in loader.accounts()}
    found = unscoped(WHY, Account.email, Account.password_hash).where(
        Account.password_hash.is_not(None)
    )
    hashes: dict[str, str] = dict(db.session.execute(found).all())
    assert set(hashes) == set(listed)
    assert all(matches(hashes[email], listed[email]) for email in listed)


def test_nobody_but_the_staff_has_a_grant(demo: Flask) -> None:
    listed = {a["person"]: a["email"] for a in loader.data("accounts")}
    people = [one for one in loader.data("people") if one.get("role")]
    staff = {listed.get(one["id"], one["email"]) for one in people}
    found = unscoped(WHY, Account.email).join(Grant, Grant.account_id == Account.id)
    assert set(db.session.scalars(found)) == staff


@pytest.mark.parametrize("role", ROLES)
def test_whoever_signs_in_is_shown_three_people_and_three_projects(
    demo: Flask, role: str
) -> None:
    found = answers.for_you(who_signs_in(role))
    assert len(found.people) >= 3
    assert len(found.projects) >= 3


def test_a_member_sees_most_ties_and_memberships_but_not_all(demo: Flask) -> None:
    viewer = who_signs_in("participant")
    for entity in (Connection, Membership):
        seen, there = count(visible(viewer, entity.id)), number(entity)
        assert there * 0.5 < seen < there * 0.9


def test_the_command_prints_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["demo", "accounts", "--json"])
    printed = json.loads(done.stdout)
    assert done.exit_code == 0
    plain = {"role", "email", "password"}
    staff = plain | {"totp_secret"}
    assert [set(one) for one in printed] == [plain] * 3 + [staff] * 4
    assert {one["role"] for one in printed} == set(ROLES)


def test_the_command_prints_a_code_as_a_phone_does(at: Callable[[str], None]) -> None:
    at("2017-09-01 12:00:10")
    organiser = next(a for a in loader.accounts() if a["role"] == "organiser")
    said = CliRunner().invoke(main, ["demo", "code", "organiser"])
    code = pyotp.TOTP(organiser["totp_secret"]).at(clock.now())
    assert said.stdout.strip() == code
    assert CliRunner().invoke(main, ["demo", "code", "participant"]).exit_code == 1


def test_the_staff_of_the_demo_has_an_app_set_up(demo: Flask) -> None:
    secrets = {a["email"]: a.get("totp_secret") for a in loader.accounts()}
    found = unscoped(WHY, Account.email, Totp.sealed).join(
        Totp, Totp.account_id == Account.id
    )
    there = {email: vault.opened(sealed) for email, sealed in db.session.execute(found)}
    assert there == {email: secret for email, secret in secrets.items() if secret}


def test_the_command_does_not_load_the_demo_into_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path, "production").items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["demo", "load"])
    assert done.exit_code == 1
    assert "COMMUNITY_MODE=demo" in done.output
