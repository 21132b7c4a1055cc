"""The first visit: whoever says three words gets people and projects that suit them."""

import pytest

from community.members.models import Relation
from tests.matching.patterns import learn_patterns
from tests.matching.ways import answer, say

WORDS = (
    ("evaluation", Relation.OFFERS),
    ("facilitation", Relation.OFFERS),
    ("storytelling", Relation.SEEKS),
)


@pytest.mark.parametrize("learnt", [False, True])
def test_three_words_bring_suggestions_with_reasons_at_once(app, learnt):
    if learnt:
        learn_patterns()
    before = answer("olu")
    assert not before.people
    assert not before.projects
    for slug, relation in WORDS:
        say(6, slug, relation)
    found = answer("olu")
    assert {"Dai Prosser", "Alice Marsh"} <= {one.card.name for one in found.people}
    titles = [one.card.title for one in found.projects]
    assert titles == ["Pain cafe", "Walking together"]
    for one in (*found.people, *found.projects):
        assert one.why.sentences
        assert len(one.why.thread) > 2
