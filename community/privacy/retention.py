"""How long things are kept, and what goes when: one table, one command, once a day.

Each rule counts what is due and lets it go in a transaction of its own; what went is
in the audit trail, as a number. A demo keeps its past: that was invented.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from community.accounts.models import Account
from community.core import journal
from community.core.access import Viewer
from community.core.db import db, read_only, start_writing
from community.core.journal import Act
from community.core.text import N_
from community.core.visible import unscoped
from community.privacy import inactive
from community.privacy import retention_rules as rules
from community.subscriptions import stopped

log = structlog.get_logger("retention")
CLOCK = Viewer(name="clock")


@dataclass(frozen=True)
class Rule:
    """One sort of thing: how long it is kept, why, and who lets it go.

    `due` counts what would go now and `go` lets it go; without them it is not ours:
    `by` says whose. What is `past` stays in a demo.
    """

    name: str
    what: str
    kept: str
    why: str
    due: Callable[[], int] | None = None
    go: Callable[[], int] | None = None
    past: bool = False
    own: bool = False
    by: str = N_("this command, once a day")


def _deleting(which: rules.Which, **facts: str | bool) -> Rule:
    def go() -> int:
        return rules.delete_all(which)

    return Rule(due=lambda: rules.count_all(which), go=go, **facts)  # type: ignore[arg-type]


RULES = (
    _deleting(
        rules.sessions, name="sessions", what=N_("Sessions of browsers"),
        kept=N_("30 days after they end"),
        why=N_("to see later from where an account was used"),
    ),
    _deleting(
        rules.tries, name="tries", what=N_("Counts of tries, with the network address"),
        kept=N_("1 day after their window begins"),
        why=N_("to slow down whoever guesses passwords"),
    ),
    Rule(
        "refusals", N_("Refused sign-ins, without any address"),
        N_("24 months, in the audit trail"), N_("to answer for what happened"),
        by=N_("as the audit trail"),
    ),
    Rule(
        "outbox", N_("Letters: addresses and facts"),
        N_("7 days after sending; that there was a letter 30 days"),
        N_("to find out why a letter did not come"), rules.outbox_due, rules.outbox_go,
    ),
    Rule(
        "notices", N_("Notices"), N_("1 year"), N_("to read what one missed"),
        rules.notices_due, rules.notices_go,
    ),
    _deleting(
        rules.tokens, name="tokens", what=N_("Links by mail for signing in"),
        kept=N_("1 hour after they end"), why=N_("to say that a link has ended"),
    ),
    _deleting(
        rules.challenges, name="challenges", what=N_("Questions to passkeys"),
        kept=N_("1 hour after they end"), why=N_("they are answered within minutes"),
    ),
    _deleting(
        rules.invitations, name="invitations", what=N_("Invitations, with the address"),
        kept=N_("30 days after they end"), why=N_("to say that one has ended"),
    ),
    Rule(
        "stopped", N_("That updates to an address were stopped, as a code"),
        N_("36 days, beside the database"),
        N_("so that a backup from before brings no letters back"),
        stopped.old, stopped.forget_old,
    ),
    Rule(
        "inactive", N_("Accounts that nobody uses"),
        N_("letters after 11 and 12 months, hidden after 13, erased after 24"),
        N_("nobody needs what nobody comes back for"),
        inactive.due, inactive.go, past=True, own=True,
    ),
    _deleting(
        rules.reports, name="reports", what=N_("What was reported"),
        kept=N_("12 months after its case was closed"),
        why=N_("to see what happens again and again"), past=True,
    ),
    _deleting(
        rules.cases, name="cases", what=N_("Closed cases"),
        kept=N_("12 months after closing, and while something is held back by one"),
        why=N_("to see what happens again and again"), past=True,
    ),
    _deleting(
        rules.ledger, name="ledger", what=N_("Who looked at whose data"),
        kept=N_("24 months"), why=N_("so that people can ask about it"), past=True,
    ),
    _deleting(
        rules.openings, name="openings", what=N_("Openings of private fields"),
        kept=N_("24 months"), why=N_("so that people can ask about it"), past=True,
    ),
    Rule(
        "snapshots", N_("Figures of the network's past"), N_("24 months"),
        N_("to see what a programme changed"),
        rules.snapshots_due, rules.snapshots_go, past=True,
    ),
    Rule(
        "trail", N_("The audit trail"), N_("24 months, by whole months"),
        N_("to answer for what happened"), rules.trail_due, rules.trail_go, past=True,
    ),
    Rule(
        "backups", N_("Backups"), N_("35 days"), N_("to get over a loss"),
        by=N_("community backup, which the operator runs"),
    ),
    Rule(
        "access-log", N_("Logs of requests, without addresses of pages or people"),
        N_("14 days"), N_("to find faults"), by=N_("the operator, who keeps the logs"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of one rule: how much, None where it is not ours, or a problem."""

    rule: Rule
    number: int | None = None
    spared: bool = False
    problem: str = ""


def run(*, dry: bool = False) -> Iterator[Outcome]:
    """Follow each rule, or only count what would go; tell what came of it."""
    demo = _is_demo()
    for rule in RULES:
        if rule.due is None or rule.go is None:
            yield Outcome(rule)
        elif demo and rule.past:
            yield Outcome(rule, spared=True)
        elif dry:
            yield Outcome(rule, rule.due())
        else:
            yield _follow(rule, rule.go)
    db.session.rollback()


def move() -> int:
    """Follow each rule; return how much went. A rule that fails stops no other."""
    last = rules.head()
    log.info("audit trail", newest=last[0], head=last[1])
    found = list(run())
    read_only()
    return sum(one.number or 0 for one in found)


def _follow(rule: Rule, go: Callable[[], int]) -> Outcome:
    try:
        (read_only if rule.own else start_writing)()
        number = go()
        if rule.own:
            start_writing()
        if number:
            journal.record(CLOCK, Act.RETENTION, rule.name, None, str(number))
        db.session.commit()
        return Outcome(rule, number)
    except Exception as problem:
        db.session.rollback()
        name = type(problem).__name__
        log.error("retention", rule=rule.name, problem=name)
        return Outcome(rule, problem=name)


def _is_demo() -> bool:
    found = unscoped("sign-in", Account.id).where(Account.demo).limit(1)
    return db.session.scalar(found) is not None
