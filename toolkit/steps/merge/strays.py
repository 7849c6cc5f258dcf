"""What a return holds beside the tables that are merged: never applied, and never dropped in silence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from toolkit.model.grid import address
from toolkit.model.plan import Plan, Seen
from toolkit.sheets import SETTINGS, SHEETS, Owner, spec_of
from toolkit.steps.canonical import canonical, folded
from toolkit.steps.merge.choose import File
from toolkit.steps.merge.compare import MERGED_SHEETS, Item
from toolkit.steps.merge.ledger import Ledger
from toolkit.steps.merge.standing import Standing
from toolkit.steps.reading.titles import GUIDE

KEPT_IN_THE_RETURN = {
    Seen.EXTRA_COLUMN: "Not a column of the template. It stays in the service's own file.",
    Seen.OUTSIDE_TABLE: "Outside the table, so it belongs to no row.",
    Seen.ABOVE_TABLE: "Above the headings, so it belongs to no row.",
    Seen.EXCEL_ERROR: "The cell shows an Excel error, not a value.",
}
OWN_SHEET = "Not a sheet of the template. It stays in the service's own file."
OWN_COLUMN = KEPT_IN_THE_RETURN[Seen.EXTRA_COLUMN]
OF_THE_PLAN = tuple(
    s for s in SETTINGS if s.owner is Owner.TEAM and not s.register_only and s.id not in ("service", "plan_code")
)
TEAM_SHEETS = tuple(s for s in SHEETS if s.name not in MERGED_SHEETS and not s.written_by_toolkit)


def list_strays(returns: Plan, register: Plan, files: Mapping[str, File], standing: Standing, ledger: Ledger) -> None:
    """Lists columns, sheets and stray cells of the services' own, and what they changed that is the team's."""
    _facts(returns, files, ledger)
    _own_columns(returns, files, ledger)
    for file in files.values():
        _settings(returns, register, file, standing, ledger)
    for spec in TEAM_SHEETS:
        columns = [c.id for c in spec.columns if c.owner is not Owner.TOOLKIT]
        known = {_said(row, columns) for row in register[spec.name].to_dict("records")}
        table = returns[spec.name]
        for (source, row), values in zip(table.index, table.to_dict("records"), strict=True):
            if source in files and _said(values, columns) not in known:
                ref = "|".join(canonical(values[k]) or "" for k in spec.key)
                words = "; ".join(f"{spec[c].heading}: {canonical(values[c])}" for c in columns if canonical(values[c]))
                why = f"{spec.name} belongs to the performance team."
                ledger.propose(
                    "Proposed", spec.name, ref, why, field="Whole row", returned=words, file=source, row=row,
                    who=files[source].signed_by,
                )  # fmt: skip


def _said(values: Mapping[Hashable, object], columns: list[str]) -> tuple[str | None, ...]:
    return tuple(canonical(values[c]) for c in columns)


def _facts(returns: Plan, files: Mapping[str, File], ledger: Ledger) -> None:
    facts = returns.facts
    facts = facts[facts["source"].isin(list(files)) & facts["kind"].isin([str(kind) for kind in KEPT_IN_THE_RETURN])]
    facts = facts[facts["table"] != GUIDE]
    for fact in facts.sort_values(["source", "sheet", "cell"], kind="stable").to_dict("records"):
        ledger.put_aside(
            fact["sheet"], fact["source"], None, fact["cell"], KEPT_IN_THE_RETURN[Seen(fact["kind"])],
            {fact["column"] or "": fact["text"] or fact["detail"] or fact["column"]},
        )  # fmt: skip


def _own_columns(returns: Plan, files: Mapping[str, File], ledger: Ledger) -> None:
    """Every cell of a column of their own, and the names of sheets of their own."""
    for (source, name), extras in returns.extras.items():
        layout = returns.layouts[source, name]
        for heading, held in extras.items() if source in files else ():
            for row, value in held.items():
                if canonical(value) is not None:
                    cell = address(row, layout.extra[heading])
                    ledger.put_aside(layout.sheet, source, None, cell, OWN_COLUMN, {heading: value})
    for source in files:
        listed = {line["sheet"] for line in ledger.set_aside if line["file"] == source}
        for sheet in returns.other_sheets.get(source, ()):
            if sheet not in listed:
                ledger.put_aside(sheet, source, None, "", OWN_SHEET)


def _settings(returns: Plan, register: Plan, file: File, standing: Standing, ledger: Ledger) -> None:
    """Settings a service changed; a copy of another period rightly has other settings."""
    theirs, ours = returns.settings.loc[file.source], register.settings.iloc[0]
    if folded(theirs["period"]) != folded(standing.period):
        return
    for setting in OF_THE_PLAN:
        given, kept = canonical(theirs[setting.id]), canonical(ours[setting.id])
        if given is not None and given != kept and not (kept is None and given == canonical(setting.default)):
            ledger.propose(
                "Proposed", "Settings", setting.label, "The settings of a plan belong to the performance team.",
                field=setting.label, register=ours[setting.id], returned=theirs[setting.id], file=file.source,
                who=file.signed_by,
            )  # fmt: skip


def put_file_aside(file: File, items: Mapping[str, Sequence[Item]], ledger: Ledger) -> None:
    """Every row of a file that was set aside, with the cells it changed."""
    for sheet, rows in items.items():
        spec = spec_of(sheet)
        for item in rows:
            if item.source == file.source:
                said = {spec[c].heading: cell.theirs for c, cell in item.cells.items()}
                ledger.put_aside(sheet, file.source, item.row, item.ref, file.reason, said)


def as_typed(returns: Plan) -> Plan:
    """The returns with the words of cells that could not be read put back: CLEAR in a date column among them."""
    facts = returns.facts
    unread = facts[(facts["kind"] == Seen.UNREADABLE) & facts["table"].isin(MERGED_SHEETS) & facts["row"].notna()]
    if unread.empty:
        return returns
    tables = dict(returns.tables)
    for sheet, found in unread.groupby("table"):
        sheet = str(sheet)
        table = tables[sheet].copy()
        for fact in found.to_dict("records"):
            place = (fact["source"], fact["row"])
            if place in table.index and fact["column"] in table.columns and table.at[place, fact["column"]] is None:
                table.at[place, fact["column"]] = fact["text"]
        tables[sheet] = table
    return replace(returns, tables=tables)
