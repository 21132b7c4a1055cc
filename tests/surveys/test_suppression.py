"""What is published by group tells of no group with fewer than eight people.

The attacker of these tests knows the rule, every group there could be, and the exact
number of people in each published part, which is more than any page says.
"""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.surveys.suppression import APART, LEAST, WHOLE, divide

CODES = ["", "carer", "clinician", "designer", "housing", "patient"]
COUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 40), min_size=1)


def told(counts):
    """Return all that could be read from what is published: whole parts, exactly."""
    if sum(counts.values()) < LEAST:
        return None
    found = divide(counts)
    return (
        sum(counts.values()),
        tuple((code, counts[code]) for code in found.apart),
        (found.together, sum(counts[code] for code in found.together)),
    )


def worlds(codes, most):
    for numbers in product(range(most + 1), repeat=len(codes)):
        yield dict(zip(codes, numbers, strict=True))


@pytest.mark.parametrize(("groups", "most"), [(2, 30), (3, 22), (4, 10)])
def test_no_hidden_number_can_be_worked_out_in_any_small_world(groups, most):
    """For whatever is published, each hidden group could have two sizes or more."""
    codes = CODES[:groups]
    consistent = defaultdict(lambda: [set() for _ in codes])
    for counts in worlds(codes, most + 2):
        for place, code in enumerate(codes):
            consistent[told(counts)][place].add(counts[code])
    for counts in worlds(codes, most):
        published = told(counts)
        for place, code in enumerate(codes):
            if 0 < counts[code] < LEAST and published is not None:
                assert len(consistent[published][place]) > 1, (counts, code)


@given(COUNTS)
@example({"": 7, "carer": 7, "clinician": 7, "designer": 12})
@example({"": 7, "carer": 7, "clinician": 7, "designer": 7})
@example({"": 3, "carer": 20, "clinician": 30})
@example({"": 8, "carer": 20, "clinician": 30})
def test_no_part_is_small_and_nobody_is_in_two(counts):
    found = divide(counts)
    together = sum(counts[code] for code in found.together)
    assert all(counts[code] >= APART for code in found.apart)
    assert not found.together or (together >= LEAST and len(found.together) > 1)
    assert not set(found.apart) & set(found.together)
    if found != WHOLE:
        assert len(found.apart) + bool(found.together) > 1
        everybody = sum(counts[code] for code in (*found.apart, *found.together))
        assert everybody == sum(counts.values())


@given(COUNTS)
def test_somebody_of_a_small_group_could_be_in_another_and_nothing_would_differ(counts):
    """The proof of the rule, for any world: so far as labels are not published."""
    if sum(counts.values()) < LEAST:
        return
    for code, number in counts.items():
        if not 0 < number < LEAST or len(counts) == 1:
            continue
        moved = [
            {**counts, code: number + step, other: counts[other] - step}
            for other in counts
            for step in (1, -1)
            if other != code and counts[other] >= step
        ]
        assert told(counts) in [told(one) for one in moved]


@given(COUNTS)
def test_sums_and_differences_are_about_eight_people_or_more(counts):
    """Any sum of parts, and any difference of such sums that is a set of people."""
    found = divide(counts)
    parts = [counts[code] for code in found.apart]
    if found.together:
        parts.append(sum(counts[code] for code in found.together))
    parts = parts or [sum(counts.values())]
    if sum(counts.values()) < LEAST:
        return
    for chosen in product((0, 1), repeat=len(parts)):
        number = sum(one for one, taken in zip(parts, chosen, strict=True) if taken)
        assert number == 0 or number >= LEAST


@pytest.mark.parametrize(
    ("counts", "apart", "together"),
    [
        ({"": 0, "carer": 20, "clinician": 30}, ("clinician", "carer"), ()),
        ({"": 3, "carer": 20, "clinician": 30}, ("clinician",), ("", "carer")),
        ({"": 8, "carer": 20, "clinician": 30}, ("clinician",), ("", "carer")),
        ({"": 3, "carer": 6, "clinician": 30}, ("clinician",), ("", "carer")),
        ({"": 3, "carer": 2, "clinician": 30, "patient": 9},
         ("clinician",), ("", "carer", "patient")),
        ({"": 3, "carer": 30}, (), ()),
        ({"": 0, "carer": 30}, (), ()),
        ({"": 3, "carer": 2}, (), ()),
    ],
)  # fmt: skip
def test_known_divisions(counts, apart, together):
    found = divide(counts)
    assert (found.apart, found.together) == (apart, together)
