"""Finishing a return: signed, or said to have nothing to report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from toolkit.errors import ToolkitError
from toolkit.model.edits import Edit, SetCells
from toolkit.model.english import listed
from toolkit.model.finding import Report
from toolkit.model.grid import Value
from toolkit.model.identity import row_key, row_keys
from toolkit.model.plan import Book, Plan
from toolkit.sheets.columns import SETTINGS, Owner, SheetSpec
from toolkit.sheets.compared import same, shown
from toolkit.sheets.every_sheet import SHEETS

UNSIGNED = "P-05"
_LABELS = {setting.id: setting.label for setting in SETTINGS}
_MOST = 6


def before_signing(report: Report) -> Report:
    """What a check found, but for the signature that is about to be given."""
    return replace(report, findings=tuple(f for f in report.findings if f.rule != UNSIGNED))


def signing_edits(plan: Plan, report: Report, *, on: dt.date) -> list[Edit]:
    """The edits that sign a return, in the name its Settings give.

    Raises ToolkitError while errors stand, and where Settings do not say who signs.
    """
    if before_signing(report).has_errors:
        raise ToolkitError("This return cannot be signed yet: errors stand in the way.")
    if plan.settings["signed_off_by"].iloc[0] is None:
        raise ToolkitError(
            f"This return does not say who signs it. Type your role beside '{_LABELS['signed_off_by']}' on Settings, "
            "then press Sign off again."
        )
    return setting_edits(plan, {"signed_off_on": on})


def nil_edits(plan: Plan) -> list[Edit]:
    """The edits that say a return has nothing to report; raises ToolkitError where something has changed."""
    changed = changes_since_issue(plan)
    if changed:
        more = f"; and {len(changed) - _MOST} more" if len(changed) > _MOST else ""
        raise ToolkitError(
            f"This is not a nil return: it has changed since it was sent out. {'; '.join(changed[:_MOST])}{more}. "
            "If that is meant, leave Nil return blank and press Sign off."
        )
    return setting_edits(plan, {"nil_return": "Yes"})


def changes_since_issue(plan: Plan) -> list[str]:
    """What the service has changed in its return, a row each in words: 'Actions EX1: Status and Notes'.

    Raises ToolkitError where the return carries no record of what was sent out.
    """
    source = plan.sources[0]
    if "Actions" not in plan.issued or source not in plan.issued["Actions"].index.get_level_values("source"):
        raise ToolkitError(
            f"{source} carries no record of what was sent out, so it cannot be told whether anything has changed. "
            "Ask the performance team to issue the return again."
        )
    specs = [spec for spec in SHEETS if Book.RETURN in spec.books and not spec.written_by_toolkit]
    return [change for spec in specs if spec.name in plan.issued for change in _changes(plan, spec)]


def setting_edits(plan: Plan, values: Mapping[str, Value]) -> list[Edit]:
    """Values beside their labels on Settings; raises ToolkitError where a label is gone."""
    layout = plan.layouts.get((plan.sources[0], "Settings"))
    gone = [_LABELS[name] for name in values if layout is None or name not in layout.rows]
    if layout is None or gone:
        raise ToolkitError(f"Settings has no line '{gone[0]}' any more. Put it back, or ask for a new return.")
    return [SetCells(layout.sheet, {(layout.rows[name], layout.columns[name]): v for name, v in values.items()})]


def _changes(plan: Plan, spec: SheetSpec) -> list[str]:
    """What differs from what was sent, as a merge will compare it."""
    own = [c for c in spec.columns if c.owner is Owner.SERVICE and not c.register_only]
    issued = plan.issued[spec.name]
    keys = [row_key(str(key).split("|")) for key in issued.index.get_level_values("key")]
    sent = dict(zip(keys, issued.to_dict("records"), strict=True))
    table = plan[spec.name]
    here = row_keys(table, spec.key)
    said = []
    for key, (_, number), row in zip(here, table.index, table.to_dict("records"), strict=True):
        name = " ".join(shown(row[column]) or "" for column in spec.key).strip() or f"row {number}"
        headings = [c.heading for c in own if not same(c, row[c.id], sent.get(key, {}).get(c.id))]
        if key not in sent:
            said.append(f"{spec.name} {name} is new")
        elif headings:
            said.append(f"{spec.name} {name}: {listed(headings)}")
    gone = [key.replace("|", " ") for key in keys if key not in here]
    return said + [f"{spec.name} {name} is gone" for name in gone]
