"""Programmes for organisers: making one, its pieces, opening and closing it."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.programme import programmes, programmes_areas
from community.programme import programmes_queries as queries
from community.programme.models import Programme, ProgrammeState
from community.programme.programmes_queries import ProgrammeCard, ProgrammeFacts
from community.web.both_texts import Both, both_texts
from community.web.door import organisers_only
from community.web.forms import done, posted
from community.web.organise import pages
from community.web.organise_programme_forms import (
    KINDS,
    Kind,
    PieceForm,
    ProgrammeForm,
)
from community.web.respond import respond, told


@dataclass(frozen=True)
class OrganiseProgrammesPage:
    """All programmes, and the form that begins one."""

    programmes: tuple[ProgrammeCard, ...]
    form: ProgrammeForm = field(metadata={"api": False})


@pages.route("/programme/", methods=["GET", "POST"])
@organisers_only
def programmes_index(viewer: Viewer) -> ResponseReturnValue:
    """List the programmes; a POST begins one."""
    form = ProgrammeForm()
    if posted(form):
        try:
            row = programmes.make(viewer, form.said())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
        else:
            message = _("Kept as a draft that only organisers see. Add its phases now.")
            return done(message, "organise.programme", programme_id=row.id)
    page = OrganiseProgrammesPage(queries.programmes(viewer), form)
    return respond("organise/programmes.html", page, 422 if form.problems else 200)


@dataclass(frozen=True)
class OrganiseProgrammePage:
    """A programme to change, with all its pieces."""

    facts: ProgrammeFacts
    form: ProgrammeForm = field(metadata={"api": False})
    problem: str = ""
    both: tuple[Both, ...] = ()
    overtaken: bool = False

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page, for the summary above it."""
        refused = [("state", self.problem)] if self.problem else []
        return self.form.problems + refused


def _facts(viewer: Viewer, programme_id: int) -> ProgrammeFacts:
    return queries.programme(viewer, Programme.id == programme_id, waiting=True)


def _form(row: Programme, **how: Any) -> ProgrammeForm:
    names = ("title", "challenge", "summary", "version")
    return ProgrammeForm(**{name: getattr(row, name) for name in names}, **how)


@pages.route("/programme/<int:programme_id>", methods=["GET", "POST"])
@organisers_only
def programme(viewer: Viewer, programme_id: int) -> ResponseReturnValue:
    """Show a programme to change; a POST changes what it says of itself."""
    row = programmes.of(viewer, programme_id)
    form = _form(row)
    if not posted(form):
        page = OrganiseProgrammePage(_facts(viewer, programme_id), form)
        return respond("organise/programme.html", page, 422 if form.problems else 200)
    try:
        programmes.edit(viewer, row, form.said(), form.version.data or 0)
    except Conflict:
        return _conflict(viewer, programme_id, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "title")
        page = OrganiseProgrammePage(_facts(viewer, programme_id), form)
        return respond("organise/programme.html", page, 422)
    return done(_("Saved."), "organise.programme", programme_id=programme_id)


