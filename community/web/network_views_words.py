"""What a view of the network map shows, in words."""

from typing import Any

from flask_babel import gettext, ngettext

from community.network.view import USUAL_LAYERS, View
from community.web.network_words import and_list, shape_label


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def says(view: View) -> str:
    """Say what a view shows and how, in one line."""
    parts = [*_layers(view), *_filters(view), *_looks(view)]
    return "; ".join(parts) if parts else _("the whole map")


def _layers(view: View) -> list[str]:
    if view.layers == USUAL_LAYERS and not view.projected:
        return []
    names = {
        "people": _("people"),
        "projects": _("projects"),
        "tags": _("tags"),
        "organisations": _("organisations"),
    }
    shown = and_list([names[one] for one in view.layers])
    if view.projected:
        return [_("%(layers)s, people joined by what they share", layers=shown)]
    return [shown]


def _filters(view: View) -> list[str]:
    found = []
    kinds = [shape_label(int(one)) for one in view.shape if one in "0123456"]
    if kinds:
        told = ngettext(
            "people of the kind %(kinds)s",
            "people of the kinds %(kinds)s",
            len(kinds),
            kinds=and_list(kinds),
        )
        found.append(str(told))
    places, phases = len(view.place), len(view.phase)
    organisations, groups = len(view.organisation), len(view.group)
    tags = len(view.tag)
    said = (
        (places, ngettext("in %(num)s place", "in %(num)s places", places)),
        (phases, ngettext("in %(num)s phase", "in %(num)s phases", phases)),
        (
            organisations,
            ngettext(
                "of %(num)s organisation", "of %(num)s organisations", organisations
            ),
        ),
        (groups, ngettext("in %(num)s group", "in %(num)s groups", groups)),
        (tags, ngettext("with %(num)s tag", "with %(num)s tags", tags)),
    )
    found += [str(words) for number, words in said if number]
    return [*found, _("all others faint")] if view.dim and found else found


def _looks(view: View) -> list[str]:
    colours = {
        "place": _("coloured by place"),
        "phase": _("coloured by phase"),
        "organisation": _("coloured by organisation"),
        "group": _("coloured by group"),
    }
    sizes = {
        "same": _("all of one size"),
        "reach": _("sized by reach"),
        "between": _("sized by how many paths lead through"),
    }
    clusters = {
        "group": _("gathered by group"),
        "project": _("gathered by project"),
        "tag": _("gathered by tag"),
        "place": _("gathered by place"),
        "organisation": _("gathered by organisation"),
    }
    tables = {
        "ties": _("with the table of links"),
        "projects": _("with the table of projects"),
        "groups": _("with the table of groups"),
    }
    chosen = (
        colours.get(view.colour),
        sizes.get(view.size),
        clusters.get(view.cluster),
        tables.get(view.show),
        _("as it was at a snapshot") if view.on else None,
        _("new connections thick and green") if view.since else None,
    )
    return [words for words in chosen if words]
