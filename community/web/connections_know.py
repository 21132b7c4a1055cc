"""Who do you know here? Many people named in two minutes; each confirms with a tap."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from community.connections import known, nameable
from community.connections.models import How
from community.connections.nameable import A_DAY, Nameable
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused, TooMany
from community.core.text import folded
from community.core.visible import visible
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.programme.cards import EventCard
from community.programme.models import Origin
from community.web.connections import pages
from community.web.door import door, members_only
from community.web.forms import done
from community.web.respond import respond, told

SIZE, MOST_TICKED = 20, 60
HOWS = (How.MET, How.ADVICE, How.WORKED_TOGETHER)


@dataclass(frozen=True)
class Row:
    """Somebody to tick, and what they share with the viewer."""

    person: MemberCard
    shares: tuple[str, ...]
    ticked: bool


@dataclass(frozen=True)
class Group:
    """People of one project or event, of several, or those ticked elsewhere."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Ticks:
    """What the reader typed and ticked so far."""

    q: str = ""
    number: int = 1
    who: frozenset[str] = frozenset()
    how: str = How.MET.value


@dataclass(frozen=True)
class KnowPage:
    """The people whom the viewer may name: one page of them, in groups.

    `left` says how many more today, `seen` whether somebody new sees the viewer's name;
    `undo` holds the requests that were made a moment ago; `event` is set on its page.
    """

    groups: tuple[Group, ...]
    total: int
    number: int
    pages: int
    left: int
    most: int
    seen: bool
    ticks: Ticks = field(metadata={"api": False})
    hows: tuple[How, ...] = field(metadata={"api": False})
    undo: tuple[int, ...] = field(default=(), metadata={"api": False})
    event: EventCard | None = None
    problem: str = field(default="", metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What was refused, for the summary above the list."""
        return [("people", self.problem)] if self.problem else []


def _ticks() -> Ticks:
    return Ticks(
        q=request.values.get("q", "").strip()[:100],
        number=max(1, request.values.get("page", 1, type=int)),
        who=frozenset(request.values.getlist("who")[:MOST_TICKED]),
        how=request.values.get("how", How.MET.value),
    )


# ---------------------------------------------------------------- the screen
def screen(
    viewer: Viewer, event: EventCard | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    """Show whom the viewer may name, of one event or of all they share."""
    ticks, choice = _ticks(), nameable.choice(viewer, event.id if event else None)
    words = folded(ticks.q).split()
    found = [one for one in choice.people if all(w in one.folded for w in words)]
    last = max(1, -(-len(found) // SIZE))
    number = min(ticks.number, last)
    here = found[(number - 1) * SIZE : number * SIZE]
    others = [one for one in choice.people if one.slug in ticks.who and one not in here]
    page = KnowPage(
        groups=_groups(viewer, others, here, ticks),
        total=len(found),
        number=number,
        pages=last,
        left=choice.left,
        most=A_DAY,
        seen=choice.seen,
        ticks=ticks,
        hows=HOWS,
        undo=_undo(viewer),
        event=event,
        problem=problem,
    )
    return respond("connections/know.html", page, status)


def _groups(
    viewer: Viewer, others: list[Nameable], here: list[Nameable], ticks: Ticks
) -> tuple[Group, ...]:
    people = cards(viewer, [one.id for one in (*others, *here)], tags=0)
    groups: dict[str, list[Row]] = {}
    for one, elsewhere in [*((o, True) for o in others), *((o, False) for o in here)]:
        if one.id in people:
            row = Row(people[one.id], one.shares, one.slug in ticks.who)
            groups.setdefault(_title(one, elsewhere=elsewhere), []).append(row)
    return tuple(Group(title, tuple(rows)) for title, rows in groups.items())


def _title(one: Nameable, *, elsewhere: bool) -> str:
    if elsewhere:
        return str(_("Ticked before"))
    if len(one.shares) > 1:
        return str(_("You share more than one thing"))
    return one.shares[0]


def _undo(viewer: Viewer) -> tuple[int, ...]:
    made = request.args.getlist("named", type=int)[:A_DAY]
    return known.just_named(viewer, made) if made else ()


@pages.get("/know")
@door("member", record=KnowPage, paces=("people", "search"))
def know(viewer: Viewer) -> ResponseReturnValue:
    """Show whom the viewer may know, of their projects and events."""
    return screen(viewer)


# ---------------------------------------------------------------- saving, taking back
@pages.post("/know")
@members_only
def name(viewer: Viewer) -> ResponseReturnValue:
    """Name those who are ticked, and show the next."""
    return save(viewer, url_for("connections.know"))


def save(
    viewer: Viewer, here: str, event: EventCard | None = None
) -> ResponseReturnValue:
    """Name those who are ticked, at an event where there is one; then go back."""
    ticks = _ticks()
    origin = Origin.EVENT if event else Origin.DIRECT
    try:
        named = known.name_people(
            viewer,
            _ids(viewer, ticks.who),
            _how(ticks.how),
            origin=origin,
            event_id=event.id if event else None,
        )
    except Refused as error:
        db.session.rollback()
        status = 429 if isinstance(error, TooMany) else 422
        return screen(viewer, event, told(error), status)
    if named.met:
        flash(
            ngettext(
                "%(num)s person had named you: you know each other here now.",
                "%(num)s people had named you: you know each other here now.",
                len(named.met),
            )
        )
    query = "&".join(f"named={request}" for request in named.requests)
    return redirect(f"{here}?{query}#undo" if query else here)


def _ids(viewer: Viewer, slugs: Iterable[str]) -> list[int]:
    found = visible(viewer, Member.id).where(
        Member.slug.in_(slugs), Member.id != viewer.member_id
    )
    return list(db.session.scalars(found))


def _how(word: str) -> How:
    if word not in HOWS:
        raise NotFound("how")
    return How(word)


@pages.post("/know/undo")
@members_only
def unname(viewer: Viewer) -> ResponseReturnValue:
    """Take back whom one named a moment ago."""
    number = known.take_back(viewer, request.form.getlist("request", type=int)[:A_DAY])
    message = ngettext(
        "%(num)s person is not named any more. Nobody is told.",
        "%(num)s people are not named any more. Nobody is told.",
        number,
    )
    return done(message, "connections.know")
