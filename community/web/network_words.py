"""Sentences of the network pages: what a map adds up to, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from community.matching.ego import MyNetwork
from community.network.about import BELONGS, OFFERS, SEEKS
from community.network.crowds import Crowd
from community.network.figures import MEMBERSHIP, NEW, TIE, Figures
from community.network.kinds_apart import Apart, kinds_apart
from community.network.layers import SHARED
from community.network.maps import Network
from community.network.table import Node
from community.network.view import SHAPES, View
from community.web.words import either

TOLD = 2
"""So many pairs of kinds that few people join are told above the map."""


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


@dataclass(frozen=True)
class Shape:
    """An entry of the legend, which is the filter."""

    shape: int
    label: str
    chosen: bool


def shape_label(shape: int) -> str:
    """Return what a colour and shape stands for."""
    return {
        1: _("Lived experience"),
        2: _("Clinical"),
        3: _("Design"),
        4: _("Charity and community"),
        5: _("Research"),
        6: _("National and commissioning"),
    }.get(shape, _("Other, or not shown"))


def legend(asked: View) -> tuple[Shape, ...]:
    """Return the legend, with what is shown ticked."""
    return tuple(
        Shape(shape, shape_label(shape), not asked.shape or str(shape) in asked.shape)
        for shape in SHAPES
    )


def crowd_name(crowd: Crowd) -> str:
    """Return how a crowd is called: about how many, of which kind."""
    if crowd.shape < 0:
        return _("About %(num)s other members, without names", num=crowd.people)
    kind = shape_label(crowd.shape)
    return _("About %(num)s more without names: %(kind)s", num=crowd.people, kind=kind)


def names(network: Network) -> list[str]:
    """Return the name of each node."""
    return [
        *(one.name for one in network.people),
        *(one.title for one in network.projects),
        *(crowd_name(one) for one in network.crowds),
        *(one.label for one in network.tags),
        *(one.label for one in network.organisations),
    ]


def node_name(node: Node) -> str:
    """Return the name of the end of a link."""
    if node.type == "crowd":
        return crowd_name(Crowd(node.shape, node.people))
    return node.name


def link_name(kind: str) -> str:
    """Return what joins two nodes."""
    return {
        TIE: _("connection"),
        NEW: _("new connection"),
        MEMBERSHIP: _("works on"),
        OFFERS: _("offers"),
        SEEKS: _("looks for"),
        BELONGS: _("belongs to"),
        SHARED: _("have in common"),
    }[kind]


def and_list(words: list[str]) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(list)s and %(last)s", list=", ".join(words[:-1]), last=words[-1])


def summary(network: Network) -> tuple[str, ...]:
    """Say what the map shows, in a few sentences."""
    if network.few:
        return ()
    found = network.figures
    said = [_groups(found)]
    said += [_apart(one) for one in _told_apart(network)]
    if network.bridges:
        said.append(_bridges([network.people[place].name for place in network.bridges]))
    if found.alone:
        said.append(
            ngettext(
                "%(num)s person has no link that you may see.",
                "%(num)s people have no link that you may see.",
                found.alone,
            )
        )
    return tuple(said)


def _told_apart(network: Network) -> list[Apart]:
    """Return the narrowest ways between kinds, each kind once."""
    told: list[Apart] = []
    for one in kinds_apart(network):
        known = {kind for other in told for kind in (other.a, other.b)}
        if one.a not in known and one.b not in known:
            told.append(one)
    return told[:TOLD]


def _groups(found: Figures) -> str:
    if not found.groups:
        return _("Nobody on the map is linked to anybody yet.")
    groups = ngettext("%(num)s group", "%(num)s groups", found.groups)
    largest = ngettext(
        "the largest has %(num)s person",
        "the largest has %(num)s people",
        found.largest_group,
    )
    return _("%(groups)s; %(largest)s.", groups=groups, largest=largest)


def _apart(apart: Apart) -> str:
    """Say that two kinds of people are joined by few."""
    if not apart.people:
        return _(
            "No way that you may see leads from “%(a)s” to “%(b)s”.",
            a=apart.a,
            b=apart.b,
        )
    said = ngettext(
        "“%(a)s” reaches “%(b)s” through %(num)s person only: %(who)s.",
        "“%(a)s” reaches “%(b)s” through %(num)s people only: %(who)s.",
        len(apart.people),
        a=apart.a,
        b=apart.b,
        who=and_list([one.name for one in apart.people]),
    )
    return str(said)


def _bridges(people: list[str]) -> str:
    said = ngettext(
        "%(who)s links people who otherwise would hardly meet.",
        "%(who)s link people who otherwise would hardly meet.",
        len(people),
        who=and_list(people),
    )
    return str(said)


def sentence(asked: View, total: int, chosen: dict[str, list[str]]) -> str:
    """Say in one sentence which rows the table shows.

    `chosen` are the labels of what is ticked, by filter.
    """
    rows = {
        "people": ngettext("%(num)s person", "%(num)s people", total),
        "ties": ngettext("%(num)s link", "%(num)s links", total),
        "projects": ngettext("%(num)s project", "%(num)s projects", total),
        "groups": ngettext("%(num)s group", "%(num)s groups", total),
    }
    parts = [str(rows[asked.show])]
    if asked.shape:
        parts.append(_kinds(tuple(int(shape) for shape in asked.shape)))
    for name, label in filter_labels().items():
        if chosen.get(name):
            parts.append(f"– {label}: {either(chosen[name])},")
    if asked.q.strip():
        parts.append(_("with “%(q)s”", q=asked.q))
    return " ".join(parts).rstrip(",")


def _kinds(shapes: tuple[int, ...]) -> str:
    """Say which kinds are shown, or when those are many, which are not."""
    if len(shapes) <= len(SHAPES) / 2:
        shown = [shape_label(shape) for shape in shapes]
        return _("of the kinds: %(kinds)s,", kinds=and_list(shown))
    hidden = [shape_label(shape) for shape in SHAPES if shape not in shapes]
    return _("of all kinds but: %(kinds)s,", kinds=and_list(hidden))


def filter_labels() -> dict[str, str]:
    """Return what the filters beside the legend are called."""
    return {
        "place": _("place"),
        "phase": _("phase of a project"),
        "organisation": _("organisation"),
        "group": _("group"),
        "tag": _("skill or topic"),
    }


def group_label(number: int, names: Mapping[int, str]) -> str:
    """Return how a group is called: by its name, else by its number."""
    return names.get(number) or _("Group %(num)s", num=number)


def mine(network: MyNetwork) -> str:
    """Say how many people are how far from the viewer."""
    known = ngettext(
        "You know %(num)s person here",
        "You know %(num)s people here",
        len(network.ties),
    )
    work = ngettext(
        "work on %(num)s project", "work on %(num)s projects", len(network.work)
    )
    further = ngettext(
        "%(num)s more person is one step further",
        "%(num)s more people are one step further",
        network.more,
    )
    if not network.work:
        near = known
    elif not network.ties:
        near = _("You %(work)s", work=work)
    else:
        near = _("%(known)s and %(work)s", known=known, work=work)
    if not network.more:
        return _("%(near)s.", near=near)
    return _("%(near)s; %(further)s.", near=near, further=further)
