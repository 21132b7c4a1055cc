"""Block somebody, or see less of them."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.errors import NotFound
from community.core.visible import find
from community.members.models import Member
from community.safeguarding import commands, muting, queries
from community.web.door import members_only
from community.web.forms import done
from community.web.respond import respond

pages = Blueprint("safeguarding", __name__)


@dataclass(frozen=True)
class BlockPage:
    """The question before a block."""

    slug: str
    name: str


@dataclass(frozen=True)
class BlocksPage:
    """Whom the viewer blocked, and whom they see less of."""

    blocks: tuple[queries.BlockCard, ...]
    mutes: tuple[queries.MuteCard, ...]


@pages.route("/members/<slug>/block", methods=["GET", "POST"])
@members_only
def block(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask, then block somebody."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound
    if request.method == "GET":
        return respond("safeguarding/block.html", BlockPage(slug, other.name))
    commands.block(viewer, other)
    flash(_("Signed in, you do not see each other any more. Nobody is told."))
    return redirect(url_for("safeguarding.blocks"))


@pages.get("/account/blocks")
@members_only
def blocks(viewer: Viewer) -> ResponseReturnValue:
    """List whom the viewer blocked or muted."""
    page = BlocksPage(queries.my_blocks(viewer), queries.my_mutes(viewer))
    return respond("safeguarding/blocks.html", page)


@pages.post("/account/blocks/<int:block_id>/end")
@members_only
def unblock(viewer: Viewer, block_id: int) -> ResponseReturnValue:
    """Take a block back."""
    commands.unblock(viewer, block_id)
    return done(_("The block has ended."), "safeguarding.blocks")


@dataclass(frozen=True)
class MutePage:
    """What it means to see less of somebody."""

    slug: str
    name: str
    muted: bool


@pages.route("/members/<slug>/mute", methods=["GET", "POST"])
@members_only
def mute(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say what it means, then see less of somebody."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound
    if request.method == "GET":
        muted = queries.is_muted(viewer, other.id)
        return respond("safeguarding/mute.html", MutePage(slug, other.name, muted))
    muting.mute(viewer, other)
    message = _("You see less of %(name)s. Nobody is told.", name=other.name)
    return done(message, "safeguarding.blocks")


@pages.post("/account/mutes/<int:mute_id>/end")
@members_only
def unmute(viewer: Viewer, mute_id: int) -> ResponseReturnValue:
    """See somebody in lists again."""
    muting.unmute(viewer, mute_id)
    return done(_("You see them in lists again."), "safeguarding.blocks")
