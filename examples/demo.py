"""The worked example: a first period, a second from register to board pack, a correction, and the end: ``make demo``.

Runs the command line exactly as a performance team would type it, and says what each command made.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from rich.console import Console

from examples.build import build_first_register, build_register, build_returns
from toolkit import cli

FOLDER = Path("demo")
REGISTER = "Plan Register 2026-06.xlsx"
NEXT = "Plan Register 2026-09.xlsx"
DIRECTOR = "Director of Children's Services"
console = Console(highlight=False)


def main() -> None:
    """Build the example in ``demo/`` and run its periods."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    first_period()
    second_period()
    what_follows()
    say("Made, all in demo/:")
    for path, what in MADE.items():
        console.print(f"  {path:28}{what}", soft_wrap=True)


def first_period() -> None:
    """A team that begins: its register as typed, rated, reported and signed off."""
    first = build_first_register(FOLDER / "first period" / REGISTER)
    say(f"The register of Brackenshire, an invented council, as its team typed it in for June: {first}")
    run("refresh", str(first))
    run("board", str(first), "-o", str(FOLDER / "first period" / "Board pack 2026-06.xlsx"))
    run("sign-off", str(first), "--by", DIRECTOR, "--on", "2026-07-07")


def second_period() -> None:
    """Returns issued, sent back, checked, merged, reported and signed off."""
    register, returned = build_register(FOLDER / REGISTER), FOLDER / "returned"
    say(f"The same register in September: {register}")

    run("issue", str(register), "-o", str(FOLDER / "issued"))
    files = build_returns(FOLDER / "issued", returned)
    say(f"{len(files)} files came back in September, good and bad: {returned}")

    run("check", str(returned), "--report", str(FOLDER / "Findings.xlsx"), expect=(2,))
    run(
        "refresh",
        str(returned / "Front Door.xlsx"),
        str(returned / "Children in Care.xlsx"),
        "-o",
        str(FOLDER / "refreshed"),
    )
    run(
        "chase", str(register), str(returned), "--issued", str(FOLDER / "issued"), "-o", str(FOLDER / "chasing"),
        expect=(1,),
    )  # fmt: skip
    run("merge", str(register), str(returned), "-o", str(FOLDER / NEXT))
    run("board", str(FOLDER / NEXT), "--previous", str(register), "-o", str(FOLDER / "Board pack 2026-09.xlsx"))
    run("sign-off", str(FOLDER / NEXT), "--by", DIRECTOR, "--on", "2026-10-20")


def what_follows() -> None:
    """A figure that was signed and is wrong, one action's life, and the end of the plan."""
    corrected = FOLDER / "later" / NEXT
    run(
        "correct", str(FOLDER / NEXT), "--period", "2026-09", "--ref", "FD3", "--field", "Rating", "--to", "Amber",
        "--reason", "The audit it rests on counted two months twice", "--agreed-by", "Improvement Board",
        "--on", "2026-11-03", "-o", str(corrected),
    )  # fmt: skip
    run("history", "FD3", str(corrected))
    run(
        "carry-forward", str(corrected), "--to", "BR27", "--by", DIRECTOR, "--on", "2027-01-04",
        "-o", str(FOLDER / "later" / "next plan"),
    )  # fmt: skip


MADE = {
    "first period/": "a new team's register, rated and signed off, and its first board pack",
    "issued/": "one return a service, as sent out",
    "returned/": "what came back",
    "Findings.xlsx": "every finding, each row leading to its cell",
    "refreshed/": "two returns with ratings, summary and marks written in",
    NEXT: "the next register, with changes, control totals and sign-off",
    "Board pack 2026-09.xlsx": "what the board gets",
    "chasing/": "a message to each service whose return is missing, unsigned, late or has errors",
    "later/": "the register with a correction of what was signed, closed, and the next plan with what is open",
}


def run(*arguments: str, expect: tuple[int, ...] = (0,)) -> None:
    """Run one command in this process; stop with its exit code if it is not one of those expected."""
    console.print(f"\n[bold]$ plan-toolkit {' '.join(map(_typed, arguments))}[/bold]", soft_wrap=True)
    sys.argv = ["plan-toolkit", *arguments]
    try:
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
        if code not in expect:
            console.print(f"[red]plan-toolkit {arguments[0]} ended with exit code {code}, expected {expect}.[/red]")
            raise SystemExit(code or 1) from stop


def _typed(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument


def say(words: str) -> None:
    """One sentence between commands."""
    console.print(f"\n{words}", soft_wrap=True)


if __name__ == "__main__":
    main()
