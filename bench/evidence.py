"""Measure the search of the hub: whether newcomers find what they ask for, how soon.

`python -m bench.evidence KIND` measures on one database; larger hubs are the shipped
records many times over, with other words in their titles.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.table import print_table

ROOT = Path(__file__).parents[1]
KINDS = ("sqlite", "postgresql")
SIZES = (1_000, 5_000)
TIMES = 60
ALIKE = (
    "type", "authors", "year", "publisher", "sentence", "state", "published_at",
)  # fmt: skip
"""What more resources have of those that are there."""
HEAD = ("database", "questions", "success at 1", "success at 5", "MRR")
TIMED = ("resources", "read anew ms", "search p50 ms", "search worst ms")


def measure() -> dict[str, Any]:
    """Measure each database in a process of its own."""
    found = {}
    for kind in KINDS:
        done = subprocess.run(
            [sys.executable, "-m", "bench.evidence", kind],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found[kind] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, Any]) -> None:
    """Print how well questions are answered on each database, and how soon."""
    print("\nQuestions of newcomers, over the records that are shipped")
    rows = []
    for one in found.values():
        shares = [f"{one[name]:.2f}" for name in ("success_at_1", "success_at_5")]
        rows.append((one["database"], one["questions"], *shares, f"{one['mrr']:.3f}"))
    print_table(HEAD, rows)
    for one in found.values():
        print(f"\n{one['database']}")
        print_table(TIMED, one["times"])


def on_one(kind: str) -> dict[str, Any]:
    """Measure on one database: the questions first, then larger hubs."""
    from tests import databases
    from tests.evidence import newcomers

    with (
        tempfile.TemporaryDirectory() as folder,
        databases.start(kind, Path(folder)) as database,
    ):
        app = databases.site(database.url, Path(folder))
        with app.app_context():
            from community.core.db import db, start_writing

            database.reset(db.engine)
            start_writing()
            newcomers.load()
            figures: dict[str, Any] = newcomers.figures(newcomers.answered())
            times = [timed()]
            for size in SIZES:
                more(size)
                times.append(timed())
            db.session.remove()
            db.engine.dispose()
    return {"database": databases.describe(kind), **figures, "times": times}


def timed() -> tuple[int, str, str, str]:
    """Return how many there are, and how long reading and searching take."""
    from community.core.access import VISITOR
    from community.evidence import catalogue, queries
    from community.evidence.asked import Asked
    from tests.evidence.newcomers import QUESTIONS

    catalogue._kept = None
    anew = milliseconds(catalogue.catalogue)
    asked = [one["question"] for one in json.loads(QUESTIONS.read_text("utf-8"))]
    times = [
        milliseconds(lambda q=q: queries.found(VISITOR, Asked(q=q)))
        for q in (asked * 3)[:TIMES]
    ]
    number = len(catalogue.catalogue().entries)
    return number, f"{anew:.0f}", f"{median(times):.1f}", f"{max(times):.1f}"


def milliseconds(work: Callable[[], Any]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def more(size: int) -> None:
    """Fill the hub up with resources like those that are there."""
    from sqlalchemy import func, insert

    from community.core.db import count_rows_anew, db
    from community.core.visible import unscoped
    from community.evidence.models import Resource, ResourceTag, ResourceWord

    chance = random.Random(8)
    there = list(db.session.scalars(unscoped("bench", Resource).limit(100)))
    tags = _by_resource(ResourceTag)
    said = _by_resource(ResourceWord)
    words = " ".join(one.title for one in there).split()
    number = db.session.scalar(unscoped("bench", func.count(Resource.id))) or 0
    rows, tagged, worded = [], [], []
    for place in range(number, size):
        like = chance.choice(there)
        key = 100_000 + place
        title = " ".join([*like.title.split()[:6], *chance.sample(words, 4)])
        kept = {name: getattr(like, name) for name in ALIKE}
        named = {"title": title, "folded": title.casefold(), "slug": f"more-{place}"}
        rows.append({**kept, **named, "id": key})
        tagged += [
            {"resource_id": key, "tag_id": one.tag_id} for one in tags.get(like.id, ())
        ]
        worded += [
            {"resource_id": key, "of": one.of, "words": one.words}
            for one in said.get(like.id, ())
        ]
    for table, made in (
        (Resource, rows),
        (ResourceTag, tagged),
        (ResourceWord, worded),
    ):
        db.session.execute(insert(table), made)
    db.session.commit()
    count_rows_anew()


def _by_resource(table: Any) -> dict[int, list[Any]]:
    from community.core.db import db
    from community.core.visible import unscoped

    found: dict[int, list[Any]] = {}
    for row in db.session.scalars(unscoped("bench", table).limit(2000)):
        found.setdefault(row.resource_id, []).append(row)
    return found


if __name__ == "__main__":
    print(json.dumps(on_one(sys.argv[1])))
