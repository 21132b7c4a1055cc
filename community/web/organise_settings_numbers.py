"""The settings of safeguarding that are numbers, as administrators read them."""

from typing import Any

from flask_babel import lazy_gettext as _l

SAFEGUARDING: dict[str, tuple[Any, Any]] = {
    "case_harm_hours": (
        _l("Hours until somebody looks where there is risk of harm"),
        _l("The terms promise it to everybody."),
    ),
    "case_usual_hours": (
        _l("Hours until somebody looks at all other reports"),
        _l("The terms promise it to everybody."),
    ),
    "case_unclaimed_hours": (
        _l("Hours after which moderators are reminded of a risk of harm"),
        _l("Only while nobody has taken the case."),
    ),
    "report_hide_people": (
        _l("How many people hide one thing by their reports"),
        _l("At any hour, until a moderator has looked. Each person counts once."),
    ),
    "report_suspend_people": (
        _l("How many people suspend one person by their reports"),
        _l("Until a moderator has looked. A worry about somebody never counts."),
    ),
    "report_age_days": (
        _l("How many days old an account is before its reports count for that"),
        _l("So that nobody makes accounts to shut others out."),
    ),
    "strike_first_days": (
        _l("Days of a first strike"),
        _l("Somebody who breaks the house rules is away for so long."),
    ),
    "strike_second_days": (
        _l("Days of a second strike"),
        _l("The third one is for good."),
    ),
    "suspend_most_days": (
        _l("Most days for which one moderator may suspend"),
        _l("For longer, a second one has to agree."),
    ),
    "appeal_days": (
        _l("Days to appeal"),
        _l("After that a decision stands."),
    ),
    "bad_faith_reports": (
        _l("How many reports in bad faith limit somebody"),
        _l("They can then report risk of harm alone."),
    ),
    "bad_faith_days": (
        _l("For how many days that holds"),
        _l("Counted from the last of them."),
    ),
}
"""By the name of each setting: what it is, and what it means."""
