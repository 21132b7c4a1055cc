"""What people lived through is sealed, and shown to whom they agreed to, no further."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from community.accounts.models import Consent, ConsentPurpose
from community.core import scope, vault
from community.core.access import (
    ANY_MEMBER,
    VISITOR,
    Audience,
    Viewer,
    as_seen_by,
)
from community.core.db import Base, db
from community.core.errors import NotFound, Refused, TooMany
from community.core.visible import tie, unscoped
from community.lived import commands, models, queries
from community.lived.models import LivedExperience
from community.privacy import consents
from tests.cast import CAST

ALICE, BOB, CAROL, LEA, OLU = (
    CAST[name].viewer for name in ("alice", "bob", "carol", "lea", "olu")
)
OTHER_KEY = "YW5vdGhlciBrZXksIG9ubHkgZm9yIHRlc3RzISEhISE="


def keep(words="I lost a viola", viewer=ALICE):
    commands.agree(viewer)
    row = commands.add(viewer, "", words)
    db.session.commit()
    return row.id


def seen(viewer, member=1):
    return [line.words for line in queries.of(viewer, member)]


def held(viewer=ALICE):
    found = select(Consent.about).where(
        Consent.account_id == viewer.account_id,
        Consent.purpose == ConsentPurpose.LIVED,
        Consent.withdrawn_at.is_(None),
    )
    return sorted(db.session.scalars(found))


# ---------------------------------------------------------------- keeping
def test_nothing_is_kept_before_its_owner_agreed(app):
    with pytest.raises(Refused, match="agree"):
        commands.add(ALICE, "", "I lost a viola")
    commands.agree(ALICE)
    commands.add(ALICE, "", "I lost a viola")
    assert [line.words for line in queries.mine(ALICE)] == ["I lost a viola"]


@pytest.mark.parametrize(
    ("tag", "words", "kept"),
    [
        ("diabetes", "", "Diabetes"),
        ("", "  My   own words ", "My own words"),
        ("", "", None),
        ("diabetes", "and words", None),
        ("evaluation", "", None),
        ("unknown", "", None),
        ("", "x" * 201, None),
    ],
)
def test_one_thing_is_a_condition_or_own_words(app, tag, words, kept):
    commands.agree(ALICE)
    if kept is None:
        with pytest.raises(Refused):
            commands.add(ALICE, tag, words)
        return
    commands.add(ALICE, tag, words)
    assert [line.words for line in queries.mine(ALICE)] == [kept]


def test_what_is_new_is_its_owners_alone(app):
    keep()
    (line,) = queries.mine(ALICE)
    assert line.audience is Audience.ME
    assert all(seen(one) == [] for one in (BOB, CAROL, OLU, ANY_MEMBER, VISITOR))


def test_three_a_month_and_what_was_deleted_counts(app, at):
    at("2017-09-01 12:00")
    commands.agree(ALICE)
    for number in range(3):
        row = commands.add(ALICE, "", f"One {number}")
        db.session.commit()
        commands.remove(ALICE, row.id)
        db.session.commit()
    with pytest.raises(TooMany):
        commands.add(ALICE, "", "One more")
    at("2017-10-02 12:00")
    commands.add(ALICE, "", "One more")


# ---------------------------------------------------------------- showing
@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience.ME, set()),
        (Audience.CONNECTIONS, {"carol", "lea", "connection"}),
        (Audience.MEMBERS,
         {"bob", "carol", "lea", "olu", "any", "connection", "project mate",
          "organiser"}),
    ],
)  # fmt: skip
def test_who_sees_it(app, audience, who):
    number = keep()
    commands.show(ALICE, number, audience, agreed=True)
    db.session.commit()
    viewers = {
        "bob": BOB, "carol": CAROL, "lea": LEA, "olu": OLU, "any": ANY_MEMBER,
        "visitor": VISITOR, "connection": as_seen_by("connection", 1),
        "project mate": as_seen_by("project mate", 1),
        "organiser": as_seen_by("organiser", 1), "pat": CAST["pat"].viewer,
    }  # fmt: skip
    found = {name for name, viewer in viewers.items() if seen(viewer)}
    assert found == who
    assert seen(ALICE) == ["I lost a viola"]


@pytest.mark.parametrize("audience", [Audience.PROJECTS, Audience.PUBLIC])
def test_some_audiences_there_are_not(app, audience):
    number = keep()
    with pytest.raises(Refused, match="list"):
        commands.show(ALICE, number, audience, agreed=True)


def test_a_row_that_says_public_is_still_shown_to_no_visitor(app):
    """The rule does not trust the column."""
    number = keep()
    row = db.session.get_one(
        LivedExperience, number, execution_options={"unscoped": "test"}
    )
    for audience in (Audience.PROJECTS, Audience.PUBLIC):
        row.audience, row.agreed = audience, models.WORDING
        db.session.commit()
        assert seen(VISITOR) == seen(ANY_MEMBER) == seen(LEA) == []


def test_more_people_only_after_agreeing_to_just_that(app):
    number = keep()
    for audience in (Audience.CONNECTIONS, Audience.MEMBERS):
        with pytest.raises(Refused, match="agree"):
            commands.show(ALICE, number, audience)
    commands.show(ALICE, number, Audience.CONNECTIONS, agreed=True)
    assert held() == ["", str(number)]
    with pytest.raises(Refused, match="agree"):
        commands.show(ALICE, number, Audience.MEMBERS)
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    commands.show(ALICE, number, Audience.CONNECTIONS)
    commands.show(ALICE, number, Audience.ME)
    assert held() == [""]
    assert seen(CAROL) == []


def test_another_persons_row_is_not_there(app):
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    for change in (
        lambda: commands.show(BOB, number, Audience.ME),
        lambda: commands.remove(BOB, number),
    ):
        with pytest.raises(NotFound):
            change()


def test_a_block_and_an_exclusion_win_over_the_audience(app):
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    db.session.commit()
    for kind in ("blocked", "excluded"):
        row = {"member_id": 2, "other_id": 1, "kind": kind}
        db.session.execute(tie.insert().values(**row))
        assert seen(BOB) == []
        assert seen(CAROL) == ["I lost a viola"]
        db.session.rollback()


def test_new_words_are_asked_for_anew_and_until_then_it_is_its_owners(app, monkeypatch):
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    db.session.commit()
    assert seen(BOB) == ["I lost a viola"]
    for module in (models, commands, queries):
        monkeypatch.setattr(module, "WORDING", "2")
    scope.criteria.cache_clear()
    assert seen(BOB) == []
    assert not queries.has_agreed(ALICE)
    (line,) = queries.mine(ALICE)
    assert line.audience is Audience.ME
    with pytest.raises(Refused, match="agree"):
        commands.show(ALICE, number, Audience.CONNECTIONS)
    monkeypatch.undo()
    scope.criteria.cache_clear()


# ---------------------------------------------------------------- taking it back
def test_taking_the_consent_back_deletes_all_at_once(app):
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    db.session.commit()
    assert commands.take_back(ALICE) == 1
    db.session.commit()
    assert held() == []
    assert queries.mine(ALICE) == ()
    left = db.session.scalars(unscoped("test", LivedExperience.id)).all()
    assert number not in left


def test_each_consent_can_be_taken_back_on_the_page_of_consents(app):
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    db.session.commit()
    lines = [one for one in consents.mine(ALICE) if one.purpose is ConsentPurpose.LIVED]
    (shown,) = [one for one in lines if one.about]
    consents.take_back(ALICE, shown.id)
    db.session.commit()
    assert seen(BOB) == []
    assert seen(ALICE) == ["I lost a viola"]
    (kept,) = [one for one in consents.mine(ALICE) if one.can_end]
    consents.take_back(ALICE, kept.id)
    assert queries.mine(ALICE) == ()


def test_nobody_takes_back_the_consent_of_another(app):
    keep()
    (line,) = [one for one in consents.mine(ALICE) if one.can_end]
    with pytest.raises(NotFound):
        consents.take_back(BOB, line.id)


# ---------------------------------------------------------------- sealed
def words_of_the_database() -> str:
    """Every value of every row, as whoever has the database reads them."""
    db.session.commit()
    with db.engine.connect() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        )


def test_whoever_has_the_database_alone_reads_nothing_of_it(app):
    number = keep("I lost a glockenspiel")
    commands.agree(BOB)
    other = commands.add(BOB, "diabetes", "")
    for viewer, one in ((ALICE, number), (BOB, other.id)):
        commands.show(viewer, one, Audience.MEMBERS, agreed=True)
    said = words_of_the_database()
    assert "glockenspiel" not in said
    for row in db.session.scalars(unscoped("test", Consent)):
        if row.purpose is ConsentPurpose.LIVED:
            assert row.about in ("", str(number), str(other.id))
    path = db.engine.url.database
    if db.engine.dialect.name == "sqlite":
        for ending in ("", "-wal"):
            assert b"glockenspiel" not in Path(f"{path}{ending}").read_bytes()


def test_the_same_words_are_sealed_otherwise_each_time(app):
    assert vault.seal("the same") != vault.seal("the same")


@pytest.fixture
def keys(app):
    """Change the keys of the vault for a while."""
    real = db.engine.get_execution_options()[vault.KEYS]

    def put(*chosen):
        db.engine.update_execution_options(**{vault.KEYS: chosen})

    yield put, real
    put(*real)


def test_without_its_key_it_says_so_and_loses_nothing(app, keys, visitor):
    put, real = keys
    number = keep()
    commands.show(ALICE, number, Audience.MEMBERS, agreed=True)
    db.session.commit()
    put(OTHER_KEY)
    assert seen(BOB) == []
    (line,) = queries.mine(ALICE)
    assert (line.locked, line.words) == (True, "")
    page = visitor("alice").see("/account/lived").main
    assert "Nothing is lost" in page
    assert visitor("bob").see("/members/alice-1").status == 200
    assert visitor("alice").see("/account/privacy").status == 200
    put(*real)
    assert seen(BOB) == ["I lost a viola"]


def test_a_new_key_takes_over_row_by_row(app, keys):
    put, real = keys
    number = keep()
    put(OTHER_KEY, *real)
    row = db.session.get_one(
        LivedExperience, number, execution_options={"unscoped": "test"}
    )
    assert json.loads(vault.opened(row.sealed))["words"] == "I lost a viola"
    row.sealed = vault.renewed(row.sealed)
    db.session.commit()
    put(OTHER_KEY)
    assert [line.words for line in queries.mine(ALICE)] == ["I lost a viola"]


def test_a_member_who_is_not_there_has_none(app):
    assert queries.mine(Viewer()) == ()
