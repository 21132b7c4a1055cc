"""The access ledger: who looked at what of somebody, and that nothing is left out."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import url_for
from sqlalchemy import select

from community.core import ledger
from community.core.access import Role
from community.core.db import db, start_writing
from community.core.ledger import LedgerEntry, Looked
from community.privacy import looked
from tests.cast import CAST
from tests.client import Visitor
from tests.privacy import stage
from tests.privacy.everywhere import TOKENS, VALUES

ALICE, BOB, OLU = (CAST[one].viewer for one in ("alice", "bob", "olu"))


def rows() -> set[tuple[int, int | None, str, Looked]]:
    db.session.rollback()
    found = select(
        LedgerEntry.about_id, LedgerEntry.by_id, LedgerEntry.role, LedgerEntry.what
    )
    return {tuple(one) for one in db.session.execute(found)}


# ---------------------------------------------------------------- writing
def note(viewer=OLU, about=(1,), what=Looked.ADDRESS, why="", **more) -> None:
    start_writing()
    ledger.note(viewer, list(about), what, why, **more)
    db.session.commit()


def test_ones_own_things_are_not_noted(app):
    note(about=(6, 1))
    assert rows() == {(1, 6, "organiser", Looked.ADDRESS)}


def how_many() -> int:
    return len(db.session.scalars(select(LedgerEntry.id)).all())


def test_a_look_is_one_row_a_day(app, at):
    at("2026-11-01 00:00:00")
    note()
    at("2026-11-01 23:59:59")
    note()
    assert how_many() == 1
    at("2026-11-02 00:00:00")
    note()
    assert how_many() == 2


@pytest.mark.parametrize(
    "other",
    [
        {"viewer": BOB}, {"about": (2,)}, {"what": Looked.EXPORT}, {"why": "another"},
        {"role": "administrator"},
    ],
)  # fmt: skip
def test_another_look_is_another_row(app, other):
    note()
    note(**other)
    assert how_many() == 2


def test_a_look_that_shows_sooner_is_another_row(app):
    note(later=timedelta(days=7))
    note()
    note(later=timedelta(days=7))
    assert how_many() == 2


# ---------------------------------------------------------------- reading
def test_they_read_their_own_and_nobody_elses(app):
    note(why="you had asked to join")
    (card,) = looked.of(ALICE)
    assert (card.role, card.what, card.name) == (
        "organiser", Looked.ADDRESS, "Olu Adeyemi",
    )  # fmt: skip
    assert looked.of(BOB) == ()
    assert looked.of(replace(ALICE, account_id=None)) == ()


def test_who_looked_is_named_only_where_they_are_seen(app):
    note(
        viewer=replace(CAST["carol"].viewer, roles=frozenset({Role.MODERATOR})),
        about=(2,),
    )
    (card,) = looked.of(BOB)
    assert (card.role, card.name, card.slug) == ("moderator", "", "")


def test_the_newest_is_first_and_not_before_its_time(app, at):
    at("2026-11-01 12:00")
    note(what=Looked.EXPORT)
    at("2026-11-02 12:00")
    note(later=timedelta(days=7), what=Looked.CASE)
    note()
    assert [one.what for one in looked.of(ALICE)] == [Looked.ADDRESS, Looked.EXPORT]
    at("2026-11-09 12:00")
    assert len(looked.of(ALICE)) == 3


def test_the_sentence_says_who_what_and_why(app, visitor):
    note(why="you had asked to join")
    page = visitor("alice").see("/account/privacy")
    assert (
        "An organiser opened your contact details, because: you had asked to join."
        in page.main
    )


# ---------------------------------------------------------------- every route
@dataclass(frozen=True)
class Notes:
    """That a page writes these rows on the stage, for whoever opens it."""

    who: str
    rows: frozenset[tuple[int, Looked]]
    query: str = ""


def notes(who: str, what: Looked, *about: int, query: str = "") -> Notes:
    return Notes(who, frozenset((one, what) for one in about), query)


MAP = "what people agreed, in the map's own question, that organisers see"
SENT_IN = "what somebody sent in for those with this role to read"
NUMBERS = "figures alone, and rounded"
PUBLIC = "nothing of people beyond what members see"
ITS_CASE = "the case itself is noted where it is read; this shows its number"
HOLDER = "who holds a case, no more; a case is noted where it is read"
NAMED = (1, 2, 4, 5, 7, 8)
"""Who stands on the map of the stage by name, but for Olu, who takes it along."""

READS: dict[str, Notes | str] = {
    "essays.edit": PUBLIC, "essays.publish": PUBLIC, "essays.edit_series": PUBLIC,
    "essays.new_series": PUBLIC, "essays.write": PUBLIC,
    "evidence.discard_collection": PUBLIC, "evidence.edit_collection": PUBLIC,
    "evidence.new_collection": PUBLIC, "evidence.queue": SENT_IN,
    "evidence.review": SENT_IN, "evidence.collect": PUBLIC, "evidence.edit": PUBLIC,
    "evidence.past": SENT_IN, "evidence.imports_index": PUBLIC,
    "evidence.import_file": PUBLIC,
    "glass.index": ITS_CASE,
    "glass.show": "noted when it was opened, with the reason",
    "members.export": notes("olu", Looked.EXPORT, 1, 2, 4, 5, 7, 8),
    "network.index": MAP, "network.compare_days": MAP, "network.embeds_index": MAP,
    "network.compare_csv": NUMBERS, "network_gaps.index": NUMBERS,
    "network_gaps.show": MAP, "network_gaps.skills_csv": NUMBERS,
    "network.groups": MAP, "network.history": NUMBERS, "network.snapshot": MAP,
    "network_impact.index": NUMBERS, "network_impact.rows": SENT_IN,
    "network.links_csv": notes("olu", Looked.EXPORT, *NAMED),
    "network.gexf_file": notes("olu", Looked.EXPORT, *NAMED),
    "network.graphml_file": notes("olu", Looked.EXPORT, *NAMED),
    "network.json_file": notes("olu", Looked.EXPORT, *NAMED),
    "network.svg_file": notes("olu", Looked.EXPORT, *NAMED),
    "network.people_csv": notes("olu", Looked.EXPORT, *NAMED),
    "network.on_paper": notes("olu", Looked.EXPORT, *NAMED),
    "network.open_view": MAP, "network.views_index": MAP, "network.change_view": MAP,
    "network.weave": MAP, "network.plan": MAP, "network.weave_plans": MAP,
    "updates.write_news": PUBLIC,
    "organise.index": NUMBERS,
    "organise.accounts": notes("ada", Looked.ACCOUNT, 3),
    "organise.account": notes("ada", Looked.ACCOUNT, 9),
    "organise.suspend": notes("ada", Looked.ACCOUNT, 9),
    "organise.unlock": notes("ada", Looked.ACCOUNT, 9),
    "organise.announcements": PUBLIC, "organise.announcement": NUMBERS,
    "organise.send_announcement": NUMBERS, "organise.new_announcement": PUBLIC,
    "organise.check_ins": SENT_IN, "organise.coffee": NUMBERS,
    "organise.events": NUMBERS, "organise.event": PUBLIC, "organise.new_event": PUBLIC,
    "organise.impact": SENT_IN, "organise.check_impact": SENT_IN,
    "organise.outbox": "which work it was; never to whom",
    "organise.people": notes("olu", Looked.ADDRESS, 9),
    "organise.turn_down": notes("olu", Looked.APPLICATION, 9),
    "organise.programmes_index": PUBLIC, "organise.programme": PUBLIC,
    "organise.change_piece": PUBLIC, "organise.new_piece": PUBLIC,
    "organise.projects": SENT_IN, "organise.review": SENT_IN,
    "organise.project_health": PUBLIC, "organise.settings": PUBLIC,
    "organise.stories": SENT_IN, "organise.read_story": SENT_IN,
    "organise.suggestions": "people whom any member may see, or kinds with 8 or more",
    "organise.surveys": NUMBERS, "organise.survey": NUMBERS,
    "organise.new_survey": PUBLIC,
    "organise.tags": "words and counts; never whose", "organise.word": PUBLIC,
    "projects.export": PUBLIC,
    "safeguarding.queue": HOLDER,
    "safeguarding.case": notes("mo", Looked.CASE, 4),
    "safeguarding.more": "noted with each look (tests of widenings)",
    "safeguarding.appeal": notes("mo", Looked.CASE, 4),
    "safeguarding.act": ITS_CASE, "safeguarding.close": ITS_CASE,
    "safeguarding.hand_on": HOLDER,
}  # fmt: skip
"""Each page that a role opens: what it writes into the ledger, or why nothing."""

ROLES = {"organiser", "curator", "editor", "moderator", "administrator"}


def routes(app) -> dict[str, str]:
    """Return the rules of all pages that a role opens, by endpoint; not their JSON."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].door.who in ROLES
        and "GET" in (rule.methods or ())
        and not rule.endpoint.startswith("api:")
    }


