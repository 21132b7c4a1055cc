"""Writing a project's guide: what whoever would refer, recommend or come asks."""

from dataclasses import dataclass, field
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict
from community.projects import factors
from community.projects import guide as guides
from community.projects.models import Project
from community.projects.standing import Mine
from community.vocabulary.queries import TermCard
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages
from community.web.projects_edit import lead
from community.web.respond import respond


def _part(label: Any) -> TextAreaField:
    most = Length(max=guides.LONGEST, message=_l("Use 1,500 letters or fewer"))
    return TextAreaField(label, [most])


def _factor() -> TextAreaField:
    most = Length(max=factors.LONGEST, message=_l("Use 300 letters or fewer"))
    return TextAreaField("", [most])


class GuideForm(Form):
    """What a project's guide tells, and what it says to each factor."""

    offers = _part(_l("What it offers"))
    for_whom = _part(_l("Who it is for"))
    times = _part(_l("When, and how often"))
    cost = _part(_l("What it costs"))
    referral = _part(_l("How to refer somebody"))
    by_oneself = _part(_l("How to come by yourself"))
    run_by = _part(_l("Who runs it"))
    training = _part(_l("How they are trained and supported"))
    safety = _part(_l("How people are kept safe"))
    evidence = _part(_l("What shows that it helps"))
    quality = _factor()
    benefit = _factor()
    similar = _factor()
    version = IntegerField(widget=HiddenInput())

    def name_factors(self, named: tuple[TermCard, ...]) -> None:
        """Call the fields of the factors what the survey calls them."""
        for card in named:
            if card.code in self:
                self[card.code].label.text = card.label


FACTORS = ("quality", "benefit", "similar")


@dataclass(frozen=True)
class GuidePage:
    """The form of a project's guide."""

    slug: str
    title: str
    waiting: int
    form: GuideForm = field(metadata={"api": False})
    findings: dict[str, str]
    survey: str = factors.SURVEY
    both: tuple[Both, ...] = ()
    overtaken: bool = False

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the form, for the summary above it."""
        return self.form.problems


@pages.route("/<slug>/guide", methods=["GET", "POST"])
@members_only
def guide(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Tell what helps people decide about a project."""
    project, standing = lead(viewer, slug)
    form = _form(viewer, project)
    if not posted(form):
        return _page(project, standing, form, 422 if form.errors else 200)
    try:
        guides.write(
            viewer,
            project,
            _typed(form, guides.PARTS),
            _typed(form, FACTORS),
            form.version.data or 0,
        )
    except Conflict:
        return _conflict(viewer, slug, form)
    return done(_("Saved. This is how people read it."), "projects.show", slug=slug)


def _typed(form: GuideForm, names: tuple[str, ...]) -> dict[str, str]:
    return {name: typed(form[name]) for name in names}


def _form(viewer: Viewer, project: Project, **options: Any) -> GuideForm:
    told = guides.guide_of(viewer, project.id)
    words = factors.words_of(viewer, project.id)
    form = GuideForm(
        **{name: getattr(told, name) for name in (*guides.PARTS, "version")},
        **{code: words.get(code, "") for code in FACTORS},
        **options,
    )
    form.name_factors(factors.named())
    return form


def _page(
    project: Project, standing: Mine, form: GuideForm, status: int, **rest: Any
) -> ResponseReturnValue:
    findings = {card.code: card.note for card in factors.named()}
    page = GuidePage(
        project.slug, project.title, standing.waiting, form, findings, **rest
    )
    return respond("projects/guide.html", page, status)


def _conflict(viewer: Viewer, slug: str, form: GuideForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    project, standing = lead(viewer, slug)
    theirs = _form(viewer, project, formdata=None)
    version: Field = form.version
    version.data, version.raw_data = theirs.version.data, [str(theirs.version.data)]
    both = both_texts(form, theirs)
    return _page(project, standing, form, 409, both=both, overtaken=True)
