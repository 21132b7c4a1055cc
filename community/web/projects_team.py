"""Who is in a project."""

from dataclasses import dataclass, field

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.projects import absence, facts, leaving, team
from community.projects.models import TeamRole
from community.stewardship import checking_in
from community.web.door import members_only
from community.web.forms import back, done
from community.web.projects import pages, reach
from community.web.projects_edit import lead
from community.web.respond import respond, told


@dataclass(frozen=True)
class TeamPage:
    """The people of a project, for its lead."""

    slug: str
    title: str
    waiting: int
    own_membership: int | None
    team: tuple[facts.PersonLine, ...]
    said: dict[int, checking_in.Said]
    others: absence.Unnamed = absence.ALL_NAMED
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})

    @property
    def leads(self) -> int:
        """How many of those who are named lead it."""
        return sum(person.role is TeamRole.LEAD for person in self.team)


def _team(viewer: Viewer, slug: str, problem: str = "") -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    page = TeamPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        own_membership=standing.membership_id,
        team=facts.team_of(viewer, project.id),
        said=checking_in.shared_with_leads(viewer, project.id),
        others=absence.around(viewer, project.id, standing).unnamed,
        problems=(("", problem),) if problem else (),
    )
    return respond("projects/team.html", page, 422 if problem else 200)


@pages.get("/<slug>/team")
@members_only
def team_list(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List the people of a project to its lead."""
    return _team(viewer, slug)


@pages.post("/<slug>/step-back")
@members_only
def step_back(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Go on as a member of the team, while somebody else leads."""
    project, _standing = lead(viewer, slug)
    try:
        leaving.step_back(viewer, project)
    except Refused as error:
        db.session.rollback()
        return _team(viewer, slug, told(error))
    return done(
        _("You are in the team still, and lead it no more."), "projects.show", slug=slug
    )


@pages.post("/<slug>/team/<int:membership_id>/end")
@members_only
def end(viewer: Viewer, slug: str, membership_id: int) -> ResponseReturnValue:
    """End somebody's part in a project, with kind words."""
    project, _standing = lead(viewer, slug)
    words = request.form.get("why", "")
    try:
        leaving.end_membership(viewer, project, membership_id, words)
    except Refused as error:
        db.session.rollback()
        return _team(viewer, slug, told(error))
    message = _("They are not in the project any more. We tell them.")
    if words.strip():
        message = _("They are not in the project any more. We tell them your words.")
    return done(message, "projects.team_list", slug=slug)


@pages.post("/<slug>/membership")
@members_only
def membership(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Choose who may see that one is, or was, in a project."""
    project = reach(viewer, slug)
    number = request.form.get("membership", 0, type=int)
    try:
        audience = Audience(request.form.get("audience", ""))
    except ValueError:
        raise NotFound("audience") from None
    team.show_membership(viewer, project, number, audience)
    return back(_("Saved."), url_for("projects.show", slug=slug))
