"""What a view leaves of a map, against a slow oracle; tables and columns agree."""

import gzip
import json
import random
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from community.core.errors import NotFound
from community.core.text import random_id, slug_of
from community.matching.small_numbers import LEAST
from community.network import columns, facets, maps, table
from community.network.about import Value
from community.network.fitting import codes
from community.network.rows import Kind, MapRows, Named
from community.network.shown import shown
from community.network.view import FILTERS, View
from community.web.respond import plain
from tests.network.test_crowds import rows

SEEDS = range(12)


def lived_in(seed):
    """A random community whose people have places, phases, organisations and tags."""
    rng, found = random.Random(seed), rows(seed)
    named = [one.id for one in found.named]
    values = {
        name: {n: Value(n, f"{name}-{n}", f"{name} {n}") for n in range(1, number)}
        for name, number in (("place", 5), ("phase", 4), ("house", 6), ("tag", 9))
    }

    def pairs(name, share):
        return tuple(
            sorted(
                {
                    (one, rng.choice(list(values[name])))
                    for one in named
                    if rng.random() < share
                    for _ in range(2)
                }
            )
        )

    return replace(
        found,
        places={
            one: rng.choice(list(values["place"].values()))
            for one in named
            if rng.random() < 0.7
        },
        phases={
            one: rng.choice(list(values["phase"].values()))
            for one in found.projects
            if rng.random() < 0.8
        },
        organisations=values["house"],
        belongs=pairs("house", 0.5),
        tags=values["tag"],
        offers=pairs("tag", 0.6),
        seeks=pairs("tag", 0.4),
    )


def network(seed):
    return maps.network_of(lived_in(seed))


def views(seed):
    """Some random filters."""
    rng = random.Random(seed)
    choices = {
        "shape": ("1", "2", "0"), "place": ("place-1", "place-3"),
        "phase": ("phase-1", "phase-2"), "organisation": ("house-1", "house-2"),
        "group": ("1", "2"), "tag": ("tag-1", "tag-2", "tag-3"),
    }  # fmt: skip
    for _ in range(8):
        names = rng.sample(FILTERS, rng.randrange(3))
        chosen = {name: tuple(rng.sample(choices[name], 2)) for name in names}
        yield View(**chosen, q=rng.choice(("", "", "name 1", "2")))


