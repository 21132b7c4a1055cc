"""The feed of any search of the hub: what fits and came in last."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from community.core.access import VISITOR, Viewer
from community.evidence import queries
from community.evidence.asked import Asked
from community.evidence.cards import ResourceCard
from community.web import atom
from community.web.door import door
from community.web.evidence import asked, pages
from community.web.evidence_sentence import facet_labels, labelled, narrowed
from community.web.evidence_words import type_label
from community.web.members import Facet


@pages.get("/evidence.atom")
@door("anyone", cookieless=True)
def feed(_viewer: Viewer) -> ResponseReturnValue:
    """Give what a search finds, the newest of the hub first, whoever asks."""
    wanted = asked()
    site = current_app.config["SETTINGS"].name
    own = url_for("evidence.feed", **wanted.args())
    page = url_for("evidence.index", **wanted.args())
    about = atom.Feed(atom.whole(own), _title(site, wanted), site, own, page)
    return atom.answer(about, [_entry(one) for one in queries.newest(wanted)])


def _title(site: str, wanted: Asked) -> str:
    found = queries.found(VISITOR, Asked(**{**vars(wanted), "page": 1})).facets
    facets = [Facet(name, "", labelled(name, found[name])) for name in facet_labels()]
    parts = narrowed(wanted, facets)
    title = _("Evidence of %(site)s", site=site)
    return f"{title}: {', '.join(parts)}" if parts else str(title)


def _entry(one: ResourceCard) -> atom.Entry:
    published = one.published_at or one.edited_at or atom.BEGINNING
    return atom.Entry(
        f"resource {one.slug}",
        one.title,
        url_for("evidence.show", slug=one.slug),
        published,
        one.edited_at or published,
        _html(one),
        one.authors,
    )


def _html(one: ResourceCard) -> str:
    said = one.sentence or _("Nobody has written yet what it says in one sentence.")
    source = ", ".join(str(part) for part in (one.publisher, one.year) if part)
    facts = ". ".join(part for part in (type_label(one.type), source) if part)
    return f"<p>{escape(said)}</p><p>{escape(facts)}</p>"
