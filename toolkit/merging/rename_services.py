"""A service that has got another name keeps its actions, and what is still coming in under the old one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from toolkit.merging.decisions import THE_TEAM
from toolkit.merging.ledger import Ledger
from toolkit.model.identity import canonical
from toolkit.model.plan import Plan
from toolkit.register.logs import appended, lines_of
from toolkit.register.standing import whole
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.services import under_one_name


def rename_services(register: Plan) -> tuple[Plan, pd.DataFrame]:
    """The register with every action under its service's name on the sheet Services, and a line of Changes for each.

    The logs keep the name that was in use at the time.
    """
    source, settings = register.sources[0], register.settings.iloc[0]
    named = under_one_name(register)
    ledger = Ledger(canonical(settings["period"]) or "", (whole(settings["register_issue"]) or 0) + 1)
    before, after = register["Actions"], named["Actions"]
    rows = zip(before["ref"], before["service"], after["service"], strict=True)
    for ref, old, new in rows if named is not register else ():
        if old != new:
            heading = spec_of("Actions")["service"].heading
            ledger.change("Actions", str(ref), heading, old, new, file=source, who=THE_TEAM)
    lines = lines_of("Changes", ledger.changes, source)
    if lines.empty:
        return register, lines
    tables = {**named.tables, "Changes": appended(register["Changes"], lines, source)}
    return replace(named, tables=tables), lines
