"""Asking to join: the forms of an offer and of an invitation, and whom to invite."""

from dataclasses import dataclass, field

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import limits
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.visible import find
from community.members.models import Member
from community.members.queries import MemberCard
from community.projects import absence, facts, team
from community.projects.models import Project, ProjectState
from community.projects.standing import Mine, stands
from community.staffing import joining
from community.staffing.promise import Promise, promise
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages, reach
from community.web.projects_edit import lead
from community.web.projects_first import check_first
from community.web.respond import respond

DAY = 86_400


class AskForm(Form):
    """A message that comes with an offer or an invitation."""

    need = RadioField(_l("What for?"), [InputRequired(_l("Choose what for"))])
    message = TextAreaField(
        _l("Your message"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=joining.MOST, message=_l("Use 600 letters or fewer")),
        ],
    )

    def offer_needs(self, lines: tuple[facts.NeedLine, ...], general: str) -> None:
        """Fill the choices: each need, first those with places left, or in general."""
        in_order = sorted(lines, key=lambda line: not line.left)
        choices = [
            *((str(line.id), _choice(line)) for line in in_order),
            ("0", general),
        ]
        self.need.choices = choices
        if not self.is_submitted():
            wanted, known = request.args.get("need", ""), dict(choices)
            self.need.data = wanted if wanted in known else choices[0][0]

    @property
    def need_id(self) -> int | None:
        """The need that was chosen; None for help in general."""
        return int(self.need.data) or None


def _choice(line: facts.NeedLine) -> str:
    if line.left:
        return line.role
    words = _("%(role)s (all places are taken: a yes means to wait)", role=line.role)
    return str(words)


# ---------------------------------------------------------------- an offer
@dataclass(frozen=True)
class OfferPage:
    """The form to offer help, and what will happen by when."""

    slug: str
    title: str
    needs: tuple[facts.NeedLine, ...]
    people: dict[int, MemberCard]
    shown_to: Audience
    promise: Promise
    form: AskForm = field(metadata={"api": False})
    away: absence.Away | None = None


@pages.route("/<slug>/offer", methods=["GET", "POST"])
@members_only
def offer(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Offer help to a project."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    if request.method == "GET" and (why := _closed(project, standing)):
        return done(why, "projects.show", slug=slug)
    lines = facts.needs_of(viewer, project.id, full=True)
    form = AskForm()
    form.offer_needs(lines, _("Help in general"))
    if posted(form):
        limits.check("offer", str(viewer.account_id), 20, DAY)
        try:
            joining.offer(viewer, project, form.need_id, typed(form.message))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            project = reach(viewer, slug)
            if stands(viewer, project.id).asked:
                return done(_("Your offer is here already."), "projects.requests")
        else:
            message = _(
                "Your offer is on its way. We tell you when there is an answer."
            )
            return done(message, "projects.requests")
    return _offer(viewer, project, standing, lines, form)


def _offer(
    viewer: Viewer,
    project: Project,
    standing: Mine,
    lines: tuple[facts.NeedLine, ...],
    form: AskForm,
) -> ResponseReturnValue:
    asked_about = any(line.contact_id for line in lines)
    people = facts.team_of(viewer, project.id) if asked_about else ()
    page = OfferPage(
        slug=project.slug,
        title=project.title,
        needs=lines,
        people={one.card.id: one.card for one in people},
        shown_to=team.default_audience(project.id),
        promise=promise(project.id),
        form=form,
        away=absence.around(viewer, project.id, standing).nobody_answers,
    )
    return respond("projects/offer.html", page, 422 if form.problems else 200)


def _closed(project: Project, standing: Mine) -> str:
    """Say why nobody can offer help now; nothing where one can."""
    taking = project.state is ProjectState.PUBLISHED and not project.orphaned
    reasons = [
        (standing.inside, _("You are in this project already.")),
        (standing.asked, _("There is a request already that waits for an answer.")),
        (not taking, _("This project takes nobody at the moment.")),
    ]
    return next((str(words) for is_so, words in reasons if is_so), "")


# ---------------------------------------------------------------- an invitation
@dataclass(frozen=True)
class InvitePage:
    """The form to invite somebody into a project."""

    slug: str
    title: str
    waiting: int
    person: str
    name: str
    back: str
    promise: Promise
    form: AskForm = field(metadata={"api": False})


@pages.route("/<slug>/invite/<member>", methods=["GET", "POST"])
@members_only
def invite(viewer: Viewer, slug: str, member: str) -> ResponseReturnValue:
    """Invite somebody into a project that one leads."""
    project, standing = lead(viewer, slug)
    person: Member = find(viewer, Member, Member.slug == member)
    form = AskForm()
    lines = facts.needs_of(viewer, project.id, full=True)
    form.offer_needs(lines, _("Joining in general"))
    name, status = person.name, 200
    if posted(form):
        limits.check("invite", str(viewer.account_id), 20, DAY)
        try:
            words = typed(form.message)
            check_first(viewer, person)
            joining.invite(viewer, project, person, form.need_id, words)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            status = 429 if isinstance(error, TooMany) else 422
            project, standing = lead(viewer, slug)
        else:
            message = _("%(name)s has your invitation.", name=name)
            return done(message, "projects.offers", slug=slug)
    elif form.problems:
        status = 422
    page = InvitePage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        person=member,
        name=name,
        back=url_for("projects.helpers", slug=project.slug),
        promise=promise(project.id),
        form=form,
    )
    return respond("projects/invite.html", page, status)
