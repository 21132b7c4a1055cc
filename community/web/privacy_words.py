"""How the page of one's privacy says what is shown, to whom, and to how many."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.models import ConsentPurpose
from community.core.ledger import Looked
from community.privacy.audiences import Sizes
from community.privacy.own_rows import Line, Thing
from community.web.words import month


def audiences(line: Line) -> dict[str, str]:
    """Return the words for each choice that a line has."""
    words: dict[str, str] = {
        "me": _("Only me"),
        "connections": _("My connections"),
        "projects": _("People in my projects"),
        "members": _("All members"),
        "public": _("Anyone"),
    }
    if line.thing is Thing.MEMBERSHIP:
        words["projects"] = _("The team of this project")
    if line.thing is Thing.TIE:
        words = {
            "pair": _("Only the two of us"),
            "near": _("People who know one of us"),
            "members": _("All members"),
        }
    if line.thing is Thing.HELP and line.about:
        words["me"] = _("Only the author of the idea")
    shown = (line.audience,) if line.fixed else line.choices
    return {str(one): words[one] for one in dict.fromkeys([*shown, line.audience])}


def size(line: Line, audience: str, sizes: Sizes) -> str:
    """Say how many people an audience is, as far as that may be told."""
    if line.thing is Thing.TIE and audience != "members":
        return str(
            {
                "pair": _("the two of you"),
                "near": _("the people who know one of you"),
            }[audience]
        )
    if line.thing is Thing.MEMBERSHIP and audience == "projects":
        if line.about:
            return str(_("whoever was in this project with you, and is there still"))
        return str(_("whoever is in this project with you"))
    if line.thing is Thing.ATTENDANCE and audience == "members":
        return _who_comes(line.about, sizes)
    if line.thing is Thing.HELP and audience == "me" and line.about:
        return str(_("you and the author of the idea"))
    words: dict[str, str] = {
        "me": _("nobody but you"),
        "connections": _connections(sizes),
        "projects": _projects(sizes),
        "members": _members(sizes),
        "public": _("anyone on the web, also without an account"),
    }
    return words[audience]


def _who_comes(at_most: str, sizes: Sizes) -> str:
    """Say who sees that one comes, as far as those who hold the event show it."""
    words: dict[str, str] = {
        "members": _members(sizes),
        "coming": _("those who come and see your name, and those who hold it"),
        "hosts": _("those who hold it, if they see your name"),
        "team": _("whoever is in the team that it is for"),
        "waiting": _(
            "nobody while you wait for a place, then whoever may see who comes"
        ),
    }
    return words[at_most]


def _connections(sizes: Sizes) -> str:
    if not sizes.connections:
        return str(_("nobody yet: you have no connections"))
    return str(
        ngettext(
            "%(num)s person: your connection",
            "%(num)s people: your connections",
            sizes.connections,
        )
    )


def _projects(sizes: Sizes) -> str:
    if not sizes.projects:
        return str(_("whoever is in a project with you: nobody whom you see"))
    return str(
        ngettext(
            "%(num)s person in your projects whom you see, and whoever is there unseen",
            "%(num)s people in your projects whom you see, and whoever is there unseen",
            sizes.projects,
        )
    )


def _members(sizes: Sizes) -> str:
    if not sizes.members:
        return str(_("every member; fewer than eight show themselves here"))
    return str(
        _("every member; about %(number)s show themselves here", number=sizes.members)
    )


def label(line: Line) -> str:
    """Name one thing."""
    if line.thing is Thing.DETAIL:
        return details()[line.label]
    if line.thing is Thing.NAME:
        return str(_("Name and pronouns"))
    if line.thing is Thing.LIVED and line.fixed:
        return str(_("Locked for now"))
    return line.label


def details() -> dict[str, str]:
    """Return the words for each detail of a profile."""
    return {
        "headline": _("Headline"),
        "about": _("About me"),
        "links": _("Links"),
        "availability": _("Time I have"),
        "open to": _("What I am open to"),
        "photo": _("Photo"),
    }


def kind_of(line: Line) -> str:
    """Say what sort of thing a line is, beside its name; nothing where that tells."""
    if line.thing is Thing.TAG:
        tags: dict[str, str] = {
            "offers": _("I offer this"),
            "seeks": _("I seek this"),
            "learning": _("I am learning this"),
            "interested": _("I am interested in this"),
        }
        return tags[line.about]
    if line.thing is Thing.MEMBERSHIP and line.about:
        ended = month(date.fromisoformat(line.about))
        return str(_("Until %(month)s", month=ended))
    if line.thing is Thing.ATTENDANCE and line.about == "waiting":
        return str(_("You wait for a place"))
    words: dict[Thing, str] = {
        Thing.KIND: _("Kind of participant"),
        Thing.ORGANISATION: _("Organisation"),
        Thing.PLACE: _("Place"),
    }
    return words.get(line.thing, "")


def purposes() -> dict[ConsentPurpose, str]:
    """Return what each purpose of a consent is called."""
    return {
        ConsentPurpose.MAP: _("Being on the map"),
        ConsentPurpose.SENSITIVE_TAG: _("Showing a sensitive tag"),
        ConsentPurpose.RULES: _("House rules"),
        ConsentPurpose.SURVEY: _("Answering a survey"),
        ConsentPurpose.LIVED: _("Keeping what I have lived through"),
    }


def consent(line: Any) -> str:
    """Name one consent."""
    if line.purpose is ConsentPurpose.LIVED and line.about:
        return str(_("Showing one thing that I have lived through"))
    if line.talk:
        return str(_("Being happy to talk about %(title)s", title=line.about))
    words = purposes()[line.purpose]
    return f"{words}: {line.about}" if line.about else words


def looked() -> dict[Looked, str]:
    """Return what somebody with a role looked at."""
    return {
        Looked.ACCOUNT: _("your account: its name, its state and its roles"),
        Looked.ADDRESS: _("your contact details"),
        Looked.APPLICATION: _("what you wrote when you asked to join"),
        Looked.CASE: _("a report that is about you"),
        Looked.EXPORT: _("a list that you are in, taken along as a file"),
        Looked.PRIVATE: _("what you show to few or nobody"),
    }


@dataclass(frozen=True)
class Row:
    """One thing about the viewer in words: what, who sees it, how many, who could."""

    thing: str
    id: int
    label: str
    kind: str
    now: str
    seen_by: str
    size: str
    choices: dict[str, str]
    fixed: bool
    link: str = ""

    @property
    def place(self) -> str:
        """Where on the page it is."""
        return f"{self.thing}-{self.id}"


def row(line: Line, sizes: Sizes) -> Row:
    """Say all that the page says of one thing."""
    words = audiences(line)
    return Row(
        line.thing.value, line.id, label(line), kind_of(line), str(line.audience),
        words[line.audience], size(line, line.audience, sizes), words, line.fixed,
        link(line),
    )  # fmt: skip


def link(line: Line) -> str:
    """Return where one finds what a line is named after; "" for what is here alone."""
    if line.thing is Thing.ATTENDANCE:
        return url_for("events.show", event=line.slug)
    if line.thing is Thing.HELP:
        return url_for("ideas.show", idea=line.slug)
    return ""
