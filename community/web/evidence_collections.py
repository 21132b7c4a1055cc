"""Collections of resources: to read, to make, to fill and to put in order."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.evidence import collections
from community.evidence.collections_queries import (
    CollectionCard,
    CollectionView,
    collection_view,
    to_add_to,
)
from community.evidence.collections_queries import collections as all_of_them
from community.evidence.models import Collection
from community.evidence.record import reach
from community.web.door import curators_only, door
from community.web.evidence import pages
from community.web.forms import Form, at_most, done, posted, typed
from community.web.respond import respond


# ---------------------------------------------------------------- to read
@dataclass(frozen=True)
class CollectionsPage:
    """The collections of the hub."""

    collections: tuple[CollectionCard, ...]
    curates: bool = field(default=False, metadata={"api": False})


@pages.get("/evidence/collections/")
@door("anyone", record=CollectionsPage)
def collections_index(viewer: Viewer) -> ResponseReturnValue:
    """List the collections of the hub; curators see drafts too."""
    page = CollectionsPage(all_of_them(viewer), viewer.can_curate)
    return respond("evidence/collections.html", page)


@dataclass(frozen=True)
class CollectionPage:
    """One collection, with what is in it."""

    collection: CollectionView
    curates: bool = field(default=False, metadata={"api": False})


@pages.get("/evidence/collections/<collection>")
@door("anyone", record=CollectionPage)
def collection(viewer: Viewer, collection: str) -> ResponseReturnValue:
    """Show a collection, in the order that its curators gave it."""
    row = collections.reach(viewer, collection)
    page = CollectionPage(collection_view(viewer, row), viewer.can_curate)
    return respond("evidence/collection.html", page)


# ---------------------------------------------------------------- to make
class CollectionForm(Form):
    """What a collection is called, and what it is for."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Give it a title")), at_most(collections.TITLE)]
    )
    intro = TextAreaField(_l("What it is for"), [at_most(collections.INTRO)])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())


@dataclass(frozen=True)
class NewCollectionPage:
    """A collection to begin."""

    form: CollectionForm = field(metadata={"api": False})


@pages.route("/evidence/collections/new", methods=["GET", "POST"])
@curators_only
def new_collection(viewer: Viewer) -> ResponseReturnValue:
    """Begin a collection: a draft."""
    form = CollectionForm()
    if posted(form):
        try:
            row = collections.make(viewer, typed(form.title), typed(form.intro))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
        else:
            said = _("It is a draft. Add resources from their pages, then publish it.")
            return done(said, "evidence.edit_collection", collection=row.slug)
    page = NewCollectionPage(form)
    status = 422 if form.problems else 200
    return respond("evidence/collection_new.html", page, status)


@dataclass(frozen=True)
class EditCollectionPage:
    """A collection to change, with all that is in it."""

    collection: CollectionView
    form: CollectionForm = field(metadata={"api": False})


def _form(row: Collection, **how: Any) -> CollectionForm:
    said = {name: getattr(row, name) for name in ("title", "intro", "version")}
    return CollectionForm(**said, **how)


def _edit_page(
    viewer: Viewer, row: Collection, form: CollectionForm
) -> ResponseReturnValue:
    page = EditCollectionPage(collection_view(viewer, row, everything=True), form)
    status = 422 if form.problems else 200
    return respond("evidence/collection_edit.html", page, status)


@pages.route("/evidence/collections/<collection>/edit", methods=["GET", "POST"])
@curators_only
def edit_collection(viewer: Viewer, collection: str) -> ResponseReturnValue:
    """Change a collection's words; what is in it is changed below them."""
    row = collections.reach(viewer, collection)
    form = _form(row)
    if not posted(form):
        return _edit_page(viewer, row, form)
    try:
        words = typed(form.title), typed(form.intro)
        collections.reword(viewer, row, *words, form.version.data or 0)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        row = collections.reach(viewer, collection)
        form.version.data, form.version.raw_data = row.version, [str(row.version)]
        return _edit_page(viewer, row, form)
    return done(_("Saved."), "evidence.edit_collection", collection=collection)


@pages.post("/evidence/collections/<collection>/out")
@curators_only
def put_out(viewer: Viewer, collection: str) -> ResponseReturnValue:
    """Publish a collection, or make a draft of it again."""
    row = collections.reach(viewer, collection)
    if request.form.get("out"):
        collections.put_out(viewer, row)
        said = _("Everybody can read it now.")
    else:
        collections.take_in(viewer, row)
        said = _("It is a draft again: only curators see it.")
    return done(said, "evidence.edit_collection", collection=collection)


@dataclass(frozen=True)
class DiscardPage:
    """A collection that is about to be deleted."""

    slug: str
    title: str
    number: int


@pages.route("/evidence/collections/<collection>/delete", methods=["GET", "POST"])
@curators_only
def discard_collection(viewer: Viewer, collection: str) -> ResponseReturnValue:
    """Ask whether a collection is to be deleted, and delete it."""
    row = collections.reach(viewer, collection)
    if request.method == "POST":
        collections.discard(viewer, row)
        said = _("It is deleted. Its resources are all still in the hub.")
        return done(said, "evidence.collections_index")
    view = collection_view(viewer, row, everything=True)
    page = DiscardPage(row.slug, row.title, len(view.items))
    return respond("evidence/collection_delete.html", page)


# ---------------------------------------------------------------- what is in it
@pages.post("/evidence/collections/<collection>/items")
@curators_only
def change_item(viewer: Viewer, collection: str) -> ResponseReturnValue:
    """Move a resource of a collection, say why it is there, or take it out."""
    row = collections.reach(viewer, collection)
    slug, act = request.form.get("resource", ""), request.form.get("act", "")
    item = collections.item_of(viewer, row, slug)
    if act in ("up", "down"):
        collections.shift(viewer, row, item, up=act == "up")
        said = _("Moved.")
    elif act == "words":
        collections.word(viewer, row, item, request.form.get("words", ""))
        said = _("Saved.")
    elif act == "out":
        collections.take_out(viewer, row, item)
        said = _("Taken out. It is still in the hub.")
    else:
        raise NotFound("act")
    values = {"collection": collection, "_anchor": "items"}
    return done(said, "evidence.edit_collection", **values)


class CollectForm(Form):
    """Why a resource is in a collection."""

    words = StringField(_l("Why it is there"), [at_most(collections.WORDS)])


@dataclass(frozen=True)
class CollectPage:
    """The collections that a resource can be added to."""

    slug: str
    title: str
    collections: tuple[CollectionCard, ...]
    form: CollectForm = field(metadata={"api": False})


@pages.route("/evidence/curate/<resource>/collect", methods=["GET", "POST"])
@curators_only
def collect(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Add a resource to a collection."""
    row, form = reach(viewer, resource), CollectForm()
    if posted(form):
        wanted = collections.reach(viewer, request.form.get("collection", ""))
        try:
            collections.add(viewer, wanted, row, typed(form.words))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            values = {"collection": wanted.slug, "_anchor": "items"}
            return done(_("Added."), "evidence.edit_collection", **values)
        row = reach(viewer, resource)
    page = CollectPage(row.slug, row.title, to_add_to(viewer, row), form)
    return respond("evidence/collect.html", page, 422 if form.problems else 200)
