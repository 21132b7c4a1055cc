import pytest

from bench import silos, weeks
from bench.planted import Size


@pytest.fixture(scope="module")
def lists():
    """Return the figures of the lists of a small planted community, by share kept."""
    found = silos.measure(Size(members=120, projects=40), times=1)
    return {
        target: {(one["groups"], one["share"]): one for one in figures}
        for target, figures in found.items()
    }


@pytest.mark.parametrize("target", ["project", "member"])
@pytest.mark.parametrize("groups", ["silos", "found"])
@pytest.mark.parametrize("share", [0.1, 0.15, 0.2])
def test_kept_places_cross_silos_by_their_share(lists, target, groups, share):
    crossing = lists[target][groups, share]["across"]
    assert lists[target]["plain", None]["across"] < 0.09
    assert share - 0.01 < crossing < share + 0.04


@pytest.mark.parametrize("target", ["project", "member"])
def test_crossing_costs_little(lists, target):
    assert lists[target]["silos", 0.15]["loss"] < 0.04


def test_over_the_weeks_everybody_is_seen_and_nobody_is_drowned():
    found = weeks.measure(
        weeks.Size(people=80, first=50, weeks=14, last_arrival=9, tags=20)
    )
    plain, ours = found["plain"], found["re-ranked"]
    assert ours["gini"] < 0.8 * plain["gini"]
    assert ours["never_shown"] == 0
    assert ours["most_hellos"] <= weeks.CAPACITY < plain["most_hellos"]
    assert ours["longest_wait"] <= 3
    assert ours["newcomers_wait"] < plain["newcomers_wait"]
    assert ours["ties"] >= plain["ties"]
