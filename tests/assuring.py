"""`make assure`: the full sizes, part by part, kept in build/assure.json.

It takes hours, so each part is kept as soon as it is done, and a second run begins
where the first one ended: what was proven of the very same sources is not proven anew.
`--only matrix,faults` runs some parts, `--afresh` all that is asked for.
"""

import argparse
import hashlib
import importlib
import json
import random
import time
from collections.abc import Iterable
from pathlib import Path

from tests import assure, pytests
from tests.assure import PARTS, Row

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
KEPT, REPORT = BUILD / "assure", BUILD / "assure.json"
SOURCES = ("community", "migrations", "static", "templates", "tests")
GOOD = ("lost", "torn", "failures", "differences", "survived", "missing", "unescaped")
"""Figures that have to be 0."""


def main(words: list[str]) -> int:
    """Run what is asked for and is not there yet; answer 0 when all of it is green."""
    asked = _asked(words)
    source = digest()
    worst = 0
    for name, kind, options in assure.runs(asked.only):
        where = KEPT / f"{name}-{kind or 'program'}.json"
        row = None if asked.afresh else _kept(where, source)
        if row is None:
            row = _run(name, kind, options) | {"source": source}
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_text(json.dumps(row, indent=2) + "\n")
        worst = max(worst, row["code"])
    found = [row for row in _all_kept() if row["source"] == source]
    REPORT.write_text(json.dumps(_report(found, source), indent=2) + "\n")
    print("\n".join(table(found)))
    return worst


def _asked(words: list[str]) -> argparse.Namespace:
    found = argparse.ArgumentParser(prog="python -m tests --assure")
    found.add_argument("--only", default=(), type=_names, metavar="PART,PART")
    found.add_argument(
        "--afresh", action="store_true", help="Prove again what is kept."
    )
    return found.parse_args(words)


def _names(words: str) -> tuple[str, ...]:
    names = tuple(words.split(","))
    unknown = set(names) - set(PARTS)
    if unknown:
        known = ", ".join(PARTS)
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: use {known}")
    return names


def digest() -> str:
    """Return what is another word as soon as a file of the project is another."""
    found = hashlib.sha256()
    for path in sorted(path for name in SOURCES for path in (ROOT / name).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(f"{path.relative_to(ROOT)}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def _kept(where: Path, source: str) -> Row | None:
    """Return what became of a part, if it went well and the sources are the same."""
    if not where.exists():
        return None
    row: Row = json.loads(where.read_text())
    if row["code"] or row["source"] != source:
        return None
    print(f"=== {row['part']} {row['database']}: proven already", flush=True)
    return row


def _all_kept() -> Iterable[Row]:
    for path in sorted(KEPT.glob("*.json")):
        yield json.loads(path.read_text())


def _run(name: str, kind: str, options: list[str]) -> Row:
    """Run one part on one database, and return its row with the proofs it told."""
    title = f"{name} {assure.describe(kind)}".strip()
    print(f"\n=== {title}", flush=True)
    seed = random.SystemRandom().randrange(10**9)
    began = time.perf_counter()
    if PARTS[name].program:
        code, counts, proofs = _program(PARTS[name].program)
    else:
        done = pytests.run([*options, f"--randomly-seed={seed}"])
        code, counts, proofs = done.code, done.counts, assure.rows_of(done.text)
    return {
        "part": name, "database": assure.describe(kind), "code": code, "seed": seed,
        "seconds": round(time.perf_counter() - began), **counts, "proofs": proofs,
    }  # fmt: skip


def _program(named: str) -> tuple[int, dict[str, int], list[Row]]:
    """Run a function of ours that is no test; it returns rows as tests tell them."""
    module, _colon, function = named.partition(":")
    proofs: list[Row] = getattr(importlib.import_module(module), function)()
    failed = sum(_wrong(row) for row in proofs)
    return (1 if failed else 0), {"failed": failed} if failed else {}, proofs


def _wrong(proof: Row) -> bool:
    return any(proof.get(what) for what in GOOD)


# ------------------------------------------------------------------------ report
def _report(rows: list[Row], source: str) -> Row:
    """Return what build/assure.json holds: a row for each proof, then the parts."""
    from community import __version__

    proofs = [
        {"part": row["part"], "database": row["database"], **proof}
        for row in rows
        for proof in row["proofs"]
    ]
    parts = [
        {key: value for key, value in row.items() if key not in ("proofs", "source")}
        for row in rows
    ]
    missing = sorted(
        {name for name, _kind, _options in assure.runs()}
        - {row["part"] for row in rows}
    )
    return {
        "version": __version__, "source": source, "proofs": proofs, "parts": parts,
        "not run": missing,
    }  # fmt: skip


def table(rows: list[Row]) -> list[str]:
    """Return a line for each part and each proof, for whoever reads the end."""
    lines = ["", "=== what was proven"]
    for row in rows:
        counts = ", ".join(
            f"{row[what]} {what}"
            for what in ("passed", "failed", "skipped")
            if row.get(what)
        )
        lines.append(
            f"{row['part']} {row['database']}: {counts or 'done'} in {row['seconds']} s"
        )
        lines += [f"   {_line(proof)}" for proof in row["proofs"]]
    return lines


def _line(proof: Row) -> str:
    figures = [
        f"{value:,} {key}" if isinstance(value, int) else f"{key} {value}"
        for key, value in proof.items()
        if key != "what" and not isinstance(value, list | dict)
    ]
    mark = "!! " if _wrong(proof) else ""
    return f"{mark}{proof['what']}: {', '.join(figures)}"
