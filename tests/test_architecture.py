"""The house's order, read from the source: imports point down, and every public name is there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import toolkit

PACKAGE = Path(toolkit.__file__).parent
FLOORS = {
    "errors": 0,
    "shipped": 1,
    "model": 1,
    "sheets": 2,
    "rating": 3,
    "rules": 4,
    "excel": 3,
    "returns": 5,
    "reading": 5,
    "files": 5,
    "register": 6,
    "mending": 6,
    "merging": 7,
    "board_pack": 8,
    "tasks": 9,
    "build": 9,
    "install": 9,
    "cli": 10,
    "ribbon": 10,
}
"""Part to floor: a part imports what stands below it, and its own floor."""
LONGEST = 350
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported(path: Path) -> set[str]:
    """The parts of the toolkit a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / path).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toolkit"):
            module = str(node.module).split(".")
            names |= {module[1]} if len(module) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("toolkit.")}
    return names & set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_down(path: Path) -> None:
    own = path.parts[0].removesuffix(".py")

    above = {name for name in imported(path) if name != own and FLOORS[name] > FLOORS[own]}

    assert not above


def loaded_with(path: Path) -> set[Path]:
    """The modules of the toolkit that a module needs before it is there itself."""
    needed: set[Path] = set()
    for node in ast.parse((PACKAGE / path).read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toolkit."):
            module = Path(*str(node.module).split(".")[1:])
            within = {module / f"{alias.name}.py" for alias in node.names} & set(MODULES)
            needed |= within or {module.with_suffix(".py"), module / "__init__.py"}
    return needed & set(MODULES)


def test_any_module_may_be_imported_first() -> None:
    """Excel's first is the ribbon's, a terminal's the command line's: one that waits for itself would be neither."""
    waiting = {path: loaded_with(path) for path in MODULES}
    while free := {path for path, needed in waiting.items() if not needed & set(waiting)}:
        waiting = {path: needed for path, needed in waiting.items() if path not in free}

    assert not waiting


def test_every_part_has_its_floor() -> None:
    assert {path.parts[0].removesuffix(".py") for path in MODULES} == set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_room_is_too_long_to_be_read_at_once(path: Path) -> None:
    assert len((PACKAGE / path).read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] == "excel"], ids=str)
def test_what_knows_workbooks_knows_no_steps(path: Path) -> None:
    assert imported(path) <= {"errors", "model", "sheets", "shipped", "excel"}


def test_every_public_name_is_there() -> None:
    missing = [name for name in toolkit.__all__ if not hasattr(toolkit, name)]

    assert not missing
    assert toolkit.__all__ == sorted(toolkit.__all__)


@pytest.mark.parametrize("name", toolkit.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    assert getattr(toolkit, name).__doc__


def test_no_part_of_xlwings_that_needs_a_licence_is_imported() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "xlwings.pro" not in path.read_text("utf-8"), path


def test_a_plan_is_made_by_the_reader_and_else_only_changed() -> None:
    root = PACKAGE.parent
    folders = [root / name for name in ("toolkit", "tests", "examples", "benchmarks")]
    makers = {
        path.relative_to(root).as_posix()
        for path in (path for folder in folders for path in folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Plan"
    }

    assert makers == {"toolkit/reading/parse.py", "toolkit/sheets/frames.py"}
