"""Figures by part: as counted one by one, and nothing small among them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.surveys.design import questions
from community.surveys.models import Method
from community.surveys.results import EVERYBODY, TOGETHER, thawed, worked_out
from community.surveys.suppression import LEAST, about, divide

KINDS = ["carer", "clinician", "designer", "patient"]
ITEMS = [11, 12, 13, 14, 15]
ASKED = [[ITEMS[number] for number in one] for one in questions(len(ITEMS), 3)]
PAIRS = [st.permutations(one).map(lambda two: two[:2]) for one in ASKED]
COMPARED = st.tuples(*PAIRS).map(
    lambda pairs: {"best": [a for a, _b in pairs], "worst": [b for _a, b in pairs]}
)
RATED = st.fixed_dictionaries({str(item): st.integers(1, 5) for item in ITEMS})
SLOW = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def rows(said):
    """Some who answered: a few big groups and some small ones."""
    row = st.tuples(st.sampled_from(["", *KINDS, "carer", "carer", "clinician"]), said)
    return st.lists(row, min_size=LEAST, max_size=45)


def compared(answers):
    return worked_out(Method.BEST_WORST, ASKED, ITEMS, KINDS, answers)


def of_part(code, answers, division):
    codes = {EVERYBODY: ["", *KINDS], TOGETHER: division.together}.get(code, [code])
    return [said for kind, said in answers if kind in codes]


@SLOW
@given(rows(COMPARED))
def test_scores_of_each_part_are_those_of_counting_one_by_one(answers):
    counts = dict.fromkeys(["", *KINDS], 0)
    for kind, _said in answers:
        counts[kind] += 1
    division = divide(counts)
    for part in compared(answers):
        said = of_part(part.code, answers, division)
        assert len(said) >= LEAST
        assert part.base == about(len(said)) >= 10
        for one in part.figures:
            times = sum(one.item in asked for asked in ASKED) * len(said)
            lead = sum(
                each["best"].count(one.item) - each["worst"].count(one.item)
                for each in said
            )
            assert abs(one.score - 100 * lead / times) <= 0.5
        ordered = sorted((one.score for one in part.figures), reverse=True)
        for one in part.figures:
            assert ordered[one.rank - 1] == one.score
        assert 97 <= sum(one.share for one in part.figures) <= 103


@SLOW
@given(rows(RATED))
def test_means_of_each_part_are_those_of_counting_one_by_one(answers):
    told = [(kind, {"rated": said}) for kind, said in answers]
    counts = dict.fromkeys(["", *KINDS], 0)
    for kind, _said in answers:
        counts[kind] += 1
    for part in worked_out(Method.RATING, [], ITEMS, KINDS, told):
        said = of_part(part.code, answers, divide(counts))
        for one in part.figures:
            mean = sum(each[str(one.item)] for each in said) / len(said)
            assert abs(one.mean - mean) <= 0.051


@SLOW
@given(rows(COMPARED), st.data())
def test_a_small_group_could_have_another_size_and_no_figure_would_differ(
    answers, data
):
    """Somebody of a group of 1 to 7 is counted elsewhere: byte for byte the same."""
    counts = dict.fromkeys(["", *KINDS], 0)
    for kind, _said in answers:
        counts[kind] += 1
    small = [kind for kind, number in counts.items() if 0 < number < LEAST]
    if not small:
        return
    code = data.draw(st.sampled_from(small))
    published = compared(answers)
    others = []
    for place, (kind, said) in enumerate(answers):
        for to in counts:
            if to != kind and code in (kind, to):
                others.append([*answers[:place], (to, said), *answers[place + 1 :]])
    assert any(compared(one) == published for one in others)


def test_no_figure_says_whose_it_is_or_how_many_few():
    answers = [("carer", 20), ("clinician", 12), ("patient", 3), ("", 2)]
    said = {"best": [one[0] for one in ASKED], "worst": [one[1] for one in ASKED]}
    told = [(kind, said) for kind, number in answers for _each in range(number)]
    assert [(part.code, part.base) for part in compared(told)] == [
        (EVERYBODY, 35), ("carer", 20), (TOGETHER, 15),
    ]  # fmt: skip


def test_frozen_figures_thaw_as_they_were():
    from dataclasses import asdict

    said = {"best": [one[0] for one in ASKED], "worst": [one[1] for one in ASKED]}
    parts = compared([("", said)] * 8)
    assert thawed({"parts": [asdict(part) for part in parts]}) == parts
    assert thawed(None) == ()


@pytest.mark.parametrize(("number", "told"), [(8, 10), (12, 10), (13, 15), (97, 95)])
def test_bases_are_to_the_nearest_five(number, told):
    assert about(number) == told


def test_there_is_no_base_below_eight():
    with pytest.raises(ValueError, match="eight"):
        about(7)
