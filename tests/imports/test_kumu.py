"""Kumu's and sumApp's files: the same rows as ours, through the same import."""

import pytest
from sqlalchemy import func

from community.accounts.models import Account, State
from community.connections.models import ConnectionRequest, RequestKind
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.expertise.models import TagName
from community.imports import run
from community.imports.models import ImportBatch
from community.imports.undo import undo_batch
from community.members.models import MapConsent, Member, MemberTag, Relation
from community.projects.models import Membership, Project, TeamRole

ELEMENTS = (
    "Label,Type,Tags,Description,Email\n"
    "Nia Bevan,Person,evaluation|Chess club,Knows everybody,nia@example.org\n"
    "Tomasz Król,,,,tomasz@example.org\n"
    "Ife Bello,person,,,ife@example.org\n"
    "Tea and talk,Project,evaluation,Once a week,\n"
)
CONNECTIONS = (
    "From,To,Direction,Label,Type,Strength\n"
    "Nia Bevan,Tomasz Król|Ife Bello,directed,It is complicated,Personal,3\n"
    "tomasz krol,Nia Bevan,mutual,,,\n"
    "Nia Bevan,Tea and talk,,leads,,\n"
    "Ife Bello,Tea and talk,,works on,,\n"
    "Tomasz Król,Ife Bello,,,,0\n"
)


@pytest.fixture
def bring(app, tmp_path):
    """Import elements and connections in Kumu's layout."""

    def imported(elements=ELEMENTS, connections=CONNECTIONS, name="elements", **asked):
        (tmp_path / f"{name}.csv").write_text(elements, encoding="utf-8")
        (tmp_path / "connections.csv").write_text(connections, encoding="utf-8")
        said = []
        start_writing()
        usual = {"dry_run": False, "skip_bad": False, "listed": False, "basis": ""}
        went = run.import_folder(
            tmp_path, **(usual | asked), say=said.append, layout="kumu"
        )
        return went, said

    return imported


def number_of(entity):
    return db.session.scalar(unscoped("test", func.count()).select_from(entity))


def members():
    found = unscoped("test", Member).where(Member.import_id.is_not(None))
    return {one.name: one for one in db.session.scalars(found)}


def test_a_dry_run_says_what_would_come_and_changes_nothing(bring):
    before = [number_of(one) for one in (Account, Member, Project, ConnectionRequest)]
    went, said = bring(dry_run=True)
    assert went
    sizes = "3 people, 1 projects, 2 memberships, 2 tie requests"
    assert said == [f"Fine: {sizes}. Nothing was changed (dry run)."]
    after = [number_of(one) for one in (Account, Member, Project, ConnectionRequest)]
    assert before == after


def test_people_come_invited_unlisted_and_not_on_the_map(bring):
    assert bring()[0]
    found = members()
    assert set(found) == {"Nia Bevan", "Tomasz Król", "Ife Bello"}
    for one in found.values():
        assert (one.listed, one.joined) == (False, False)
        assert one.map_consent is MapConsent.ABSENT
        state = db.session.get(Account, one.account_id).state
        assert state is State.INVITED


def test_ties_come_as_requests_without_the_words_of_whoever_drew_the_map(bring):
    bring()
    names = {one.id: name for name, one in members().items()}
    found = db.session.scalars(
        unscoped("test", ConnectionRequest).where(ConnectionRequest.origin == "import")
    ).all()
    pairs = {(names[one.asker_id], names[one.asked_id]) for one in found}
    assert pairs == {("Nia Bevan", "Tomasz Król"), ("Nia Bevan", "Ife Bello")}
    assert {one.kind for one in found} == {RequestKind.KNOWN}
    assert {one.message for one in found} == {""}


def test_links_to_projects_become_memberships_with_their_role(bring):
    bring()
    ids = {one.id: name for name, one in members().items()}
    rows = unscoped("test", Membership.member_id, Membership.role).where(
        Membership.import_batch_id.is_not(None)
    )
    found = {(ids[who], role) for who, role in db.session.execute(rows)}
    assert found == {("Nia Bevan", TeamRole.LEAD), ("Ife Bello", TeamRole.MEMBER)}