def test_every_page_of_a_role_says_whether_it_notes_a_look(app):
    assert set(routes(app)) == set(READS)


@pytest.fixture
def staged(app):
    stage.fill()
    db.session.commit()


LOOKS = sorted(name for name, said in READS.items() if isinstance(said, Notes))


@pytest.mark.parametrize("endpoint", LOOKS)
def test_a_look_is_noted(staged, app, endpoint):
    said = READS[endpoint]
    before = rows()
    open_it(app, said.who, endpoint, said.query)
    new = {(about, what) for about, _by, _role, what in rows() - before}
    assert new == said.rows


QUIET = sorted(name for name, said in READS.items() if isinstance(said, str))


@pytest.mark.parametrize("endpoint", QUIET)
def test_what_shows_no_more_than_members_see_notes_nothing(staged, app, endpoint):
    before = rows()
    for who in ("olu", "ada", "mo"):
        open_it(app, who, endpoint, "")
    new = {(about, what) for about, _by, _role, what in rows() - before}
    assert new == set()


def open_it(app, who: str, endpoint: str, query: str) -> None:
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    values = {
        name: TOKENS.get(endpoint, VALUES.get(name, "x"))
        if name == "token" else VALUES.get(name, "x")
        for name in rule.arguments
    }  # fmt: skip
    with app.test_request_context():
        path = url_for(endpoint, **values)
    Visitor(app, CAST[who]).get(path + query)


def test_the_rows_name_the_role(staged, app):
    open_it(app, "olu", "organise.people", "")
    assert (9, 6, "organiser", Looked.ADDRESS) in rows()
