"""What the tag picker asks for while somebody types."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.expertise.queries import TagFound, approved, search_tags
from community.following.queries import follows
from community.web.door import door
from community.web.respond import respond

pages = Blueprint("tags", __name__, url_prefix="/tags")


@dataclass(frozen=True)
class TagsPage:
    """The tags that words may mean."""

    q: str
    tags: tuple[TagFound, ...]
    follows: frozenset[str] = field(metadata={"api": False})


@pages.get("/")
@door("member", record=TagsPage, paces=("search",))
def search(viewer: Viewer) -> ResponseReturnValue:
    """Find tags by any of their names; without words, list all.

    `everyday` leaves the sensitive ones out, as the first visit does.
    """
    q = request.args.get("q", "").strip()[:80]
    everyday = "everyday" in request.args
    found = (
        search_tags(q)
        if q
        else tuple(
            TagFound(tag.slug, tag.label, tag.label, tag.family, tag.sensitive)
            for tag in approved()
        )
    )
    if everyday:
        found = tuple(tag for tag in found if not tag.sensitive)
    return respond("tags/index.html", TagsPage(q, found, _followed(viewer)))


def _followed(viewer: Viewer) -> frozenset[str]:
    return frozenset(code for kind, code in follows(viewer) if kind == "tag")
