"""What the team answered beside the findings of its own register, kept before Check results starts empty."""

from __future__ import annotations

from dataclasses import replace

from toolkit.model.plan import Plan
from toolkit.register.logs import appended, lines_of
from toolkit.rules.answered import answers_of
from toolkit.sheets.return_sheets import ANSWERED


def with_chosen(register: Plan) -> Plan:
    """The register with what was chosen on its Check results among its Answers."""
    source, name = register.sources[0], ANSWERED.name
    new = [line for line in answers_of(register, source) if "row" not in line]
    if not new:
        return register
    table = appended(register[name], lines_of(name, new, source), source)
    return replace(register, tables={**register.tables, name: table})
