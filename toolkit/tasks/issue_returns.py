"""Issuing: one return a service, written into a folder."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import CannotWrite, NotIssued
from toolkit.excel.saving import replace as put
from toolkit.excel.write import as_bytes
from toolkit.files import PathLike, is_ours, make_folder, path_of, same_file, unusable
from toolkit.model.english import printable
from toolkit.model.finding import Finding, Severity
from toolkit.model.identity import text_key
from toolkit.model.pack import Pack
from toolkit.model.plan import Book, Plan
from toolkit.register.snapshots import signed_periods
from toolkit.returns import issue as issuing
from toolkit.returns.whose import sent_to_nobody
from toolkit.rules import catalogue, find_rule
from toolkit.rules.ask import validate
from toolkit.rules.for_whom import is_the_teams
from toolkit.tasks.opening import Watch, open_one, register_paths, uncollected, unwatched

MOST_NAMED = 8


@dataclass(frozen=True)
class Issued:
    """The returns that were made, and the services that got none."""

    made: list[tuple[Path, int]] = field(default_factory=list)
    """Each return's path and its number of actions."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Services that got no return, each with the reason."""
    kept: list[Path] = field(default_factory=list)
    """Returns somebody had changed and that were replaced, as backups."""
    nobody: list[str] = field(default_factory=list)
    """A sentence for each sheet of which something was sent to nobody."""
    errors: list[str] = field(default_factory=list)
    """What a check of the register found wrong and what did not stop it: a line a rule, with the refs."""
    ours: list[str] = field(default_factory=list)
    """What else it found in the columns the team fills in, which no officer is asked: a line a rule, with the refs."""

    @property
    def exit_code(self) -> int:
        """1 where a service got no return, else 0."""
        return int(bool(self.refused))


@uncollected()
def issue(
    register: PathLike | Plan,
    folder: PathLike,
    *,
    anyway: bool = False,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
) -> Issued:
    """Check the register, and write one return per service into a folder.

    Raises NotIssued, before anything is written, while something in the register would keep a return from going out or
    its answers from coming back (a service nobody knows, a reference used twice, a theme by its reference), or its
    period is signed off; with ``anyway`` the returns are issued all the same. Other errors stop nothing.
    A service whose name no file can have gets none, and is named.

    Refuses with CannotWrite, before anything is written, where returns already lie there: an officer may have begun
    to fill one in. With ``replace`` they give way; one that is not exactly as it was issued is kept as a backup.
    Raises CannotRead for the register.
    """
    folder = path_of(folder, "the folder for the returns")
    plan = open_one(register, password=password)
    stops, errors, ours = _before_issuing(plan)
    if stops and not anyway:
        raise NotIssued(_refusal(stops))
    packs = issuing.issue(plan)
    targets, refused = _return_names(folder, packs)
    there = [printable(path.name) for path in targets.values() if os.path.lexists(path)]
    if there and not replace:
        raise CannotWrite(
            f"{printable(folder)} already holds {', '.join(there)}. Choose an empty folder. "
            "On the command line, --replace puts the new returns in their place, and keeps what somebody changed."
        )
    make_folder(folder, targets.values())
    done = Issued(refused=refused, nobody=list(sent_to_nobody(plan)), errors=errors, ours=ours)
    for service, target in watch(targets.items(), "Issuing", len(targets)):
        try:
            _refuse_input(target, register)
            kept = put(target, as_bytes(packs[service]), backup=not is_ours(target, str(Book.RETURN)))
        except CannotWrite as error:
            done.refused.append((service, str(error)))
            continue
        done.made.append((target, issuing.actions_in(packs[service])))
        done.kept.extend([kept] if kept else [])
    return done


def _before_issuing(register: Plan) -> tuple[list[str], list[str], list[str]]:
    """What stops the returns, a sentence each; the other errors, a line a rule; what else is the team's to answer."""
    settings = register.settings.iloc[0]
    stops = []
    if text_key(settings["period"]) in map(text_key, signed_periods(register)):
        stops.append(
            f"{settings['period']} is signed off, and returns issued now would be of that period: on Settings, put the "
            "next period, its report date and the day returns are due."
        )
    everything = validate(register).findings
    found = [finding for finding in everything if finding.severity is Severity.ERROR]
    stopping = {rule.code for rule in catalogue() if rule.stops_issue}
    stops += [f"{f.rule} {f.cell}: {f.message} {f.fix}" for f in found if f.rule in stopping]
    others = [f for f in everything if f.severity is not Severity.ERROR and is_the_teams(f.sheet, f.column)]
    return stops, _by_rule(f for f in found if f.rule not in stopping), _by_rule(others)


def _by_rule(findings: Iterable[Finding]) -> list[str]:
    refs: dict[str, list[str]] = {}
    for finding in findings:
        refs.setdefault(finding.rule, []).append(finding.ref or f"{finding.sheet} {finding.cell}".strip())
    return [f"{rule} {find_rule(rule).title}: {_some(places)}" for rule, places in refs.items()]


def _refusal(stops: Sequence[str]) -> str:
    listed = "".join(f"\n- {stop}" for stop in _few(stops, "other"))
    return (
        f"Nothing was issued. This would keep returns from going out, or their answers from coming back:{listed}\n"
        "Put it right in the register first. To issue the returns as it stands: --anyway on the command line, "
        "anyway=True in a script."
    )


def _some(places: Sequence[str]) -> str:
    return ", ".join(_few(list(dict.fromkeys(places)), "more"))


def _few(said: Sequence[str], more: str) -> list[str]:
    """The first of a list, and how many there are beyond."""
    rest = len(said) - MOST_NAMED
    return [*said[:MOST_NAMED], *([f"and {rest:,} {more}"] if rest > 0 else [])]


def _return_names(folder: Path, packs: dict[str, Pack]) -> tuple[dict[str, Path], list[tuple[str, str]]]:
    """Where each service's return goes, and the services whose name no file can have, with the reason."""
    targets: dict[str, Path] = {}
    refused: list[tuple[str, str]] = []
    taken: dict[str, str] = {}
    for service in packs:
        name = f"{issuing.file_name(service)}.xlsx"
        # Windows and a Mac take names that differ in case, or in how accents are composed, for one.
        first = taken.setdefault(unicodedata.normalize("NFC", name).casefold(), service)
        reason = unusable(name)
        if first != service:
            reason = f"its file would have the name of {first}'s, {name}"
        if reason is None:
            targets[service] = folder / name
        else:
            refused.append((service, f"No return for {printable(service)}: {reason}. Shorten or change its name."))
    return targets, refused


def _refuse_input(target: Path, register: PathLike | Plan) -> None:
    if any(same_file(path, target) for path in register_paths(register)):
        raise CannotWrite(f"{printable(target)} is the register itself. Choose another folder for the returns.")
