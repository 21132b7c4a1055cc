"""Every small change to the permission table and the visibility rule fails some test.

Of `core/access.py`, `core/visible.py` and `core/scope.py` each operator, constant and
condition is changed, one at a time, in a copy of the project, and the quick tests of
these run there: one of them has to fail. `python -m tests.mutants` prints how many were
found and each that was not; words after it choose files or lines ("visible:175").

A change that makes no difference to anybody is in `EQUIVALENT`, with the reason.
"""

import ast
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("community", "migrations", "static", "templates", "tests", "pyproject.toml")
FILES = ("access", "visible", "scope")
QUICK = (
    "tests/core/test_access.py", "tests/core/test_visible.py",
    "tests/core/test_scope.py",
)  # fmt: skip
MORE = ("tests/privacy/test_twin.py", "tests/web/test_door.py")
"""Asked where the quick ones find nothing."""

ENOUGH, BROKE = 0.95, 9

EQUIVALENT: dict[str, str] = {}
"""By "file: the code > what it becomes" why nobody can tell."""


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there and what stands there now."""

    file: str
    line: int
    was: str
    now: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.was} > {self.now}"


# ---------------------------------------------------------------- what is changed
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_SWAPPED = {
    "and_": "or_", "or_": "and_", "in_": "not_in", "not_in": "in_", "is_": "is_not",
    "is_not": "is_", "true": "false", "false": "true",
}  # fmt: skip
_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in place of one part of the source."""
    for change in (
        _compared, _joined, _turned, _constants, _conditions, _calls, _counted,
        _returned,
    ):  # fmt: skip
        yield from change(node)


def _compared(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for place, sign in enumerate(node.ops):
            other = _COMPARE.get(type(sign))
            if other is not None:
                signs = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, signs, node.comparators)


