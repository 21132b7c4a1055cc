"""An address of a project from before it was renamed leads on, whatever it shows."""

import pytest

from community.core.db import db
from community.projects.models import ProjectSlug

PLACE = "/projects/<slug>"


@pytest.fixture
def old(app):
    """Every address under a project's that can be opened and needs no more than it."""
    db.session.add(ProjectSlug(slug="old-cafe", project_id=1))
    db.session.commit()
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PLACE)
        and rule.methods >= {"GET"}
        and rule.arguments == {"slug"}
    ]
    assert len(found) > 15
    return sorted(found)


def test_whatever_it_shows_whoever_leads_is_led_on(visitor, old):
    lea, lost = visitor("lea"), []
    for rule in old:
        here, there = (rule.replace("<slug>", it) for it in ("old-cafe", "project-1"))
        response = lea.client.get(f"{here}?a=1&_scheme=x")
        if response.status_code == 404 and lea.client.get(there).status_code == 404:
            continue
        if (response.status_code, response.location) != (301, f"{there}?a=1&_scheme=x"):
            lost.append((rule, response.status_code, response.location))
    assert lost == []


def test_only_where_one_may_go(visitor, old):
    paths = [rule.replace("<slug>", "old-cafe") for rule in old]
    db.session.execute(ProjectSlug.__table__.update().values(project_id=3))
    db.session.commit()
    bob = visitor("bob")
    assert {bob.client.get(path).status_code for path in paths} == {404}


def test_what_is_sent_is_not_led_on(visitor, old):
    lea = visitor("lea")
    lea.see("/projects/project-1/edit")
    page = lea.post("/projects/old-cafe/follow", {"on": "yes"})
    assert page.status == 404
