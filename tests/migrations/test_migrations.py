"""The migrations: the upgraded schema is that of the models, and all goes back."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from community import schema
from community.core.db import db


def names() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_upgraded_schema_is_that_of_the_models(empty):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_all_goes_down_and_up_again_with_people_in_it(empty):
    from tests import cast

    upgrade()
    assert names() == set(schema.metadata.tables)
    cast.fill()
    db.session.remove()
    downgrade(revision="base")
    assert names() == set()
    upgrade()
    assert names() == set(schema.metadata.tables)
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from member")).scalar() == 0


def test_every_constraint_has_a_name(empty):
    upgrade()
    found = inspect(db.engine)
    for table in names():
        for key in found.get_foreign_keys(table):
            assert key["name"], (table, key)
        for unique in found.get_unique_constraints(table):
            assert unique["name"], (table, unique)
