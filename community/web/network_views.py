"""Kept views of the network map: saved under a title, opened by an address."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import Page
from community.network import kept_views as views
from community.network.view import View
from community.web import network_views_words as words
from community.web.door import door, organisers_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.network import pages
from community.web.respond import respond

HOUR = 3_600


class ViewForm(Form):
    """A title for a way of looking at the map, and who else may open it."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Enter a title")), at_most(views.TITLE)]
    )
    shared = BooleanField(_l("Show it to the other organisers"))


@dataclass(frozen=True)
class KeptView:
    """A kept view, and in words what it shows; `owner` is "" for somebody unseen."""

    key: str
    title: str
    says: str
    shared: bool
    made_at: datetime
    mine: bool
    owner: str


@dataclass(frozen=True)
class ViewsPage:
    """The views that are kept; `fresh` says in words what could be kept now."""

    views: Page[KeptView]
    fresh: str = ""
    asked: str = ""
    gone: str = field(default="", metadata={"api": False})
    form: ViewForm | None = field(default=None, metadata={"api": False})


@pages.get("/network/views/")
@door("organiser", record=ViewsPage)
def views_index(viewer: Viewer) -> ResponseReturnValue:
    """List the views that are kept, and offer to keep the one that was open."""
    return _index(viewer, View.read(request.args), ViewForm())


def _index(
    viewer: Viewer, view: View, form: ViewForm, status: int = 200
) -> ResponseReturnValue:
    found = views.page_of_views(viewer, request.args.get("page", 1, type=int))
    cards = tuple(
        KeptView(
            one.key, one.title, words.says(views.view_of(one.asked)), one.shared,
            one.made_at, one.mine, one.owner,
        )
        for one in found.items
    )  # fmt: skip
    asked = views.kept(view)
    page = ViewsPage(
        Page(cards, found.number, found.size, found.total),
        fresh=words.says(view) if asked else "",
        asked=asked,
        gone=request.args.get("gone", ""),
        form=form,
    )
    return respond("network/views.html", page, status)


@pages.post("/network/views/")
@organisers_only
def keep_view(viewer: Viewer) -> ResponseReturnValue:
    """Keep a way of looking at the map."""
    form = ViewForm()
    view = views.view_of(request.form.get("asked", "")[:4000])
    if not posted(form):
        return _index(viewer, view, form, 422)
    try:
        row = views.keep(viewer, typed(form.title), view, shared=bool(form.shared.data))
    except Refused as error:
        form.refuse(error, "title")
        return _index(viewer, view, form, 422)
    message = _("You keep “%(title)s”. Its link stays the same.", title=row.title)
    return done(message, "network.views_index")


@pages.get("/network/view/<key>")
@organisers_only
def open_view(viewer: Viewer, key: str) -> ResponseReturnValue:
    """Lead to the map, looked at in a kept way."""
    row = views.reach(viewer, key)
    return redirect(url_for("network.index", **views.view_of(row.asked).args()))


@dataclass(frozen=True)
class OneViewPage:
    """A kept view, to change or delete."""

    key: str
    title: str
    form: ViewForm = field(metadata={"api": False})


@pages.route("/network/views/<key>", methods=["GET", "POST"])
@organisers_only
def change_view(viewer: Viewer, key: str) -> ResponseReturnValue:
    """Change the title of one's own view, and who may open it."""
    row = views.reach_own(viewer, key)
    form = ViewForm(title=row.title, shared=row.shared)
    if posted(form):
        try:
            title = typed(form.title)
            views.change(viewer, key, title=title, shared=bool(form.shared.data))
        except Refused as error:
            form.refuse(error, "title")
        else:
            return done(_("It is saved."), "network.views_index")
    page = OneViewPage(key, row.title, form)
    return respond("network/view.html", page, 422 if form.is_submitted() else 200)


@pages.post("/network/views/<key>/delete")
@organisers_only
def drop_view(viewer: Viewer, key: str) -> ResponseReturnValue:
    """Delete one's own view, with a way back for an hour."""
    gone = _signer().dumps([viewer.member_id, asdict(views.drop(viewer, key))])
    return redirect(url_for("network.views_index", gone=gone, _anchor="undo"))


@pages.post("/network/views/undo")
@organisers_only
def undo_view(viewer: Viewer) -> ResponseReturnValue:
    """Bring a view back that was deleted a moment ago."""
    try:
        whose, facts = _signer().loads(request.form.get("gone", ""), max_age=HOUR)
    except BadSignature:
        raise NotFound("view") from None
    if whose != viewer.member_id:
        raise NotFound("view")
    row = views.bring_back(viewer, views.Dropped(**facts))
    message = _("“%(title)s” is back.", title=row.title)
    return done(message, "network.views_index")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="view")
