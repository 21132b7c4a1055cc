"""The privacy test finds a leak in a count, in an order and in a reason."""

import pytest
from sqlalchemy import func, select

from community.core import visible as rule
from community.core.db import db
from community.matching import facts, snapshot_rows
from community.members import directory
from community.members.models import Member, MemberTag
from tests.privacy.test_non_interference import differences

TRIES = 100


def found(app, visitor, begins):
    """Return the first world in which something differs; None when none does."""
    for seed in range(TRIES):
        different, _changed, _number, _texts = differences(app, visitor, seed, begins)
        if different:
            return different
        app.extensions["renew"]()
    return None


@pytest.fixture
def renewable(app, database):
    """Let a test go back to the cast between two worlds."""

    def renew():
        db.session.remove()
        db.engine.dispose()
        database.reset()

    app.extensions["renew"] = renew
    yield app
    del app.extensions["renew"]


def test_a_count_over_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")

    def counted(statement):
        only = statement.with_only_columns(func.count(), maintain_column_froms=True)
        only = only.order_by(None).execution_options(unscoped="test")
        return db.session.scalar(only) or 0

    monkeypatch.setattr(rule, "count", counted)
    assert found(renewable, visitor, "/members/")


def test_an_order_by_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")
    tags = MemberTag.__table__.alias()
    number = (
        select(func.count())
        .select_from(tags)
        .where(tags.c.member_id == Member.id)
        .scalar_subquery()
    )
    real = directory._narrowed

    def leaking(statement, *rest, **more):
        return real(statement, *rest, **more).order_by(number.desc())

    monkeypatch.setattr(directory, "_narrowed", leaking)
    assert found(renewable, visitor, "/members/")


def everything(_viewer, parts, **given):
    """Run what was put together without anybody's rules."""
    return list(db.session.execute(unkept(_viewer, parts), given).all())


def unkept(_viewer, parts):
    """Select what was put together without anybody's rules."""
    return rule.unscoped("test", *parts.c)


def test_a_reason_of_hidden_rows_is_found(renewable, visitor, monkeypatch, at):
    at("2017-11-01 12:00")
    monkeypatch.setattr(snapshot_rows, "kept", unkept)
    monkeypatch.setattr(facts, "rows_of", everything)
    assert found(renewable, visitor, "/suggestions/")


def test_an_order_of_suggestions_by_hidden_rows_is_found(
    renewable, visitor, monkeypatch, at
):
    """The reasons stay honest; only the graph was built from everything."""
    at("2017-11-01 12:00")
    monkeypatch.setattr(snapshot_rows, "kept", unkept)
    assert found(renewable, visitor, "/suggestions/")
