"""Proposed words: approve, map to a tag, or turn down; and the tags that are there."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from community.core.access import Viewer
from community.core.errors import Refused
from community.core.visible import Page
from community.expertise.models import Family
from community.expertise.queries import TagFound, search_tags
from community.projects import curation
from community.web.door import organisers_only
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.respond import respond

FAMILIES = [
    ("", _l("Choose")),
    (Family.SKILL.value, _l("Skill")),
    (Family.APPROACH.value, _l("Approach")),
    (Family.CONDITION.value, _l("Condition")),
    (Family.POPULATION.value, _l("People it is for")),
    (Family.SETTING.value, _l("Setting")),
    (Family.CHALLENGE.value, _l("Challenge")),
]
ANSWERS = ("approve", "map", "reject")
NEED_FAMILY = InputRequired(_l("Choose what it is about"))


class FamilyForm(Form):
    """What words are about, and whether they tell of somebody's health."""

    family = SelectField(
        _l("What it is about"), [NEED_FAMILY], choices=options(*FAMILIES)
    )
    sensitive = BooleanField(_l("It can say something about somebody’s health"))


class ApproveForm(FamilyForm):
    """The word as a tag."""

    label = StringField(
        _l("The tag"),
        [
            InputRequired(_l("Enter the tag")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    broader = StringField(_l("Part of a broader tag"))


class MapForm(Form):
    """Which tag means the same."""

    target = StringField(
        _l("The tag that means the same"), [InputRequired(_l("Enter a tag"))]
    )


class RejectForm(Form):
    """What to tell whoever proposed the word."""

    why = RadioField(
        _l("What they are told"),
        [InputRequired(_l("Choose what to tell whoever proposed it"))],
        choices=options(
            ("unclear", _l("It is not clear to us what it means")),
            ("covered", _l("Tags that are there already say it")),
            ("personal", _l("It could point to one person")),
            ("unfitting", _l("It is nothing to offer, seek or learn")),
        ),
    )


@dataclass(frozen=True)
class TagsPage:
    """Words that wait, and approved tags."""

    q: str
    words: Page[curation.Waiting]
    tags: Page[curation.TagLine]
    families: dict[str, str]
    form: FamilyForm = field(metadata={"api": False})


def _tags(viewer: Viewer, form: FamilyForm) -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:80]
    page = TagsPage(
        q,
        curation.waiting(viewer, request.args.get("words", 1, type=int)),
        curation.approved(q, request.args.get("page", 1, type=int)),
        {value: str(label) for value, label in FAMILIES if value},
        form,
    )
    return respond("organise/tags.html", page, 422 if form.problems else 200)


@pages.get("/tags/")
@organisers_only
def tags(viewer: Viewer) -> ResponseReturnValue:
    """Show the words that wait and the tags that are there."""
    return _tags(viewer, FamilyForm())


@pages.post("/tags/approve")
@organisers_only
def approve_all(viewer: Viewer) -> ResponseReturnValue:
    """Approve all ticked words as one family."""
    form = FamilyForm()
    if not posted(form):
        return _tags(viewer, form)
    ids = request.form.getlist("word", type=int)[:100]
    try:
        number = curation.approve_all(
            viewer, ids, Family(typed(form.family)), sensitive=form.sensitive.data
        )
    except Refused as error:
        form.refuse(error)
        return _tags(viewer, form)
    words = ngettext(
        "%(num)s word is a tag now.", "%(num)s words are tags now.", number
    )
    return done(words, "organise.tags")


@dataclass(frozen=True)
class WordPage:
    """One proposed word, tags that are like it, and the three answers."""

    word: curation.Waiting
    similar: tuple[TagFound, ...]
    approve: ApproveForm = field(metadata={"api": False})
    map: MapForm = field(metadata={"api": False})
    reject: RejectForm = field(metadata={"api": False})


@pages.route("/tags/<int:tag_id>", methods=["GET", "POST"])
@organisers_only
def word(viewer: Viewer, tag_id: int) -> ResponseReturnValue:
    """Show one proposed word; a POST answers it in one of three ways."""
    page = _word(viewer, tag_id)
    answers = {"approve": _approve, "map": _map, "reject": _reject}
    answer = answers.get(request.form.get("answer", ""))
    if answer is None:
        return respond("organise/word.html", page)
    told = answer(viewer, page)
    if told is None:
        return respond("organise/word.html", page, 422)
    return done(told, "organise.tags")


def _word(viewer: Viewer, tag_id: int) -> WordPage:
    found = curation.one(viewer, tag_id)
    chosen = request.form.get("answer", "")
    sent = {name: request.form if name == chosen else None for name in ANSWERS}
    return WordPage(
        found,
        tuple(like for one in found.label.split() for like in search_tags(one, 4))[:8],
        ApproveForm(sent["approve"], label=found.label),
        MapForm(sent["map"]),
        RejectForm(sent["reject"]),
    )


def _approve(viewer: Viewer, page: WordPage) -> str | None:
    form = page.approve
    if not posted(form):
        return None
    made = curation.Decision(
        typed(form.label),
        Family(typed(form.family)),
        form.sensitive.data,
        typed(form.broader),
    )
    try:
        curation.approve(viewer, page.word.id, made)
    except Refused as error:
        form.refuse(error)
        return None
    return str(_("“%(word)s” is a tag now.", word=made.label))


def _map(viewer: Viewer, page: WordPage) -> str | None:
    if not posted(page.map):
        return None
    try:
        label = curation.map_to(viewer, page.word.id, typed(page.map.target))
    except Refused as error:
        page.map.refuse(error, "target")
        return None
    return str(_("The word now leads to “%(tag)s”.", tag=label))


def _reject(viewer: Viewer, page: WordPage) -> str | None:
    if not posted(page.reject):
        return None
    curation.reject(viewer, page.word.id, typed(page.reject.why))
    return str(_("Turned down. Whoever proposed it is told why."))
