"""Small faults in source code: which there are, and the code with one of them in it.

Only what decides something is changed: comparisons, and/or, conditions, numbers, sums. Words are left alone, since
prose is proved elsewhere; so are annotations and decorators, which are declarations. Nothing is written to disk.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

SEED = 20260930
NONE = -1
"""The number of the node of a control: the code goes the whole way of one with a fault, and has none."""
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_DECLARING = ("annotation", "returns", "decorator_list", "type_params")
"""Fields of a node in which nothing is decided when the code runs."""


@dataclass(frozen=True)
class Mutation:
    """One fault: where it is put, and the words before and after."""

    path: str
    """Of the source, within the repository."""
    function: str
    """Its name with those around it; "" at a module's top."""
    line: int
    number: int
    """Which node of the module, in the order of ``ast.walk``."""
    choice: int
    """Which of the faults that node can have."""
    before: str
    after: str

    @property
    def rank(self) -> str:
        """Where it stands in a shuffle that lines moved and files renamed do not change."""
        name = f"{SEED}|{self.function}|{self.before}|{self.after}|{self.choice}"
        return hashlib.sha256(name.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function or 'top'}: {self.before}  ->  {self.after}"

    def sound(self) -> Mutation:
        """The control for this fault: the same module and function, and nothing wrong with it."""
        return replace(self, number=NONE, after=self.before)


def mutations(path: str, source: str) -> list[Mutation]:
    """Every fault that can be put into a module."""
    tree = ast.parse(source)
    names = dict(_named(tree, ""))
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if node in names:
            for choice, fault in enumerate(_faults(node)):
                before, after = _words(node), _words(fault)
                found.append(Mutation(path, names[node], node.lineno, number, choice, before, after))
    return found


def mutated(mutation: Mutation, source: str) -> ast.Module:
    """The module with the fault in it; a control's as it is."""
    tree = ast.parse(source)
    if mutation.number == NONE:
        return tree
    node = list(ast.walk(tree))[mutation.number]
    fault = ast.copy_location(list(_faults(node))[mutation.choice], node)
    return ast.fix_missing_locations(_Put(node, fault).visit(tree))


def sample(found: list[Mutation], size: int) -> list[Mutation]:
    """Always the same faults of the same code; what changes elsewhere in it changes few of them."""
    return sorted(found, key=lambda one: (one.rank, one.path, one.number))[:size]


class _Put(ast.NodeTransformer):
    def __init__(self, node: ast.AST, fault: ast.AST) -> None:
        self._node, self._fault = node, fault

    def visit(self, node: ast.AST) -> ast.AST:
        return self._fault if node is self._node else super().visit(node)


def _named(node: ast.AST, name: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node that may be changed, with the function it stands in."""
    for field, value in ast.iter_fields(node):
        if field in _DECLARING:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Assert) or not isinstance(child, ast.AST):
                continue
            inside = name
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inside = f"{name}.{child.name}".strip(".")
            yield child, inside
            yield from _named(child, inside)


def _faults(node: ast.AST) -> Iterator[ast.AST]:
    """What may be wrong with one node."""
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if type(op) in _SWAPS:
                yield _with(node, ops=[*node.ops[:at], _SWAPS[type(op)](), *node.ops[at + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=_SWAPS[type(node.op)]())
        for at in range(len(node.values)):
            rest = [*node.values[:at], *node.values[at + 1 :]]
            yield rest[0] if len(rest) == 1 else _with(node, values=rest)
    elif isinstance(node, ast.BinOp) and type(node.op) in _SWAPS:
        yield _with(node, op=_SWAPS[type(node.op)]())
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            yield from (node.left, node.right)
    elif isinstance(node, ast.AugAssign):
        yield ast.Pass()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        yield ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)
    else:
        yield from _wrong_turns(node)


def _wrong_turns(node: ast.AST) -> Iterator[ast.AST]:
    """What may be wrong with the way the code goes."""
    if isinstance(node, ast.If | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.comprehension):
        return
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        for at, part in enumerate(node.generators):
            if part.ifs:
                every = _with(part, ifs=[])
                yield _with(node, generators=[*node.generators[:at], every, *node.generators[at + 1 :]])
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()


def _words(node: ast.AST) -> str:
    """A node as code; of what holds other lines, its first."""
    return f"if {ast.unparse(node.test)}" if isinstance(node, ast.If | ast.While) else ast.unparse(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
