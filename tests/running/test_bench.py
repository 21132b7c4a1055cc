"""What the measurements stand on: synthetic communities, tables and splits."""

from dataclasses import fields

import numpy as np
import pytest

from bench import __main__, communities, matching, recbole
from community.graph import Matcher, Rows
from community.graph.relations import ENDS, compile_relations

FIELDS = sorted(ENDS)


@pytest.fixture(scope="module")
def thousands():
    return communities.synthetic(4000)


@pytest.mark.parametrize("members", [1, 20, 200, 4000])
def test_a_synthetic_community_of_any_size_compiles(members):
    rows = communities.synthetic(members)
    assert (rows.members, rows.projects) == (members, max(20, members // 10))
    assert compile_relations(rows)["member>project"].size == members


@pytest.mark.parametrize("field", FIELDS)
def test_each_edge_of_a_synthetic_community_occurs_once(thousands, field):
    pairs = getattr(thousands, field)
    _, _, one, other = ENDS[field]
    assert len(pairs) > 0
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    if one == other:
        assert (pairs[:, 0] != pairs[:, 1]).all()
        assert len(np.unique(np.sort(pairs, axis=1), axis=0)) == len(pairs)


def test_the_same_seed_draws_the_same_community_and_another_one_does_not(thousands):
    again, other = communities.synthetic(4000), communities.synthetic(4000, seed=1)
    for field in FIELDS:
        assert np.array_equal(getattr(thousands, field), getattr(again, field))
    assert not np.array_equal(thousands.memberships, other.memberships)


def test_a_synthetic_community_has_the_usual_number_of_everything(thousands):
    def mean(pairs, number):
        return len(pairs) / number

    assert 2.2 < mean(thousands.memberships, 4000) < 2.7
    assert 5.4 < mean(2 * [*thousands.ties], 4000) < 6.3
    assert 3.8 < mean(thousands.expertise, 4000) < 4.2
    assert 2.8 < mean(thousands.topics, 400) < 3.2
    assert 0.8 < mean(thousands.needs, 400) < 1.2
    joined = np.bincount(thousands.memberships[:, 0], minlength=4000)
    assert 0.17 < (joined == 0).mean() < 0.23
    assert joined.max() > 10


def test_what_is_offered_or_sought_is_known(thousands):
    known = set(map(tuple, thousands.expertise.tolist()))
    for pairs in (thousands.offers, thousands.seeks):
        assert set(map(tuple, pairs.tolist())) < known


def test_people_keep_to_their_groups_but_for_one_tie_in_ten():
    random = np.random.default_rng(3)
    people = communities._Kind.drawn(4000, 20, random)
    ties = communities._ties(people, random)
    across = people.group[ties[:, 0]] != people.group[ties[:, 1]]
    assert 0.08 < across.mean() < 0.13


def test_few_tags_are_used_by_many_and_many_by_few(thousands):
    used = np.sort(np.bincount(thousands.expertise[:, 1], minlength=400))
    assert used[-1] > 20 * np.median(used)


def test_a_community_comes_back_from_its_file(tmp_path):
    rows = communities.synthetic(50)
    communities.save(rows, tmp_path / "rows.npz")
    back = communities.load(tmp_path / "rows.npz")
    for field in fields(Rows):
        assert np.array_equal(getattr(rows, field.name), getattr(back, field.name))


def test_the_tag_overlap_of_the_baseline_is_the_number_of_shared_tags(thousands):
    database = matching.tag_database(thousands)
    found = dict(database.execute(matching.OVERLAP, (7,)).fetchall())
    tags = set(thousands.expertise[thousands.expertise[:, 0] == 7, 1].tolist())
    for project, shared in found.items():
        topics = thousands.topics[thousands.topics[:, 0] == project, 1]
        assert len(tags & set(topics.tolist())) == shared
    assert len(found) == 10


def test_all_ask_in_a_small_community_and_some_for_people_in_a_large_one(
    thousands, monkeypatch
):
    matcher = Matcher.from_rows(thousands)
    for kind in ("project", "member"):
        took, estimated = matching.everybody(matcher, kind, thousands.members)
        assert (took > 0, estimated) == (True, False)
    monkeypatch.setattr(matching, "MOST_ASKED", 100)
    monkeypatch.setattr(matching, "SAMPLE", 50)
    assert not matching.everybody(matcher, "project", thousands.members)[1]
    assert matching.everybody(matcher, "member", thousands.members)[1]


def test_growth_is_1_where_cost_grows_as_the_community_does():
    def of(members, cost):
        return {"members": members, "figures": {"it": {"p50_ms": cost}}}

    found = [of(100, 2.0), of(1000, 20.0), of(10_000, 20.0)]
    matching.grown(found)
    assert [one["figures"]["it"].get("growth") for one in found] == [None, 1.0, 0.1]


@pytest.mark.parametrize(
    ("number", "valid", "test"),
    [
        (1, 0, 0), (2, 0, 1), (3, 1, 1), (9, 1, 1), (10, 1, 1),
        (19, 1, 1), (20, 2, 2), (49, 4, 4), (50, 5, 5),
    ],
)  # fmt: skip
def test_recbole_rounds_down_and_keeps_one_to_find(number, valid, test):
    assert recbole.parts(number) == (valid, test)


def test_a_split_loses_nothing_and_differs_by_seed():
    pairs = communities.synthetic(300).memberships
    learn, valid, test = recbole.split(pairs, 0)
    together = np.concatenate([learn, valid, test])
    assert np.array_equal(np.unique(together, axis=0), np.unique(pairs, axis=0))
    for member, number in enumerate(np.bincount(pairs[:, 0]).tolist()):
        has = ((valid[:, 0] == member).sum(), (test[:, 0] == member).sum())
        assert has == recbole.parts(number)
    assert not np.array_equal(test, recbole.split(pairs, 1)[2])


def test_tags_given_on_held_out_pairs_are_dropped_alone():
    assigned = np.array([[0, 5, 1], [0, 5, 2], [1, 5, 1], [0, 6, 3]])
    topics, expertise = recbole.tags_without(assigned, np.array([[0, 5]]), 10)
    assert topics.tolist() == [[5, 1], [6, 3]]
    assert expertise.tolist() == [[0, 3], [1, 1]]


def test_ndcg_is_1_for_the_best_list_however_little_there_is_to_find():
    assert recbole.score([[4, 9, 1]], [{4}]) == [1.0, 1.0]
    ndcg, recall = recbole.score([[9, 4, 1]], [{4, 7}])
    assert ndcg == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert recall == 0.5


def test_without_the_listeners_a_sentence_says_so(tmp_path, capsys):
    assert recbole.main([str(tmp_path / "none.npz")]) == 1
    assert "none.npz" in capsys.readouterr().err


def test_one_part_measured_again_leaves_the_figures_of_the_others(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(__main__, "OUT", tmp_path / "build" / "bench.json")
    __main__.keep("site", {"a": 1})
    __main__.keep("matching", {"b": 2})
    __main__.keep("site", {"a": 3})
    written = __main__.json.loads(__main__.OUT.read_text())
    assert (written["site"], written["matching"]) == ({"a": 3}, {"b": 2})


def test_a_part_that_does_not_exist_is_refused(capsys):
    with pytest.raises(SystemExit):
        __main__.main(["nothing"])
    assert "no such part: nothing" in capsys.readouterr().err
