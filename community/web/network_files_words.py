"""The words of the files of the network map: heads of tables, legends of pictures."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from community.network import table
from community.network.files.looks import ORGANISATION, PROJECT, TAG
from community.network.files.picture import Picture
from community.network.files.svg import Words
from community.network.maps import Network
from community.network.shown import Shown
from community.web import network_views_words, network_words
from community.web.network_words import (
    group_label,
    link_name,
    node_name,
    shape_label,
)


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def people_head() -> tuple[str, ...]:
    """Return the columns of the table of people, with their units."""
    return (
        _("Name"), _("Kind"), _("Connections"), _("Projects"), _("Within two steps"),
        _("Links others, per cent"), _("Nearness (of 100)"), _("Same circle (of 100)"),
        _("Contacts who know each other, per cent"), _("Core"), _("Group"), _("Place"),
    )  # fmt: skip


def people_rows(shown: Shown, names: Mapping[int, str]) -> Iterable[tuple[object, ...]]:
    """Return the rows of the table of people, in its order; `names` are of groups."""
    for one in table.people(shown):
        yield (
            one.name, one.kind, one.ties, one.projects, one.reach,
            f"{100 * one.between:.1f}", f"{100 * one.closeness:.0f}",
            f"{100 * one.constraint:.0f}" if one.ties else "",
            f"{100 * one.clustering:.0f}" if one.ties > 1 else "",
            one.core, group_label(one.group, names) if one.group else "",
            one.about.place.label,
        )  # fmt: skip


def links_head() -> tuple[str, ...]:
    """Return the columns of the table of links."""
    return _("From"), _("Link"), _("To"), _("About how many"), _("Across kinds")


def links_rows(shown: Shown, _names: Mapping[int, str]) -> Iterable[tuple[object, ...]]:
    """Return the rows of the table of links, in its order."""
    said = {None: "", True: _("Yes"), False: _("No")}
    for one in table.links(shown):
        ends = node_name(one.a), link_name(one.kind), node_name(one.b)
        yield *ends, one.number, said[one.across]


def says(shown: Shown) -> str:
    """Say what is shown, as the start of a sentence."""
    said = network_views_words.says(shown.view)
    return _("Shown: %(says)s.", says=said)


def summary(network: Network) -> tuple[str, ...]:
    """Say what the whole map adds up to."""
    if network.few:
        return (_("Too few people agreed to be on the map to draw one."),)
    return network_words.summary(network)


def of_picture(shown: Shown, picture: Picture, site: str) -> Words:
    """Return what a picture says."""
    unnamed = ""
    if picture.unnamed:
        unnamed = ngettext(
            "%(num)s name has no room here; the table has all.",
            "%(num)s names have no room here; the table has all.",
            picture.unnamed,
        )
    others = _("Others, or not shown")
    kinds = {shape: shape_label(shape) for shape in range(1, PROJECT)}
    things = {
        PROJECT: _("Project"),
        TAG: _("Skill or topic"),
        ORGANISATION: _("Organisation"),
    }
    return Words(
        title=_("Network map of %(site)s", site=site),
        says=says(shown),
        summary=_size(shown),
        shapes={**kinds, **things},
        rest=others if picture.told else shape_label(0),
        nowhere=others,
        unnamed=str(unnamed),
        values={str(one): group_label(one, {}) for one in _groups(shown)},
    )


def _groups(shown: Shown) -> set[int]:
    """Return the groups that are shown, where the picture tells groups apart."""
    if "group" not in (shown.view.colour, shown.view.cluster):
        return set()
    network = shown.network
    people = {one.group for one in network.people}
    return people | {one.group for one in network.projects}


def _size(shown: Shown) -> str:
    people = ngettext("%(num)s person", "%(num)s people", len(shown.network.people))
    links = ngettext("%(num)s link", "%(num)s links", len(shown.network.links))
    return _("%(people)s, %(links)s.", people=people, links=links)