def fits(one, view):
    """Say plainly whether a person fits a view."""
    about = one.about
    have = {
        "shape": {str(one.shape)},
        "place": {about.place.code},
        "phase": {phase.code for phase in about.phases},
        "organisation": {house.code for house in about.organisations},
        "group": {str(one.group)},
        "tag": {tag.code for tag in about.offers + about.seeks},
    }
    ticked = all(
        not getattr(view, name) or have[name] & set(getattr(view, name))
        for name in FILTERS
    )
    return ticked and all(word in one.name.lower() for word in view.q.split())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_people_who_fit_are_shown_with_the_links_between_them(seed):
    whole = network(seed)
    for view in views(seed):
        part = shown(whole, view).network
        kept = [one for one in whole.people if fits(one, view)]
        assert list(part.people) == kept
        ids = {one.id for one in kept}
        wanted = {
            (whole.people[link.a].id, whole.people[link.b].id)
            for link in whole.links
            if max(link.a, link.b) < len(whole.people)
            and {whole.people[link.a].id, whole.people[link.b].id} <= ids
        }
        people = len(part.people)
        drawn = {
            (part.people[link.a].id, part.people[link.b].id)
            for link in part.links
            if max(link.a, link.b) < people
        }
        assert drawn == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_projects_are_shown_with_somebody_who_fits_or_when_they_are_named(seed):
    whole = network(seed)
    team = {one.id: set(one.about.teams) for one in whole.people}
    for view in views(seed):
        part = shown(whole, view).network
        works = set().union(*(team[one.id] for one in part.people), set())
        named = bool(view.q.split()) and not any(
            getattr(view, name) for name in FILTERS
        )
        wanted = {
            one.id
            for one in whole.projects
            if (one.id in works and (not view.phase or one.phase.code in view.phase))
            or (named and all(word in one.title.lower() for word in view.q.split()))
        }
        assert {one.id for one in part.projects} == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_crowds_are_shown_whole_or_not_at_all(seed):
    whole = network(seed)
    for view in views(seed):
        part = shown(whole, view).network
        assert set(part.crowds) <= set(whole.crowds)
        if view.q.strip() or any(getattr(view, name) for name in FILTERS[1:]):
            assert not part.crowds
        assert all(one.people >= LEAST for one in part.crowds)
        single = len(part.people) + len(part.projects)
        assert all(
            link.number >= LEAST for link in part.links if max(link.a, link.b) >= single
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_dimmed_is_in_sight_and_in_no_table(seed):
    whole = network(seed)
    for view in views(seed):
        plain, dim = shown(whole, view), shown(whole, replace(view, dim=True))
        assert dim.network.keys == whole.keys
        strong = {key for n, key in enumerate(dim.network.keys) if n not in dim.faint}
        assert strong == set(plain.network.keys)
        assert table.people(dim) == table.people(plain)
        assert table.projects(dim) == table.projects(plain)
        assert table.links(dim) == table.links(plain)


def whole_slug(short: str, name: str) -> str:
    """Return the slug that was made short, as the drawing does."""
    if not short.startswith("~"):
        return short
    words = [*re.findall("[a-z0-9]+", name.lower()), short[1:]]
    return "-".join(word for word in words if word)


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_and_columns_hold_the_same(seed):
    whole = network(seed)
    places = np.random.default_rng(seed).random((whole.size, 2))
    for view in views(seed):
        part = shown(whole, replace(view, colour="place", cluster="tag"))
        sent = columns.columns(part, places)
        people, projects = table.people(part), table.projects(part)
        assert sent.people == len(people)
        assert sent.projects == len(projects)
        slugs = map(whole_slug, sent.slugs, sent.names)
        assert sorted(slugs) == sorted(one.slug for one in (*people, *projects))
        assert len(sent.ends) == len(table.links(part)) == len(sent.weight)
        assert len(sent.x) == part.network.size
        kept = [round(x * columns.SQUARE) for x in places[list(part.kept), 0]]
        assert sent.x == kept
        assert [field.name for field in sent.fields] == ["place", "tag"]
        for field in sent.fields:
            assert len(field.of) == sent.people + sent.projects
            assert field.values[0] == field.codes[0] == ""
        assert all(len(size.of) == len(sent.slugs) for size in sent.sizes)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_choice_counts_those_who_would_be_shown_with_it(seed):
    whole = network(seed)
    for view in views(seed):
        for name, found in facets.choices(whole, view).items():
            for choice in found:
                asked = replace(view, **{name: (choice.code,)})
                assert choice.people == len(shown(whole, asked).network.people)
            chosen = {one.code for one in found if one.chosen}
            assert chosen <= set(getattr(view, name))


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_add_up_to_the_people_and_ties_that_are_shown(seed):
    part = shown(network(seed), View(show="groups"))
    people, lines = part.network.people, table.groups(part)
    assert Counter(one.group for one in people if one.group) == {
        line.group: line.people for line in lines
    }
    ties = [
        {people[link.a].group, people[link.b].group}
        for link in part.network.links
        if link.kind == "tie" and max(link.a, link.b) < len(people)
    ]
    assert sum(line.inside for line in lines) == sum(len(ends) == 1 for ends in ties)
    assert sum(line.outside for line in lines) == 2 * sum(
        len(ends) == 2 for ends in ties
    )
    assert sum(line.projects for line in lines) <= len(part.network.projects)


@pytest.mark.parametrize("show", ["people", "ties", "projects", "groups"])
def test_every_column_sorts_both_ways(show):
    whole = network(3)
    rows_of = {
        "people": table.people, "ties": table.links, "projects": table.projects,
        "groups": table.groups,
    }[show]  # fmt: skip
    for column in table.sorts(show):
        up = rows_of(shown(whole, View(show=show, sort=column)))
        down = rows_of(shown(whole, View(show=show, sort=f"-{column}")))
        assert Counter(map(repr, up)) == Counter(map(repr, down))
        key = table._KEYS[show][column]
        assert [key(one) for one in up] == sorted(key(one) for one in up)
        assert [key(one) for one in down] == [key(one) for one in up][::-1]


def test_an_unknown_column_sorts_by_name():
    part = shown(network(1), View(sort="diabetes"))
    names = [one.folded for one in table.people(part)]
    assert names == sorted(names)


def test_pages_end():
    assert table.page_from([], 1).items == ()
    assert len(table.page_from(list(range(120)), 3).items) == 20
    with pytest.raises(NotFound):
        table.page_from([1], 2)


def test_codes_are_words_of_addresses():
    for one in network(2).people:
        for name in FILTERS:
            assert all(codes(one, name))


def test_two_thousand_people_and_six_thousand_ties_travel_in_fifty_kilobytes(
    monkeypatch,
):
    """All of them by name, with addresses as the site makes them."""
    deep = maps.measures_of
    monkeypatch.setattr(maps, "measures_of", lambda *a, **_: deep(*a, deep=False))
    rng, size = random.Random(7), 2_000
    syllables = [
        "an",
        "be",
        "cor",
        "da",
        "el",
        "fi",
        "gar",
        "ho",
        "is",
        "ja",
        "ka",
        "lo",
        "ma",
        "ne",
        "or",
        "pe",
        "ro",
        "sa",
        "ti",
        "vi",
    ]

    def word(number):
        return "".join(rng.choices(syllables, k=number)).capitalize()

    first, last = [word(2) for _ in range(200)], [word(3) for _ in range(900)]
    names = sorted(f"{rng.choice(first)} {rng.choice(last)}" for _ in range(size))
    ties: set[tuple[int, ...]] = set()
    while len(ties) < 3 * size:
        one = rng.randint(1, size)
        other = one + round(rng.gauss(0, 200))
        if 1 <= other <= size and other != one:
            ties.add(tuple(sorted((one, other))))
    community = MapRows(
        named=tuple(
            Named(n, f"{slug_of(name)}-{random_id()}", name, name.lower())
            for n, name in enumerate(names, 1)
        ),
        unnamed=frozenset(),
        absent=0,
        kinds={n: Kind(f"Kind {n % 16}", n % 7) for n in range(1, size + 1)},
        ties=tuple(sorted(ties)),
        projects={n: (slug_of(t := word(4)), t) for n in range(1, 151)},
        memberships=tuple(
            sorted({(rng.randint(1, size), rng.randint(1, 150)) for _ in range(1000)})
        ),
    )
    whole = maps.network_of(community)
    places = np.random.default_rng(7).random((whole.size, 2))
    sent = columns.columns(shown(whole, View()), places)
    written = json.dumps(plain(sent), separators=(",", ":")).encode()
    assert len(gzip.compress(written, 6)) <= 50_000
