"""Every bad row is named, with its file, its line and what to do; nothing is stored."""

from pathlib import Path

import pytest
from sqlalchemy import func

from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member

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


def test_the_real_community_comes_in_whole_and_once(bring):
    if not REAL.is_dir():
        pytest.skip(f"{REAL.name} is not beside the project")
    went, said = bring(listed=True, basis="measurement", folder=REAL)
    assert went
    assert any("5260 people, 261 projects, 7513 memberships" in line for line in said)
    went, said = bring(listed=True, basis="measurement", folder=REAL)
    assert said[-1] == "Everything was there already; nothing was changed."
