"""Every small change to the permission table and the visibility rule fails some test.

Of `core/access.py`, `core/visible.py` and `core/scope.py` each operator, constant and
condition is changed, one at a time, in a copy of the project, and the quick tests of
these run there: one of them has to fail. `python -m tests.mutants` prints how many were
found and each that was not; words after it choose files or lines ("visible:175").

A change that makes no difference to anybody is in `EQUIVALENT`, with the reason.
"""

import itertools
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tests.mutating import ROOT, Mutant, mutants

COPIED = ("community", "migrations", "static", "templates", "tests", "pyproject.toml")
FILES = ("access", "visible", "scope")
QUICK = (
    "tests/core/test_access.py", "tests/core/test_visible.py",
    "tests/core/test_parts_of_rules.py", "tests/core/test_listener.py",
    "tests/core/test_scope.py",
)  # fmt: skip
SCHEMA = "test_the_upgraded_schema_is_that_of_the_models"
MORE = (
    "tests/privacy/test_twin.py", "tests/web/test_door.py",
    f"tests/migrations/test_migrations.py::{SCHEMA}",
)  # fmt: skip
"""Asked where the quick ones find nothing."""

ALONE = {"access": "tests/core/test_access.py"}
"""What needs no site, and is asked before one is made."""

ENOUGH = 0.95
SURVIVED, FOUND, BROKE = 0, 1, 9
"""How a process that tried a change ends; any other way is a fault of this program."""

ENDLESS = 300
"""Seconds of work after which a change is found, for the tests do not end."""

EQUIVALENT = {
    "access._WIDTH: 3 > 4": "of widths the order alone counts, and it stays",
    "visible.Card: 'Card' > 'Cardx'": "the name of a type stands in no answer",
    "visible._touched_by: 64 > 65": "how many answers are held changes none of them",
    "visible.find.row: 1 > 2": "of what comes the first row is taken, and no other",
    "visible.count: db.session.scalar(only.order_by(None).limit(None).offset(None))"
    " or 0 > db.session.scalar(only.order_by(None).limit(None).offset(None))":
        "of a list without groups a count is always a number",
    "scope.criteria: 2048 > 2049": "how many rules are held changes none of them",
    "scope._scope: 'synchronize' > 'synchronizex'":
        "a reason is for who reads the code; that there is one decides",
}  # fmt: skip
"""By the name of a change why nobody can tell."""


# ---------------------------------------------------------------- what is told
def prove() -> list[dict[str, object]]:
    """Try all changes, and return what `make assure` tells of them."""
    began = time.perf_counter()
    tried = {}
    for one, found in apart():
        tried[one] = found
        if not found and one.name not in EQUIVALENT:
            print(f"   survived: {one.where} {one.was} > {one.now}", flush=True)
    alike = [one for one in tried if one.name in EQUIVALENT]
    counted = [one for one in tried if one.name not in EQUIVALENT]
    left = [one for one in counted if not tried[one]]
    names = {one.name for one in tried}
    stale = [one.name for one in alike if tried[one]]
    stale += [name for name in EQUIVALENT if name not in names]
    for name in stale:
        print(f"   found, or not there, though alike: {name}")
    rows = [
        _row(file, [one for one in counted if one.file == file], left) for file in FILES
    ]
    share = 1 - len(left) / max(1, len(counted))
    total: dict[str, object] = {
        "what": "changes to the rules, all", "size": len(counted), "left": len(left),
        "share": round(share, 4), "alike": len(alike), "stale": len(stale),
        "failures": int(share < ENOUGH or bool(stale)),
        "seconds": round(time.perf_counter() - began),
    }  # fmt: skip
    return [*rows, total]


def _row(file: str, mine: list[Mutant], left: list[Mutant]) -> dict[str, object]:
    names = [f"{one.where} {one.was} > {one.now}" for one in left if one in mine]
    return {
        "what": f"changes to core/{file}.py", "size": len(mine),
        "found": len(mine) - len(names), "left": len(names), "not found": names,
    }  # fmt: skip


def main() -> int:
    """Try those of the command line, or all; answer 1 when too few were found."""
    words = [word for word in sys.argv[1:] if word != "--numbers"]
    if "--numbers" in sys.argv:
        whole = {one: number for number, one in enumerate(everything())}
        for one, found in run(chosen_by(words)):
            print(f"{whole[one]}\t{found}", flush=True)
        return 0
    if words:
        for one, found in apart(*words):
            how = found or ("alike" if one.name in EQUIVALENT else "SURVIVED")
            print(f"{how:60} {one.where} {one.was} > {one.now}", flush=True)
        return 0
    rows = prove()
    for row in rows:
        print(", ".join(f"{key} {row[key]}" for key in row if key != "not found"))
    return int(any(row.get("failures") for row in rows))


# ---------------------------------------------------------------- trying them
def apart(*words: str) -> Iterator[tuple[Mutant, str]]:
    """Try those that `words` name, or all, in a process without anything of ours."""
    command = [sys.executable, "-m", "tests.mutants", "--numbers", *words]
    whole = everything()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as trying:
        for line in trying.stdout or ():
            number, _tab, found = line.rstrip("\n").partition("\t")
            yield whole[int(number)], found
    if trying.returncode:
        raise RuntimeError("the changes were not all tried")


