"""What the nodes of a map can be coloured, sized and clustered by, as columns."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from community.network.about import Value
from community.network.figures import MapPerson, MapProject

STEPS = 99
"""Sizes are whole numbers from 0 to this: more than eyes can tell apart."""
Coded = tuple[str, str]
NONE: Coded = ("", "")


@dataclass(frozen=True)
class Field:
    """What people and projects can be coloured and clustered by.

    `of` says for each person, then each project, which of `values` is theirs; the
    first value is always empty, for those who have none. `codes` are the values as
    addresses write them.
    """

    name: str
    codes: list[str]
    values: list[str]
    of: list[int]


@dataclass(frozen=True)
class Size:
    """A number for each person, then each project, to draw large or small."""

    name: str
    of: list[int]


def fields_of(
    people: Sequence[MapPerson],
    projects: Sequence[MapProject],
    names: Mapping[int, str],
    wanted: Container[str],
) -> list[Field]:
    """Return the wanted fields of people and projects; `names` are those of groups."""
    nowhere = [NONE] * len(projects)
    titles = {one.id: (one.slug, one.title) for one in projects}

    def group() -> list[Coded]:
        numbers = [*(one.group for one in people), *(one.group for one in projects)]
        return [_group(number, names) for number in numbers]

    def place() -> list[Coded]:
        return [*(_first([one.about.place]) for one in people), *nowhere]

    def phase() -> list[Coded]:
        work = (_first([one.phase]) for one in projects)
        return [*(_first(one.about.phases) for one in people), *work]

    def organisation() -> list[Coded]:
        return [*(_first(one.about.organisations) for one in people), *nowhere]

    def project() -> list[Coded]:
        return [*(_team(one, titles) for one in people), *titles.values()]

    def tag() -> list[Coded]:
        return [*_held_by_most(people), *nowhere]

    made = (group, place, phase, organisation, project, tag)
    return [_field(one.__name__, one()) for one in made if one.__name__ in wanted]


def _team(person: MapPerson, titles: Mapping[int, Coded]) -> Coded:
    """Return the first project of somebody that is shown."""
    return next((titles[team] for team in person.about.teams if team in titles), NONE)


def _group(number: int, names: Mapping[int, str]) -> Coded:
    return (str(number), names.get(number, str(number))) if number else NONE


def _first(values: Iterable[Value]) -> Coded:
    return next(((one.code, one.label) for one in values if one), NONE)


def _held_by_most(people: Sequence[MapPerson]) -> list[Coded]:
    """Return for each person the tag of theirs that most people have: their crowd."""
    tags = [{*one.about.offers, *one.about.seeks} for one in people]
    number = Counter(tag for some in tags for tag in some)
    return [
        _first(sorted(some, key=lambda tag: (-number[tag], tag))[:1]) for some in tags
    ]


def _field(name: str, coded: list[Coded]) -> Field:
    found = [NONE, *sorted({one for one in coded if one != NONE}, key=_order)]
    number = {one: place for place, one in enumerate(found)}
    return Field(
        name,
        [code for code, _ in found],
        [label for _, label in found],
        [number[one] for one in coded],
    )


def _order(coded: Coded) -> tuple[int, str]:
    """Order groups by their number, all else by its label."""
    code, label = coded
    return (int(code), "") if code.isdecimal() else (0, label)


def sizes_of(people: Iterable[MapPerson], projects: Iterable[MapProject]) -> list[Size]:
    """Return the sizes of people and projects; a project is as large as its team.

    How many links each has is not among them: the links say so.
    """
    people = tuple(people)
    teams = [one.people for one in projects]
    reach, between = [one.reach for one in people], [one.between for one in people]
    return [
        Size("reach", _in_steps([*reach, *teams])),
        Size("between", [*_in_steps(between), *([0] * len(teams))]),
    ]


def _in_steps(values: list[float] | list[int]) -> list[int]:
    most = max(values, default=0) or 1
    return [round(value / most * STEPS) for value in values]
