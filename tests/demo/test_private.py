"""What the demo's participant finds on the page of her privacy."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.demo import loader
from community.lived import queries as lived
from community.lived.models import LivedExperience
from community.members.models import Affiliation
from community.privacy import exclusions, looked
from community.privacy.models import Exclusion
from community.web import looked_words
from community.web.organise_people import ASKED
from tests.demo.sites import NOON
from tests.demo.test_promises import CHIDINMA, JO, viewer

KEPT = loader.data("private")[0]


@pytest.fixture(autouse=True)
def noon(demo: Flask):
    clock.set_source(lambda: NOON)
    yield
    clock.set_source(None)


def test_she_keeps_one_organisation_away_whose_people_are_not_here(demo):
    (one,) = exclusions.mine(viewer(JO))
    assert one.name == KEPT["excluded"]
    there = unscoped("test", func.count(Affiliation.id)).where(
        Affiliation.organisation_id.in_(select(Exclusion.organisation_id))
    )
    assert db.session.scalar(there) == 0, "nobody in the demo misses her"


def test_she_keeps_something_sealed_that_she_alone_reads(demo):
    (row,) = db.session.scalars(unscoped("test", LivedExperience))
    assert KEPT["lived"] not in row.sealed
    (mine,) = lived.mine(viewer(JO))
    assert mine.words == KEPT["lived"]
    assert lived.has_agreed(viewer(JO))
    assert not lived.mine(viewer(CHIDINMA))


def test_one_line_says_who_looked_and_why(demo):
    (card,) = looked.of(viewer(JO))
    assert card.why == ASKED
    with demo.test_request_context():
        said = looked_words.line(card)
    assert (
        said
        == "An organiser opened your contact details, because: you had asked to join."
    )
    assert card.at < NOON
