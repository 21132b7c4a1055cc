"""What a viewer does not see of ideas changes no byte of the pages of ideas."""

import random

import pytest

from community.core.db import db
from tests.cast import CAST
from tests.privacy import stage
from tests.privacy.reading import read
from tests.privacy.thoughts import thought

PAGES = ["/ideas/"] + [
    f"/ideas/idea-{number}{page}" for number in (1, 2, 3) for page in ("", "/versions")
]


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dai", "olu", "mo"])
def test_what_is_hidden_of_ideas_changes_no_byte(app, visitor, at, who):
    at("2017-11-01 12:00")
    stage.fill()
    before = read(visitor(who), PAGES)
    thought(random.Random(who), CAST[who].viewer)
    db.session.commit()
    after = read(visitor(who), PAGES)
    assert [path for path in PAGES if before[path] != after[path]] == []