def everything() -> list[Mutant]:
    """Return all changes."""
    return [one for file in FILES for one in mutants(file)]


def chosen_by(words: Sequence[str]) -> list[Mutant]:
    """Return the changes of some files or lines ("visible", "visible:175"), or all."""
    return [
        one
        for one in everything()
        if not words or {one.file, f"{one.file}:{one.line}"} & set(words)
    ]


def run(chosen: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Try each, in processes that have loaded all but ours; say what found it."""
    assert "community" not in sys.modules, "its listeners would stay"
    source = (ROOT / "community/core/access.py").read_text(encoding="utf-8")
    control = Mutant("access", "", 0, "nothing", "nothing", source)
    _load()
    for one, found in _try([control, *chosen]):
        if one is not control:
            yield one, found
        elif found:
            raise RuntimeError(f"without any change this fails: {found}")


def _try(chosen: Iterable[Mutant]) -> Iterator[tuple[Mutant, str]]:
    with tempfile.TemporaryDirectory(prefix="mutants") as folder:
        copies = [_copy(Path(folder) / str(n)) for n in range(_processes())]
        waiting = iter(chosen)
        busy: dict[int, tuple[Mutant, Path]] = {}
        while True:
            while copies and (one := next(waiting, None)) is not None:
                place = copies.pop()
                busy[_begin(place, one)] = (one, place)
            if not busy:
                return
            pid, status = os.wait()
            one, place = busy.pop(pid)
            found = _answer(os.waitstatus_to_exitcode(status), one, place)
            _write(place, one.file, (ROOT / one.path).read_text(encoding="utf-8"))
            copies.append(place)
            yield one, found


def _answer(code: int, one: Mutant, place: Path) -> str:
    if code == SURVIVED:
        return ""
    if code == -signal.SIGXCPU:
        return "the tests do not end"
    if code == FOUND:
        return (place / "found").read_text(encoding="utf-8")
    raise RuntimeError(f"{one.where} {code}: {(place / 'broke').read_text()}")


def _processes() -> int:
    return max(1, min(2, os.cpu_count() or 1))


def _copy(place: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            skipped = shutil.ignore_patterns("__pycache__", "browser")
            shutil.copytree(source, place / name, ignore=skipped)
        else:
            shutil.copyfile(source, place / name)
    return place


def _load() -> None:
    """Load what is large and not ours, once for all processes that come."""
    for name in (
        "numpy", "scipy.sparse", "scipy.sparse.csgraph", "networkx", "sqlalchemy.orm",
        "flask_sqlalchemy", "flask_wtf", "flask_babel", "flask_migrate", "flask_login",
        "flask_mailman", "pytest", "bs4", "html5lib", "PIL.Image", "nh3",
        "cryptography.fernet", "psycopg", "icalendar", "bibtexparser", "rispy", "bm25s",
        "argon2", "structlog", "markdown_it", "segno", "pyotp", "webauthn",
        "hypothesis.strategies",
    ):  # fmt: skip
        with suppress(ImportError):
            __import__(name)


_STAMPS = itertools.count(2_000_000_000)


def _write(place: Path, file: str, text: str) -> None:
    """Write a source, with a time by which no older bytecode stands for it."""
    path, stamp = place / f"community/core/{file}.py", next(_STAMPS)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (stamp, stamp))


def _begin(place: Path, one: Mutant) -> int:
    """Start a process that runs the tests on one change; 0 when none fails."""
    _write(place, one.file, one.text)
    (place / "found").write_text("it does not load")
    (place / "broke").write_text("")
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = BROKE
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (ENDLESS, ENDLESS + 10))
        code = _tests_fail(place, ALONE.get(one.file, ""))
    except BaseException:
        (place / "broke").write_text(traceback.format_exc())
    finally:
        os._exit(code)


OPTIONS = (
    "-x", "-q", "--timeout=60", "--hypothesis-seed=0",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # see `_load`
    *(
        word
        for plugin in (
            "cacheprovider", "randomly", "xdist", "schemathesis", "playwright", "anyio",
        )
        for word in ("-p", f"no:{plugin}")
    ),
)  # fmt: skip


def _tests_fail(place: Path, alone: str) -> int:
    """Run the tests of a copy in this process; the first to fail is written down."""
    log = os.open(place / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(place)
    for name in [
        one for one in sys.modules if one.split(".")[0] in ("tests", "community")
    ]:
        del sys.modules[name]
    sys.path.insert(0, str(place))
    os.environ.pop("ASSURE", None)
    os.environ.pop("SAMPLE", None)
    import pytest

    class First:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                (place / "found").write_text(report.nodeid, encoding="utf-8")

    stages = [["--noconftest", alone]] if alone else []
    for tests in (*stages, QUICK, MORE):
        code = pytest.main([*OPTIONS, *tests], plugins=[First()])
        if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise RuntimeError((place / "log").read_text(encoding="utf-8")[-2000:])
        if code:
            return FOUND
    return SURVIVED


if __name__ == "__main__":
    raise SystemExit(main())
