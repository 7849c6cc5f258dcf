from __future__ import annotations

import ast

import pytest

from tests.mutation.mutate import Mutation, mutated, mutations, sample

RULE = """
@rule("X-01", needs=1 + 1)
def too_late(plan: int | None) -> bool:
    \"\"\"Words are left alone.\"\"\"
    assert plan != 7
    return plan < 3
"""


def faults(source: str) -> list[str]:
    """Each fault of a piece of code, before and after."""
    return [f"{one.before} -> {one.after}" for one in mutations("one.py", source)]


def test_a_decorated_function_is_changed_and_its_declaration_is_not():
    assert faults(RULE) == ["plan < 3 -> plan <= 3", "3 -> 4"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a and b", ["a and b -> a or b", "a and b -> b", "a and b -> a"]),
        ("a & ~b", ["a & ~b -> a | ~b", "a & ~b -> a", "a & ~b -> ~b", "~b -> b"]),
        ("x |= y", ["x |= y -> pass"]),
        ("if a: b", ["if a -> if not a"]),
        ("a if b else c", ["a if b else c -> a", "a if b else c -> c"]),
        ("[a for a in b if a]", ["[a for a in b if a] -> [a for a in b]"]),
        ("a is None == b", ["a is None == b -> a is not None == b", "a is None == b -> a is None != b"]),
        ("f(a)", ["f(a) -> pass"]),
        ("x: int | None = True", ["True -> False"]),
        ("x = 'words'", []),
    ],
)
def test_what_decides_something_is_changed(source: str, expected: list[str]):
    assert faults(source) == expected


def test_the_code_has_one_fault_and_is_otherwise_as_it_was():
    [first, _] = mutations("one.py", RULE)

    assert ast.unparse(mutated(first, RULE)) == ast.unparse(ast.parse(RULE)).replace("plan < 3", "plan <= 3")


def test_the_sample_is_the_same_where_lines_and_files_have_moved():
    moved = "# moved\n" + RULE + "\n\ndef other() -> None: ..."

    def named(found: list[Mutation]) -> list[tuple[str, str]]:
        return [(one.function, one.after) for one in sample(found, 1)]

    assert named(mutations("one.py", RULE)) == named(mutations("other/two.py", moved))


def test_a_control_is_the_code_as_it_was():
    first = mutations("one.py", RULE)[0]

    assert ast.unparse(mutated(first.sound(), RULE)) == ast.unparse(ast.parse(RULE))
