"""Who fits the filters of a view: one rule for drawing, tables, facets and files."""

from community.core.text import folded
from community.network.figures import MapPerson
from community.network.maps import Network
from community.network.view import FILTERS, View


def fitting(network: Network, view: View) -> set[int]:
    """Return the places of the people who fit all filters and words of a view."""
    words = folded(view.q).split()
    return {
        place
        for place, one in enumerate(network.people)
        if all(word in one.folded for word in words)
        and all(fits(one, view, name) for name in FILTERS)
    }


def fits(person: MapPerson, view: View, name: str) -> bool:
    """Return whether somebody fits the filter `name` of a view."""
    wanted: tuple[str, ...] = getattr(view, name)
    return not wanted or any(code in wanted for code in codes(person, name))


def codes(person: MapPerson, name: str) -> tuple[str, ...]:
    """Return the values of somebody for one filter, as addresses write them."""
    about = person.about
    if name == "shape":
        return (str(person.shape),)
    if name == "group":
        return (str(person.group),) if person.group else ()
    if name == "place":
        return (about.place.code,) if about.place else ()
    held = {
        "phase": about.phases,
        "organisation": about.organisations,
        "tag": (*about.offers, *about.seeks),
    }[name]
    return tuple(dict.fromkeys(one.code for one in held))
