"""Changing what a viewer may not see changes no byte of what this viewer gets.

A usual run reads a random part of the routes in each world; with ASSURE in the
environment there are many worlds, and every route is read in each.
"""

import os
import random
from dataclasses import replace

import pytest

from community.core.access import VISITOR, Role
from tests import sampling
from tests.cast import CAST
from tests.privacy.reading import paths, read
from tests.privacy.worlds import change_what_is_hidden, shuffle

WHOLE = bool(os.environ.get("ASSURE"))
WORLDS = int(os.environ.get("ASSURE_WORLDS", 300)) if WHOLE else 10
PART = sampling.size(40, 40, 15)
VIEWERS = [None, "alice", "bob", "dai", "lea", "olu", "ada", "mo"]


def differences(app, visitor, seed, begins=""):
    """Build world `seed`, read, change what is hidden, read again; say what differs."""
    rng = random.Random(seed)
    who = VIEWERS[seed % len(VIEWERS)]
    viewer = CAST[who].viewer if who else VISITOR
    if who == "dai":  # the stage lets him curate
        viewer = replace(viewer, roles=frozenset({Role.CURATOR}))
    shuffle(rng)
    reader = visitor(who)
    found = [path for path in paths(app, rng) if path.startswith(begins)]
    if not begins and not WHOLE:
        found = rng.sample(found, PART)
    before = read(reader, found)
    changed = change_what_is_hidden(rng, viewer)
    after = read(reader, found)
    different = [path for path in found if before[path] != after[path]]
    return different, changed, len(found), {p: (before[p], after[p]) for p in different}


@pytest.mark.parametrize("seed", range(WORLDS))
def test_what_is_hidden_changes_no_byte(app, visitor, seed, at, record_property):
    at("2017-11-01 12:00")
    different, changed, number, texts = differences(app, visitor, seed)
    record_property("requests", 2 * number)
    record_property("differences", len(different))
    first = next(iter(texts.values()), ("", ""))
    assert not different, (seed, changed, different, _apart(*first))


def _apart(one, other):
    """Return the neighbourhood of the first difference."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return one[max(0, place - 200) : place + 200], other[
                max(0, place - 200) : place + 200
            ]
    return one[-200:], other[-200:]
