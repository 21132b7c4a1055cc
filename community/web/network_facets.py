"""The filters beside the map, in words, with how many people each choice would show."""

from collections.abc import Mapping
from dataclasses import dataclass

from community.network.facets import Choice
from community.web.network_words import filter_labels, group_label


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its value in the address, its words, how many people."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter of the map: its name in the address, its words, its choices."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        """How many choices are ticked."""
        return sum(option.chosen for option in self.options)

    @property
    def open(self) -> bool:
        """Whether the filter shows its choices from the start."""
        return self.chosen > 0


def facets(
    found: Mapping[str, tuple[Choice, ...]], names: Mapping[int, str]
) -> tuple[Facet, ...]:
    """Return the filters in words; `names` are those of groups."""
    return tuple(
        Facet(
            name,
            label[:1].upper() + label[1:],
            tuple(_option(name, one, names) for one in found[name]),
        )
        for name, label in filter_labels().items()
    )


def _option(name: str, one: Choice, names: Mapping[int, str]) -> Option:
    label = one.label
    if name == "group" and one.code.isdecimal():
        label = group_label(int(one.code), names)
    return Option(one.code, label, one.people, one.chosen)


def chosen(facets: tuple[Facet, ...]) -> dict[str, list[str]]:
    """Return the words of what is ticked, by filter."""
    return {
        facet.name: [option.label for option in facet.options if option.chosen]
        for facet in facets
    }