def test_tags_are_kept_as_interests_and_unknown_words_are_proposed(bring):
    bring()
    rows = (
        unscoped("test", TagName.name, MemberTag.relation)
        .join(TagName, TagName.tag_id == MemberTag.tag_id)
        .where(MemberTag.member_id == members()["Nia Bevan"].id)
    )
    found = set(db.session.execute(rows))
    assert ("Chess club", Relation.INTERESTED) in found
    assert {relation for _name, relation in found} == {Relation.INTERESTED}


def test_the_same_files_again_change_nothing_and_all_can_go_back(bring):
    bring()
    assert bring()[1][-1] == "Everything was there already; nothing was changed."
    batch = db.session.scalars(unscoped("test", ImportBatch)).one()
    before = number_of(ConnectionRequest)
    start_writing()
    undo_batch(batch.id)
    assert not members()
    assert number_of(ConnectionRequest) == before - 2


def test_sumapps_members_have_two_names_and_answers_in_columns(bring):
    went, said = bring(
        "First Name,Last Name,Email,Segment\n"
        "Nia,Bevan,nia@example.org,North\nIfe,Bello,ife@example.org,South\n"
        "Tomasz,Król,tomasz@example.org,North\n",
        "From,To,How well do you know them?,Do you work together?\n"
        "Nia Bevan,Ife Bello,4,0\nIfe Bello,Nia Bevan,2,\n"
        "Nia Bevan,Tomasz Król,0,0\nIfe Bello,Tomasz Król,,\n",
        name="members",
        dry_run=True,
    )
    assert went
    assert said[0].startswith("Fine: 3 people, 0 projects, 0 memberships, 2 tie")


def test_an_empty_column_does_not_take_away_one_that_is_called_alike(bring):
    went, said = bring(
        "Label,Email,Primary Email\nNia,,nia@example.org\nIfe,ife@example.org,\n",
        "From,To\nNia,Ife\n",
    )
    assert went, said
    mails = db.session.scalars(unscoped("test", Account.email)).all()
    assert {"nia@example.org", "ife@example.org"} <= set(mails)


def test_ids_tell_people_of_one_name_apart(bring):
    went, said = bring(
        "ID,Label,Email\n7,Nia Bevan,nia@example.org\n8,Nia Bevan,nia.b@example.org\n",
        "From,To\n7,8\n",
    )
    assert went, said
    keys = db.session.scalars(
        unscoped("test", Member.import_id).where(Member.import_id.is_not(None))
    )
    assert sorted(keys) == ["kumu 7", "kumu 8"]


@pytest.mark.parametrize(
    ("elements", "connections", "words"),
    [
        ("", "", "elements.csv, line 0: is missing or empty"),
        ("Label,Email\n,a@example.org\n", "", "elements.csv, line 2: has no Label"),
        ("Label,Type\nKumu,Company\n", "", "line 2: the Type 'Company' is neither"),
        ("Label,Email\nNia,\n", "", "elements.csv, line 2: '' is no e-mail address"),
        (
            "Label,Email\nNia,a@example.org\nnia,b@example.org\n", "",
            "elements.csv, line 3: 'nia' names another row too: give each an ID",
        ),
        (None, "From,To\nNia Bevan,Ghost\n", "connections.csv, line 2: To 'Ghost' is"),
        (None, "From,To\n,Nia Bevan\n", "connections.csv, line 2: From '' is no Label"),
        (
            None, "From,To\nNia Bevan,nia bevan\n",
            "connections.csv, line 2: ties somebody to themselves",
        ),
        (
            None, "From,To,Direction\nNia Bevan,Ife Bello,up\n",
            "connections.csv, line 2: the Direction 'up' is not known",
        ),
        (None, "Source,Target\na,b\n", "connections.csv, line 1: the first line must"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_what_to_do(bring, elements, connections, words):
    went, said = bring(
        ELEMENTS if elements is None else elements, connections, dry_run=True
    )
    assert not went
    assert [line for line in said if words in line], said


def test_good_rows_can_come_without_the_bad_ones(bring):
    went, said = bring(
        ELEMENTS + "Kumu,Company,,,\n", CONNECTIONS + "Nia Bevan,Kumu,,,,\n",
        skip_bad=True,
    )  # fmt: skip
    assert went, said
    assert len(members()) == 3
