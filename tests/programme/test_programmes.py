"""Programmes: drafts that nothing shows, phases that follow each other, areas."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.core import clock
from community.core.access import ANY_MEMBER, VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.network import clockwork
from community.network.models import MapSnapshot, Reason
from community.programme import (
    programmes,
    programmes_areas,
    programmes_loading,
    programmes_parts,
    programmes_phases,
    programmes_queries,
)
from community.programme.models import (
    PartnerRole,
    Programme,
    ProgrammeMilestone,
    ProgrammePhase,
    ProgrammeState,
)
from community.programme.programmes_areas import AreaSaid
from community.programme.programmes_parts import MilestoneSaid, PartnerSaid
from community.programme.programmes_phases import PhaseSaid
from community.vocabulary.commands import load_terms
from community.vocabulary.models import AREAS, PHASES, Term
from community.vocabulary.queries import terms
from tests.cast import CAST
from tests.programme import steering
from tests.programme.steering import OLU, SAID, days, draft, running, term

AREA, PHASE = AreaSaid("Draughts"), PhaseSaid("Later")
PARTNER = PartnerSaid("The Warm Trust", PartnerRole.FUNDER, "https://warm.example.org")


def labels(*lists):
    return {one.label for one in terms(*lists)}


CHANGES = {
    "make": lambda who, row: programmes.make(who, SAID),
    "edit": lambda who, row: programmes.edit(who, row, SAID, row.version),
    "open": lambda who, row: programmes.open_programme(who, row),
    "close": lambda who, row: programmes.close(who, row),
    "discard": lambda who, row: programmes.discard(who, row),
    "look": lambda who, row: programmes.of(who, row.id),
    "phase": lambda who, row: programmes_phases.add_phase(who, row, PHASE),
    "phase edit": lambda who, row: programmes_phases.edit_phase(who, row, 1, PHASE),
    "phase out": lambda who, row: programmes_phases.remove_phase(who, row, 1),
    "area": lambda who, row: programmes_areas.add_area(who, row, AREA),
    "area edit": lambda who, row: programmes_areas.edit_area(who, row, 1, AREA),
    "area away": lambda who, row: programmes_areas.put_away(who, row, 1),
    "area back": lambda who, row: programmes_areas.bring_back(who, row, 1),
    "partner": lambda who, row: programmes_parts.add_partner(who, row, PARTNER),
    "partner edit": lambda who, row: programmes_parts.edit_partner(
        who, row, 1, PARTNER
    ),
    "partner out": lambda who, row: programmes_parts.remove_partner(who, row, 1),
    "milestone": lambda who, row: programmes_parts.add_milestone(
        who, row, MilestoneSaid("Begun", clock.today())
    ),
    "milestone edit": lambda who, row: programmes_parts.edit_milestone(
        who, row, 1, MilestoneSaid("Begun", clock.today())
    ),
    "milestone out": lambda who, row: programmes_parts.remove_milestone(who, row, 1),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_organisers_alone_change_programmes(app, change):
    row = draft()
    for who in (VISITOR, ANY_MEMBER, *(CAST[one].viewer for one in ("lea", "ada"))):
        with pytest.raises(Forbidden):
            CHANGES[change](who, row)


def test_what_waits_in_a_draft_is_in_no_list(app):
    before = terms(PHASES, AREAS)
    row = draft()
    programmes_areas.add_area(OLU, row, AREA)
    assert terms(PHASES, AREAS) == before
    assert programmes_queries.programmes(ANY_MEMBER) == ()
    with pytest.raises(NotFound):
        programmes_queries.programme(ANY_MEMBER, Programme.id == row.id)
    programmes.open_programme(OLU, row)
    assert labels(PHASES) >= {"Listening", "Trying"}
    assert labels(AREAS) >= {"Draughts"}
    assert [one.title for one in programmes_queries.programmes(VISITOR)] == [row.title]


def test_it_opens_with_a_phase_closes_and_may_go_on(app):
    row = programmes.make(OLU, SAID)
    for early in (programmes.open_programme, programmes.close):
        with pytest.raises(Refused):
            early(OLU, row)
    programmes_phases.add_phase(OLU, row, PHASE)
    programmes.open_programme(OLU, row)
    programmes.close(OLU, row)
    with pytest.raises(Conflict):
        programmes.close(OLU, row)
    programmes.open_programme(OLU, row)
    assert row.state is ProgrammeState.RUNNING
    with pytest.raises(Refused):
        programmes.discard(OLU, row)


def test_a_draft_goes_with_all_that_waits_in_it(app):
    before = db.session.scalars(select(Term.code)).all()
    row = draft()
    area = programmes_areas.add_area(OLU, row, AREA)
    programmes_areas.add_area(OLU, row, AreaSaid("Windows", "", area.code))
    programmes_parts.add_partner(OLU, row, PARTNER)
    programmes.discard(OLU, row)
    assert db.session.scalars(select(Term.code)).all() == before
    assert programmes_queries.programmes(OLU) == ()
    assert db.session.scalar(unscoped("check", ProgrammePhase.id)) is None


def test_each_change_is_written_down_without_its_words(app):
    row = running()
    notes = select(AuditEvent.note).where(AuditEvent.act == Act.PROGRAMME)
    found = db.session.scalars(notes.order_by(AuditEvent.id)).all()
    assert found == ["made", *["phase added"] * 2, *["area added"] * 3, "running"]
    assert row.title not in "".join(found)


def test_two_who_edit_at_once_do_not_overwrite_each_other(app):
    row = draft()
    version = row.version
    programmes.edit(OLU, row, programmes.Said("Cold homes", "Why?"), version)
    with pytest.raises(Conflict):
        programmes.edit(OLU, row, SAID, version)
    assert row.title == "Cold homes"


@pytest.mark.parametrize(
    "said",
    [
        programmes.Said(" ", "Why?"),
        programmes.Said("Warm", " "),
        programmes.Said("W" * 121, "Why?"),
        programmes.Said("Warm", "W" * 301),
        programmes.Said("Warm", "Why?", "W" * 10_001),
    ],
)
def test_what_lacks_its_words_or_has_too_many_is_refused(app, said):
    with pytest.raises(Refused):
        programmes.make(OLU, said)


def test_two_of_one_title_have_two_addresses_and_none_hides_the_areas(app):
    first, second = (programmes.make(OLU, SAID) for _ in range(2))
    assert (first.slug, second.slug[:11]) == ("warm-homes", "warm-homes-")
    assert programmes.make(OLU, programmes.Said("Areas", "Why?")).slug != "areas"


# ---------------------------------------------------------------- phases
@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        ("2020-01-01", "2020-01-31", True),
        ("2020-02-01", "2020-02-29", False),
        ("2020-01-01", "2020-02-01", False),
        ("2020-03-31", "2020-04-30", False),
        ("2020-04-01", "2020-04-01", True),
        ("2020-04-02", "2020-04-01", False),
        ("2020-01-01", "2020-12-31", False),
    ],
)
def test_phases_of_one_programme_follow_each_other(app, first, last, fits):
    row = programmes.make(OLU, SAID)
    programmes_phases.add_phase(
        OLU, row, PhaseSaid("Spring", *days("2020-02-01", "2020-03-31"))
    )
    said = PhaseSaid("Another", *days(first, last))
    if fits:
        programmes_phases.add_phase(OLU, row, said)
    else:
        with pytest.raises(Refused):
            programmes_phases.add_phase(OLU, row, said)
    other = programmes.make(OLU, SAID)
    if first <= last:
        programmes_phases.add_phase(OLU, other, said)  # another's days are free


def test_a_phase_keeps_its_own_days_when_it_is_edited(app):
    row = running()
    (first, _second) = programmes_queries.programmes(OLU)[0].phases
    said = PhaseSaid("Hearing", first.starts, first.ends, "Hear more people.")
    programmes_phases.edit_phase(OLU, row, first.id, said)
    assert programmes_queries.programmes(OLU)[0].phases[0].label == "Hearing"
    with pytest.raises(Refused):
        programmes_phases.remove_phase(OLU, row, first.id)


def test_phases_of_a_draft_can_be_taken_out_and_those_of_others_not_found(app):
    row, other = draft(), programmes.make(OLU, SAID)
    (first, _second) = programmes_queries.programmes(OLU)[-1].phases
    for change in (programmes_phases.remove_phase, programmes_phases.phase_of):
        with pytest.raises(NotFound):
            change(OLU, other, first.id)
    programmes_phases.remove_phase(OLU, row, first.id)
    assert [one.label for one in programmes_queries.programmes(OLU)[-1].phases] == [
        "Trying"
    ]


def test_the_phase_that_is_on_is_marked_of_running_programmes_alone(app):
    row = running()
    (card,) = programmes_queries.programmes(VISITOR)
    assert [one.standing for one in card.phases] == ["over", "now"]
    assert card.active is not None
    assert card.active.label == "Trying"
    programmes.close(OLU, row)
    (card,) = programmes_queries.programmes(VISITOR)
    assert card.active is None


def test_a_snapshot_is_taken_for_each_phase_that_ended_of_several_programmes(app, at):
    at("2031-05-02 12:00")
    last = clock.today() - timedelta(days=1)
    for title in ("One", "Two"):
        row = programmes.make(OLU, programmes.Said(title, "Why?"))
        said = PhaseSaid(f"End of {title}", last - timedelta(days=9), last)
        programmes_phases.add_phase(OLU, row, said)
        programmes.open_programme(OLU, row)
    hidden = programmes.make(OLU, SAID)
    programmes_phases.add_phase(
        OLU, hidden, PhaseSaid("Of a draft", last - timedelta(days=9), last)
    )
    db.session.commit()
    clockwork.move()
    clockwork.move()
    taken = db.session.scalars(
        select(MapSnapshot.phase).where(MapSnapshot.reason == Reason.PHASE)
    ).all()
    assert sorted(taken) == ["end-of-one", "end-of-two"]


# ---------------------------------------------------------------- areas
def test_problems_go_two_deep_and_no_deeper(app):
    row = running()
    for parent in ("", term("Money").code, term("Bills").code):
        programmes_areas.add_area(OLU, row, AreaSaid("More", "", parent))
    with pytest.raises(Refused):
        programmes_areas.add_area(
            OLU, row, AreaSaid("Deep", "", term("Paying late").code)
        )


def test_nothing_is_nested_in_an_area_of_another_programme(app):
    running()
    other = draft(programmes.Said("Another", "Why?"))
    with pytest.raises(Refused):
        programmes_areas.add_area(OLU, other, AreaSaid("In", "", term("Money").code))
    with pytest.raises(NotFound):
        programmes_areas.edit_area(OLU, other, term("Bills").id, AREA)


def test_equal_names_have_different_codes(app):
    row = running()
    again = programmes_areas.add_area(OLU, row, AreaSaid("Money"))
    assert (again.code, again.label) == ("money-2", "Money")


def test_what_is_put_away_goes_with_what_lies_in_it_and_comes_back(app):
    row = running()
    money, bills = term("Money"), term("Bills")
    programmes_areas.put_away(OLU, row, money.id)
    assert not labels(AREAS) & {"Money", "Bills", "Paying late"}
    with pytest.raises(Refused):
        programmes_areas.bring_back(OLU, row, bills.id)
    programmes_areas.bring_back(OLU, row, money.id)
    assert labels(AREAS) >= {"Money", "Bills", "Paying late"}


def test_areas_count_each_project_within_them_once(app):
    running()
    steering.file_under(1, term("Bills").code, term("Paying late").code)
    (found,) = programmes_queries.programmes(VISITOR)
    facts = programmes_queries.programme(VISITOR, Programme.id == found.id)
    (money,) = facts.areas
    assert money.projects == money.nested[0].projects == facts.projects == 1


# ---------------------------------------------------------------- the rest
@pytest.mark.parametrize(
    "address",
    ["warm.example.org", "javascript:alert(1)", "https://", "https://a b", "ftp://a.b"],
)
def test_an_address_is_one_of_the_web(app, address):
    row = draft()
    with pytest.raises(Refused):
        programmes_parts.add_partner(
            OLU, row, PartnerSaid("Warm", PartnerRole.LEAD, address)
        )
    with pytest.raises(Refused):
        programmes_parts.add_milestone(
            OLU, row, MilestoneSaid("Met", clock.today(), source=address)
        )


def test_partners_and_milestones_are_added_changed_and_taken_out(app):
    row = draft()
    partner = programmes_parts.add_partner(OLU, row, PARTNER)
    with pytest.raises(Refused):
        programmes_parts.add_partner(OLU, row, PARTNER)
    other = PartnerSaid(PARTNER.name, PartnerRole.LEAD)
    programmes_parts.edit_partner(OLU, row, partner.id, other)
    milestone = programmes_parts.add_milestone(
        OLU, row, MilestoneSaid("Met", clock.today())
    )
    programmes_parts.edit_milestone(
        OLU, row, milestone.id, MilestoneSaid("Met in May", clock.today(), "in May")
    )
    facts = programmes_queries.programme(OLU, Programme.id == row.id)
    assert [one.role for one in facts.partners] == [PartnerRole.LEAD]
    assert [one.day_words for one in facts.milestones] == ["in May"]
    programmes_parts.remove_partner(OLU, row, partner.id)
    programmes_parts.remove_milestone(OLU, row, milestone.id)
    facts = programmes_queries.programme(OLU, Programme.id == row.id)
    assert (facts.partners, facts.milestones) == ((), ())


def test_the_labs_own_programme_is_loaded_once_and_then_kept(app):
    for one in db.session.scalars(select(Term)).all():
        db.session.delete(one)
    load_terms()
    assert programmes_loading.load_programme()
    (card,) = programmes_queries.programmes(VISITOR)
    assert card.state is ProgrammeState.CLOSED
    assert [one.label for one in card.phases] == [
        "Research and discovery",
        "Developing and testing ideas",
        "Distilling and sharing learning",
    ]
    row = programmes.of(OLU, card.id)
    programmes.edit(OLU, row, programmes.Said("Ours", row.challenge), row.version)
    phase = card.phases[0]
    said = PhaseSaid("Looking around", phase.starts, phase.ends)
    programmes_phases.edit_phase(OLU, row, phase.id, said)
    load_terms()
    assert not programmes_loading.load_programme()
    (card,) = programmes_queries.programmes(VISITOR)
    assert (card.title, card.phases[0].label) == ("Ours", "Looking around")


def test_every_milestone_of_the_lab_says_where_it_is_known_from(app):
    load_terms()
    programmes_loading.load_programme()
    sources = db.session.scalars(unscoped("check", ProgrammeMilestone.source)).all()
    assert len(sources) == 9
    assert all(one.startswith("https://") for one in sources)
