"""What a return holds beside the tables that are merged: never applied, and never dropped in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence

from toolkit.merging.choose_files import File
from toolkit.merging.compare import MERGED_SHEETS, Item
from toolkit.merging.decisions import BY_HAND, OF_THE_PERIOD, row_in_words
from toolkit.merging.ledger import Ledger
from toolkit.model.grid import Value, address
from toolkit.model.identity import canonical, same_text
from toolkit.model.plan import Plan, Seen
from toolkit.reading.around_tables import GUIDE
from toolkit.reading.settings import SHEET as SETTINGS_SHEET
from toolkit.reading.typed_cells import shown as as_shown
from toolkit.register.standing import Standing
from toolkit.register.to_settle import WHOLE_ROW
from toolkit.sheets.columns import LISTS, SETTINGS, Owner, Setting, Type
from toolkit.sheets.compared import shown
from toolkit.sheets.every_sheet import SHEETS
from toolkit.sheets.return_sheets import MENDED

KEPT_IN_THE_RETURN = {
    Seen.EXTRA_COLUMN: "Not a column of the template. It stays in the service's own file.",
    Seen.OUTSIDE_TABLE: "Outside the table, so it belongs to no row.",
    Seen.ABOVE_TABLE: "Above the headings, so it belongs to no row.",
    Seen.OWN_SHEET: "On a sheet of their own, or where the toolkit writes. It stays in the service's own file.",
    Seen.NOTE: "A note on the cell. It stays in the service's own file.",
    Seen.EXCEL_ERROR: "The cell shows an Excel error, not a value.",
}
HEADING_AGAIN = "F-03"
"""A heading that was printed again says nothing that anybody typed."""
OWN_SHEET = "Not a sheet of the template. It stays in the service's own file."
OWN_COLUMN = KEPT_IN_THE_RETURN[Seen.EXTRA_COLUMN]
OF_THE_SERVICE = tuple(s for s in SETTINGS if s.owner is Owner.SERVICE)
OF_THE_PLAN = tuple(
    s for s in SETTINGS if s.owner is Owner.TEAM and not s.register_only and s.id not in ("service", "plan_code")
)
TEAM_SHEETS = tuple(s for s in SHEETS if s.name not in MERGED_SHEETS and not s.written_by_toolkit)


def list_strays(
    returns: Plan,
    register: Plan,
    file: File,
    standing: Standing,
    ledger: Ledger,
) -> None:
    """Lists columns, sheets and stray cells of a service's own, and what it changed that is the team's."""
    _facts(returns, file, ledger)
    _mended(returns, file, ledger)
    _own_columns(returns, file, ledger)
    for setting, kept, given in _settings(returns, register, file, standing):
        ledger.propose(
            "Proposed", SETTINGS_SHEET, setting.label, _why(setting),
            field=setting.label, register=kept, returned=given, file=file.source, who=file.signed_by,
        )  # fmt: skip
    for sheet, row, ref, words, values in _team_rows(returns, register, file):
        ledger.propose(
            "Proposed", sheet, ref, f"{sheet} belongs to the performance team.", field=WHOLE_ROW, returned=words,
            file=file.source, row=row, who=file.signed_by, cells=row_in_words(values),
        )  # fmt: skip


def _why(setting: Setting) -> str:
    """Why a setting is not taken, and where Accept does not write it, what to do."""
    why = "The settings of a plan belong to the performance team."
    return f"{why} {BY_HAND}" if setting.id in OF_THE_PERIOD else why


def put_file_aside(
    returns: Plan,
    register: Plan,
    file: File,
    items: Mapping[str, Sequence[Item]],
    standing: Standing,
    ledger: Ledger,
) -> None:
    """All that was typed into a file of which nothing is merged: cells of its rows, and everything beside them."""
    for item in (item for rows in items.values() for item in rows if item.source == file.source):
        ledger.put_row_aside(item, file.reason)
    _facts(returns, file, ledger)
    _mended(returns, file, ledger)
    _own_columns(returns, file, ledger)
    for setting, _, given in _settings(returns, register, file, standing):
        ledger.put_aside(SETTINGS_SHEET, file.source, None, "", file.reason, {setting.label: given})
    for sheet, row, ref, words, _ in _team_rows(returns, register, file):
        ledger.put_aside(sheet, file.source, row, ref, file.reason, {"": words})


def _team_rows(returns: Plan, register: Plan, file: File) -> Iterator[tuple[str, int, str, str, dict[str, Value]]]:
    """Rows of the team's own sheets that the register does not have: sheet, row, ref, its words and its values."""
    for spec in TEAM_SHEETS:
        columns = [c.id for c in spec.columns if c.owner is not Owner.TOOLKIT]
        table = returns[spec.name]
        table = table[table.index.get_level_values("source") == file.source]
        known = {_said(row, columns) for row in register[spec.name].to_dict("records")} if len(table) else set()
        for (_, row), values in zip(table.index, table.to_dict("records"), strict=True):
            if _said(values, columns) not in known:
                ref = "|".join(canonical(values[k]) or "" for k in spec.key)
                words = "; ".join(f"{spec[c].heading}: {shown(values[c])}" for c in columns if canonical(values[c]))
                yield spec.name, row, ref, words, {c: values[c] for c in columns if canonical(values[c])}


