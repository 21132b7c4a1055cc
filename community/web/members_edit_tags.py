"""What somebody offers, seeks and learns: adding, showing and removing tags."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.expertise import commands as expertise
from community.expertise import queries as tags
from community.expertise.models import Tag, TagState
from community.members import commands
from community.members.models import Member, Relation
from community.web.door import members_only
from community.web.members_edit import chosen_audience, edit_page, pages, saved
from community.web.respond import told
from community.web.words import added


def tag_named(viewer: Viewer, words: str) -> Tag:
    """Return the tag that somebody typed; a new word becomes a proposal."""
    return tags.tag_for(words) or expertise.propose(viewer, words)


def put_tag(viewer: Viewer, member: Member, typed: str, relation: Relation) -> str:
    """Add a tag that somebody typed in one relation; say what became of it."""
    tag = tag_named(viewer, typed)
    if commands.tag_row(viewer, member, tag, relation) is not None:
        return str(_("You have %(tag)s already. It stays as it is.", tag=tag.label))
    row = commands.add_tag(viewer, member, tag, relation)
    return added(typed, tag.label, row.audience, tag.state is TagState.APPROVED)


@pages.post("/tags")
@members_only
def add_tag(viewer: Viewer) -> ResponseReturnValue:
    """Add a tag in one relation."""
    member = commands.me(viewer)
    try:
        relation = Relation(request.form.get("relation", ""))
        message = put_tag(viewer, member, request.form.get("tag", ""), relation)
    except ValueError:
        return edit_page(
            viewer, member, ("tags", _("Choose offers, seeks, learning or interested"))
        )
    except Refused as error:
        db.session.rollback()
        return edit_page(viewer, commands.me(viewer), ("tags", told(error)))
    return saved(message, "tags")


@pages.post("/tags/<int:row_id>/remove")
@members_only
def remove_tag(viewer: Viewer, row_id: int) -> ResponseReturnValue:
    """Take a tag away."""
    label = commands.remove_tag(viewer, commands.me(viewer), row_id)
    return saved(_("Removed %(tag)s.", tag=label), "tags")


@pages.post("/tags/<int:row_id>/audience")
@members_only
def show_tag(viewer: Viewer, row_id: int) -> ResponseReturnValue:
    """Change who sees a tag."""
    member = commands.me(viewer)
    try:
        commands.show_tag(
            viewer, member, row_id, chosen_audience(), agreed="agreed" in request.form
        )
    except Refused as error:
        db.session.rollback()
        return edit_page(viewer, commands.me(viewer), ("tags", told(error)))
    return saved(_("Saved."), "tags")
