"""One's privacy in one place: who sees what, what one agreed to, who looked."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts import factors, queries
from community.accounts.models import ConsentPurpose
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.evidence.people import TALK_WORDING
from community.members.commands import SENSITIVE_WORDING
from community.privacy import audiences, choosing, consents, exclusions, looked
from community.privacy.looked import LedgerCard
from community.privacy.own_rows import Line, Thing
from community.web import looked_words, privacy_words, sessions
from community.web.door import members_only
from community.web.forms import done
from community.web.respond import respond, told

pages = Blueprint("privacy", __name__, url_prefix="/account/privacy")
pages.add_app_template_filter(looked_words.line, "ledger_line")


@dataclass(frozen=True)
class Part:
    """A few things of one sort, under one heading; `more` are the rest, folded."""

    name: str
    rows: tuple[privacy_words.Row, ...]
    more: tuple[privacy_words.Row, ...] = ()


FOLDED, LONG = 6, ("tags", "ties", "events", "helps")
"""So many of one long sort stand open; of the rest somebody opens the list."""

PARTS = {
    "profile": (Thing.NAME, Thing.KIND, Thing.ORGANISATION, Thing.PLACE, Thing.DETAIL),
    "tags": (Thing.TAG,),
    "projects": (Thing.MEMBERSHIP,),
    "ties": (Thing.TIE,),
    "talks": (Thing.TALK,),
    "events": (Thing.ATTENDANCE,),
    "helps": (Thing.HELP,),
    "lived": (Thing.LIVED,),
}


def _parts(mine: audiences.Mine) -> tuple[Part, ...]:
    found = []
    for name, things in PARTS.items():
        rows = [privacy_words.row(line, mine.sizes) for line in mine.of(*things)]
        most = FOLDED if name in LONG else len(rows)
        found.append(Part(name, tuple(rows[:most]), tuple(rows[most:])))
    return tuple(found)


@dataclass(frozen=True)
class PrivacyPage:
    """All of it."""

    slug: str
    mine: audiences.Mine
    parts: tuple[Part, ...]
    consents: tuple[tuple[str, consents.ConsentLine], ...]
    sign_ins: tuple[queries.SignInCard, ...]
    here: int
    two_factors: bool
    looked: tuple[LedgerCard, ...]


@pages.get("")
@members_only
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show who sees what of one, and all else that is one's own to decide."""
    assert viewer.account_id is not None
    mine = audiences.mine(viewer)
    given = consents.mine(viewer)
    page = PrivacyPage(
        slug=viewer.slug,
        mine=mine,
        parts=_parts(mine),
        consents=tuple((privacy_words.consent(one), one) for one in given),
        sign_ins=queries.sign_ins(viewer.account_id),
        here=sessions.here(),
        two_factors=factors.has_some(viewer.account_id),
        looked=looked.of(viewer),
    )
    return respond("privacy/index.html", page)


# ---------------------------------------------------------------- who sees one thing
@dataclass(frozen=True)
class WiderPage:
    """The question before something shows to more people."""

    row: privacy_words.Row
    to: str
    words: str
    size: str
    consent: str
    problem: str = field(default="", metadata={"api": False})


def _wanted(line: Line, chosen: str) -> str:
    if chosen not in line.choices or line.fixed:
        raise NotFound("audience")
    return chosen


@pages.get("/audience/<thing>/<int:row_id>")
@members_only
def wider(viewer: Viewer, thing: str, row_id: int) -> ResponseReturnValue:
    """Ask before something shows to more people than now."""
    line, sizes = audiences.line(viewer, thing, row_id)
    default = str(line.choices[-1])
    to = _wanted(line, request.args.get("to", default))
    if line.thing is Thing.LIVED:
        return redirect(url_for("lived.show", row_id=row_id))
    return _asked(line, to, sizes)


