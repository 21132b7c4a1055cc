"""The public map on other sites: keys for it, and what a key shows.

`/embed/<token>` reads no cookie and sets none, changes nothing but the day it was last
used, and may stand in pages of the sites that were named for its key alone.
"""

import hashlib
from dataclasses import dataclass, field

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.network import embeds
from community.network.embeds import EmbedCard
from community.network.public_map import PublicMap, public_map
from community.web.door import door, organisers_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.network import pages
from community.web.network_words import shape_label
from community.web.respond import respond
from community.web.shell import locale

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {sites}"
)
THEMES = ("auto", "light", "dark")


class EmbedForm(Form):
    """Where the map will stand."""

    title = StringField(
        _l("What is it for?"),
        [InputRequired(_l("Say what it is for")), at_most(embeds.TITLE)],
    )
    sites = TextAreaField(
        _l("Sites that may show it"),
        [InputRequired(_l("Name a site, such as https://example.org")), at_most(1000)],
    )


@dataclass(frozen=True)
class EmbedsPage:
    """The keys for other sites; `code` is what to paste there, shown once."""

    keys: tuple[EmbedCard, ...]
    code: str = field(default="", metadata={"api": False})
    address: str = field(default="", metadata={"api": False})
    form: EmbedForm | None = field(default=None, metadata={"api": False})


@pages.get("/network/embeds/")
@door("organiser", record=EmbedsPage)
def embeds_index(viewer: Viewer) -> ResponseReturnValue:
    """List the keys with which other sites show the public map."""
    page = EmbedsPage(embeds.keys(viewer), form=EmbedForm())
    return respond("network/embeds.html", page)


@pages.post("/network/embeds/")
@organisers_only
def make_embed(viewer: Viewer) -> ResponseReturnValue:
    """Make a key, and show once what to paste into the other site."""
    form = EmbedForm()
    if posted(form):
        try:
            key = embeds.make(viewer, typed(form.title), typed(form.sites))
        except Refused as error:
            form.refuse(error, "sites")
        else:
            return _made(viewer, key)
    page = EmbedsPage(embeds.keys(viewer), form=form)
    return respond("network/embeds.html", page, 422)


def _made(viewer: Viewer, key: str) -> ResponseReturnValue:
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = f"{base}{url_for('network.embedded', token=key)}"
    title = _("Where our community is")
    code = (
        f'<iframe src="{address}" title="{title}" width="100%" height="560" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
    page = EmbedsPage(embeds.keys(viewer), code, address, EmbedForm(formdata=None))
    return respond("network/embeds.html", page)


@pages.post("/network/embeds/<int:embed_id>/end")
@organisers_only
def end_embed(viewer: Viewer, embed_id: int) -> ResponseReturnValue:
    """Take a key back."""
    embeds.end(viewer, embed_id)
    message = _("It has ended. The map is not shown there any more.")
    return done(message, "network.embeds_index")


# ---------------------------------------------------------------- on the other site
@pages.get("/embed/<token>")
@door("anyone", cookieless=True, framed=True)
def embedded(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Show the public map inside a page of another site, without a cookie."""
    try:
        found = embeds.opened(token)
    except NotFound:
        return _framed(None, (), 404)
    if found.ended:
        return _framed(None, found.sites, 410)
    return _framed(public_map(), found.sites, 200)


def _framed(
    shown: PublicMap | None, sites: tuple[str, ...], status: int
) -> ResponseReturnValue:
    """Return the page without what surrounds others: that would read the cookie."""
    settings = current_app.config["SETTINGS"]
    theme = request.args.get("theme", "auto")
    body = current_app.jinja_env.get_template("network/embed.html").render(
        map=shown,
        kinds=[shape_label(line.shape) for line in shown.lines] if shown else [],
        site=settings.name,
        home=settings.public_url.rstrip("/"),
        theme=theme if theme in THEMES else "auto",
        lang=locale().split("_")[0],
    )
    response = Response(body, status, mimetype="text/html")
    policy = POLICY.format(sites=" ".join(sites) or "'none'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    if status == 200:
        response.headers["Cache-Control"] = "public, no-cache"
        response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
        response.make_conditional(request)
    return response
