"""What pages about programmes say of states, roles and days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.programme.models import PartnerRole, ProgrammeState
from community.programme.programmes_queries import Partner, Phase, Standing
from community.web import words

STATES = {
    ProgrammeState.DRAFT: _l("Draft"),
    ProgrammeState.RUNNING: _l("Running"),
    ProgrammeState.CLOSED: _l("Over"),
}
ROLES = {
    PartnerRole.LEAD: _l("lead"),
    PartnerRole.FUNDER: _l("funder"),
    PartnerRole.PARTNER: _l("partner"),
    PartnerRole.EVALUATOR: _l("evaluation"),
    PartnerRole.SURVEY: _l("survey"),
}


def state_words(state: ProgrammeState) -> str:
    """Return where a programme stands."""
    return str(STATES[state])


def role_words(role: PartnerRole) -> str:
    """Return what an organisation is to a programme."""
    return str(ROLES[role])


@dataclass(frozen=True)
class Carrier:
    """An organisation that carries a programme, with all its parts in it."""

    name: str
    address: str
    roles: str


def carriers(partners: Iterable[Partner]) -> list[Carrier]:
    """Return each organisation once, in the order of its first part."""
    by_name: dict[str, list[Partner]] = {}
    for one in partners:
        by_name.setdefault(one.name, []).append(one)
    return [
        Carrier(
            name,
            next((one.address for one in parts if one.address), ""),
            ", ".join(role_words(one.role) for one in parts),
        )
        for name, parts in by_name.items()
    ]


def phase_days(phase: Phase) -> str:
    """Return the days of a phase, as far as they are known."""
    return span(phase.starts, phase.ends)


def span(starts: date | None, ends: date | None) -> str:
    """Return from when to when: in whole months where the days are first and last."""
    if starts is None:
        return str(_("Days not known yet"))
    if ends is None:
        return str(_("From %(day)s", day=_month_or_day(starts, starts.day == 1)))
    whole = starts.day == 1 and _is_last(ends)
    first, last = (_month_or_day(day, whole) for day in (starts, ends))
    return str(_("%(first)s to %(last)s", first=first, last=last))


def _is_last(day: date) -> bool:
    return day.month != date.fromordinal(day.toordinal() + 1).month


def _month_or_day(day: date, whole: bool) -> str:
    return words.month(day) if whole else words.day(day)


def standing_words(phase: Phase) -> str:
    """Return where a phase stands today."""
    told = {Standing.OVER: _("Over"), Standing.NOW: _("Now")}
    if phase.starts is not None:
        told[Standing.AHEAD] = _("To come")
    return str(told.get(phase.standing, ""))


FILTERS: dict[Callable[[Any], Any], str] = {
    state_words: "programme_state",
    role_words: "partner_role",
    carriers: "carriers",
    phase_days: "phase_days",
    standing_words: "phase_standing",
}
