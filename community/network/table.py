"""The table that says what the map draws: narrowed, sorted, paged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.core.errors import NotFound
from community.core.text import folded
from community.core.visible import Page
from community.network.figures import MapPerson, MapProject
from community.network.maps import Network

SIZE = 50
SHAPES = (1, 2, 3, 4, 5, 6, 0)

_PEOPLE: dict[str, Callable[[MapPerson], Any]] = {
    "name": lambda one: one.folded,
    "kind": lambda one: (one.kind == "", one.kind),
    "ties": lambda one: one.ties,
    "projects": lambda one: one.projects,
    "reach": lambda one: one.reach,
    "group": lambda one: (one.group == 0, one.group),
}
_PROJECTS: dict[str, Callable[[MapProject], Any]] = {
    "name": lambda one: folded(one.title),
    "people": lambda one: one.people,
    "group": lambda one: (one.group == 0, one.group),
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of a map; the same in the address and the drawing.

    `show` is people or projects; `sort` the name of a column, with a minus for the
    largest first; `shapes` the kinds to keep, all when empty; `person` the slug of
    whoever is selected.
    """

    q: str = ""
    show: str = "people"
    sort: str = "name"
    shapes: tuple[int, ...] = ()
    person: str = ""
    page: int = 1

    @property
    def column(self) -> str:
        """The column that the table is sorted by."""
        return self.sort.removeprefix("-")

    @property
    def down(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    def args(self, **other: Any) -> dict[str, Any]:
        """Return the address of this, with some parts changed; defaults stay out."""
        found = {
            "q": self.q, "show": self.show, "sort": self.sort, "shape": self.shapes,
            "person": self.person, **other,
        }  # fmt: skip
        usual = {"show": "people", "sort": "name"}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value and value != usual.get(name)
        }


def sorts(show: str) -> tuple[str, ...]:
    """Return the columns that a table can be sorted by."""
    return tuple(_PROJECTS if show == "projects" else _PEOPLE)


def people(network: Network, asked: Asked) -> list[MapPerson]:
    """Return the people of a map that `asked` asks for, in its order."""
    words = folded(asked.q).split()
    found = [
        one
        for one in network.people
        if (not asked.shapes or one.shape in asked.shapes)
        and all(word in one.folded for word in words)
    ]
    return sorted(found, key=_PEOPLE[asked.column], reverse=asked.down)


def projects(network: Network, asked: Asked) -> list[MapProject]:
    """Return the projects of a map that `asked` asks for, in its order."""
    words = folded(asked.q).split()
    found = [
        one
        for one in network.projects
        if all(word in folded(one.title) for word in words)
    ]
    return sorted(found, key=_PROJECTS[asked.column], reverse=asked.down)


def page_from(found: list[Any], number: int) -> Page[Any]:
    """Return page `number` of a list; raise `NotFound` beyond the end."""
    page: Page[Any] = Page((), number, SIZE, len(found))
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    first = (number - 1) * SIZE
    return Page(tuple(found[first : first + SIZE]), number, SIZE, len(found))
