"""One's own data to read: in the words that the site uses, not in codes."""

import re
from enum import StrEnum

import pytest

from community.core.access import Audience
from community.core.db import Base, db
from community.members.models import MapConsent, Relation
from community.network.models import Fact
from community.notices.kinds import KINDS as NOTICES
from community.notices.models import How, NoticeChoice
from community.privacy import taking
from community.privacy.inventory import exported
from community.vocabulary.models import AREAS, IMPACT_AREAS, KINDS, REGIONS
from community.vocabulary.queries import terms
from community.web import privacy_data_labels, privacy_data_words
from tests.cast import CAST
from tests.privacy import stage

ALICE = CAST["alice"].viewer
WORDS = re.compile(r"[\w'’,:() -]+")


@pytest.fixture
def rows(app, data_dir):
    """All rows of what Alice takes along, in words, by the name of their table."""
    stage.fill()
    db.session.add(NoticeChoice(member_id=1, kind="follow-need", how=How.OFF))
    db.session.commit()

    def read():
        with app.test_request_context():
            data = taking.own_data(ALICE)
            found = privacy_data_words.sections(data)
        return {
            table.name: [dict(row) for row in table.rows]
            for section in found
            for table in section.tables
        }

    return read


def called(name, code):
    return next(one.label for one in terms(name) if one.code == code)


def test_places_kinds_and_areas_have_their_names(rows):
    found = rows()
    (place,) = found["Where you are"]
    assert (place["nation"], place["region"]) == (
        "England",
        called(REGIONS, "south-west"),
    )
    assert found["What you are"][0]["kind"] == called(KINDS, "carer")
    assert found["Ideas"][0]["nation"] == "Wales"
    topics = [one.get("topic") for one in found["Topics you follow"]]
    assert called(AREAS, "access") in topics
    assert found["What you noted or checked"][0]["area"] == called(
        IMPACT_AREAS, "skills"
    )
    assert found["Your answers"][0]["counted as"] == called(KINDS, "carer")
    assert "place: Wales" in found["Searches you keep"][0]["query"]


def test_what_was_chosen_from_a_list_is_said_as_on_its_page(rows):
    found = rows()
    assert found["Account"][0]["state"] == "open"
    assert found["Name and settings"][0]["map consent"] == "on the map with your name"
    assert found["What you say of yourself"][0]["name"] == "Headline"
    assert (
        found["What you offer, seek, learn and care about"][0]["how you stand to it"]
        == "I offer this"
    )
    assert found["Who with a role looked"][0]["what"] == "your contact details"
    assert found["Notices"][0]["kind"] == NOTICES["hello"].label
    choice = found["How you want to hear"][0]
    assert choice == {"kind": NOTICES["follow-need"].label, "how": "not by mail"}


def test_a_code_that_no_list_knows_stays_as_it_is(app):
    labels = privacy_data_labels.Labels()
    odd = {"nation": "atlantis", "region": None}
    assert labels.decoded("member_place", odd) == odd
    assert labels.decoded("notice", {"kind": "gone"}) == {"kind": "gone"}
    free = {"title": "eng"}
    assert labels.decoded("idea", free) == free, "a title is no code"


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [(Fact.KIND, "carer", KINDS), (Fact.PLACE, "eng", ""), (Fact.GROUP, "1", "1")],
)
def test_a_change_of_the_map_names_what_it_is_about(app, fact, value, words):
    labels = privacy_data_labels.Labels()
    said = labels.decoded("map_change", {"fact": fact, "value": value})["value"]
    wanted = called(KINDS, value) if words == KINDS else words or "England"
    assert said == wanted


def values():
    """Return every value of a fixed kind that a row of one's own may hold."""
    for line in exported():
        for column in Base.metadata.tables[line.table].columns:
            kind = getattr(column.type, "enum_class", None)
            if kind is not None:
                yield from kind


def test_every_value_of_a_fixed_kind_has_words(app):
    with app.test_request_context():
        for one in values():
            said = privacy_data_words.said(one)
            assert WORDS.fullmatch(said), (type(one), one, said)


def test_values_that_are_written_alike_keep_their_own_words(app):
    class Other(StrEnum):
        MEMBERS = "members"

    with app.test_request_context():
        assert privacy_data_words.said(Audience.MEMBERS) == "all members"
        assert privacy_data_words.said(Other.MEMBERS) == "members"
        assert privacy_data_words.said(Relation.SEEKS) == "I seek this"
        assert privacy_data_words.said(MapConsent.ABSENT) == "not on the map"


def test_the_file_for_programs_keeps_the_codes(app, data_dir):
    stage.fill()
    db.session.commit()
    with app.test_request_context():
        said = taking.own_data(ALICE).as_json()
    assert '"nation": "eng"' in said
