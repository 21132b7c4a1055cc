"""What some of the demo's people keep to themselves, and who looked when they joined.

They are written as rows, as of their days: nobody is told of what lies in the past.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from community.accounts.commands import hash_of
from community.accounts.models import Account, Consent, ConsentPurpose
from community.core import clock, vault
from community.core.access import Audience
from community.core.db import db
from community.core.ledger import LedgerEntry, Looked
from community.demo.people import Loaded, organisation_id
from community.lived.commands import KEEPING
from community.lived.models import WORDING, LivedExperience
from community.members import kept_away
from community.organisations import queries as organisations
from community.privacy.models import Exclusion


def load(private: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load an excluded organisation, something lived through and a look, for each."""
    for facts in private:
        one = ids[facts["person"]]
        then = clock.now() - timedelta(days=facts["lived_days_ago"])
        _exclude(facts["excluded"], one, then)
        _keep(facts["lived"], one, then)
        _look(facts["looked"], one, ids)
    db.session.flush()


def _exclude(name: str, one: Loaded, then: datetime) -> None:
    number = organisation_id(name, "", organisations.ids_by_name())
    db.session.add(
        Exclusion(member_id=one.member_id, organisation_id=number, made_at=then)
    )
    db.session.flush()
    kept_away.keep_in_step(excluder=one.member_id)


def _keep(words: str, one: Loaded, then: datetime) -> None:
    """Keep something sealed for its owner alone, and that they agreed to that."""
    row = LivedExperience(
        member_id=one.member_id, audience=Audience.ME, made_at=then,
        sealed=vault.seal(json.dumps({"tag": "", "words": words})),
    )  # fmt: skip
    db.session.add_all(
        [
            row,
            Consent(
                account_id=one.account_id, purpose=ConsentPurpose.LIVED,
                wording=WORDING, wording_hash=hash_of(KEEPING), given_at=then,
            ),
        ]
    )  # fmt: skip


def _look(facts: dict[str, str], one: Loaded, ids: dict[str, Loaded]) -> None:
    """Note who looked, on the day on which the account was made."""
    then = db.session.get_one(Account, one.account_id).created_at
    db.session.add(
        LedgerEntry(
            about_id=one.account_id, by_id=ids[facts["by"]].account_id,
            role=facts["role"], what=Looked(facts["what"]), why=facts["why"],
            at=then, shown_from=then,
        )
    )  # fmt: skip
