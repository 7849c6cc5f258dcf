"""A merge from end to end: compare, choose, take the rows, count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.merging import take_parts
from toolkit.merging.choose_files import File, choose, contents_of, files_of, missing_services, unread_files
from toolkit.merging.come_since import come_since
from toolkit.merging.compare import MERGED_SHEETS, Item, Sent, compare
from toolkit.merging.decisions import Settled, settle
from toolkit.merging.halves import Halves
from toolkit.merging.judge import Outcome
from toolkit.merging.ledger import Draft, Ledger
from toolkit.merging.not_returned import mark_rows
from toolkit.merging.place_rows import Placed, Placing
from toolkit.merging.receipt import (
    SAME_LINE,
    UNSIGNED_RIVALS,
    Merged,
    brought_before,
    line_of,
    log_of,
    parts_in_words,
    receipt_of,
    signed_since,
    without_stale,
)
from toolkit.merging.rename_services import rename_services
from toolkit.merging.set_aside import list_strays, put_file_aside
from toolkit.merging.take_actions import Taking, support
from toolkit.merging.take_answers import take_answers
from toolkit.merging.take_children import Children, renumbered, settle_numbers
from toolkit.model.identity import canonical, ref_key, ref_order, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.reading.as_typed import FILLED_IN, as_read, as_typed
from toolkit.register.answers_kept import with_chosen
from toolkit.register.archive import archived
from toolkit.register.control_totals import control_totals
from toolkit.register.logs import appended, archive_of, lines_of, not_yet_logged, of_period
from toolkit.register.snapshots import last_snapshot, times_moved
from toolkit.register.standing import ALREADY, NOT_SIGNED, Standing, standing_of
from toolkit.register.to_settle import LIST, Listed, listed
from toolkit.rules.set_differently import in_words
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.parts import counted
from toolkit.sheets.register_logs import CONTROL_TOTALS, RETURNS
from toolkit.sheets.return_sheets import ANSWERED, CHECK_RESULTS
from toolkit.sheets.risk_scale import SETTING, on_scale, scale_of

Items = dict[str, list[Item]]


def merge(
    register: Plan,
    returns: Plan,
    unread: Sequence[tuple[str, ToolkitError]] = (),
    *,
    fingerprints: Mapping[str, str] | None = None,
    deadline: dt.date | None = None,
) -> Merged:
    """The next register from this one and a period's returns, with a line for every file and every change.

    ``register`` has one source, ``returns`` as many as came; ``unread`` are the files that could not be read, each
    with its error. ``fingerprints`` (source to SHA-256) are by default those of ``returns``; a file without one is
    not recognised when it comes again. ``deadline`` is by default the register's Returns due.

    The order of files changes nothing, and merging the same files again changes nothing. Ratings are not worked out:
    only those of actions that did not come back are set, to what may be shown of the last. What the performance team
    accepted since the last merge is carried out first.
    """
    prints = dict(returns.fingerprints if fingerprints is None else fingerprints)
    register, renamed = rename_services(as_typed(with_chosen(register), FILLED_IN))
    settled = settle(register)
    settled = replace(settled, changes=appended(renamed, settled.changes, register.sources[0]))
    standing = standing_of(settled.register, deadline=deadline)
    return _Merge(settled, as_typed(returns), standing, prints).run(unread)


class _Merge:
    """One merge under way."""

    def __init__(self, settled: Settled, returns: Plan, standing: Standing, prints: Mapping[str, str]) -> None:
        self._register = register = settled.register
        self._settled = settled
        self._returns = returns
        self._standing = standing
        self._prints = prints
        self._sent = Sent(returns.issued)
        self._draft = Draft(register)
        issued = {source: self._issued(source) for source in returns.sources}
        self._files = files_of(returns, standing, prints, issued)
        self._cells_before, self._rows_before = brought_before(register, standing, self._files)
        self._new_parts: list[tuple[str, str]] = []
        self._items: Items = {sheet: self._compare(sheet) for sheet in MERGED_SHEETS}
        self._came: list[Item] = []

    def run(self, unread: Sequence[tuple[str, ToolkitError]]) -> Merged:
        """Every step, in order."""
        absent = self._absent()
        contents = contents_of((i for items in self._items.values() for i in items), absent)
        chosen = choose(self._files, self._standing, contents)
        received = {f.source: f for f in sorted(chosen, key=lambda f: (service_key(f.service), f.source)) if f.received}
        received = {source: self._with_notes(file) for source, file in received.items()}
        issue = self._standing.issue + (bool(received) or len(self._settled.changes) > 0)
        ledger = Ledger(self._standing.period, issue)
        self._settle_evidence(received, ledger)
        placed = self._take_actions(received, ledger)
        self._ask_the_unsigned([f for f in chosen if f.state == NOT_SIGNED], ledger)
        self._take_children(received, placed, ledger)
        self._ask_after_rows(received, absent, ledger)
        for file in received.values():
            list_strays(self._returns, self._register, file, self._standing, ledger)
        files = [self._counted(received.get(f.source, f), placed, ledger) for f in chosen]
        mark_rows(self._draft, self._standing, files, placed, self._sent, ledger, self._register)
        self._count_moves(ledger)
        files += unread_files(unread, self._prints)
        children = (i for sheet in MERGED_SHEETS[1:] for i in self._items[sheet] if i.source in received and i.known)
        self._came = [*placed.updates, *children]
        return self._finish(sorted(files, key=lambda f: f.source), issue, ledger)

    def _issued(self, source: str) -> int:
        """How many actions a file's service was sent."""
        if self._sent.keys("Actions", source):
            sent = self._returns.issued["Actions"].xs(source, level="source", drop_level=False)
            return len(counted(sent.assign(ref=sent.index.get_level_values("key"))))
        service = self._standing.key(self._returns.settings.at[source, "service"] or "")
        opening = (o for o in self._standing.opening if not (o.closed_elsewhere or o.is_part))
        return sum(o.service_key == service for o in opening)

    def _compare(self, sheet: str) -> list[Item]:
        foreign = {f.source for f in self._files if f.plan_code != self._standing.plan_code}
        before = {
            (source, key, column): one for (source, of, key, column), one in self._cells_before.items() if of == sheet
        }
        return compare(
            spec_of(sheet), self._returns, self._register[sheet], self._sent, foreign=foreign, brought=before
        )

    def _absent(self) -> dict[str, list[tuple[str, str]]]:
        """By source, the sheets and keys of rows that were sent and are not in the return."""
        gone: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for sheet, items in self._items.items():
            there = {(i.source, i.key) for i in items}
            for source in self._returns.sources:
                if (source, sheet) in self._returns.layouts:
                    gone[source] += [
                        (sheet, key) for key in self._sent.keys(sheet, source) if (source, key) not in there
                    ]
        return gone

    def _with_notes(self, file: File) -> File:
        """A file's reason, with what else should be known of it."""
        said = [file.reason] if file.reason else []
        if file.issue is not None and file.issue < self._standing.sent_from:
            said.append(
                f"P-02: made from issue {file.issue}; the register is at issue {self._standing.issue}. Compared with "
                "what was sent then, so newer values stand where the service changed nothing."
            )
        if file.source not in self._sent.sources:
            said.append("It keeps no record of what was sent, so it was compared with the register as it is now.")
        if service_key(file.service) not in self._standing.services:
            said.append(f"No action of the register belongs to {file.service}.")
        period = canonical(self._returns.settings.at[file.source, "period"])
        if text_key(period) != text_key(self._standing.period):
            said.append(f"Made for {period or 'no period'}; taken in {self._standing.period}.")
        return replace(file, reason=" ".join(said))

    def _settle_evidence(self, received: Mapping[str, File], ledger: Ledger) -> None:
        items = [i for i in self._items["Evidence"] if i.source in received]
        before = {(source, key) for source, sheet, key in self._rows_before if sheet == "Evidence"}
        numbers = settle_numbers(items, self._draft, self._sent, received, before)
        if numbers:
            self._returns = renumbered(self._returns, numbers, self._sent, ledger, received)
            self._items |= {sheet: self._compare(sheet) for sheet in ("Evidence", "Actions")}

    def _take_actions(self, received: Mapping[str, File], ledger: Ledger) -> Placed:
        services = {source: file.service for source, file in received.items()}
        halves = Halves(received)
        placing = Placing(self._draft, self._sent, ledger, services)
        by_source: dict[str, list[Item]] = defaultdict(list)
        for item in self._items["Actions"]:
            by_source[item.source].append(item)
        for source in received:
            placing.place(source, by_source[source])
        placing.settle_clashes(halves)
        placed = placing.placed
        sheets = {s: at.sheet.strip() for (s, name), at in self._returns.layouts.items() if name == "Actions"}
        taking = Taking(self._draft, ledger, self._sent, received, sheets, self._standing.people, self._standing.period)
        wholes = {*take_parts.parts_in(taking), *(ref_key(item["parent_ref"]) for item in placed.split_off)}
        by_row = halves.by_row(placed.updates)
        for rows in (rows for rows in by_row if rows[0].key not in wholes):
            self._update(taking, rows, placed, halves, is_whole=False)
        for rows in halves.by_row(placed.new):
            row, lost = halves.as_one(ACTIONS, rows)
            take_parts.inherit(taking, taking.new(row))
            taking.lose(lost)
        take_parts.take_parts(taking, placed.split_off)
        # How far an action has got is judged once its parts are known.
        for rows in (rows for rows in by_row if rows[0].key in wholes):
            self._update(taking, rows, placed, halves, is_whole=True)
        for rows in placed.parts.values():
            take_parts.split(taking, rows)
        for item in sorted(placed.support, key=lambda i: (ref_order(i.key), service_key(received[i.source].service))):
            support(taking, item)
        take_parts.status_of_parents(taking, placed)
        self._new_parts = taking.new_parts
        return placed

    @staticmethod
    def _update(taking: Taking, rows: list[Item], placed: Placed, halves: Halves, *, is_whole: bool) -> None:
        kept, lost = halves.parted(ACTIONS, [take_parts.without_status(row, placed) for row in rows])
        key, parts = rows[0].key, take_parts.parts_in(taking) if is_whole else {}
        follows = take_parts.holds_nothing_itself(taking, key, parts)
        taking.update(kept, has_parts=follows, open_parts="" if follows else take_parts.open_parts(taking, key, parts))
        taking.lose(lost)

    def _take_children(self, received: Mapping[str, File], placed: Placed, ledger: Ledger) -> None:
        new = frozenset(item.key for item in placed.new)
        scale = scale_of(self._register.settings[SETTING].iloc[0])
        for sheet in MERGED_SHEETS[1:]:
            before = frozenset((source, key) for source, of, key in self._rows_before if of == sheet)
            spec = on_scale(spec_of(sheet), scale)
            children = Children(
                spec, self._draft, ledger, self._sent, received, placed.held, new, before, Halves(received)
            )
            items = [i for i in self._items[sheet] if i.source in received]
            order = {source: n for n, source in enumerate(received)}
            children.take(sorted(items, key=lambda i: (order[i.source], i.row)))

    def _ask_after_rows(
        self, received: Mapping[str, File], absent: Mapping[str, list[tuple[str, str]]], ledger: Ledger
    ) -> None:
        """Rows of milestones, measures, risks and evidence that were sent and have not come back; they stay."""
        of_service: dict[str, list[str]] = defaultdict(list)
        for source, file in received.items():
            of_service[service_key(file.service)].append(source)
        for service, sources in of_service.items():
            if service in self._standing.earlier:
                continue  # The first half was asked; what it held back may be in this one, and what it held is not.
            source, file = sources[0], received[sources[0]]
            gone = [place for place in absent.get(source, ()) if all(place in absent.get(s, ()) for s in sources)]
            for sheet, key in gone:
                at = self._draft.find(sheet, key)
                if sheet != "Actions" and at is not None:
                    ref = "|".join(canonical(self._draft.get(sheet, at, c)) or "" for c in spec_of(sheet).key)
                    why = "It was sent out and is not in the return. It stays in the register: rows are never deleted."
                    ledger.propose("Question", sheet, ref, why, file=source, who=file.signed_by)

    def _ask_the_unsigned(self, files: Sequence[File], ledger: Ledger) -> None:
        """Where two files of one service that both wait for a signature differ: those cells are conflicts already."""
        halves = Halves({file.source: file for file in files})
        for sheet, items in self._items.items():
            for rows in halves.by_row(i for i in items if i.source in halves.files and i.known):
                for lost in halves.parted(spec_of(sheet), rows)[1] if len({i.source for i in rows}) > 1 else ():
                    if lost.kind == Outcome.CONFLICT:
                        ledger.lose(spec_of(sheet), replace(lost, why=f"{UNSIGNED_RIVALS} {lost.why}"))

    def _counted(self, file: File, placed: Placed, ledger: Ledger) -> File:
        """A file with how many of its rows were merged; one that was not received has all its rows set aside."""
        if file.state == ALREADY:
            return file
        if not file.received and (fate := self._standing.fates.get((file.source, file.sha256))):
            # Logged by an earlier merge of the period, rows and all.
            return replace(file.became(*fate), rows_merged=0, rows_set_aside=file.rows_read)
        if not file.received:
            put_file_aside(self._returns, self._register, file, self._items, self._standing, ledger)
            return replace(file, rows_merged=0, rows_set_aside=file.rows_read)
        merged, aside = placed.merged(file.source), ledger.rows_set_aside("Actions", file.source)
        return replace(file, rows_merged=merged, rows_set_aside=aside)

    def _count_moves(self, ledger: Ledger) -> None:
        """A revised date that was agreed since the last sign-off has moved the action once more."""
        register = as_read(replace(self._register, tables=self._draft.tables()))
        source = register.sources[0]
        for at, moved in enumerate(times_moved(register)):
            before = self._draft.get("Actions", at, "times_moved")
            if moved != (before if isinstance(before, int) else 0):
                self._draft.put("Actions", at, "times_moved", moved)
                ref = str(self._draft.get("Actions", at, "ref"))
                who = self._draft.get("Actions", at, "revision_agreed_by")
                ledger.change("Actions", ref, "Times moved", before, moved, "Moved", file=source, who=who)

    def _finish(self, files: list[File], issue: int, ledger: Ledger) -> Merged:
        standing, source = self._standing, self._register.sources[0]
        files += missing_services(files, standing)
        tables = self._draft.tables()
        tables[ANSWERED.name], answered = take_answers(self._returns, self._register, files, ledger)
        kept, lines, gone = log_of(self._register["Returns"], files, standing)
        tables["Returns"] = appended(kept, lines_of("Returns", lines, source), source)
        new = {}
        for sheet, logged in (("Changes", ledger.changes), ("Set aside", ledger.set_aside)):
            history = without_stale(self._register[sheet], sheet, gone, standing.period)
            fresh = not_yet_logged(history, logged, SAME_LINE[sheet]) if sheet in SAME_LINE else logged
            new[sheet] = lines_of(sheet, fresh, source)
            tables[sheet] = appended(history, new[sheet], source)
        # What a check found in the last register says nothing of the next.
        tables[CHECK_RESULTS.name] = tables[CHECK_RESULTS.name].iloc[:0]
        to_settle = self._to_settle(tables, ledger, gone, issue, files)
        tables[LIST] = to_settle.log
        said_now = ("Returns", "Changes", "Set aside")
        logs = {sheet: tables[sheet][of_period(tables[sheet], standing.period)] for sheet in said_now}
        links = (len(self._register["Links"]), len(tables["Links"]))
        signed = frozenset(last_snapshot(self._register, standing.period)["ref"].map(ref_key))
        sums = control_totals(standing, tables["Actions"], logs, links, signed)
        totals = lines_of(CONTROL_TOTALS.name, sums, source)
        history = self._register["Control totals"]
        tables["Control totals"] = appended(history[~of_period(history, standing.period)], totals, source)
        new["Changes"] = appended(self._settled.changes, new["Changes"], source)
        settings = self._register.settings.copy()
        settings["register_issue"] = settings["register_issue"] if issue == standing.issue else issue
        register, moved = archived(replace(self._register, tables=tables, settings=settings))
        named = (*in_words(self._register), *parts_in_words(self._new_parts))
        said = (*self._settled.answers, *answered, *named)
        receipt = receipt_of(standing.period, issue, files, new["Changes"], to_settle, totals, said)
        return Merged(
            as_read(register),
            lines_of(RETURNS.name, [line_of(f, standing.period) for f in files], source),
            new["Changes"], to_settle.new, new["Set aside"], totals,
            (*receipt, moved) if moved else receipt,
            bool((totals["agrees"] == "Yes").all()),
        )  # fmt: skip

    def _to_settle(
        self, tables: dict[str, pd.DataFrame], ledger: Ledger, gone: set[str], issue: int, files: Sequence[File]
    ) -> Listed:
        """The list of what waits, with what this merge could not apply on it."""
        kept = without_stale(self._register[LIST], LIST, gone, self._standing.period)
        kept = signed_since(kept, ledger.proposed, files, self._standing.period)
        kept = come_since(kept, self._came, issue)
        register = as_read(replace(self._register, tables=tables | {LIST: kept}))
        services = dict(zip(tables["Returns"]["file"], tables["Returns"]["service"], strict=True))
        return listed(
            register,
            ledger.proposed,
            issue=issue,
            service_of=lambda file: canonical(services.get(file)) or "",
            closed_before=register[archive_of(LIST)],
        )
