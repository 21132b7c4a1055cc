"""Consents of somebody erased: that they were given is kept, and leads to nobody."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from community.accounts.commands import hash_of
from community.accounts.models import Consent, ConsentPurpose
from community.core.db import db
from community.core.visible import unscoped
from community.evidence.people import TALK_WORDING
from community.members.commands import SENSITIVE_WORDING
from community.privacy.models import KeptConsent

WHY = "erasing"
OF_ONE_THING = (ConsentPurpose.SENSITIVE_TAG, ConsentPurpose.SURVEY)
"""Consents whose words can be those of one condition, or of one survey."""
OF_ALL = frozenset(map(hash_of, (SENSITIVE_WORDING, TALK_WORDING)))
"""The words among them that are the same whatever they are about."""
NUMBERS = 2**31 - 1


def keep(account: int) -> None:
    """Keep what was agreed to and on which day, without who and without about what.

    Mark and numbers are drawn anew, and a moment is cut to its day: neither the list of
    erasures nor the order of either table nor the audit trail leads back from here. A
    number that is taken already fails the erasure, which the clock tries again.
    """
    columns = (
        Consent.purpose, Consent.wording, Consent.wording_hash, Consent.given_at,
        Consent.withdrawn_at,
    )  # fmt: skip
    found = unscoped(WHY, *columns).where(Consent.account_id == account)
    mark = secrets.token_hex(8)
    rows = [_kept(mark, **row) for row in db.session.execute(found).mappings()]
    if rows:
        db.session.execute(insert(KeptConsent), rows)


def _kept(
    mark: str,
    purpose: ConsentPurpose,
    wording: str,
    wording_hash: str,
    given_at: datetime,
    withdrawn_at: datetime | None,
) -> dict[str, Any]:
    tells = purpose in OF_ONE_THING and wording_hash not in OF_ALL
    return {
        "id": secrets.randbelow(NUMBERS) + 1,
        "mark": mark,
        "purpose": purpose,
        "wording": wording,
        "wording_hash": "" if tells else wording_hash,
        "given_at": _day(given_at),
        "withdrawn_at": withdrawn_at and _day(withdrawn_at),
    }


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
