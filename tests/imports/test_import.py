"""Importing files: all or nothing, the same again changes nothing, all can go back."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, update

from community.accounts.models import Account, State
from community.connections import clockwork as connections
from community.connections.models import Connection, ConnectionRequest
from community.core import clock
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped, visible
from community.expertise import commands as expertise
from community.expertise.models import Tag, TagState
from community.imports.models import ImportBatch
from community.imports.undo import undo_batch
from community.members.models import MapConsent, Member, MemberTag
from community.projects import commands
from community.projects.models import Membership, Project, ProjectTag, TeamRole
from tests.cast import CAST, join, tag_id
from tests.letters import letters, notices

ENTITIES = (
    Account, Member, Project, Membership, ProjectTag, MemberTag, Tag,
    ConnectionRequest, ImportBatch, AuditEvent,
)  # fmt: skip


def sizes():
    return [
        db.session.scalar(unscoped("test", func.count()).select_from(entity))
        for entity in ENTITIES
    ]


def member(key):
    return db.session.scalars(
        unscoped("test", Member).where(Member.import_id == key)
    ).one()


def project(key):
    found = unscoped("test", Project).where(Project.import_id == key)
    return db.session.scalars(found).one()


def test_a_dry_run_says_what_would_come_and_changes_nothing(bring):
    before = sizes()
    went, said = bring(dry_run=True)
    assert went
    assert said == [
        "Fine: 3 people, 2 projects, 3 memberships. Nothing was changed (dry run)."
    ]
    assert sizes() == before


def test_people_come_unlisted_and_unseen_until_they_claim(bring):
    assert bring()[0]
    found = member("p1")
    assert (found.listed, found.joined, found.map_consent) == (
        False, False, MapConsent.ABSENT,
    )  # fmt: skip
    assert db.session.get(Account, found.account_id).state is State.INVITED
    seen = db.session.scalars(visible(ANY_MEMBER, Member.import_id)).all()
    assert "p1" not in seen


def test_listing_people_before_they_join_needs_a_basis_and_is_kept(bring):
    went, said = bring(listed=True)
    assert not went
    assert "--basis" in said[0]
    assert bring(listed=True, basis="they agreed on paper")[0]
    assert "p1" in db.session.scalars(visible(ANY_MEMBER, Member.import_id)).all()
    batch = db.session.scalars(unscoped("test", ImportBatch)).one()
    assert (batch.listed, batch.basis) == (True, "they agreed on paper")
    event = db.session.scalars(
        unscoped("test", AuditEvent).where(AuditEvent.act == Act.IMPORT)
    ).one()
    assert event.object_id == batch.id


def test_the_same_again_changes_nothing(bring):
    bring()
    before = sizes()
    went, said = bring()
    assert went
    assert said[-1] == "Everything was there already; nothing was changed."
    assert sizes() == before


def test_a_word_that_was_turned_down_is_not_asked_again(bring):
    bring()
    word = unscoped("test", Tag).where(Tag.label == "Chess club")
    start_writing()
    expertise.reject(CAST["olu"].viewer, db.session.scalars(word).one())
    db.session.execute(delete(ProjectTag))
    db.session.commit()
    bring()
    assert db.session.scalars(word).one().state is TagState.REJECTED
    labels = unscoped("test", Tag.label).join(ProjectTag, ProjectTag.tag_id == Tag.id)
    assert set(db.session.scalars(labels)) == {"Evaluation"}


def test_projects_of_an_earlier_version_are_untouched_still(bring):
    """They were alive a moment after they came."""
    bring()
    start_writing()
    db.session.execute(delete(ProjectTag))
    for row in db.session.scalars(unscoped("test", Project)):
        row.alive_at = row.created_at + timedelta(microseconds=900)
    db.session.commit()
    bring()
    assert db.session.scalar(unscoped("test", func.count(ProjectTag.id)))


def test_a_project_without_a_lead_is_an_orphan(bring):
    bring()
    assert [project(key).orphaned for key in ("j1", "j2")] == [False, True]


def test_a_known_word_is_its_tag_and_a_new_one_a_proposal(bring):
    bring()
    tags = (
        unscoped("test", Tag.label, Tag.state)
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id == project("j1").id)
        .order_by(Tag.label)
    )
    assert db.session.execute(tags).all() == [
        ("Chess club", TagState.PROPOSED),
        ("Evaluation", TagState.APPROVED),
    ]


def test_ties_come_as_requests_and_make_none(bring, folder):
    before = db.session.scalar(unscoped("test", func.count(Connection.id)))
    (folder / "ties.csv").write_text("a,b,message\np1,p2,We ran a cafe\np2,p3,\n")
    bring()
    rows = unscoped("test", ConnectionRequest.message).order_by(ConnectionRequest.id)
    assert db.session.scalars(rows).all() == ["We ran a cafe", ""]
    assert db.session.scalar(unscoped("test", func.count(Connection.id))) == before


def test_nobody_is_reminded_of_an_imported_tie_or_told_of_its_end(bring, folder):
    (folder / "ties.csv").write_text("a,b,message\np1,p2,We ran a cafe\n")
    bring()
    db.session.execute(update(Account).values(state=State.ACTIVE))
    db.session.execute(update(Member).values(listed=True, joined=True))
    for days in (3, 7, 22):
        now = clock.now() + timedelta(days=days)
        clock.set_source(lambda now=now: now)
        connections.move()
    kinds = {one.kind for one in (*letters(), *notices())}
    assert not kinds & {"hello-reminder", "hello-ended"}


def test_sensitive_and_new_words_are_for_the_persons_own_eyes(bring, folder):
    (folder / "member_tags.csv").write_text(
        "person,relation,tag\np1,offers,evaluation\np1,seeks,diabetes\n"
        "p1,learning,juggling\n"
    )
    bring()
    rows = unscoped("test", Tag.label, MemberTag.audience).join(
        MemberTag, MemberTag.tag_id == Tag.id
    )
    mine = rows.where(MemberTag.member_id == member("p1").id)
    assert dict(db.session.execute(mine).all()) == {
        "Evaluation": Audience.MEMBERS,
        "Diabetes": Audience.ME,
        "juggling": Audience.ME,
    }


def test_map_consents_are_taken_over_for_people_who_have_not_joined(bring, folder):
    (folder / "consents.csv").write_text("person,map\np1,named\np2,unnamed\n")
    bring()
    assert [member(key).map_consent for key in ("p1", "p2", "p3")] == [
        MapConsent.NAMED, MapConsent.UNNAMED, MapConsent.ABSENT,
    ]  # fmt: skip


def test_a_name_is_taken_over_again_until_its_owner_joined(bring, folder):
    bring()
    db.session.execute(
        update(Member).where(Member.import_id == "p2").values(joined=True)
    )
    db.session.commit()
    people = folder / "people.csv"
    people.write_text(people.read_text("utf-8").replace("Bevan", "Rees"), "utf-8")
    people.write_text(people.read_text("utf-8").replace("Król", "Nowak"), "utf-8")
    bring()
    assert [member(key).name for key in ("p1", "p2")] == ["Nia Rees", "Tomasz Król"]


def tagged(folder, words):
    """Say of the second project, the allotment, what it is about."""
    (folder / "projects.csv").write_text(
        f"id,title,tags,summary\nj1,Tea and talk,evaluation,\nj2,Allotment,{words},\n"
    )


def teams():
    """Who of the files, and of the cast, is in which project, and who sees it."""
    found = (
        unscoped("test", Project.import_id, Member.name, Membership.audience)
        .join(Membership, Membership.project_id == Project.id)
        .join(Member, Member.id == Membership.member_id)
        .where(Project.import_id.is_not(None))
    )
    return {
        (key, name.split()[0]): seen for key, name, seen in db.session.execute(found)
    }


TO_TEAM, TO_ALL = Audience.PROJECTS, Audience.MEMBERS


def test_the_team_of_a_project_with_a_sensitive_tag_shows_to_it_alone(bring, folder):
    tagged(folder, "diabetes")
    memberships = folder / "memberships.csv"
    memberships.write_text(f"{memberships.read_text()}p3,j2,lead\n")
    bring()
    assert teams() == {
        ("j1", "Nia"): TO_ALL, ("j1", "Tomasz"): TO_ALL,
        ("j2", "Tomasz"): TO_TEAM, ("j2", "Ife"): TO_ALL,
    }  # fmt: skip


def test_a_sensitive_tag_that_an_import_adds_narrows_who_joined_here_too(bring, folder):
    bring()
    join(project("j2").id, CAST["dai"].id)
    db.session.commit()
    tagged(folder, "diabetes")
    bring()
    assert teams()["j2", "Dai"] is TO_TEAM
    assert teams()["j2", "Tomasz"] is TO_TEAM
    assert teams()["j1", "Tomasz"] is TO_ALL


def test_who_comes_later_into_such_a_project_is_narrow_and_who_chose_stays(
    bring, folder
):
    tagged(folder, "diabetes")
    bring()
    where = (
        Membership.project_id == project("j2").id,
        Membership.role != TeamRole.LEAD,
    )
    db.session.execute(update(Membership).where(*where).values(audience=TO_ALL))
    db.session.commit()
    memberships = folder / "memberships.csv"
    memberships.write_text(f"{memberships.read_text()}p3,j2,adviser\n")
    bring()
    assert teams()["j2", "Ife"] is TO_TEAM
    assert teams()["j2", "Tomasz"] is TO_ALL, "chosen since"


@pytest.mark.parametrize(("joined", "stays_off"), [(True, True), (False, False)])
def test_what_who_joined_took_off_stays_off(bring, folder, joined, stays_off):
    tags = "person,relation,tag\np2,seeks,evaluation\np2,offers,juggling\n"
    (folder / "member_tags.csv").write_text(tags)
    bring()
    his = MemberTag.member_id == member("p2").id
    db.session.execute(
        update(Member).where(Member.import_id == "p2").values(joined=joined)
    )
    db.session.execute(delete(MemberTag).where(his))
    db.session.commit()
    (folder / "member_tags.csv").write_text(f"{tags}p2,seeks,storytelling\n")
    bring()
    found = unscoped("test", MemberTag.id).where(his)
    assert (db.session.scalars(found).all() == []) is stays_off


def test_a_tag_that_a_lead_took_off_stays_off_with_its_project(bring, folder):
    tagged(folder, "evaluation")
    bring()
    join(project("j1").id, CAST["lea"].id, TeamRole.LEAD)
    now = clock.now() + timedelta(days=1)
    clock.set_source(lambda: now)
    commands.remove_tag(CAST["lea"].viewer, project("j1"), tag_id("evaluation"))
    db.session.commit()
    before = sizes()
    went, said = bring()
    assert went
    assert said[-1] == "Everything was there already; nothing was changed."
    assert sizes() == before
    tagged(folder, "evaluation;storytelling")
    bring()
    about = unscoped("test", Project.import_id, Tag.label).join(
        ProjectTag, ProjectTag.project_id == Project.id
    )
    found = about.join(Tag, Tag.id == ProjectTag.tag_id)
    assert sorted(db.session.execute(found.where(Project.import_id.is_not(None)))) == [
        ("j2", "Evaluation"), ("j2", "Storytelling"),
    ]  # fmt: skip


def test_undo_takes_a_batch_back_apart_from_what_became_peoples_own(bring):
    before = sizes()[:5]
    bring()
    joined = member("p3")
    db.session.execute(
        update(Account).where(Account.id == joined.account_id)
        .values(state=State.ACTIVE)
    )  # fmt: skip
    db.session.execute(
        update(Project).where(Project.import_id == "j2").values(version=2)
    )
    db.session.commit()
    number = db.session.scalars(unscoped("test", ImportBatch.id)).one()
    words = undo_batch(number)
    assert "1 people who have joined and 1 projects" in words
    assert member("p3").name == "Ife Bello"
    assert sizes()[:5] == [before[0] + 1, before[1] + 1, before[2] + 1, *before[3:5]]
    assert "no batch" in undo_batch(number)


def test_organisers_hear_of_a_project_that_an_undo_leaves_without_a_lead(bring):
    bring()
    db.session.execute(
        update(Project).where(Project.import_id == "j1").values(version=2)
    )
    db.session.commit()
    kept, number = project("j1").id, db.session.scalar(unscoped("test", ImportBatch.id))
    undo_batch(number)
    assert project("j1").orphaned
    (one,) = notices(kind="project-unled")
    assert (one.to, one.project) == (CAST["olu"].email, kept)


def test_an_address_that_has_an_account_is_refused(bring, folder):
    people = folder / "people.csv"
    people.write_text(f"{people.read_text('utf-8')}p4,Al,{CAST['alice'].email}\n")
    went, said = bring()
    assert not went
    assert said[0].startswith("people.csv, line 5: alice@example.org has an account")


@pytest.mark.parametrize("name", ["people.csv", "projects.csv", "memberships.csv"])
def test_a_missing_file_is_said(bring, folder, name):
    (folder / name).unlink()
    went, said = bring()
    assert not went
    assert any(line.startswith(f"{name}, line 0: the file is missing") for line in said)


def test_a_header_without_a_column_is_said(bring, folder):
    (folder / "people.csv").write_text("id,name\np1,Nia\n")
    assert "people.csv, line 1: the first line must name the columns" in bring()[1][0]


def test_a_file_that_is_not_utf_8_is_said(bring, folder):
    (folder / "people.csv").write_bytes(b"id,display_name,email\np1,Ren\xe9,r@x.org\n")
    assert "not UTF-8" in bring()[1][0]
