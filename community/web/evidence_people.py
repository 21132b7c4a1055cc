"""Whom to ask about a resource, and saying that one talks about it or uses it."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.evidence import people
from community.evidence.models import Resource, ResourceState
from community.evidence.people import Standing
from community.matching.evidence_people import PersonToAsk, people_to_ask
from community.web.door import door, members_only
from community.web.evidence import pages
from community.web.forms import Form, at_most, done, options, posted, typed
from community.web.projects import reach
from community.web.respond import respond


class TalkForm(Form):
    """That one is happy to talk about a resource."""

    audience = RadioField(
        _l("Who sees that you are happy to talk about it"),
        choices=options(
            (Audience.MEMBERS.value, _l("All members")),
            (Audience.PROJECTS.value, _l("People in my projects")),
            (Audience.CONNECTIONS.value, _l("My connections")),
        ),
    )
    words = StringField(_l("What you can tell of it"), [at_most(people.ABOUT)])
    agreed = BooleanField()


class UseForm(Form):
    """That a project of one's own uses a resource."""

    project = SelectField(_l("Your project"), [InputRequired(_l("Choose a project"))])
    purpose = StringField(_l("What you use it for"), [at_most(people.WORDS)])


@dataclass(frozen=True)
class ResourcePeoplePage:
    """Whom the viewer can ask about a resource, and how they stand to it."""

    slug: str
    title: str
    people: tuple[PersonToAsk, ...]
    standing: Standing
    archived: bool
    talk: TalkForm = field(metadata={"api": False})
    use: UseForm = field(metadata={"api": False})


@pages.get("/evidence/<slug>/people")
@door("member", record=ResourcePeoplePage)
def people_of(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show whom to ask about a resource, and what one can say oneself."""
    return _page(viewer, people.shown(viewer, slug))


def _page(
    viewer: Viewer,
    resource: Resource,
    talk: TalkForm | None = None,
    use: UseForm | None = None,
) -> ResponseReturnValue:
    standing = people.standing(viewer, resource)
    if use is None:
        use = UseForm(formdata=None, prefix="use-")
        use.project.choices = _projects(standing)
    page = ResourcePeoplePage(
        resource.slug,
        resource.title,
        people_to_ask(viewer, resource),
        standing,
        resource.state is ResourceState.ARCHIVED,
        _labelled(talk or _talk(standing), resource, standing),
        use,
    )
    wrong = page.talk.problems or page.use.problems
    return respond("evidence/people.html", page, 422 if wrong else 200)


def _projects(standing: Standing) -> list[tuple[str, str]]:
    return [(one.slug, one.title) for one in standing.projects if not one.uses]


def _talk(standing: Standing) -> TalkForm:
    return TalkForm(
        formdata=None,
        prefix="talk-",
        audience=standing.talks_to.value,
        words=standing.words,
        agreed=standing.talks and standing.talks_to is not Audience.ME,
    )


def _labelled(form: TalkForm, resource: Resource, standing: Standing) -> TalkForm:
    if standing.health:
        form.agreed.label.text = _(people.TALK_WORDING, title=resource.title)
    else:
        del form.agreed
    return form


@pages.post("/evidence/<slug>/talk")
@members_only
def talk(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say that one is happy to talk about it."""
    resource = people.shown(viewer, slug)
    form = TalkForm(prefix="talk-")
    if posted(form):
        audience, agreed = Audience(form.audience.data), bool(form.agreed.data)
        try:
            people.talk(viewer, resource, audience, typed(form.words), agreed=agreed)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "agreed")
            resource = people.shown(viewer, slug)
        else:
            words = _("Thank you. Whoever may see it finds you there.")
            return done(words, "evidence.people_of", slug=slug)
    return _page(viewer, resource, talk=form)


@pages.post("/evidence/<slug>/quiet")
@members_only
def be_quiet(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Take back that one is happy to talk about it."""
    people.be_quiet(viewer, people.shown(viewer, slug))
    return done(_("You are not named there any more."), "evidence.people_of", slug=slug)


@pages.post("/evidence/<slug>/use")
@members_only
def use(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say, as of its team, that a project uses it."""
    resource = people.shown(viewer, slug)
    form = UseForm(prefix="use-")
    form.project.choices = _projects(people.standing(viewer, resource))
    if posted(form):
        project = reach(viewer, typed(form.project))
        try:
            people.use(viewer, resource, project, typed(form.purpose))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "purpose")
            resource = people.shown(viewer, slug)
        else:
            words = _("It stands on the page of %(title)s now.", title=project.title)
            return done(words, "evidence.people_of", slug=slug)
    return _page(viewer, resource, use=form)


@pages.post("/evidence/<slug>/leave")
@members_only
def leave(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say that a project uses it no more."""
    resource = people.shown(viewer, slug)
    project = reach(viewer, request.form.get("project", ""))
    people.leave(viewer, resource, project)
    words = _("Taken off the page of %(title)s.", title=project.title)
    return done(words, "evidence.people_of", slug=slug)
