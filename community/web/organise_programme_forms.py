"""Forms for programmes and their pieces: phases, areas, partners, milestones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.programme import programmes, programmes_areas, programmes_parts
from community.programme import programmes_phases as phases
from community.programme.models import PartnerRole, Programme
from community.programme.programmes_filed import Area
from community.programme.programmes_queries import ProgrammeFacts
from community.vocabulary.nested import LEVELS
from community.web.forms import Form, at_most, options, typed
from community.web.programme_words import role_words


class ProgrammeForm(Form):
    """What a programme says of itself."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Enter a title")), at_most(programmes.TITLE)]
    )
    challenge = TextAreaField(
        _l("The question that it works on"),
        [
            InputRequired(_l("Enter the question that it works on")),
            at_most(programmes.CHALLENGE),
        ],
    )
    summary = TextAreaField(_l("What it is about"), [at_most(programmes.SUMMARY)])
    version = IntegerField(widget=HiddenInput())

    def said(self) -> programmes.Said:
        """Return what was typed as the command takes it."""
        return programmes.Said(
            typed(self.title), typed(self.challenge), typed(self.summary)
        )


class PieceForm(Form):
    """A piece of a programme; `place` is the field that refusals stand beside."""

    place = "title"

    def offer(self, programme: ProgrammeFacts, *, new: bool) -> None:
        """Fill the lists to choose from."""

    def said(self) -> Any:
        """Return what was typed as the command takes it."""
        raise NotImplementedError


class PhaseForm(PieceForm):
    """A phase."""

    place = "label"
    label = StringField(
        _l("Its name"),
        [InputRequired(_l("Enter the name of the phase")), at_most(phases.LABEL)],
    )
    starts = DateField(_l("First day"), [Optional()])
    ends = DateField(_l("Last day"), [Optional()])
    aim = TextAreaField(_l("What it is for"), [at_most(phases.AIM)])
    summary = TextAreaField(_l("What was done in it"), [at_most(phases.SUMMARY)])

    def said(self) -> phases.PhaseSaid:
        """Return what was typed as the command takes it."""
        return phases.PhaseSaid(
            typed(self.label), self.starts.data, self.ends.data, typed(self.aim),
            typed(self.summary),
        )  # fmt: skip


class AreaForm(PieceForm):
    """A challenge area, or a problem within one."""

    place = "label"
    label = StringField(
        _l("Its name"),
        [InputRequired(_l("Enter its name")), at_most(programmes_areas.LABEL)],
    )
    words = TextAreaField(_l("In a sentence or two"), [at_most(programmes_areas.WORDS)])
    parent = SelectField(_l("It lies in"))

    def offer(self, programme: ProgrammeFacts, *, new: bool) -> None:
        """Offer what a new one can lie in; what is there stays where it is."""
        if not new:
            del self.parent
            return
        own = _("Nothing: it is an area of the challenge")
        inside = ((one.code, label) for one, label in _places(programme.areas))
        self.parent.choices = options(("", own), *inside)

    def said(self) -> programmes_areas.AreaSaid:
        """Return what was typed as the command takes it."""
        parent = typed(self.parent) if self.parent else ""
        return programmes_areas.AreaSaid(typed(self.label), typed(self.words), parent)


def _places(areas: tuple[Area, ...], above: tuple[str, ...] = ()) -> list[Any]:
    """Return what something may lie in, each with the names of what it lies in."""
    found: list[Any] = []
    for one in areas:
        label = (*above, one.label)
        found.append((one, ": ".join(label)))
        if len(label) < LEVELS - 1:
            found += _places(one.nested, label)
    return found


class PartnerForm(PieceForm):
    """An organisation that carries a programme."""

    place = "name"
    name = StringField(
        _l("Name of the organisation"),
        [
            InputRequired(_l("Enter the name of the organisation")),
            at_most(programmes_parts.NAME),
        ],
    )
    role = SelectField(_l("Its part"))
    address = StringField(
        _l("A page about its part"), [at_most(programmes_parts.ADDRESS)]
    )

    def offer(self, programme: ProgrammeFacts, *, new: bool) -> None:
        """Offer the parts that an organisation can have."""
        self.role.choices = options(*((one.value, role_words(one)) for one in _ROLES))

    def said(self) -> programmes_parts.PartnerSaid:
        """Return what was typed as the command takes it."""
        role = PartnerRole(self.role.data)
        return programmes_parts.PartnerSaid(typed(self.name), role, typed(self.address))


_ROLES = tuple(PartnerRole)


class MilestoneForm(PieceForm):
    """What happened, or will."""

    title = StringField(
        _l("What happened, or will"),
        [
            InputRequired(_l("Enter what happened, or will")),
            at_most(programmes_parts.TITLE),
        ],
    )
    happens_on = DateField(_l("On"), [InputRequired(_l("Choose a day"))])
    day_words = StringField(_l("When, in words"), [at_most(programmes_parts.DAY_WORDS)])
    words = TextAreaField(_l("In a sentence or two"), [at_most(programmes_parts.WORDS)])
    source = StringField(
        _l("A page where this is told"), [at_most(programmes_parts.ADDRESS)]
    )

    def said(self) -> programmes_parts.MilestoneSaid:
        """Return what was typed as the command takes it."""
        assert self.happens_on.data is not None
        return programmes_parts.MilestoneSaid(
            typed(self.title), self.happens_on.data, typed(self.day_words),
            typed(self.words), typed(self.source),
        )  # fmt: skip


# ---------------------------------------------------------------- the four kinds
@dataclass(frozen=True)
class Kind:
    """A kind of piece: its form, its commands, and how one of them is found."""

    form: type[PieceForm]
    add: Callable[[Viewer, Programme, Any], Any]
    edit: Callable[[Viewer, Programme, int, Any], None]
    remove: Callable[[Viewer, Programme, int], None]
    values: Callable[[Viewer, Programme, int], dict[str, Any]]


def _phase(viewer: Viewer, programme: Programme, number: int) -> dict[str, Any]:
    row, term = phases.phase_of(viewer, programme, number)
    days = {"label": term.label, "starts": term.starts, "ends": term.ends}
    return {**days, "aim": row.aim, "summary": row.summary}


def _area(viewer: Viewer, programme: Programme, number: int) -> dict[str, Any]:
    term = programmes_areas.area_of(viewer, programme, number)
    return {"label": term.label, "words": term.note}


def _partner(viewer: Viewer, programme: Programme, number: int) -> dict[str, Any]:
    row = programmes_parts.partner_of(viewer, programme, number)
    return {"name": row.name, "role": row.role.value, "address": row.address}


def _milestone(viewer: Viewer, programme: Programme, number: int) -> dict[str, Any]:
    row = programmes_parts.milestone_of(viewer, programme, number)
    names = ("title", "happens_on", "day_words", "words", "source")
    return {name: getattr(row, name) for name in names}


KINDS = {
    "phases": Kind(
        PhaseForm, phases.add_phase, phases.edit_phase, phases.remove_phase, _phase
    ),
    "areas": Kind(
        AreaForm, programmes_areas.add_area, programmes_areas.edit_area,
        programmes_areas.put_away, _area,
    ),
    "partners": Kind(
        PartnerForm, programmes_parts.add_partner, programmes_parts.edit_partner,
        programmes_parts.remove_partner, _partner,
    ),
    "milestones": Kind(
        MilestoneForm, programmes_parts.add_milestone,
        programmes_parts.edit_milestone, programmes_parts.remove_milestone, _milestone,
    ),
}  # fmt: skip
