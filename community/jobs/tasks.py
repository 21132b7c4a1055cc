"""Tasks of the timetable that commit by themselves: they hold no lock while they think.

The others are a `move()` of their noun, which runs in a transaction of its own.
"""

from collections.abc import Callable

from community.core.db import db, read_only


def learn_if_due(progress: Callable[[float], None] = lambda done: None) -> bool:
    """Learn from the community's rows if nothing was learnt for a day."""
    from community.matching import learning

    if not learning_is_due():
        return False
    learning.learn(progress)
    db.session.commit()
    return True


def learning_is_due() -> bool:
    """Tell whether nothing was learnt for a day."""
    from community.matching import learning

    read_only()
    due = learning.is_due()
    db.session.rollback()
    return due


def make_asked_for() -> bool:
    """Make the report on suggestions if somebody asked for it; tell whether it did.

    One that fails is not tried again: the last one stays, and can be asked for anew.
    """
    from community.matching import quality

    if not report_is_asked_for():
        return False
    report = None
    try:
        report = quality.make()
    finally:
        quality.keep(report)
    return report is not None


def report_is_asked_for() -> bool:
    """Tell whether somebody asked for the report on suggestions."""
    from community.matching import quality

    read_only()
    asked = quality.waits()
    db.session.rollback()
    return asked


def work_out_map() -> bool:
    """Work out what takes long in a large map; tell whether it changed."""
    from community.network import build

    return build.build()


def map_is_waited_for() -> bool:
    """Tell whether somebody waits for a large map to be worked out."""
    from community.network import build

    read_only()
    due = build.is_due()
    db.session.rollback()
    return due
