"""Issuing: the register's rows as one return a service, and the register itself as a workbook.

A return holds its service's actions, in the register's order, but for those closed elsewhere (superseded, merged,
transferred, withdrawn): they stay in the register and count as closed. With the actions go their milestones and
evidence, and the measures with their values and the risks that are the service's (``whose``). A row may go to several
services; a merge compares each with what was sent, so nothing is lost and a disagreement is a conflict. What goes to
nobody stays in the register as it is, and is named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.edits import Edit, FillTable
from toolkit.model.grid import Value
from toolkit.model.identity import ref_key, ref_keys, same_service, service_key
from toolkit.model.pack import Cells, Pack, PackSheet, Table
from toolkit.model.plan import Book, Plan
from toolkit.model.schemes import ELSEWHERE_STATUSES, Rating, Scheme
from toolkit.rating.roll_up import direction, earlier, last_of, tbc_periods
from toolkit.rating.shown_history import as_shown
from toolkit.rating.summarise import Summary, as_last_rated, summarise
from toolkit.rating.work_out import work_out
from toolkit.reading.as_typed import as_typed, with_settings
from toolkit.returns.answer_sheet import answers_for
from toolkit.returns.guide import guide_sheet
from toolkit.returns.look import (
    RETURN_ONLY,
    cell_value,
    guide_name,
    lists_of,
    mark_names,
    rows_of,
    settings_sheet,
    table_sheet,
)
from toolkit.returns.own_words import texts_of, without
from toolkit.returns.summary_sheet import SHEET as SUMMARY
from toolkit.returns.summary_sheet import summary_edits, summary_sheet, summary_texts
from toolkit.returns.what_was_sent import issued_rows, read_issued, worked_out_edits
from toolkit.returns.whose import Whose, names_in, sent_to
from toolkit.rules import catalogue
from toolkit.rules.set_differently import set_by
from toolkit.sheets.columns import SETTINGS, TEMPLATE_VERSION, SheetSpec
from toolkit.sheets.every_sheet import ISSUED_SHEET, sheets_of, sheets_only_when_filled, spec_of
from toolkit.sheets.frames import plan_of, settings_of, table_of
from toolkit.sheets.risk_scale import SETTING, on_scale, scale_of
from toolkit.sheets.services import service_of, services_of, under_one_name

__all__ = [
    "actions_in",
    "blank_register",
    "blank_return",
    "file_name",
    "issue",
    "issued_plan",
    "issued_rows",
    "read_issued",
    "register_pack",
    "return_pack",
    "summary_edits",
    "table_edits",
    "worked_out_edits",
]

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
Settings = Mapping[str, object]


def issue(register: Plan) -> dict[str, Pack]:
    """One return for every service the register names, in the register's order.

    Services that differ only in case, spaces or punctuation are one, written as it is written first.
    """
    register = _with_history(under_one_name(register))
    services: dict[str, str] = {}
    for service in register["Actions"]["service"]:
        if key := service_key(service):
            services.setdefault(key, str(service))
    whose = Whose(register)
    return {service: _return_pack(_part_for(register, service, whose)) for service in services.values()}


def return_pack(register: Plan, service: str) -> Pack:
    """The return of one service."""
    return _return_pack(issued_plan(register, service))


def issued_plan(register: Plan, service: str) -> Plan:
    """The part of a register that one service is sent, with the settings of its return."""
    name = services_of(register).name(service) or service
    register = _with_history(under_one_name(register))
    return _part_for(register, name, Whose(register))


def register_pack(plan: Plan) -> Pack:
    """A whole register as a workbook: every sheet, what the toolkit wrote among them."""
    plan = as_typed(plan, written=True)
    settings = _settings(plan)
    filled = [spec for spec in sheets_only_when_filled() if len(plan[spec.name])]
    specs = [*_sheets(Book.REGISTER, settings), *filled]
    tables = [table_sheet(spec, Book.REGISTER, rows_of(plan, spec, Book.REGISTER)) for spec in specs]
    return _pack(Book.REGISTER, settings, tables, plan)


def blank_return(settings: Settings | None = None) -> Pack:
    """An empty return."""
    filled = _with_defaults(settings)
    tables = [table_sheet(spec, Book.RETURN) for spec in _sheets(Book.RETURN, filled)]
    pack = _pack(Book.RETURN, filled, _with_summary(tables, summary_sheet(_scheme(filled))))
    return _with_issued(pack, _no_rows(), summary_texts(_scheme(filled)))


def blank_register(settings: Settings | None = None) -> Pack:
    """An empty register."""
    filled = _with_defaults(settings)
    return _pack(Book.REGISTER, filled, [table_sheet(spec, Book.REGISTER) for spec in _sheets(Book.REGISTER, filled)])


def actions_in(pack: Pack) -> int:
    """How many actions a return or a register holds; one that was split counts once."""
    sheet = next(sheet for sheet in pack.sheets if sheet.name == "Actions")
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    part_of = spec_of("Actions")["parent_ref"].heading
    at = [[column.heading for column in table.columns].index(part_of) for table in tables]
    return sum(row[n] is None for table, n in zip(tables, at, strict=True) for row in table.rows)


def file_name(service: str) -> str:
    """A service's name as a file may be called, on any computer."""
    return " ".join(_NOT_IN_NAMES.sub("-", service).split()).strip(" .-") or "Service"


