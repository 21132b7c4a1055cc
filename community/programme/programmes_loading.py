"""The Lab's first project, put into a new community as a programme that is over.

Facts with their sources, in `reference/programme.json`; what is not known is not said.
"""

import json
from datetime import date
from typing import Any

from community.core.db import db
from community.core.visible import unscoped
from community.programme.models import (
    PartnerRole,
    Programme,
    ProgrammeArea,
    ProgrammeMilestone,
    ProgrammePartner,
    ProgrammePhase,
    ProgrammeState,
)
from community.vocabulary.commands import REFERENCE


def load_programme() -> bool:
    """Load it if it is not there; tell whether it was not. What is there stays."""
    facts = json.loads((REFERENCE / "programme.json").read_text(encoding="utf-8"))
    there = unscoped("programmes", Programme.id).where(Programme.slug == facts["slug"])
    if db.session.scalar(there) is not None:
        return False
    row = Programme(
        slug=facts["slug"], title=facts["title"], challenge=facts["challenge"],
        summary=facts["summary"], state=ProgrammeState.CLOSED,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add_all(_parts(row.id, facts))
    db.session.flush()
    return True


def _parts(number: int, facts: dict[str, Any]) -> list[Any]:
    of = {"programme_id": number}
    return [
        *(ProgrammePhase(**of, **one) for one in facts["phases"]),
        *(ProgrammeArea(**of, code=code) for code in facts["areas"]),
        *(
            ProgrammePartner(
                **of, name=one["name"], role=PartnerRole(one["role"]), sort=place,
                address=one["address"],
            )
            for place, one in enumerate(facts["partners"])
        ),
        *(
            ProgrammeMilestone(
                **of,
                **{**one, "happens_on": date.fromisoformat(one["happens_on"])},
            )
            for one in facts["milestones"]
        ),
    ]  # fmt: skip
