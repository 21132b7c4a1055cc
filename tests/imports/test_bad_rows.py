"""Every bad row is named, with its file, its line and what to do; nothing is stored."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import MapConsent, Member
from community.projects.models import Membership

REAL = Path(__file__).parents[3] / "shared" / "real"
LONG = "x" * 121

BAD = [
    ("people.csv", ",No Id,noid@example.org", "has no id"),
    ("people.csv", "p1,Twice,twice@example.org", "is also on line"),
    ("people.csv", "q1,,empty@example.org", "display_name is empty"),
    ("people.csv", f"q2,{LONG},long@example.org", "display_name is too long"),
    ("people.csv", "q3,No Mail,", "is no e-mail address"),
    ("people.csv", "q4,Bad Mail,not an address", "is no e-mail address"),
    ("people.csv", "q5,Same Mail,NIA@example.org", "is also on line"),
    ("people.csv", f"{'q' * 81},Long Id,longid@example.org", "the id is too long"),
    ("people.csv", "q6,A comma, too many,comma@example.org", "has 4 cells, not 3"),
    ("projects.csv", ",No id,,", "has no id"),
    ("projects.csv", "j1,Twice,,", "is also on line"),
    ("projects.csv", "k1,,,", "has no title"),
    ("projects.csv", f"k2,{LONG},,", "the title is too long"),
    ("projects.csv", f"k3,Long tag,{'y' * 81},", "the tag"),
    ("projects.csv", f"k4,Long line,,{'z' * 141}", "the summary is too long"),
    ("memberships.csv", "nobody,j1,member", "is not in people.csv"),
    ("memberships.csv", "p1,nothing,member", "is not in projects.csv"),
    ("memberships.csv", "p3,j1,king", "the role 'king' is not one of"),
    ("memberships.csv", "p1,j1,member", "the same membership is on line"),
    ("memberships.csv", "p3,j2", "has 2 cells, not 3"),
]


def count():
    return db.session.scalar(unscoped("test", func.count(Member.id)))


def plant(folder, rows):
    """Add rows to the files, and return (file, line, words) of each."""
    planted = []
    for name, row, words in rows:
        path = folder / name
        text = path.read_text("utf-8")
        path.write_text(f"{text}{row}\n", "utf-8")
        planted.append((name, text.count("\n") + 1, words))
    return planted


@pytest.mark.parametrize("bad", BAD, ids=[f"{b[0]} {b[2]}" for b in BAD])
def test_a_bad_row_is_named_and_stops_the_import(bring, folder, bad):
    [(name, line, words)] = plant(folder, [bad])
    before = count()
    went, said = bring()
    assert not went
    assert said[0].startswith(f"{name}, line {line}: ")
    assert words in said[0]
    assert count() == before


def test_all_twenty_bad_rows_are_named_at_once(bring, folder):
    planted = plant(folder, BAD)
    _went, said = bring()
    for name, line, words in planted:
        start = f"{name}, line {line}: "
        assert any(one.startswith(start) and words in one for one in said), start
    assert said[-1].endswith("problems; nothing was changed.")


def test_the_good_rows_come_in_where_bad_ones_are_skipped_on_purpose(bring, folder):
    plant(folder, BAD)
    before = count()
    assert bring(skip_bad=True)[0]
    assert count() == before + 3


def test_of_two_consents_of_one_person_neither_is_taken(bring, folder):
    words = "the consent of this person is also on line"
    rows = "person,map\np1,named\np2,unnamed\np1,absent\np1,named\n"
    (folder / "consents.csv").write_text(rows)
    went, said = bring()
    assert not went
    assert said[:-1] == [
        f"consents.csv, line {line}: {words} {other}: keep one"
        for line, other in ((2, 4), (4, 2), (5, 2))
    ]
    assert bring(skip_bad=True)[0]
    found = unscoped("test", Member.import_id, Member.map_consent)
    consents = dict(db.session.execute(found).all())
    assert consents["p1"] is MapConsent.ABSENT
    assert consents["p2"] is MapConsent.UNNAMED


@pytest.mark.parametrize("day", ["3 May 2017", "2017-13-01", "03/05/2017", "2017"])
def test_a_day_that_cannot_be_read_does_not_become_today(bring, folder, day):
    head = "person,project,role,since\n"
    rows = f"p1,j1,lead,2017-05-03\np2,j1,member,{day}\np2,j2,member,\n"
    (folder / "memberships.csv").write_text(head + rows)
    went, said = bring()
    assert not went
    words = f"the since {day!r} is no day: write it as 2017-05-03"
    assert said[0] == f"memberships.csv, line 3: {words}"
    assert bring(skip_bad=True)[0]
    found = unscoped("test", Membership.since).where(
        Membership.import_batch_id.is_not(None)
    )
    days = db.session.scalars(found.order_by(Membership.id)).all()
    assert days == [date(2017, 5, 3), clock.today()]


def test_an_unclosed_quote_is_named_where_its_row_began(bring, folder):
    people = folder / "people.csv"
    rows = "".join(f"q{n},Person {n},q{n}@example.org\n" for n in range(5000))
    start = people.read_text("utf-8")
    people.write_text(f'{start}x1,"Open,x@example.org\n{rows}', "utf-8")
    before = count()
    went, said = bring()
    assert not went
    words = "a quote is not closed, or a cell is too long: look there"
    assert said[0] == f"people.csv, line 5: {words}"
    assert count() == before
    people.write_text(f'id,"display_name,email\n{rows}', "utf-8")
    assert bring()[1][0].startswith("people.csv, line 1: the first line must name")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("ties.csv", 'a,b,message\np1,p2,"Hello there\np2,p3,Hi\n'),
        ("member_tags.csv", 'person,relation,tag\np1,offers,"sewing\np2,seeks,choir\n'),
    ],
)
def test_a_quote_that_never_closes_swallows_no_row(bring, folder, name, rows):
    """Somebody would get the message that was meant for another."""
    (folder / name).write_text(rows)
    went, said = bring()
    assert not went
    assert said[0].startswith(f"{name}, line 2: a quote is not closed")


def test_a_row_over_several_lines_is_named_by_its_first(bring, folder):
    people = folder / "people.csv"
    people.write_text(f'{people.read_text("utf-8")}q1,"Two\nlines",q@example.org\n')
    assert bring()[1][0].startswith("people.csv, line 5: display_name is empty or")


def test_the_real_community_comes_in_whole_and_once(bring):
    if not REAL.is_dir():
        pytest.skip(f"{REAL.name} is not beside the project")
    went, said = bring(listed=True, basis="measurement", folder=REAL)
    assert went
    assert any("5260 people, 261 projects, 7513 memberships" in line for line in said)
    went, said = bring(listed=True, basis="measurement", folder=REAL)
    assert said[-1] == "Everything was there already; nothing was changed."
