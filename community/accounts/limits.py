"""How often somebody may try what has to do with signing in: all of it in one place.

Each is counted for an account (or the address that was typed, whether it is known or
not), for the network that asks, and for everybody together. Windows are fixed: around
the end of one there may be twice as many tries, which is reckoned with here.
"""

from dataclasses import dataclass
from enum import StrEnum

from community.core import limits
from community.core.errors import TooMany

FIVE_MINUTES, HALF_HOUR, DAY = 300, 1800, 86_400


class Per(StrEnum):
    """Whose tries are counted together."""

    ACCOUNT = "account"
    NETWORK = "address"
    EVERYBODY = "all"


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds."""

    per: Per
    most: int
    seconds: int


ACCOUNT, NETWORK, EVERYBODY = Per.ACCOUNT, Per.NETWORK, Per.EVERYBODY
LIMITS: dict[str, tuple[Limit, ...]] = {
    "sign-in": (
        Limit(ACCOUNT, 10, FIVE_MINUTES),
        Limit(NETWORK, 30, FIVE_MINUTES),
        Limit(EVERYBODY, 1000, FIVE_MINUTES),
    ),
    "known browser": (Limit(ACCOUNT, 10, FIVE_MINUTES),),
    "passkey": (
        Limit(NETWORK, 30, FIVE_MINUTES),
        Limit(EVERYBODY, 1000, FIVE_MINUTES),
    ),
    "reset": (
        Limit(ACCOUNT, 5, DAY),
        Limit(NETWORK, 25, FIVE_MINUTES),
        Limit(EVERYBODY, 1000, FIVE_MINUTES),
    ),
    "sign-in link": (
        Limit(ACCOUNT, 10, DAY),
        Limit(NETWORK, 25, FIVE_MINUTES),
        Limit(EVERYBODY, 1000, FIVE_MINUTES),
    ),
    "join": (
        Limit(NETWORK, 5, HALF_HOUR),
        Limit(EVERYBODY, 1000, FIVE_MINUTES),
    ),
    "confirm": (Limit(ACCOUNT, 5, DAY),),
    "change e-mail": (Limit(ACCOUNT, 5, DAY),),
    "second factor": (Limit(ACCOUNT, 10, FIVE_MINUTES),),
    "sudo": (Limit(ACCOUNT, 10, FIVE_MINUTES),),
    "sudo link": (Limit(ACCOUNT, 5, DAY),),
}
"""What may be tried how often; every try counts, right or wrong."""

WRONG_CODES = Limit(ACCOUNT, 20, DAY)
"""So many wrong codes a day, whichever page asks. Three of a million codes are right at
a time: whoever knows a password guesses one within a month with a chance of 0.2 %, and
the owner is told on the first day."""
_WRONG = "wrong code"


def check(what: str, *, account: str = "", network: str = "") -> None:
    """Count a try of `what`, or raise `TooMany`."""
    who = {ACCOUNT: account, NETWORK: network, EVERYBODY: ""}
    for limit in LIMITS[what]:
        _count(what, limit, who[limit.per])


def _count(what: str, limit: Limit, who: str) -> None:
    limits.check(f"{what} {limit.per.value}", who, limit.most, limit.seconds)


def check_password(*, account: str, network: str, known: str = "") -> TooMany | None:
    """Count a try of a password, or raise `TooMany`.

    `known` names what whoever comes may be known by, together with the account. Such
    tries are counted by themselves as well. When those for the account are used up, by
    whomever, the refusal is returned to them: the right password may still come in, and
    anything else is told the refusal, so that it tells nobody whether they are known.
    """
    if not known:
        check("sign-in", account=account, network=network)
        return None
    check("known browser", account=known)
    waits, who = None, {ACCOUNT: account, NETWORK: network, EVERYBODY: ""}
    for limit in LIMITS["sign-in"]:
        try:
            _count("sign-in", limit, who[limit.per])
        except TooMany as error:
            if limit.per is not ACCOUNT:
                raise
            waits = error
    return waits


def refuse_guessing(account_id: int) -> None:
    """Raise `TooMany` when too many wrong codes were given for an account today."""
    limits.look(_WRONG, str(account_id), WRONG_CODES.most, WRONG_CODES.seconds)


def count_wrong(account_id: int) -> bool:
    """Remember that a wrong code was given; tell whether it was the last for today."""
    who, most, seconds = str(account_id), WRONG_CODES.most, WRONG_CODES.seconds
    try:
        limits.look(_WRONG, who, most - 1, seconds)
        last = False
    except TooMany:
        last = True
    limits.count(_WRONG, who, seconds)
    return last
