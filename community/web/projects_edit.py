"""Making a project, its page, its words and its life."""

from dataclasses import dataclass, field
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.expertise import queries as tags
from community.expertise.queries import TagCard
from community.members.queries import organisation_names
from community.projects import commands, filed, writing
from community.projects.models import Project, Stage
from community.projects.standing import Mine, as_led, stands
from community.vocabulary.models import AREAS, NATIONS, PHASES, REGIONS
from community.vocabulary.nested import branches
from community.vocabulary.queries import of, terms
from community.web import projects_words as said
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages, reach
from community.web.respond import respond

MOST_BODIES, LONGEST_BODY = 10, 120


class NewForm(Form):
    """The beginning of a project."""

    title = StringField(
        _l("Title"),
        [
            InputRequired(_l("Enter a title")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    summary = StringField(
        _l("What it is, in one line"),
        [Length(max=140, message=_l("Use 140 letters or fewer"))],
    )


class ProjectForm(NewForm):
    """All that a project's page says."""

    story = TextAreaField(
        _l("Its story"),
        [Length(max=10_000, message=_l("Use 10,000 letters or fewer"))],
    )
    stage = SelectField(_l("Stage"))
    phase = SelectField(_l("Phase of the Lab"))
    nation = SelectField(_l("Nation"))
    region = SelectField(_l("Region, in England"))
    format = SelectField(_l("People meet"))
    channel = SelectField(_l("Where they meet"))
    led_by = SelectField(_l("Who leads the support"))
    formality = SelectField(_l("How formal it is"))
    areas = SelectMultipleField(
        _l("Which parts of the challenge it works on"), option_widget=CheckboxInput()
    )
    organisations = TextAreaField(
        _l("Organisations that take part"),
        [Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )
    audience = RadioField(_l("Who may read this page"))
    version = IntegerField(widget=HiddenInput())

    def offer_choices(self) -> None:
        """Fill the lists to choose from: one statement."""
        lists = terms(PHASES, NATIONS, REGIONS, AREAS)

        def entries(list_: str) -> list[tuple[str, str]]:
            return [(card.code, card.label) for card in of(lists, list_)]

        nothing = [("", _("Not said"))]
        self.stage.choices = [(one.value, said.stage_label(one)) for one in Stage]
        self.phase.choices = nothing + entries(PHASES)
        self.nation.choices = nothing + entries(NATIONS)
        self.region.choices = nothing + entries(REGIONS)
        self.areas.choices = [
            (one.card.code, one.label) for one in branches(of(lists, AREAS))
        ]
        for name, codes in writing.FORMS.items():
            self[name].choices = nothing + [(c, said.form_label(c)) for c in codes]
        self.audience.choices = [
            (Audience.MEMBERS.value, _("Members of this community")),
            (Audience.PUBLIC.value, _("Anyone on the internet")),
        ]

    def validate_organisations(self, field: TextAreaField) -> None:
        """Refuse what would not be kept whole."""
        bodies = _lines(field)
        if len(bodies) > MOST_BODIES:
            raise ValidationError(_("Enter ten organisations or fewer"))
        if any(len(body) > LONGEST_BODY for body in bodies):
            raise ValidationError(_("Use 120 letters or fewer for each organisation"))

    def page(self) -> writing.Page:
        """Return what was typed as the command takes it."""
        return writing.Page(
            title=typed(self.title),
            summary=typed(self.summary),
            story=typed(self.story),
            stage=Stage(self.stage.data),
            audience=Audience(self.audience.data),
            phase=typed(self.phase),
            nation=typed(self.nation),
            region=typed(self.region),
            form={name: typed(self[name]) for name in writing.FORMS},
            areas=tuple(self.areas.data or ()),
            organisations=tuple(_lines(self.organisations)),
        )


def _lines(field: TextAreaField) -> list[str]:
    return [line.strip() for line in typed(field).splitlines() if line.strip()]


@dataclass(frozen=True)
class NewPage:
    """The form that begins a project."""

    form: NewForm = field(metadata={"api": False})


@pages.route("/new", methods=["GET", "POST"])
@members_only
def new(viewer: Viewer) -> ResponseReturnValue:
    """Begin a project: a draft that only its maker sees."""
    form = NewForm()
    if posted(form):
        try:
            page = writing.Page(typed(form.title), typed(form.summary))
            project = writing.create(viewer, page)
        except Refused as error:
            form.refuse(error, "title")
        else:
            message = _("Your draft is here. Only you see it. Tell its story now.")
            return done(message, "projects.edit", slug=project.slug)
    return respond("projects/new.html", NewPage(form), 422 if form.errors else 200)


@dataclass(frozen=True)
class EditPage:
    """A project's page to change, its words, and what comes next."""

    slug: str
    title: str
    state: str
    note: str
    waiting: int
    tags: tuple[filed.TagLine, ...]
    missing: tuple[str, ...]
    steps: tuple[str, ...]
    known_tags: tuple[TagCard, ...]
    known_organisations: tuple[str, ...]
    form: ProjectForm
    both: tuple[Both, ...] = ()
    overtaken: bool = False
    tag_problem: str = ""
    typed_tag: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        about_tags = [("tag", self.tag_problem)] if self.tag_problem else []
        return self.form.problems + about_tags


def lead(viewer: Viewer, slug: str) -> tuple[Project, Mine]:
    """Return a project that the viewer leads, and how they stand to it."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    led = as_led(viewer, project.id, standing)
    require(viewer, Permission.PROJECT_EDIT, led)
    return project, standing


PLAIN = (
    "title", "summary", "story", "phase", "nation", "region", "version",
    *writing.FORMS,
)  # fmt: skip


def _form(viewer: Viewer, project: Project, **options: Any) -> ProjectForm:
    under = filed.filed_under(viewer, project.id)
    form = ProjectForm(
        **{name: getattr(project, name) for name in PLAIN},
        stage=project.stage.value,
        audience=project.audience.value,
        areas=list(under.areas),
        organisations="\n".join(under.organisations),
        **options,
    )
    form.offer_choices()
    return form


def edit_page(
    viewer: Viewer, project: Project, standing: Mine, **rest: Any
) -> EditPage:
    """Return the page to edit a project; `rest` holds a form or a problem to show."""
    lines = filed.tags_of(viewer, project.id)
    led = as_led(viewer, project.id, standing)
    rest.setdefault("form", None)
    form = rest.pop("form") or _form(viewer, project)
    return EditPage(
        slug=project.slug,
        title=project.title,
        state=project.state.value,
        note=project.review_note,
        waiting=standing.waiting,
        tags=lines,
        missing=tuple(writing.missing(project, len(lines))),
        steps=commands.steps(viewer, project, led),
        known_tags=tags.approved(),
        known_organisations=organisation_names(viewer),
        form=form,
        **rest,
    )


@pages.route("/<slug>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Change what a project's page says."""
    project, standing = lead(viewer, slug)
    form = _form(viewer, project)
    if not posted(form):
        page = edit_page(viewer, project, standing, form=form)
        return respond("projects/edit.html", page, 422 if form.errors else 200)
    try:
        writing.edit(viewer, project, form.page(), form.version.data or 0)
    except Conflict:
        return _conflict(viewer, slug, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "title")
        project, standing = lead(viewer, slug)
        page = edit_page(viewer, project, standing, form=form)
        return respond("projects/edit.html", page, 422)
    return done(_("Saved."), "projects.edit", slug=project.slug)


def _conflict(viewer: Viewer, slug: str, form: ProjectForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    project, standing = lead(viewer, slug)
    form.version.data, form.version.raw_data = project.version, [str(project.version)]
    both = both_texts(form, _form(viewer, project, formdata=None))
    page = edit_page(viewer, project, standing, form=form, both=both, overtaken=True)
    return respond("projects/edit.html", page, 409)
