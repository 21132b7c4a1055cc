"""Which answers are shown and where: places kept, who is full, the day's draw."""

from statistics import mean

import pytest
from sqlalchemy import update

from community.connections.models import ConnectionRequest
from community.core.db import db
from community.core.states import RequestState
from community.graph import rerank
from community.matching import placing
from community.matching.answers import people_who_could_help
from community.matching.models import Slot
from community.members.models import Member, Relation
from community.vocabulary.commands import set_setting
from tests.cast import CAST
from tests.matching.ways import answer, people, say


@pytest.fixture(autouse=True)
def _in_september(at):
    at("2017-09-01 12:00")


@pytest.fixture
def asked(monkeypatch):
    """Collect what re-ranking is asked, as dicts."""
    found = []
    real = rerank.rerank
    names = ("found", "tags", "published", "asker", "policy", "limit", "draw", "rest")

    def listening(*arguments):
        found.append(dict(zip(names, arguments, strict=True)))
        return real(*arguments)

    monkeypatch.setattr(rerank, "rerank", listening)
    return found


def greet(who: int, number: int) -> None:
    """Let somebody get so many hellos today, and answer them all."""
    db.session.add_all(
        ConnectionRequest(
            asker_id=8, asked_id=who, message="Hello", state=RequestState.NOT_NOW
        )
        for _each in range(number)
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("most", "number", "there"),
    [("5", 4, True), ("5", 5, False), ("2", 2, False), ("0", 9, True)],
)
def test_who_got_enough_hellos_leaves_all_lists_from_the_next_day(
    app, at, most, number, there
):
    set_setting("suggest_capacity", most)
    greet(4, number)
    assert "dai" in people("alice"), "today's hellos do not move today's lists"
    at("2017-09-02 12:00")
    assert ("dai" in people("alice")) is there
    at("2017-09-16 12:00")
    assert "dai" in people("alice"), "after two weeks there is room again"


def test_shares_are_those_that_administrators_chose(app, asked):
    set_setting("suggest_bridge_share", "50")
    set_setting("suggest_newcomer_share", "0")
    db.session.commit()
    answer("alice")
    shares = {
        (one["policy"].bridge_share, one["policy"].newcomer_share) for one in asked
    }
    assert shares == {(0.5, 0.0)}


def test_many_are_asked_for_and_few_are_shown(app, asked):
    answer("alice")
    people_who_could_help(CAST["lea"].viewer, 1, 12)
    assert [one["limit"] for one in asked] == [6, 6, 12]
    assert all(not one.reasons for call in asked for one in call["found"])


def test_only_what_all_may_know_of_the_asker_is_used(app, asked):
    def told(who: str) -> int:
        asked.clear()
        answer(who)
        return asked[0]["asker"].kind

    assert told("alice") >= 0, "shows a kind to all members"
    assert told("olu") == -1, "keeps a kind private"
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    assert told("alice") == -1, "is in nobody's graph"


def test_the_draw_is_the_days_and_the_members_own(app, at, asked):
    def draws(who: str) -> list[float]:
        asked.clear()
        answer(who)
        return [one["draw"] for one in asked]

    first = draws("alice")
    at("2017-09-01 23:59")
    assert draws("alice") == first
    assert len({*first, *draws("bob")}) == 4, "people and projects draw apart"
    at("2017-09-02 00:00")
    assert not set(draws("alice")) & set(first)


def test_draws_are_spread_evenly(app, monkeypatch):
    class Numbers:
        viewer_id = 0

    found = []
    for one in range(2000):
        Numbers.viewer_id = one
        found.append(placing._draw(Numbers, "member", None))
    assert min(found) >= 0
    assert max(found) < 1
    assert abs(mean(found) - 0.5) < 0.03


def test_whoever_has_no_reason_gives_way_to_the_next(app, monkeypatch):
    say(8, "evaluation", Relation.OFFERS)
    everybody = people("alice")
    assert len(everybody) >= 3

    def first_only(found, _tags, _published, _asker, _policy, _limit, _draw, _rest):
        return [rerank.Placed(found[0], "bridge")]

    monkeypatch.setattr(rerank, "rerank", first_only)
    found = answer("alice").people
    assert [one.slot for one in found] == [
        Slot.BRIDGE,
        *[Slot.USUAL] * (len(found) - 1),
    ]
    assert {one.card.name.split()[0].lower() for one in found} == set(everybody)


def test_nobody_stands_in_a_list_twice(app):
    for who in ("alice", "bob", "carol", "dai", "lea", "mo", "olu"):
        for found in (answer(who).people, answer(who).projects):
            ids = [one.card.id for one in found]
            assert len(ids) == len(set(ids))
