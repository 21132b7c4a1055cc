"""The clock of what keeps projects going: hand-overs, promised days, check-ins."""

from community.core.db import db
from community.projects.leaving import tell_organisers_of
from community.projects.team import settle_leads
from community.stewardship import (
    checking_in,
    commitments,
    handing_over,
    silence,
    taking_over,
)


def move() -> int:
    """Do what is due. What is late is done once; returns how much changed."""
    unled = settle_leads()
    tell_organisers_of(unled)
    done = len(unled)
    done += handing_over.end_and_remind()
    done += commitments.ask_whether_to_renew()
    done += checking_in.ask_how_it_goes()
    done += silence.ask_and_tell()
    done += taking_over.end_and_tell()
    db.session.flush()
    return done
