"""What people are told of coffee: each once, those who take part and are there."""

from collections.abc import Collection

from community.core.db import db
from community.core.listed import is_listed
from community.core.visible import unscoped
from community.notices.commands import tell
from community.notices.models import Notice

WHY = "letters"
PAIRED, LEFT_OUT, MET, JOINED = (
    "coffee-paired",
    "coffee-left-out",
    "coffee-met",
    "coffee-every-month",
)
LINK = "/coffee/"


def tell_all(kind: str, round_id: int, people: Collection[int]) -> int:
    """Tell those of `people` who were not told yet; return how many.

    The clock asks again and again: who knows is found in one statement.
    """
    key = f"{kind}:{round_id}"
    told = unscoped(WHY, Notice.member_id).where(
        Notice.key == key, is_listed(Notice.member_id, people)
    )
    new = set(people) - set(db.session.scalars(told))
    return sum(tell(member, kind, key, link=LINK) for member in sorted(new))
