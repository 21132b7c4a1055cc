"""What may stand in place of each operator, constant and condition of a source.

`mutants("visible")` gives every such change to `core/visible.py` as a whole new text.
Docstrings, types and the words of errors are not changed: no rule is made of them.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
Piece = ast.expr | ast.stmt


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there and what stands there now."""

    file: str
    part: str
    line: int
    was: str
    now: str
    text: str
    turn: int = 1
    """Of several that look alike in one part, which it is."""

    @property
    def name(self) -> str:
        """How `EQUIVALENT` calls it, wherever the lines go."""
        turn = f" ({self.turn})" if self.turn > 1 else ""
        return f"{self.file}.{self.part}: {self.was} > {self.now}{turn}"

    @property
    def path(self) -> str:
        """Where its source stands in the project."""
        return f"community/core/{self.file}.py"

    @property
    def where(self) -> str:
        """File and line, for whoever looks for it."""
        return f"{self.file}.py:{self.line}"


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
    if isinstance(node, ast.JoinedStr):
        yield ast.JoinedStr([*node.values, ast.Constant("x")])
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str):
        yield ast.Constant(f"{node.value}x")


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
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
    """Return every change to one file of `core`, in the order of its lines."""
    source = (ROOT / f"community/core/{file}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    left_out, part_of = set(_said(tree)), dict(_parts(tree))
    found = []
    for node in ast.walk(tree):
        if id(node) in left_out or not isinstance(node, Piece):
            continue
        for other in changes(node):
            text = _put(source, node, other)
            ast.parse(text)
            was, now = ast.unparse(node), ast.unparse(ast.fix_missing_locations(other))
            part = part_of.get(id(node), "")
            one = Mutant(file, part, node.lineno, _short(was), _short(now), text)
            found.append(one)
    return _numbered(sorted(found, key=lambda one: (one.line, one.was, one.now)))


def _numbered(found: list[Mutant]) -> list[Mutant]:
    met: Counter[str] = Counter()
    for place, one in enumerate(found):
        met[one.name] += 1
        found[place] = replace(one, turn=met[one.name])
    return found


def _parts(tree: ast.AST, within: str = "") -> Iterator[tuple[int, str]]:
    """Give by which function, class or name of the module each piece of code goes."""
    for node in ast.iter_child_nodes(tree):
        name = _called(node)
        part = f"{within}.{name}".strip(".") if name else within
        yield id(node), part
        yield from _parts(node, part)


def _called(node: ast.AST) -> str:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return "".join(one.id for one in targets if isinstance(one, ast.Name))


def _short(code: str) -> str:
    words = " ".join(code.split())
    return words if len(words) <= 100 else f"{words[:60]} ... {words[-37:]}"


def _said(tree: ast.AST) -> Iterator[int]:
    """Give what decides nothing: docstrings, notes, types, the words of errors."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        noted = [getattr(node, name, None) for name in ("annotation", "returns")]
        for part in noted:
            yield from map(id, ast.walk(part)) if part is not None else ()
        if isinstance(node, ast.Raise):
            yield from map(id, ast.walk(node))
        if isinstance(node, ast.JoinedStr):
            yield from map(id, node.values)  # they stand where the whole one stands


def _put(source: str, node: Piece, other: ast.AST) -> str:
    """Return the source with another part in place of one."""
    lines = source.splitlines(keepends=True)
    begin = _place(lines, node.lineno, node.col_offset)
    end = _place(lines, node.end_lineno or 0, node.end_col_offset or 0)
    words = ast.unparse(ast.fix_missing_locations(other))
    if isinstance(other, ast.stmt):
        words = words.replace("\n", "\n" + " " * node.col_offset)
    else:
        words = f"({words})"
    return source[:begin] + words + source[end:]


def _place(lines: list[str], number: int, offset: int) -> int:
    """Return where in the text a place is that is told in bytes of a line."""
    before = sum(len(line) for line in lines[: number - 1])
    return before + len(lines[number - 1].encode()[:offset].decode())
