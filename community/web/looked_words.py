"""A look at somebody's data in words, for the one whom it is about."""

from flask_babel import gettext as _

from community.core.ledger import Looked
from community.privacy.looked import LedgerCard
from community.web.privacy_words import looked


def line(card: LedgerCard) -> str:
    """Say who looked at what, and why: "An organiser opened your contact details"."""
    why = _(card.why).rstrip(".") if card.why else ""
    facts = {"who": _who(card.role), "what": looked()[card.what], "why": why}
    if not why:
        return str(_("%(who)s opened %(what)s.", **facts))
    if card.what is Looked.CASE:
        return str(_("%(who)s opened %(what)s: number %(why)s.", **facts))
    return str(_("%(who)s opened %(what)s, because: %(why)s.", **facts))


def _who(role: str) -> str:
    return str(
        {
            "administrator": _("An administrator"),
            "curator": _("A curator"),
            "moderator": _("A moderator"),
            "organiser": _("An organiser"),
        }.get(role, _("Somebody with a role"))
    )
