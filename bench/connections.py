"""Measure the pages of connections with the real community and 20,000 ties in it.

`python -m bench.connections sqlite FOLDER` measures one database.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, update

from bench.pages import HEAD, REAL, ROOT
from bench.site import WHY, admit, baseline, count, load
from bench.site import measure as measured
from bench.table import print_table
from community import logs
from community.connections import ties
from community.connections.models import Connection, TieAudience
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.expertise.models import Tag, TagState
from community.members.models import (
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import Membership, Project
from community.vocabulary.models import KINDS, NATIONS, Term
from tests import databases

TIES, GROUP, INSIDE, SEED = 20_000, 40, 0.85, 2017
"""So many ties; so many people to a group, which most ties keep to."""
OFTEN = 50
SIZED = (Member, Project, Membership, Connection)
AUDIENCES = {TieAudience.MEMBERS: 60, TieAudience.NEAR: 30, TieAudience.PAIR: 10}


def measure() -> dict[str, Any]:
    """Measure each database in a process of its own.

    Raises
    ------
    FileNotFoundError
        If the community to measure with is not there.
    """
    if not REAL.is_dir():
        raise FileNotFoundError(f"the community to measure with is missing: {REAL}")
    kinds = ["sqlite", *(["postgresql"] if databases.binaries() else [])]
    return {kind: _apart(kind) for kind in kinds}


def _apart(kind: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.connections", kind, str(REAL)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def show(found: dict[str, Any]) -> None:
    """Print a table for each database."""
    for one in found.values():
        print(
            f"\n{one['database']}: {one['member']} people, {one['connection']} ties, "
            f"{one['membership']} memberships\n"
            f"  somebody who knows {one['some']}, somebody who knows {one['many']}"
            f" · baseline {one['baseline_ms']:.2f} ms"
        )
        print_table(("who", *HEAD), one["pages"])


def pairs(people: list[int], chance: random.Random) -> set[tuple[int, int]]:
    """Draw ties: most between people of a group, with some who know many."""
    people = list(people)
    chance.shuffle(people)
    groups = [people[at : at + GROUP] for at in range(0, len(people), GROUP)]
    eager = [int(chance.paretovariate(1.6) * 10) for _ in people]
    group = {one: members for members in groups for one in members}
    found: set[tuple[int, int]] = set()
    while len(found) < TIES:
        one = chance.choices(people, eager)[0]
        among = group[one] if chance.random() < INSIDE else people
        other = chance.choice(among)
        if one != other:
            found.add((min(one, other), max(one, other)))
    return found


def tie(people: list[int], chance: random.Random) -> Counter[int]:
    """Write ties, and return how many people each knows."""
    kinds, weights = list(AUDIENCES), list(AUDIENCES.values())
    rows, degree = [], Counter[int]()
    for a, b in sorted(pairs(people, chance)):
        degree.update((a, b))
        audience = chance.choices(kinds, weights)[0]
        touched = clock.today() - timedelta(days=chance.randrange(400))
        rows.append(
            {"a_id": a, "b_id": b, "a_audience": audience, "b_audience": audience,
             "touched_on": touched}
        )  # fmt: skip
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(Connection), rows[start : start + 1000])
    ties.rebuild_ties()
    return degree


def tell(people: list[int], chance: random.Random) -> None:
    """Let everybody say what they are, offer and seek, and where they are."""
    tags = db.session.scalars(
        unscoped(WHY, Tag.id).where(Tag.state == TagState.APPROVED).order_by(Tag.id)
    ).all()[:60]
    kinds, nations = (
        db.session.scalars(
            unscoped(WHY, Term.code).where(Term.list == name).order_by(Term.sort)
        ).all()
        for name in (KINDS, NATIONS)
    )
    shown = {"audience": Audience.MEMBERS}
    rows: dict[Any, list[dict[str, Any]]] = {
        MemberTag: [
            {"member_id": one, "tag_id": tag, "relation": relation, **shown}
            for one in people
            for relation, some in ((Relation.OFFERS, 3), (Relation.SEEKS, 2))
            for tag in chance.sample(tags, some)
        ],
        MemberKind: [
            {"member_id": one, "code": chance.choice(kinds), **shown} for one in people
        ],
        MemberPlace: [
            {"member_id": one, "nation": chance.choice(nations), **shown}
            for one in people
        ],
    }
    for entity, made in rows.items():
        for start in range(0, len(made), 1000):
            db.session.execute(insert(entity), made[start : start + 1000])


def fill(folder: Path, app: Flask) -> Counter[int]:
    """Load the community, let it speak, and tie its people."""
    load(app, folder)
    chance = random.Random(SEED)
    people = list(db.session.scalars(unscoped(WHY, Member.id).order_by(Member.id)))
    start_writing()
    db.session.execute(update(Member).where(Member.id % 10 < 6).values(joined=True))
    tell(people, chance)
    degree = tie(people, chance)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        # a server counts its rows by itself after a while; the one for tests does not
        db.session.connection().exec_driver_sql("ANALYZE")
        db.session.commit()
    return degree


def report(url: str, kind: str, folder: Path, data: Path) -> dict[str, Any]:
    """Fill an empty database and measure the pages for two people."""
    from community.serving import migrate

    logs.set_up("WARNING")
    app = databases.site(url, data)
    app.testing = False
    migrate(app)
    with app.app_context():
        degree = fill(folder, app)
        ranked = [one for one, _ in degree.most_common()]
        some, many, far = ranked[len(ranked) // 2], ranked[5], ranked[-1]
        viewers = {"some": admit(some)[0], "many": admit(many)[0]}
        person = admit(far)[1]
        project = db.session.scalars(
            unscoped(WHY, Project.slug).order_by(Project.id.desc()).limit(1)
        ).one()
        tag = db.session.scalars(
            unscoped(WHY, Tag.slug).where(Tag.state == TagState.APPROVED).limit(1)
        ).one()
        sizes = {entity.__tablename__: count(entity) for entity in SIZED}
    base = baseline()
    main = (
        "/connections/", f"/connections/?offers={tag}&place=wls",
        f"/connections/to/person/{person}", f"/connections/to/project/{project}",
    )  # fmt: skip
    more = (
        "/connections/?sort=ways&far=further", "/connections/links",
        "/connections/quiet", f"/members/{person}", "/members/",
    )  # fmt: skip
    return {
        "database": databases.describe(kind), **sizes,
        "some": degree[some], "many": degree[many], "baseline_ms": round(base, 3),
        "pages": [
            (who, *measured(app, viewers[who], path, base, OFTEN))
            for who, paths in (("some", main), ("many", main + more))
            for path in paths
        ],
    }  # fmt: skip


def main() -> None:
    """Measure on the database that the command line names."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="database") as name:
        place = Path(name)
        with databases.empty(kind, place) as url:
            print(json.dumps(report(url, kind, folder, place)))


if __name__ == "__main__":
    main()
