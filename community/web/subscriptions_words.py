"""What letters with updates call what they tell of, and where it is."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from community.subscriptions.gathering import Item, Section
from community.subscriptions.models import Every, Of
from community.web.words import day

HEADINGS = {
    Of.NEWS: _l("News"),
    Of.ESSAY: _l("Essays"),
    Of.RESOURCE: _l("In the Evidence Hub"),
    Of.EVENT: _l("Events to come"),
}
PLACES = {
    Of.NEWS: "/news/",
    Of.ESSAY: "/essays/",
    Of.RESOURCE: "/evidence/",
    Of.EVENT: "/events/",
}
"""Where all of a sort is."""
EVERY = {
    Every.WEEK: _l("Every week"),
    Every.FORTNIGHT: _l("Every two weeks"),
}


def every_label(every: Every) -> str:
    """Return how often something comes."""
    return str(EVERY[every])


def heading(of: Of) -> str:
    """Return what a sort of new things is called."""
    return str(HEADINGS[of])


def place(of: Of) -> str:
    """Return the path where all of a sort is."""
    return PLACES[of]


def path(item: Item, of: Of) -> str:
    """Return the path of one thing; news have theirs whatever project they are of."""
    return f"{'/updates/' if of is Of.NEWS else PLACES[of]}{item.slug}"


def line(item: Item) -> str:
    """Return what is said of a thing below its title; "" where nothing is."""
    parts = (day(item.day) if item.day else "", item.line)
    return ", ".join(part for part in parts if part)


def more(section: Section) -> str:
    """Say how much more there is than is named."""
    if section.items:
        return str(ngettext("%(num)s more", "%(num)s more", section.more))
    return str(ngettext("%(num)s is new", "%(num)s are new", section.more))


FILTERS: dict[str, Callable[..., str]] = {
    "updates_every": every_label,
    "updates_heading": heading,
    "updates_place": place,
    "updates_path": path,
    "updates_line": line,
    "updates_more": more,
}
"""What templates call these functions."""
