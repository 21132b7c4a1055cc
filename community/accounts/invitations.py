"""Invitations: one address and one use, or a link whose users are vetted."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from community.accounts.commands import ENDED, clean_email, hash_of
from community.accounts.models import Invitation, InvitationKind
from community.core import clock, journal, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped

LASTS = timedelta(days=14)


def invite(
    viewer: Viewer,
    kind: InvitationKind,
    email: str = "",
    preset: dict[str, Any] | None = None,
) -> str:
    """Make an invitation and return its secret; a trusted one is sent by mail.

    A new one takes the place of an open one to the same address.
    """
    require(viewer, Permission.INVITATION_SEND)
    trusted = kind is InvitationKind.TRUSTED
    token, row = _make(viewer, kind, clean_email(email) if trusted else "", preset)
    journal.record(viewer, journal.Act.INVITATION, "invitation", row.id, kind.value)
    return token


def remind(email: str) -> None:
    """Send a trusted invitation to an imported address that somebody wants to use."""
    _make(Viewer(), InvitationKind.TRUSTED, email, None)


def _make(
    viewer: Viewer, kind: InvitationKind, email: str, preset: dict[str, Any] | None
) -> tuple[str, Invitation]:
    token = secrets.token_urlsafe(24)
    row = Invitation(
        kind=kind,
        token_hash=hash_of(token),
        email=email,
        invited_by_id=viewer.account_id,
        preset=preset or {},
        ends_at=clock.now() + LASTS,
    )
    if email:
        _end_open(email)
        outbox.post("invitation-to-join", email, link=f"/join/{token}")
    db.session.add(row)
    db.session.flush()
    return token, row


def _end_open(email: str) -> None:
    db.session.execute(
        update(Invitation)
        .where(Invitation.email == email, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def invitation(token: str) -> Invitation:
    """Return the open invitation behind a link, or refuse."""
    found = unscoped("sign-in", Invitation).where(
        Invitation.token_hash == hash_of(token),
        Invitation.revoked_at.is_(None),
        Invitation.used_at.is_(None),
        Invitation.ends_at > clock.now(),
    )
    row: Invitation | None = db.session.scalar(found)
    if row is None:
        raise Refused(
            N_("This invitation has ended. Ask whoever sent it for a new one")
        )
    return row


def use(row: Invitation) -> None:
    """Count a use; a trusted invitation is used up by it, once."""
    values: dict[str, Any] = {"uses": Invitation.uses + 1}
    if row.kind is InvitationKind.TRUSTED:
        values["used_at"] = clock.now()
    done = db.session.execute(
        update(Invitation)
        .where(Invitation.id == row.id, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None), Invitation.ends_at > clock.now())
        .values(**values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(ENDED)


def revoke(viewer: Viewer, invitation_id: int) -> None:
    """Take an open invitation back."""
    require(viewer, Permission.INVITATION_SEND)
    done = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("This invitation has ended already"))
    journal.record(
        viewer, journal.Act.INVITATION, "invitation", invitation_id, "revoked"
    )
