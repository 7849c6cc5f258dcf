"""What a check leaves in the workbook for the tab's quick buttons, which answer without Python.

Next problem and Explain rule read Check results alone. Beside each finding stand why its rule exists, the table it is
about, and by what its row is known again: rows are sorted, inserted and filtered, and sheets renamed, after a check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from toolkit.model.finding import Finding
from toolkit.model.plan import Layout, Plan
from toolkit.rules import find_rule
from toolkit.sheets import SETTINGS, Owner, SheetSpec, spec_of

SETTING = "setting_"
"""How the defined names of the settings' cells begin."""
BETWEEN = " | "
"""What stands between the parts of a row's key; each is a heading, ``=`` and the cell's first words."""
MOST_PARTS, LONGEST_PART = 8, 40

Place = dict[str, str]
_LABELS = {setting.label: setting.id for setting in SETTINGS}


def finder(plan: Plan, source: str) -> Callable[[Finding], Place]:
    """Gives for a finding the hidden columns of Check results: ``why``, ``where`` and ``row_key``."""
    sheets = {layout.sheet: name for (of, name), layout in plan.layouts.items() if of == source}
    alone = {name: _used_once(plan, source, name) for name in set(sheets.values()) if name in plan.tables}

    def places(finding: Finding) -> Place:
        name = sheets.get(finding.sheet, finding.sheet)
        found = {"why": why(finding.rule), "where": "", "row_key": ""}
        if name == "Settings" and finding.column in _LABELS:
            return found | {"where": f"{SETTING}{_LABELS[finding.column]}"}
        if finding.row is None or name not in alone:
            return found
        row = _row(plan, source, name, finding.row)
        if row is None:
            return found
        key = row_key(row, plan.layouts[source, name], spec_of(name), finding.column, alone[name])
        return found | {"where": spec_of(name).table, "row_key": key}

    return places


@cache
def why(code: str) -> str:
    """The rule's title and why it exists, in one paragraph."""
    rule = find_rule(code)
    return f"{rule.title}. {rule.why}"


def row_key(row: Mapping[str, object], layout: Layout, spec: SheetSpec, column: str, once: frozenset[object]) -> str:
    """By what a row is known again: its ref, where no other row has it; else the first words of its texts.

    The finding's own column is left out, for that is what will be put right. So is what the toolkit works out.
    """
    ref = spec.key[0] if spec.key else ""
    if len(spec.key) == 1 and row.get(ref) in once and layout.headings.get(ref) != column:
        return _part(layout.headings[ref], str(row[ref]))
    texts = [
        (heading, value)
        for name, heading in layout.headings.items()
        if isinstance(value := row.get(name), str) and heading != column and spec[name].owner is not Owner.TOOLKIT
    ]
    return BETWEEN.join(_part(heading, value) for heading, value in texts[:MOST_PARTS])


def _part(heading: str, text: str) -> str:
    """One part of a key; only what VBA and Python cut alike: the first line, its outer blanks off."""
    first = text.replace("|", " ").strip(" \n").split("\n")[0]
    return f"{heading}={first[:LONGEST_PART].strip(' ')}"


def _used_once(plan: Plan, source: str, name: str) -> frozenset[object]:
    key = spec_of(name).key
    table = plan[name]
    if not key or table.empty:
        return frozenset()
    refs = table.loc[table.index.get_level_values("source") == source, key[0]].dropna()
    return frozenset(refs[~refs.duplicated(keep=False)])


def _row(plan: Plan, source: str, name: str, row: int) -> Mapping[str, object] | None:
    table = plan[name]
    if (source, row) not in table.index:
        return None
    first = table.loc[[(source, row)]].to_dict("records")[0]
    return {str(column): value for column, value in first.items()}
