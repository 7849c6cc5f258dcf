"""One period of the worked example, from register to board pack: ``make demo``.

Runs the command line exactly as a performance team would type it, and says what each command made.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from rich.console import Console

from examples.build import build_register, build_returns
from toolkit import cli

FOLDER = Path("demo")
REGISTER = "Plan Register 2026-06.xlsx"
NEXT = "Plan Register 2026-09.xlsx"
console = Console(highlight=False)


def main() -> None:
    """Build the example in ``demo/`` and run the period on it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    register, returned = build_register(FOLDER / REGISTER), FOLDER / "returned"
    say(f"The register of Brackenshire, an invented council, after its June sign-off: {register}")

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
    run("merge", str(register), str(returned), "-o", str(FOLDER / NEXT))
    run("board", str(FOLDER / NEXT), "--previous", str(register), "-o", str(FOLDER / "Board pack 2026-09.xlsx"))
    run("sign-off", str(FOLDER / NEXT), "--by", "Director of Children's Services", "--on", "2026-10-20")

    say("Made, all in demo/:")
    for path, what in MADE.items():
        console.print(f"  {path:28}{what}", soft_wrap=True)


MADE = {
    "issued/": "one return a service, as sent out",
    "returned/": "what came back",
    "Findings.xlsx": "every finding, each row leading to its cell",
    "refreshed/": "two returns with ratings, summary and marks written in",
    NEXT: "the next register, with changes, control totals and sign-off",
    "Board pack 2026-09.xlsx": "what the board gets",
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