def table_edits(plan: Plan, tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> list[Edit]:
    """Whole tables of a closed register written anew, each in the columns where the file has them."""
    source = plan.sources[0]
    plan = as_typed(replace(plan, tables=dict(tables)), written=True)
    edits: list[Edit] = []
    for name in names:
        layout = plan.layouts[source, name]
        first = layout.table[1] if layout.table else min(layout.columns.values())
        width = (layout.table[3] if layout.table else max(layout.columns.values())) - first + 1
        rows = []
        own = plan.extras.get((source, name), {})
        for (_, number), record in zip(plan[name].index, plan[name].to_dict("records"), strict=True):
            row: list[Value] = [None] * width
            for column, at in layout.columns.items():
                row[at - first] = cell_value(record.get(column))
            for heading, at in layout.extra.items():
                if first <= at < first + width:
                    row[at - first] = own.get(heading, {}).get(number)
            rows.append(row)
        edits.append(FillTable(layout.sheet, spec_of(name).table, rows))
    return edits


def _return_pack(part: Plan) -> Pack:
    sent = as_typed(part)
    settings = _settings(sent)
    specs = _sheets(Book.RETURN, settings)
    tables = [table_sheet(spec, Book.RETURN, rows_of(sent, spec, Book.RETURN)) for spec in specs]
    summary = _summary(part, _settings(part))
    pack = _pack(Book.RETURN, settings, _with_summary(tables, summary_sheet(_scheme(settings), summary)), part)
    return _with_issued(pack, sent, summary_texts(_scheme(settings), summary))


def _with_issued(pack: Pack, sent: Plan, summary: Sequence[str]) -> Pack:
    """The return with its hidden sheet: what was sent, and what the toolkit wrote onto the sheets around it."""
    fixed = {sheet.name: list(texts_of(sheet)) for sheet in pack.sheets}
    fixed[SUMMARY] = without(fixed[SUMMARY], summary)
    fixed["Lists"] = [text for name, listed in pack.lists.items() for text in (name, *listed)]
    rows = issued_rows(sent, fixed, {SUMMARY: summary})
    issued = PackSheet(ISSUED_SHEET, (Cells(rows, ("plain",)),), (16, 16, 60), state="very hidden")
    return replace(pack, sheets=(*pack.sheets, issued))


def _pack(book: Book, settings: Settings, tables: Sequence[PackSheet], plan: Plan | None = None) -> Pack:
    about = " · ".join(str(settings[name]) for name in ("plan_title", "service", "period") if settings.get(name))
    guide = guide_sheet(book, _scheme(settings), catalogue(), about=about, send_to=_send_to(settings), sets=_sets(plan))
    report_date = settings.get("report_date")
    return Pack(
        title=about or str(book),
        sheets=(guide, settings_sheet(book, settings), *tables),
        subject=f"{book}, template {TEMPLATE_VERSION}",
        organisation=str(settings.get("organisation") or ""),
        marking=str(settings.get("marking") or ""),
        footer=_footer(settings),
        lists=lists_of(book),
        names=guide_name() | mark_names(),
        created=report_date if isinstance(report_date, dt.date) else dt.date(2026, 1, 1),
    )


def _sets(plan: Plan | None) -> dict[str, str]:
    """What the plan makes of the rules it sets differently, by code."""
    return {} if plan is None else {code: one.do for code, one in set_by(plan, plan.sources[0]).items()}


def _send_to(settings: Settings) -> str:
    """Where a filled-in return goes, and by when, as far as the register says."""
    where, day = settings.get("send_to"), settings.get("due_back")
    said = [str(where)] if where else []
    return ", ".join([*said, f"by {show_date(day)}"] if isinstance(day, dt.date) else said)


def _footer(settings: Settings) -> str:
    said = [f"Template {TEMPLATE_VERSION}"]
    if settings.get("register_issue") is not None:
        said.insert(0, f"Register issue {settings['register_issue']}")
    report_date = settings.get("report_date")
    if isinstance(report_date, dt.date):
        said.append(f"As at {show_date(report_date)}")
    return " · ".join(said)


def _with_summary(tables: Sequence[PackSheet], summary: PackSheet) -> list[PackSheet]:
    """The Summary stands before the check's results."""
    at = next(at for at, sheet in enumerate(tables) if sheet.name == "Check results")
    return [*tables[:at], summary, *tables[at:]]


def _summary(part: Plan, settings: Settings) -> Summary | None:
    as_at = _rated_on(part, settings.get("report_date"))
    actions = part["Actions"]
    if not isinstance(as_at, dt.date) or actions["rating"].isna().all():
        return None
    known = actions.assign(rating=actions["rating"].fillna(Rating.NOT_RATED.value))
    return summarise(known, as_at=as_at, scheme=_scheme(settings), before=as_last_rated(known))


def _rated_on(part: Plan, report_date: object) -> object:
    """The day the ratings speak of: the last sign-off's, until a merge or a refresh has rated the new period."""
    actions, snapshots = part["Actions"], last_of(earlier(part))
    as_signed = actions["rating"].fillna("").eq(actions["previous_rating"].fillna("")).all()
    return snapshots["as_at"].iloc[0] if len(snapshots) and as_signed else report_date


def _sheets(book: Book, settings: Settings) -> list[SheetSpec]:
    """The sheets of that workbook, risks on the plan's own scale."""
    return [on_scale(spec, scale_of(settings.get(SETTING))) for spec in sheets_of(book)]


def _scheme(settings: Settings) -> Scheme:
    written = str(settings.get("scheme") or "")
    return Scheme(written) if written in list(Scheme) else Scheme.DELIVERY


def _settings(plan: Plan) -> dict[str, object]:
    values: dict[str, object] = {str(name): cell_value(value) for name, value in plan.settings.iloc[0].items()}
    return values | {"template_version": TEMPLATE_VERSION}


def _with_defaults(settings: Settings | None) -> dict[str, object]:
    return {setting.id: setting.default for setting in SETTINGS} | dict(settings or {})


def _no_rows() -> Plan:
    return plan_of({s.name: table_of(s.name, [], []) for s in sheets_of(Book.RETURN)}, settings_of({}), Book.RETURN)


def _with_history(register: Plan) -> Plan:
    """The register with what a rating needs to know from before: it goes out with each return, out of sight."""
    worked = work_out(register).actions
    actions = register["Actions"]
    keys, signed = ref_keys(actions["ref"]), earlier(register)
    rated = worked.assign(direction=direction(actions["rating"], worked["previous_rating"], True))
    moved = as_shown(register, rated)["direction"]
    history = {
        "previous_rating": worked["previous_rating"],
        # The register's own direction is that of the period its ratings were worked out in.
        "direction": moved.where(actions["rating"].notna(), None),
        "tbc_periods": keys.map(tbc_periods(signed).get),
        "previous_status": keys.map(last_of(signed)["status"].to_dict().get),
        "escalated": worked["escalated"],
    }
    return _with_tables(register, {"Actions": actions.assign(**history)})


def _part_for(register: Plan, service: str, whose: Whose) -> Plan:
    """``register`` has its history; see ``issued_plan``."""
    actions = register["Actions"]
    own = [name for name in actions["service"].unique() if same_service(name, service)]
    actions = actions[actions["service"].isin(own) & ~actions["status"].isin(ELSEWHERE_STATUSES)]
    refs = set(ref_keys(actions["ref"])) - {""}
    own_measures, own_risks = sent_to(whose, service)
    measures = register["Measures"][own_measures]
    values, evidence, milestones = register["Measure values"], register["Evidence"], register["Milestones"]
    cited = {ref_key(cite) for cites in actions["evidence_refs"] for cite in names_in(cites)}
    tables = {
        "Actions": actions,
        "Milestones": milestones[ref_keys(milestones["action_ref"]).isin(refs)],
        "Measures": measures,
        "Measure values": values[ref_keys(values["measure_ref"]).isin(set(ref_keys(measures["ref"])) - {""})],
        "Risks": register["Risks"][own_risks],
        "Answers": register["Answers"].loc[answers_for(register, service, refs)],
        "Evidence": evidence[ref_keys(evidence["action_ref"]).isin(refs) | ref_keys(evidence["no"]).isin(cited)],
    }
    listed = service_of(register, service)
    blank = dict.fromkeys(RETURN_ONLY) | {
        "service": service,
        "filled_in_by": ", ".join(filter(None, (listed.contact, listed.address))) or None,
        "due_back": listed.due_back or register.settings.iloc[0]["returns_due"],
        "template_version": TEMPLATE_VERSION,
    }
    part = _with_tables(register, tables)
    return replace(with_settings(part, **blank), issued={}, fingerprints={})


def _with_tables(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> Plan:
    return replace(plan, tables={**plan.tables, **tables})
