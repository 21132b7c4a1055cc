"""Who sees what of the hub: lists hold what is out; the rest is for few."""

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import NotFound
from community.evidence import queries, showing
from community.evidence.asked import Asked
from community.evidence.models import ResourceState
from community.members.models import Member
from tests.cast import CAST
from tests.curating import CURATOR
from tests.evidence.making import resource

pytestmark = pytest.mark.usefixtures("app")

VIEWERS = {
    "visitor": VISITOR, "submitter": CAST["alice"].viewer, "member": CAST["bob"].viewer,
    "organiser": CAST["olu"].viewer, "curator": CURATOR,
}  # fmt: skip
FEW = {"submitter", "curator"}
READERS = {
    ResourceState.SUBMITTED: FEW,
    ResourceState.IN_REVIEW: FEW,
    ResourceState.DECLINED: FEW,
    ResourceState.WITHDRAWN: FEW,
    ResourceState.ARCHIVED: set(VIEWERS),
    ResourceState.PUBLISHED: set(VIEWERS),
}


def mine(state):
    return resource("A study of mentors", state, {"submitted_by_id": CAST["alice"].id})


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("state", ResourceState)
def test_a_page_opens_for_whoever_may_read_it(state, who):
    row = mine(state)
    if who in READERS[state]:
        shown = showing.one(VIEWERS[who], row.slug)
        assert (shown.state, shown.mine) == (state.value, who == "submitter")
    else:
        with pytest.raises(NotFound):
            showing.one(VIEWERS[who], row.slug)


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("state", ResourceState)
def test_lists_counts_and_feeds_hold_what_is_out_whoever_asks(state, who):
    row = mine(state)
    other = resource("More of mentors")
    out = [row.id] if state is ResourceState.PUBLISHED else []
    viewer = VIEWERS[who]
    for asked in (Asked(), Asked(q="mentors"), Asked(type=("review",))):
        found = queries.found(viewer, asked)
        assert {one.id for one in found.cards.items} == {other.id, *out}
        assert set(queries.listed(viewer, asked)) == {other.id, *out}
        assert found.facets["type"][0].count == 1 + len(out)
        assert {one.id for one in queries.newest(asked)} <= {other.id, *out}
    shown = showing.one(viewer, other.slug)
    assert [one.id for one in shown.similar] == out


def test_all_that_is_listed_comes_in_the_order_of_the_pages():
    for number in range(45):
        resource(f"Study {number:02} of mentors", year=1980 + number)
    for asked in (
        Asked(q="mentors"),
        Asked(sort="title"),
        Asked(sort="newest"),
        Asked(),
    ):
        paged = [
            one.id
            for page in (1, 2, 3)
            for one in queries.found(VISITOR, Asked(**{**vars(asked), "page": page}))
            .cards.items
        ]  # fmt: skip
        assert tuple(paged) == queries.listed(VISITOR, asked)
        assert len(set(paged)) == 45


@pytest.mark.parametrize("page", [0, -1, 2, 10**9])
def test_a_page_beyond_the_end_is_not_there(page):
    with pytest.raises(NotFound):
        queries.found(VISITOR, Asked(page=page))


def test_an_owner_is_named_to_whoever_may_see_them():
    owner = CAST["carol"]
    row = resource("A study", row={"owner_id": owner.id})
    assert showing.one(CAST["alice"].viewer, row.slug).owner.slug == owner.slug
    for viewer in (VISITOR, CAST["bob"].viewer, CURATOR):
        assert showing.one(viewer, row.slug).owner is None


def test_an_owner_who_is_not_listed_any_more_is_not_named():
    row = resource("A study", row={"owner_id": CAST["bob"].id})
    assert showing.one(VISITOR, row.slug).owner.slug == CAST["bob"].slug
    member = db.session.get_one(Member, CAST["bob"].id, execution_options=UNSCOPED)
    member.listed = False
    db.session.flush()
    assert showing.one(VISITOR, row.slug).owner is None


UNSCOPED = {"unscoped": "test"}


def test_pages_cost_few_statements_however_much_there_is(statements):
    for number in range(30):
        row = resource(f"Study {number} of mentors", audiences=("GPs",))
    slug = row.slug
    queries.found(VISITOR, Asked())
    with statements() as found:
        queries.found(VISITOR, Asked(q="mentors", audience=("gps",)))
    assert len(found) == 1
    with statements() as found:
        showing.one(CAST["alice"].viewer, slug)
    assert len(found) == 3
