"""Somebody excludes a place in the moment in which others say that they work there."""

import pytest
from sqlalchemy import func

from community import checks
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import tie, unscoped
from community.lived import commands as lived
from community.lived.models import LivedExperience
from community.lived.queries import added_lately
from community.members import kept_away
from community.members.commands import set_affiliation
from community.members.models import Member
from community.organisations.commands import named
from community.privacy import exclusions
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.held import held

TRUST = "Distant trust"
ALICE = CAST["alice"].viewer


def works(who, name=TRUST):
    person = CAST[who]
    row = db.session.scalars(unscoped("test", Member).where(Member.id == person.id))
    set_affiliation(person.viewer, row.one(), name, "", Audience.ME)


def apart():
    found = unscoped("test", tie.c.member_id, tie.c.other_id)
    return set(db.session.execute(found.where(tie.c.kind == "excluded")).all())


@pytest.mark.parametrize("known", [True, False])
def test_both_see_each_other_whichever_comes_first(app, monkeypatch, known):
    if known:
        named(TRUST)
        db.session.commit()
    then = held(monkeypatch, kept_away, "keep_in_step") if known else None
    acts = [lambda who=who: works(who) for who in ("bob", "dai", "mo")]
    exclude = lambda *_: exclusions.exclude(ALICE, TRUST)  # noqa: E731
    acts.append(then(exclude) if then else exclude)
    assert at_once(app, *acts) == []
    start_writing()
    assert apart() == {(2, 1), (4, 1), (8, 1)}
    assert checks.problems() == []


@pytest.mark.parametrize("round_", range(8))
def test_whatever_happens_at_once_all_tables_agree(app, round_):
    for who in ("bob", "dai"):
        works(who)
    exclusions.exclude(ALICE, TRUST)
    db.session.commit()
    (number,) = [one.id for one in exclusions.mine(ALICE)]
    db.session.commit()
    broken = at_once(
        app,
        lambda: works("bob", "Another place"),
        lambda: works("mo"),
        lambda: exclusions.take_back(ALICE, number),
        lambda: exclusions.exclude(CAST["lea"].viewer, TRUST),
        lambda: exclusions.exclude(CAST["carol"].viewer, "distant  trust"),
    )
    assert broken == []
    start_writing()
    assert checks.problems() == [], round_
    assert {(8, 5), (4, 5), (8, 3), (4, 3)} <= apart()


def test_more_than_three_things_at_once_are_three(app):
    lived.agree(ALICE)
    db.session.commit()
    acts = [lambda n=n: lived.add(ALICE, "", f"Thing {n}") for n in range(6)]
    assert at_once(app, *acts) == []
    start_writing()
    mine = LivedExperience.member_id == 1
    number = unscoped("test", func.count(LivedExperience.id)).where(mine)
    assert db.session.scalar(number) == 3
    assert added_lately(ALICE, lived.SPAN) == 3
