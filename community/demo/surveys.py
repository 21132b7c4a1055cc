"""The demo's own surveys: one that is published, one that still asks."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.demo.people import Loaded
from community.members.models import Member, MemberKind
from community.surveys import commands
from community.surveys.answering import Given, answer, words_version
from community.surveys.models import Method, Survey, SurveyAnswer

CONSENT = (
    "My answer is counted with those of others, and under the kind that I choose. "
    "Nobody reads it by itself. I can take it back."
)
SOON = timedelta(days=2)
"""So long after a survey opened people answered it."""

Kinds = dict[int, list[str]]


def load(surveys: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Ask as an organiser would, and let members answer as they might."""
    organiser = _viewer(ids["p004"], frozenset({Role.ORGANISER}))
    kinds = _kinds()
    people = [_viewer(one) for one in ids.values() if one.member_id in kinds]
    for facts in surveys:
        row = commands.draft(organiser, _drawn(facts))
        row.slug = facts["slug"]
        commands.open_(organiser, row)
        _answers(organiser, row, facts, people, kinds)
        row.opened_at = clock.now() - timedelta(days=facts["open_days"])
        said = update(SurveyAnswer).where(SurveyAnswer.survey_id == row.id)
        db.session.execute(said.values(answered_at=row.opened_at + SOON))
        if facts["published"]:
            commands.close(organiser, row)
            commands.publish(organiser, row)
            row.closes_on = clock.today() + timedelta(days=facts["closes_in"])
    db.session.flush()


def _kinds() -> Kinds:
    """Return what kinds the active members are, as they told."""
    found = unscoped("demo", MemberKind.member_id, MemberKind.code)
    found = found.join(Member, Member.id == MemberKind.member_id)
    found = found.join(Account, Account.id == Member.account_id)
    found = found.where(Account.state == State.ACTIVE)
    kinds: Kinds = defaultdict(list)
    for member, code in db.session.execute(found.order_by(MemberKind.id)):
        kinds[member].append(code)
    return kinds


def _viewer(one: Loaded, roles: frozenset[Role] = frozenset()) -> Viewer:
    return Viewer(one.member_id, one.account_id, roles=roles, state="active")


def _drawn(facts: dict[str, Any]) -> commands.Drawn:
    return commands.Drawn(
        title=facts["title"],
        intro=facts["intro"],
        question=facts["question"],
        method=Method(facts["method"]),
        shows=facts["shows"],
        closes_on=clock.today() + timedelta(days=max(1, facts["closes_in"])),
        consent_words=CONSENT,
        factors=(),
        own=tuple(facts["own"]),
    )


def _answers(
    organiser: Viewer,
    row: Survey,
    facts: dict[str, Any],
    people: list[Viewer],
    kinds: Kinds,
) -> None:
    """Let some answer: each likes what stands first a little better, by chance."""
    rng = random.Random(facts["seed"])  # noqa: S311 (a made-up community)
    items = commands.item_ids(organiser, row)
    for viewer in rng.sample(people, facts["answers"]):
        likes = {item: rng.gauss(-rank, 2.5) for rank, item in enumerate(items)}
        given = Given(
            words_version(row), rng.choice(("", *kinds[viewer.member_id or 0]))
        )
        if row.method is Method.BEST_WORST:
            asked = [sorted(shown, key=likes.__getitem__) for shown in row.asked]
            best = tuple(shown[-1] for shown in asked)
            given = replace(given, best=best, worst=tuple(one[0] for one in asked))
        else:
            rated = {
                item: min(5, max(1, round(3.5 + likes[item] / 4))) for item in items
            }
            given = replace(given, rated=rated)
        answer(viewer, row.slug, given)
