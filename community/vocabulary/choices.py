"""What administrators choose for their community, and how each setting starts."""

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.errors import Refused
from community.core.text import N_
from community.vocabulary.commands import choose
from community.vocabulary.queries import settings

JOIN_MODES = ("invitation", "approval", "open")
HELP = {
    "help_emergency": "999",
    "help_nhs": "111",
    "help_samaritans": "116 123",
    "help_shout": "85258",
}
"""Numbers for urgent help: ambulance; NHS crisis (option 2); Samaritans; Shout."""

CAPACITY = "suggest_capacity"
NUMBERS = {
    "suggest_bridge_share": (0, 50),
    "suggest_newcomer_share": (0, 30),
    CAPACITY: (0, 50),
    "case_harm_hours": (1, 72),
    "case_usual_hours": (1, 336),
    "case_unclaimed_hours": (1, 24),
    "strike_first_days": (1, 90),
    "strike_second_days": (1, 180),
    "suspend_most_days": (1, 90),
    "appeal_days": (7, 90),
    "bad_faith_reports": (1, 20),
    "bad_faith_days": (1, 365),
    "report_hide_people": (2, 50),
    "report_suspend_people": (3, 50),
    "report_age_days": (0, 90),
}
"""Numbers with their least and most: places of a list that are kept for new
perspectives and for newcomers, in percent; hellos that somebody gets in two weeks at
most, 0 for no limit; how moderators work (`safeguarding`)."""

DEFAULTS = {
    "join_mode": "invitation",
    "suggest_not_joined": "off",
    "suggest_bridge_share": "15",
    "suggest_newcomer_share": "10",
    CAPACITY: "5",
    "case_harm_hours": "24",
    "case_usual_hours": "72",
    "case_unclaimed_hours": "4",
    "strike_first_days": "14",
    "strike_second_days": "30",
    "suspend_most_days": "30",
    "appeal_days": "14",
    "bad_faith_reports": "3",
    "bad_faith_days": "30",
    "report_hide_people": "3",
    "report_suspend_people": "5",
    "report_age_days": "7",
    "help_confirmed": "",
    **HELP,
}


def chosen() -> dict[str, str]:
    """Return every setting, as chosen or as it starts, in one statement."""
    return DEFAULTS | settings(*DEFAULTS)


def change(viewer: Viewer, wanted: dict[str, str]) -> int:
    """Change the settings that differ, each into the audit trail; return how many."""
    require(viewer, Permission.SETTINGS_EDIT)
    if wanted.get("join_mode", JOIN_MODES[0]) not in JOIN_MODES:
        raise Refused(N_("Choose how people join"))
    if wanted.get("suggest_not_joined", "off") not in ("on", "off"):
        raise Refused(N_("Choose on or off"))
    for name, (least, most) in NUMBERS.items():
        _check_number(wanted.get(name, DEFAULTS[name]), least, most)
    now = chosen()
    differing = {
        name: value.strip()
        for name, value in wanted.items()
        if name in DEFAULTS and value.strip() != now[name]
    }
    for name, value in differing.items():
        choose(viewer, name, value)
    return len(differing)


def _check_number(value: str, least: int, most: int) -> None:
    """Refuse what is no whole number, or too small or large."""
    number = value.strip()
    whole = number.isdecimal() and len(number) <= len(str(most))
    if not whole or not least <= int(number) <= most:
        raise Refused(
            N_("Enter a whole number from %(least)s to %(most)s"),
            least=least,
            most=most,
        )


def number(name: str) -> int:
    """Return a setting that is a number, as chosen or as it starts."""
    return int(settings(name).get(name, DEFAULTS[name]))


def capacity() -> int:
    """Return how many hellos somebody gets in two weeks at most; 0 is no limit."""
    return number(CAPACITY)


def confirm_help(viewer: Viewer) -> None:
    """Remember that an administrator has checked the numbers for urgent help today."""
    choose(viewer, "help_confirmed", clock.today().isoformat())
