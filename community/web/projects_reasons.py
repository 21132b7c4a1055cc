"""Kind reasons for "not now", each with words ready to send or to change."""

from flask_babel import gettext as _

from community.projects.models import Reason


def reason_label(reason: str) -> str:
    """Return what a reason is called where one chooses."""
    found = {
        Reason.PLACES: _("There is no place at the moment"),
        Reason.TIMING: _("It is not the right time"),
        Reason.FIT: _("We look for something else"),
        Reason.PLANS: _("Our plans have changed"),
        Reason.OTHER: _("Another reason"),
    }[Reason(reason)]
    return str(found)


def reason_words(reason: str) -> str:
    """Return kind words for a reason, as they are sent unless others are written."""
    found = {
        Reason.PLACES: _(
            "Thank you for offering your time. All our places are taken at the moment. "
            "Please look in again: this can change."
        ),
        Reason.TIMING: _(
            "Thank you for thinking of us. It is not the right time for us now. Please "
            "ask again in a few months, if you still like the idea."
        ),
        Reason.FIT: _(
            "Thank you for offering. For this we look for somebody who brings "
            "something else. We are sure that another project will be glad of you."
        ),
        Reason.PLANS: _(
            "Thank you for offering. Our plans have changed, so we take nobody new for "
            "this now. That says nothing about you."
        ),
        Reason.OTHER: _(
            "Thank you for offering your time. We can’t say yes now. We wish you well."
        ),
    }[Reason(reason)]
    return str(found)


FILTERS = {"reason_label": reason_label, "reason_words": reason_words}
"""What templates call these functions."""
