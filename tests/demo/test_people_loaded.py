"""The demo's invented people once they are in a database."""

import json

import pytest
from sqlalchemy import text

from community import settings
from community.app import create_app
from community.core.access import Viewer
from community.demo import loader

ACCOUNTS = json.loads((loader.HERE / "accounts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A site in demo mode with the demo community, inside an app context."""
    from community.core.db import db
    from community.serving import migrate

    chosen = {
        "COMMUNITY_MODE": "demo",
        "COMMUNITY_DATA_DIR": str(tmp_path_factory.mktemp("demo")),
        "COMMUNITY_LOG_LEVEL": "WARNING",
    }
    app = create_app(settings.read(chosen))
    migrate(app)
    with app.app_context():
        assert loader.load_if_empty()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ask(demo):
    """Ask the database: `ask("select ...")` gives the rows."""
    from community.core.db import db

    return lambda words, **values: db.session.execute(text(words), values).all()


def test_it_loads_once(demo):
    assert not loader.load_if_empty()


def test_only_the_demos_accounts_have_a_password(ask):
    found = ask("select email from account where password_hash is not null")
    assert {row.email for row in found} == {one["email"] for one in ACCOUNTS}


def test_an_address_tells_nothing_of_a_name_that_is_not_for_all_members(ask):
    found = ask("select slug from member where audience = 'connections'")
    assert found
    assert all(row.slug.startswith("member-") for row in found)


def test_whoever_is_on_the_map_agreed_to_it(ask):
    agreed = ask("select account_id from consent where purpose = 'map'")
    shown = ask("select account_id from member where map_consent <> 'absent'")
    assert len(shown) == 170
    assert sorted(agreed) == sorted(shown)


def test_whoever_shows_a_sensitive_tag_agreed_to_it(ask):
    agreed = ask(
        "select account_id, about from consent where purpose = 'sensitive tag'"
    )
    shown = ask(
        "select member.account_id, tag.label from member_tag"
        " join member on member.id = member_tag.member_id"
        " join tag on tag.id = member_tag.tag_id"
        " where tag.sensitive and member_tag.audience <> 'me'"
    )
    assert len(shown) >= 80
    assert sorted(agreed) == sorted(shown)


def test_some_words_are_narrower_than_the_name(ask):
    found = ask(
        "select 1 from member_detail join member on member.id = member_id"
        " where member.audience = 'public' and member_detail.name = 'about'"
        " and member_detail.audience = 'members'"
    )
    assert len(found) >= 6


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one["email"])
def test_each_demo_account_gets_three_people_and_three_projects_with_reasons(
    demo, ask, account
):
    from community.matching.answers import for_you

    (row,) = ask(
        "select member.id, account_id, member.name, slug from member"
        " join account on account.id = account_id where email = :email",
        email=account["email"],
    )
    with demo.test_request_context():
        viewer = Viewer(
            member_id=row.id, account_id=row.account_id, name=row.name, slug=row.slug,
            roles=frozenset(), state="active",
        )  # fmt: skip
        found = for_you(viewer)
    assert len(found.people) >= 3
    assert len(found.projects) >= 3
    assert all(one.why.sentences for one in [*found.people, *found.projects])