def _said(values: Mapping[Hashable, object], columns: list[str]) -> tuple[str | None, ...]:
    return tuple(canonical(values[c]) for c in columns)


def _facts(returns: Plan, file: File, ledger: Ledger) -> None:
    facts = returns.facts
    kinds = [str(kind) for kind in KEPT_IN_THE_RETURN]
    facts = facts[(facts["source"] == file.source) & facts["kind"].isin(kinds) & (facts["table"] != GUIDE)]
    for fact in facts.sort_values(["sheet", "cell"], kind="stable").to_dict("records"):
        layout = returns.layouts.get((file.source, fact["table"]))
        heading = layout.headings.get(fact["column"], fact["column"]) if layout else fact["column"]
        ledger.put_aside(
            fact["sheet"], file.source, None, fact["cell"], KEPT_IN_THE_RETURN[Seen(fact["kind"])],
            {heading or "": fact["text"] or fact["detail"] or fact["column"]},
        )  # fmt: skip
    for (source, sheet), cells in returns.read_as.items():
        layout = returns.layouts[source, sheet]
        for (row, column), (typed, read) in cells.items() if source == file.source else ():
            # "in progress" for In progress says nothing else.
            if not same_text(typed, read):
                cell, why = returns.cell(source, sheet, row, column), f"Read as “{shown(read)}”."
                ledger.put_aside(layout.sheet, source, None, cell, why, {layout.headings[column]: as_shown(typed)})
    listed = set(facts["sheet"])
    for sheet in returns.other_sheets.get(file.source, ()):
        if sheet not in listed:
            ledger.put_aside(sheet, file.source, None, "", OWN_SHEET)


def _mended(returns: Plan, file: File, ledger: Ledger) -> None:
    """What was typed before fix put it right, where that says more than spaces and case."""
    log = returns[MENDED.name]
    for line in log[log.index.get_level_values("source") == file.source].to_dict("records"):
        if not same_text(line["was"], line["is_now"]) and line["rule"] != HEADING_AGAIN:
            now = f"“{shown(line['is_now'])}”" if line["is_now"] else "empty"
            why = f"Mended by fix: now {now}."
            ledger.put_aside(line["sheet"], file.source, None, line["cell"], why, {line["column"]: line["was"]})


def _own_columns(returns: Plan, file: File, ledger: Ledger) -> None:
    """Every cell of a column of their own."""
    for (source, name), extras in returns.extras.items():
        layout = returns.layouts[source, name]
        for heading, held in extras.items() if source == file.source else ():
            for row, value in held.items():
                if canonical(value) is not None:
                    cell = address(row, layout.extra[heading])
                    ledger.put_aside(layout.sheet, source, None, cell, OWN_COLUMN, {heading: value})


def _settings(
    returns: Plan, register: Plan, file: File, standing: Standing
) -> Iterator[tuple[Setting, object, object]]:
    """Settings a service changed: each with what the register says and what the return does."""
    theirs, ours = returns.settings.loc[file.source], register.settings.iloc[0]
    # A copy of another period rightly has the days of that period.
    other = not same_text(theirs["period"], standing.period)
    log = register["Changes"]
    log = log.loc[log["sheet"].eq(SETTINGS_SHEET).astype(bool)]
    # What Accept has changed stands in every return that went out before; that asks for nothing.
    before = set(zip(log["field"], log["old"], strict=True))
    for setting in OF_THE_PLAN:
        given, kept = canonical(theirs[setting.id]), canonical(ours[setting.id])
        default = kept is None and given == canonical(setting.default)
        default = default or (setting.label, shown(theirs[setting.id])) in before
        if given is not None and given != kept and not default and not (other and setting.id in OF_THE_PERIOD):
            yield setting, ours[setting.id], theirs[setting.id]
    for setting in OF_THE_SERVICE:
        if not _understood(setting, theirs[setting.id]):
            yield setting, None, theirs[setting.id]


def _understood(setting: Setting, given: object) -> bool:
    """Whether the service's own settings say something that a merge goes by and the returns log shows."""
    if setting.type is Type.DATE:
        return given is None or isinstance(given, dt.date)
    return given is None or not setting.choices or given in LISTS[setting.choices]
