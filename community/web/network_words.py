"""Sentences of the network pages: what a map adds up to, in plain words."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from community.matching.ego import MyNetwork
from community.network.crowds import Crowd
from community.network.maps import Network
from community.network.table import SHAPES, Asked


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


def legend(asked: Asked) -> tuple[Shape, ...]:
    """Return the legend, with what is shown ticked."""
    return tuple(
        Shape(shape, shape_label(shape), not asked.shapes or shape in asked.shapes)
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
    ]


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
    said = []
    if found.groups:
        groups = ngettext("%(num)s group", "%(num)s groups", found.groups)
        largest = ngettext(
            "the largest has %(num)s person",
            "the largest has %(num)s people",
            found.largest_group,
        )
        said.append(_("%(groups)s; %(largest)s.", groups=groups, largest=largest))
    else:
        said.append(_("Nobody on the map is linked to anybody yet."))
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


def _bridges(people: list[str]) -> str:
    said = ngettext(
        "%(who)s links people who otherwise would hardly meet.",
        "%(who)s link people who otherwise would hardly meet.",
        len(people),
        who=and_list(people),
    )
    return str(said)


def sentence(asked: Asked, found: Any) -> str:
    """Say in one sentence which rows the table shows."""
    if asked.show == "projects":
        parts = [ngettext("%(num)s project", "%(num)s projects", found.total)]
    else:
        parts = [ngettext("%(num)s person", "%(num)s people", found.total)]
        if asked.shapes:
            parts.append(_kinds(asked.shapes))
    if asked.q:
        parts.append(_("with “%(q)s”", q=asked.q))
    return " ".join(parts).rstrip(",")


def _kinds(shapes: tuple[int, ...]) -> str:
    """Say which kinds are shown, or when those are many, which are not."""
    if len(shapes) <= len(SHAPES) / 2:
        shown = [shape_label(shape) for shape in shapes]
        return _("of the kinds: %(kinds)s,", kinds=and_list(shown))
    hidden = [shape_label(shape) for shape in SHAPES if shape not in shapes]
    return _("of all kinds but: %(kinds)s,", kinds=and_list(hidden))


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
