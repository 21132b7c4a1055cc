"""What whoever asks can count on: by when there is an answer, or an end to waiting."""

from dataclasses import dataclass
from datetime import date

from community.core import clock
from community.projects.models import LAPSES
from community.staffing.replies import Usual, usual_replies
from community.staffing.requests import NUDGES


@dataclass(frozen=True)
class Promise:
    """The days of a request that is sent today; `usual` is how long answers take."""

    reminders: tuple[date, ...]
    last_day: date
    usual: Usual | None


def promise(project: int) -> Promise:
    """Return what happens to a request of today: one statement."""
    now = clock.now()
    return Promise(
        reminders=tuple(clock.british_day(now + after) for after in NUDGES),
        last_day=clock.british_day(now + LAPSES),
        usual=usual_replies([project]).get(project),
    )