def _conflict(
    viewer: Viewer, programme_id: int, form: ProgrammeForm
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = programmes.of(viewer, programme_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, _form(row, formdata=None))
    facts = _facts(viewer, programme_id)
    page = OrganiseProgrammePage(facts, form, both=both, overtaken=True)
    return respond("organise/programme.html", page, 409)


@pages.post("/programme/<int:programme_id>/state")
@organisers_only
def programme_state(viewer: Viewer, programme_id: int) -> ResponseReturnValue:
    """Open a programme, close it, or delete a draft."""
    row = programmes.of(viewer, programme_id)
    moves = {
        ProgrammeState.RUNNING.value: programmes.open_programme,
        ProgrammeState.CLOSED.value: programmes.close,
        "deleted": programmes.discard,
    }
    wanted = request.form.get("state", "")
    if wanted not in moves:
        raise NotFound("state")
    try:
        moves[wanted](viewer, row)
    except Refused as error:
        db.session.rollback()
        row = programmes.of(viewer, programme_id)
        facts, form = _facts(viewer, programme_id), _form(row, formdata=None)
        page = OrganiseProgrammePage(facts, form, told(error))
        return respond("organise/programme.html", page, 422)
    if wanted == "deleted":
        return done(_("The draft is deleted."), "organise.programmes_index")
    message = _("It is open to everybody.") if wanted == "running" else _("It is over.")
    return done(message, "organise.programme", programme_id=programme_id)


# ---------------------------------------------------------------- its pieces
@dataclass(frozen=True)
class PiecePage:
    """A phase, an area, a partner or a milestone to add or change."""

    programme: ProgrammeFacts
    piece: str
    piece_id: int | None
    form: PieceForm = field(metadata={"api": False})
    away: bool = False
    problem: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page, for the summary above it."""
        refused = [("remove", self.problem)] if self.problem else []
        return self.form.problems + refused


def _kind(piece: str) -> Kind:
    if piece not in KINDS:
        raise NotFound("piece")
    return KINDS[piece]


@pages.route("/programme/<int:programme_id>/<piece>/new", methods=["GET", "POST"])
@organisers_only
def new_piece(viewer: Viewer, programme_id: int, piece: str) -> ResponseReturnValue:
    """Add a phase, an area or a problem, a partner or a milestone."""
    kind, row = _kind(piece), programmes.of(viewer, programme_id)
    facts = _facts(viewer, programme_id)
    form = kind.form(parent=request.args.get("in", "")[:40])
    form.offer(facts, new=True)
    if posted(form):
        try:
            kind.add(viewer, row, form.said())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, form.place)
        else:
            return _next(_("It is in."), programme_id, piece)
    page = PiecePage(facts, piece, None, form)
    return respond("organise/piece.html", page, 422 if form.problems else 200)


@pages.route(
    "/programme/<int:programme_id>/<piece>/<int:piece_id>", methods=["GET", "POST"]
)
@organisers_only
def change_piece(
    viewer: Viewer, programme_id: int, piece: str, piece_id: int
) -> ResponseReturnValue:
    """Change a phase, an area or a problem, a partner or a milestone."""
    kind, row = _kind(piece), programmes.of(viewer, programme_id)
    form = kind.form(**kind.values(viewer, row, piece_id))
    form.offer(_facts(viewer, programme_id), new=False)
    if posted(form):
        try:
            kind.edit(viewer, row, piece_id, form.said())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, form.place)
        else:
            return _next(_("Saved."), programme_id, piece)
    return _piece(viewer, (programme_id, piece, piece_id), form)


def _piece(
    viewer: Viewer, which: tuple[int, str, int], form: PieceForm, problem: str = ""
) -> ResponseReturnValue:
    programme_id, piece, piece_id = which
    facts = _facts(viewer, programme_id)
    away = piece == "areas" and facts.state is not ProgrammeState.DRAFT
    page = PiecePage(
        facts, piece, piece_id, form, away and _is_away(facts.areas, piece_id), problem
    )
    return respond("organise/piece.html", page, 422 if page.problems else 200)


def _is_away(areas: Any, number: int) -> bool:
    return any(
        (one.id == number and one.away) or _is_away(one.nested, number) for one in areas
    )


@pages.post("/programme/<int:programme_id>/<piece>/<int:piece_id>/remove")
@organisers_only
def remove_piece(
    viewer: Viewer, programme_id: int, piece: str, piece_id: int
) -> ResponseReturnValue:
    """Take a piece out; an area that is open is put out of sight, or brought back."""
    kind, row = _kind(piece), programmes.of(viewer, programme_id)
    back = piece == "areas" and request.form.get("back") == "yes"
    does = programmes_areas.bring_back if back else kind.remove
    try:
        does(viewer, row, piece_id)
    except Refused as error:
        db.session.rollback()
        row = programmes.of(viewer, programme_id)
        form = kind.form(formdata=None, **kind.values(viewer, row, piece_id))
        form.offer(_facts(viewer, programme_id), new=False)
        return _piece(viewer, (programme_id, piece, piece_id), form, told(error))
    message = _("It shows again.") if back else _("It is taken out.")
    return _next(message, programme_id, piece)


def _next(message: str, programme_id: int, piece: str) -> ResponseReturnValue:
    return done(message, "organise.programme", programme_id=programme_id, _anchor=piece)
