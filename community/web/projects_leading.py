"""Asking somebody to lead a project, and answering."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import limits
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.visible import find
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.projects import facts
from community.projects.models import Project, TeamRole
from community.stewardship import asked, handing_over
from community.stewardship.models import HandoverKind
from community.web import bell
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.projects import pages
from community.web.projects_edit import lead
from community.web.projects_first import check_first
from community.web.respond import respond, told

DAY = 86_400
_AT_MOST = _l("Use 600 letters or fewer")


class HandoverForm(Form):
    """Whom a lead asks, for what, and in which words."""

    person = RadioField(
        _l("Who would lead it?"), [InputRequired(_l("Choose whom you ask"))]
    )
    kind = RadioField(
        _l("And you?"),
        default=HandoverKind.BESIDE.value,
        choices=options(
            (HandoverKind.BESIDE.value, _l("I lead it on, together with them")),
            (
                HandoverKind.INSTEAD.value,
                _l("I hand it over, and stay in the team as a member"),
            ),
        ),
    )
    message = TextAreaField(
        _l("Your words to them"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=600, message=_AT_MOST),
        ],
    )


@dataclass(frozen=True)
class HandoverPage:
    """The form to ask somebody to lead, and whom leads asked before."""

    slug: str
    title: str
    waiting: int
    people: tuple[MemberCard, ...]
    asked: tuple[asked.HandoverLine, ...]
    form: HandoverForm = field(metadata={"api": False})


@pages.route("/<slug>/handover", methods=["GET", "POST"])
@members_only
def handover(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask somebody to lead a project, beside oneself or after."""
    project, standing = lead(viewer, slug)
    form, people = _form(viewer, project)
    status = 200
    if posted(form):
        limits.check("handover", str(viewer.account_id), 20, DAY)
        person: Member = find(viewer, Member, Member.slug == form.person.data)
        kind = HandoverKind(form.kind.data)
        try:
            check_first(viewer, person)
            handing_over.ask(viewer, project, person, kind, typed(form.message))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "person")
            status = 429 if isinstance(error, TooMany) else 422
            project, standing = lead(viewer, slug)
        else:
            message = _(
                "You asked %(name)s. We tell you what they say.", name=person.name
            )
            return done(message, "projects.handover", slug=slug, _anchor="asked")
    elif form.problems:
        status = 422
    lines = asked.of_project(viewer, project.id)
    page = HandoverPage(
        project.slug, project.title, standing.waiting, people, lines, form
    )
    bell.read_here(viewer)
    return respond("projects/handover.html", page, status)


def _form(
    viewer: Viewer, project: Project
) -> tuple[HandoverForm, tuple[MemberCard, ...]]:
    """Return the form with whom one may ask: the team, or one person from elsewhere."""
    team = facts.team_of(viewer, project.id)
    people = tuple(one.card for one in team if one.role is not TeamRole.LEAD)
    wanted = request.values.get("person", "")
    if wanted and wanted not in {one.card.slug for one in team}:
        other: Member = find(viewer, Member, Member.slug == wanted)
        people += tuple(cards(viewer, [other.id], tags=0).values())
    form = HandoverForm(data={"person": wanted})
    form.person.choices = options(*((one.slug, one.name) for one in people))
    return form, people


# ---------------------------------------------------------------- the one who is asked
class AnswerForm(Form):
    """What somebody says who would rather not lead."""

    words = TextAreaField(_l("A few kind words"), [Length(max=600, message=_AT_MOST)])


@dataclass(frozen=True)
class AnswerPage:
    """A question whether one would lead, with its two answers, or what came of it."""

    line: asked.HandoverLine
    form: AnswerForm = field(metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the answer."""
        return self.form.problems


def _shown(
    viewer: Viewer, handover_id: int, form: AnswerForm, status: int = 200
) -> ResponseReturnValue:
    page = AnswerPage(asked.one(viewer, handover_id), form)
    bell.read_here(viewer)
    return respond("projects/handover_answer.html", page, status)


@pages.get("/handovers/<int:handover_id>")
@members_only
def handover_show(viewer: Viewer, handover_id: int) -> ResponseReturnValue:
    """Show what one is asked and what it means, or what came of it."""
    return _shown(viewer, handover_id, AnswerForm())


@pages.post("/handovers/<int:handover_id>/answer")
@members_only
def handover_answer(viewer: Viewer, handover_id: int) -> ResponseReturnValue:
    """Say yes and lead it from now on, or no with kind words."""
    form = AnswerForm()
    if not posted(form):
        return _shown(viewer, handover_id, form, 422)
    try:
        if request.form.get("answer") == "yes":
            project = handing_over.accept(viewer, handover_id)
            message = _("You lead %(title)s now. Thank you.", title=project.title)
            return done(message, "projects.show", slug=project.slug)
        project = handing_over.decline(viewer, handover_id, typed(form.words))
    except Refused as error:
        db.session.rollback()
        form.form_errors.append(told(error))
        return _shown(viewer, handover_id, form, 422)
    return done(
        _("You said no. They read your words."), "projects.show", slug=project.slug
    )


@pages.post("/handovers/<int:handover_id>/withdraw")
@members_only
def handover_withdraw(viewer: Viewer, handover_id: int) -> ResponseReturnValue:
    """Take back what one asked."""
    try:
        project = handing_over.withdraw(viewer, handover_id)
    except Refused as error:
        db.session.rollback()
        form = AnswerForm()
        form.form_errors.append(told(error))
        return _shown(viewer, handover_id, form, 422)
    return done(_("It is taken back."), "projects.show", slug=project.slug)
