"""Turning an idea into a project: what becomes what, and who is invited."""

from dataclasses import dataclass, field

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.ideas import becoming, commands, reading
from community.ideas.models import IdeaState
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.ideas import pages
from community.web.respond import respond

SUMMARY = 140


class BecomeForm(Form):
    """The words of the project's page, and whom to invite."""

    title = StringField(
        _l("Title of the project"),
        [
            InputRequired(_l("Enter a title")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    summary = StringField(
        _l("What it is, in one line"),
        [Length(max=SUMMARY, message=_l("Use 140 letters or fewer"))],
    )
    story = TextAreaField(
        _l("Its story"),
        [Length(max=10_000, message=_l("Use 10,000 letters or fewer"))],
    )
    helpers = SelectMultipleField(
        _l("Invite into the project"), option_widget=CheckboxInput()
    )
    invitation = TextAreaField(
        _l("What you say to those you invite"),
        [Length(max=becoming.LETTERS, message=_l("Use 600 letters or fewer"))],
    )

    def plan(self) -> becoming.Plan:
        """Return what was typed as the command takes it."""
        return becoming.Plan(
            title=typed(self.title),
            summary=typed(self.summary),
            story=typed(self.story),
            helpers=frozenset(map(int, self.helpers.data or ())),
            invitation=typed(self.invitation),
        )


@dataclass(frozen=True)
class BecomePage:
    """What becomes of an idea, to look over and to confirm."""

    idea: reading.IdeaView
    form: BecomeForm = field(metadata={"api": False})


@pages.route("/<idea>/project", methods=["GET", "POST"])
@members_only
def become(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Show what becomes what; a POST makes the draft of a project, once."""
    view = reading.idea_view(viewer, idea)
    if not view.mine:
        raise Forbidden("idea")
    if view.state is not IdeaState.OPEN:
        return _already(view)
    form = _form(view)
    if posted(form):
        try:
            row = commands.own(viewer, idea)
            project = becoming.become(viewer, row, form.plan())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
            view = reading.idea_view(viewer, idea)
            if view.state is not IdeaState.OPEN:
                return _already(view)
        else:
            message = _("Your draft is here. Look it over, then hand it in.")
            return done(message, "projects.edit", slug=project.slug)
    page = BecomePage(view, form)
    return respond("ideas/become.html", page, 422 if form.problems else 200)


def _already(view: reading.IdeaView) -> ResponseReturnValue:
    """Lead to the project that there is, or back to an idea that is not open."""
    if view.project is None:
        message = _("Open it again first, then it can become a project.")
        return done(message, "ideas.show", idea=view.slug)
    return redirect(url_for("projects.show", slug=view.project.slug))


def _form(view: reading.IdeaView) -> BecomeForm:
    shown = [one for one in view.helpers if not one.mine]
    parts = (
        (_("The challenge"), view.challenge),
        (_("The idea"), view.body),
        (_("What would help"), view.wanted),
    )
    story = "\n\n".join(f"### {head}\n\n{words}" for head, words in parts if words)
    form = BecomeForm(
        title=view.title,
        summary=_summary(view.challenge),
        story=story[:10_000],
        helpers=[str(one.number) for one in shown],
    )
    named = [(str(one.number), _who(one)) for one in shown]
    form.helpers.choices = options(*named)
    return form


def _summary(words: str) -> str:
    """Return as much of what somebody wrote as fits into one line."""
    line = " ".join(words.split())
    if len(line) <= SUMMARY:
        return line
    return f"{line[: SUMMARY - 2].rsplit(' ', 1)[0]} …"


def _who(one: reading.HelpCard) -> str:
    name = one.person.name if one.person else _("A member")
    return f"{name}: {one.words}"