def _asked(
    line: Line, to: str, sizes: audiences.Sizes, problem: str = ""
) -> ResponseReturnValue:
    words = ""
    if line.thing is Thing.TAG and line.sensitive:
        words = _(SENSITIVE_WORDING, tag=line.label)
    elif line.thing is Thing.TALK and line.sensitive:
        words = _(TALK_WORDING, title=line.label)
    row = privacy_words.row(line, sizes)
    shown, size = row.choices[to], privacy_words.size(line, to, sizes)
    page = WiderPage(row, to, shown, size, words, problem)
    return respond("privacy/wider.html", page, 422 if problem else 200)


@pages.post("/audience/<thing>/<int:row_id>")
@members_only
def show(viewer: Viewer, thing: str, row_id: int) -> ResponseReturnValue:
    """Show something to fewer people at once, to more after asking."""
    line, sizes = audiences.line(viewer, thing, row_id)
    to = _wanted(line, request.form.get("audience", ""))
    here = f"{line.thing.value}-{line.id}"
    asks = choosing.is_wider(line, to)
    if asks and ("sure" not in request.form or line.thing is Thing.LIVED):
        return redirect(url_for("privacy.wider", thing=thing, row_id=row_id, to=to))
    try:
        choosing.choose(viewer, line, to, agreed="agreed" in request.form)
    except Refused as error:
        db.session.rollback()
        return _asked(line, to, sizes, told(error))
    words = privacy_words.audiences(line)[to]
    return done(
        _("Saved: %(who)s. It counts from now on.", who=words),
        "privacy.index",
        _anchor=here,
    )


# ---------------------------------------------------------------- consents
@pages.post("/consents/end")
@members_only
def end_consent(viewer: Viewer) -> ResponseReturnValue:
    """Take a consent back, and with it all that it allowed."""
    number = request.form.get("consent", 0, type=int)
    try:
        purpose = consents.take_back(viewer, number)
    except Refused as error:
        db.session.rollback()
        return done(told(error), "privacy.index", _anchor="agreed")
    said = _("Taken back. It has ended, from now on.")
    if purpose is ConsentPurpose.SURVEY:
        said = _("Taken back, and your answers are deleted.")
    return done(said, "privacy.index", _anchor="agreed")


# ---------------------------------------------------------------- organisations
@dataclass(frozen=True)
class ExclusionsPage:
    """Organisations to whose people one is never shown."""

    exclusions: tuple[exclusions.ExclusionCard, ...]
    known: tuple[str, ...]
    open_to_all: int
    typed: str = field(default="", metadata={"api": False})
    problem: str = field(default="", metadata={"api": False})


@pages.get("/organisations")
@members_only
def organisations(viewer: Viewer) -> ResponseReturnValue:
    """List whom one excludes, and ask for one more."""
    return _exclusions(viewer)


def _exclusions(
    viewer: Viewer, typed: str = "", problem: str = ""
) -> ResponseReturnValue:
    mine = audiences.mine(viewer)
    page = ExclusionsPage(
        exclusions=mine.exclusions,
        known=exclusions.known(),
        open_to_all=sum(line.audience == "public" for line in mine.lines),
        typed=typed,
        problem=problem,
    )
    return respond("privacy/organisations.html", page, 422 if problem else 200)


@pages.post("/organisations")
@members_only
def exclude(viewer: Viewer) -> ResponseReturnValue:
    """Never show the viewer to the people of an organisation."""
    typed = request.form.get("organisation", "")
    try:
        exclusions.exclude(viewer, typed)
    except Refused as error:
        db.session.rollback()
        return _exclusions(viewer, typed, told(error))
    return done(
        _("From now on people who say they belong there do not see you."),
        "privacy.organisations",
    )


@pages.post("/organisations/<int:exclusion_id>/end")
@members_only
def include(viewer: Viewer, exclusion_id: int) -> ResponseReturnValue:
    """Show the viewer to the people of an organisation again."""
    exclusions.take_back(viewer, exclusion_id)
    return done(_("They see of you what others see."), "privacy.organisations")