def _joined(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
        for place in range(len(node.values)):
            rest = [*node.values[:place], *node.values[place + 1 :]]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _turned(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
        yield node.operand


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str):
        yield ast.Constant(f"{node.value}x")


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        for test in (ast.Constant(True), ast.Constant(False)):
            if isinstance(node, ast.If):
                yield ast.If(test, node.body, node.orelse)
            elif isinstance(node, ast.IfExp):
                yield ast.IfExp(test, node.body, node.orelse)


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    called = node.func
    name = called.id if isinstance(called, ast.Name) else ""
    name = called.attr if isinstance(called, ast.Attribute) else name
    if name in _SWAPPED:
        other = _SWAPPED[name]
        func: ast.expr = ast.Name(other, ast.Load())
        if isinstance(called, ast.Attribute):
            func = ast.Attribute(called.value, other, ast.Load())
        yield ast.Call(func, node.args, node.keywords)
    if name in ("and_", "or_", "where") and len(node.args) > 1:
        for place in range(len(node.args)):
            rest = [*node.args[:place], *node.args[place + 1 :]]
            yield ast.Call(called, rest, node.keywords)


def _counted(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATOR:
        yield ast.BinOp(node.left, _OPERATOR[type(node.op)](), node.right)


def _returned(node: ast.AST) -> Iterator[ast.AST]:
    """Turn what a rule says round, where it is one name: `return viewer.is_admin`."""
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Attribute):
        yield ast.Return(ast.UnaryOp(ast.Not(), node.value))


def mutants(file: str) -> list[Mutant]:
    """Return every change to one file, in the order of its lines."""
    source = (ROOT / f"community/core/{file}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    left_out = set(_said(tree))
    found = []
    for node in ast.walk(tree):
        if id(node) in left_out or not hasattr(node, "lineno"):
            continue
        for other in changes(node):
            text = _put(source, node, other)
            was, now = ast.unparse(node), ast.unparse(ast.fix_missing_locations(other))
            found.append(Mutant(file, node.lineno, _short(was), _short(now), text))
    return sorted(found, key=lambda one: (one.line, one.was, one.now))


def _short(code: str) -> str:
    words = " ".join(code.split())
    return words if len(words) <= 100 else f"{words[:60]} ... {words[-37:]}"


def _said(tree: ast.AST) -> Iterator[int]:
    """Give what is no code: docstrings, notes, types, names of errors' words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        noted = [getattr(node, name, None) for name in ("annotation", "returns")]
        for part in noted:
            yield from map(id, ast.walk(part)) if part is not None else ()
        if isinstance(node, ast.Raise):
            yield from map(id, ast.walk(node))
        if isinstance(node, ast.Subscript):
            yield from map(id, ast.walk(node.slice))


def _put(source: str, node: ast.AST, other: ast.AST) -> str:
    """Return the source with another part in place of one."""
    lines = source.splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1]))  # type: ignore[attr-defined]
    last = sum(map(len, lines[: node.end_lineno - 1]))  # type: ignore[attr-defined]
    first = _column(lines[node.lineno - 1], node.col_offset)  # type: ignore[attr-defined]
    end = _column(lines[node.end_lineno - 1], node.end_col_offset)  # type: ignore
    words = ast.unparse(ast.fix_missing_locations(other))
    if isinstance(other, ast.stmt):
        words = words.replace("\n", "\n" + " " * first)
    else:
        words = f"({words})"
    return source[: begin + first] + words + source[last + end :]


def _column(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode())


# ---------------------------------------------------------------- trying them
def prove() -> int:
    """Try all, tell how many were found, and return how many too few."""
    from tests.assure import told

    tried = apart()
    alike = [one for one in tried if one.name in EQUIVALENT]
    counted = [one for one in tried if one.name not in EQUIVALENT]
    missed = [one for one in counted if not tried[one]]
    for one in missed:
        print(f"   survived: {one.file}.py:{one.line} {one.was} > {one.now}")
    for file in FILES:
        mine = [one for one in counted if one.file == file]
        found = sum(bool(tried[one]) for one in mine)
        told(f"changes to core/{file}.py", size=len(mine), found=found,
             survived=len(mine) - found)  # fmt: skip
    share = 1 - len(missed) / max(1, len(counted))
    told("changes to the rules, all", size=len(counted), survived=len(missed),
         share=round(share, 4), alike=len(alike))  # fmt: skip
    wrong = [name for name in EQUIVALENT if name not in {one.name for one in tried}]
    stale = [one.name for one in alike if tried[one]]
    for name in (*wrong, *stale):
        print(f"   not alike, or not there: {name}")
    return int(share < ENOUGH) + len(stale)


def apart(*words: str) -> dict[Mutant, str]:
    """Try those that `words` name, or all, in a process without anything of ours."""
    command = [sys.executable, "-m", "tests.mutants", "--numbers", *words]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    whole = everything()
    pairs = (line.split("\t") for line in done.stdout.splitlines() if "\t" in line)
    return {whole[int(number)]: found for number, found in pairs}


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


def run(chosen: Sequence[Mutant]) -> dict[Mutant, str]:
    """Try each, in processes that have loaded all but ours; say what found it."""
    assert "community" not in sys.modules, "its listeners would stay"
    source = (ROOT / "community/core/access.py").read_text(encoding="utf-8")
    control = Mutant("access", 0, "nothing", "nothing", source)
    found = _try([control, *chosen])
    if broken := found.pop(control):
        raise RuntimeError(f"without any change this fails: {broken}")
    return found


def _try(chosen: Sequence[Mutant]) -> dict[Mutant, str]:
    found: dict[Mutant, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copy(Path(folder) / str(n)) for n in range(_processes())]
        waiting = iter(chosen)
        busy: dict[int, tuple[Mutant, Path, float]] = {}
        _load()
        while True:
            while copies and (one := next(waiting, None)) is not None:
                place = copies.pop()
                busy[_begin(place, one)] = (one, place, time.perf_counter())
            if not busy:
                return found
            pid, status = os.wait()
            one, place, _began = busy.pop(pid)
            copies.append(place)
            original = ROOT / f"community/core/{one.file}.py"
            shutil.copyfile(original, place / f"community/core/{one.file}.py")
            if os.waitstatus_to_exitcode(status) == BROKE:
                raise RuntimeError((place / "broke").read_text())
            found[one] = "" if status == 0 else (place / "found").read_text()
    raise AssertionError


def _processes() -> int:
    return max(1, min(4, os.cpu_count() or 1))


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
    ):  # fmt: skip
        with suppress(ImportError):
            __import__(name)


_STAMPS = itertools.count(2_000_000_000)


def _begin(place: Path, one: Mutant) -> int:
    """Start a process that runs the tests on one change; 0 when none fails."""
    file = place / f"community/core/{one.file}.py"
    file.write_text(one.text, encoding="utf-8")
    stamp = next(_STAMPS)
    os.utime(file, (stamp, stamp))
    (place / "found").write_text("it does not load")
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = BROKE
    try:
        code = _tests_fail(place)
    except BaseException:
        (place / "broke").write_text(traceback.format_exc())
    finally:
        os._exit(code)


def _tests_fail(place: Path) -> int:
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
                Path(place / "found").write_text(report.nodeid)

    usual = [
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-p",
        "no:xdist",
    ]
    for tests in (QUICK, MORE):
        there = [one for one in tests if (place / one).exists()]
        if pytest.main([*usual, "--timeout=60", *there], plugins=[First()]):
            return 1
    return 0


def main() -> int:
    """Try those of the command line, or all; print what found each."""
    words = [word for word in sys.argv[1:] if word != "--numbers"]
    if "--numbers" not in sys.argv:
        return 1 if not words and prove() else _print(apart(*words))
    whole = {one: number for number, one in enumerate(everything())}
    for one, found in run(chosen_by(words)).items():
        print(f"{whole[one]}\t{found}")
    return 0


def _print(tried: dict[Mutant, str]) -> int:
    for one, found in tried.items():
        print(f"{found or 'SURVIVED':60} {one.file}:{one.line} {one.was} > {one.now}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
