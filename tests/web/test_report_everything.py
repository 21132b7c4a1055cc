"""Everything that people make can be reported from where it stands, in two clicks."""

import pytest
from sqlalchemy import JSON, Enum, String
from sqlalchemy.orm import configure_mappers

from community.connections.models import ConnectionStory
from community.core import scope
from community.core.db import db
from community.safeguarding.things import THINGS
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come, send
from tests.web.shown import NOBODY_ELSES, OWN_PAGE, PAGES


@pytest.fixture
def staged(app):
    stage.fill()
    words = {"connection_id": 2, "member_id": 5, "words": "We met at the pump"}
    db.session.add(ConnectionStory(**words))
    db.session.commit()


def kinds_at(page) -> set[str]:
    return {
        link.split("/")[2] for link in page.links("a") if link.startswith("/report/")
    }


@pytest.mark.parametrize(("path", "who", "kinds"), PAGES)
def test_what_a_page_shows_is_reported_there(staged, visitor, path, who, kinds):
    reader = visitor(who)
    page = reader.see(path)
    assert set(kinds) <= kinds_at(page)
    for link in page.links("a"):
        if link.startswith("/report/"):
            form = reader.see(link)
            assert form.select("main form [name=reason]"), link


def test_every_kind_is_shown_somewhere():
    assert {kind for _path, _who, kinds in PAGES for kind in kinds} == set(THINGS)


def _holds_words(kind: object) -> bool:
    return isinstance(kind, (String, JSON)) and not isinstance(kind, Enum)


def private_tables_with_words() -> list[str]:
    configure_mappers()
    return [
        name
        for name, kind in scope._private_classes().items()
        if any(
            isinstance(column.type, (String, JSON))
            and not isinstance(column.type, Enum)
            for column in kind.__table__.columns
        )
    ]


@pytest.mark.parametrize("table", private_tables_with_words())
def test_a_table_with_words_can_be_reported_or_says_why_not(table):
    """A new one fails until it is a thing, stands on one's page, or has a reason."""
    own = {thing.entity.__tablename__ for thing in THINGS.values()}
    assert table in own | set(OWN_PAGE) | set(NOBODY_ELSES), table


def test_what_is_excused_is_there_and_is_no_thing():
    own = {thing.entity.__tablename__ for thing in THINGS.values()}
    private = set(scope._private_classes())
    assert (set(OWN_PAGE) | set(NOBODY_ELSES)) <= private
    assert not own & (set(OWN_PAGE) | set(NOBODY_ELSES))
    assert set(OWN_PAGE.values()) <= set(THINGS)


@pytest.mark.parametrize("who", ["alice", "bob", "olu"])
def test_every_report_link_on_the_site_leads_to_its_form(app, staged, who):
    """No link to report leads nowhere: not to one's own, not to what is hidden."""
    reader, seen = come(app)(who), set()
    for one in addresses(app):
        if one.method != "GET" or one.path.startswith(("/api/", "/static/")):
            continue
        text = send(reader, one).get_data(as_text=True)
        for part in text.split('href="/report/')[1:]:
            seen.add("/report/" + part.split('"')[0].split("?")[0])
    assert len(seen) > 5
    for link in sorted(seen):
        assert reader.get(link).status_code == 200, link


def test_visitors_are_offered_no_report_and_can_write_instead(staged, visitor):
    for path in ("/projects/project-1", "/members/bob-2", "/updates/update-1"):
        assert not kinds_at(visitor().see(path))
    assert "mailto:" in " ".join(visitor().see("/terms").links())
