"""What a start costs: the installed command, cold, beside ``python -c "import pandas"`` in the same run.

Processor time of the whole process and its children, the output thrown away; the median of several rounds, each way in
turn. The package is compiled first, as pip compiles what it installs. Beside it the files opened while it runs: on a
council laptop a virus scanner looks at every one of them.
Run: python -m benchmarks.start [--runs 5]
"""

from __future__ import annotations

import argparse
import compileall
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import toolkit
from benchmarks.make import make_period

COMMAND = Path(sys.executable).with_name("plan-toolkit")
TAB = "Validate on the tab"
COUNTED = """
import runpy, sys
opened = set()
def see(event, arguments):
    # "open" tells of modules in Python and of data, "import" of those that are compiled.
    name = arguments[0] if event == "open" else arguments[1] if event == "import" else None
    if isinstance(name, str):
        opened.add(name)
sys.addaudithook(see)
sys.argv = sys.argv[1:]
try:
    exec(compile(sys.argv[1], "", "exec")) if sys.argv[0] == "-c" else runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
print(len(opened), file=sys.stderr)
"""

PRESSED = """
import functools, gc, sys, tempfile, time, types
gc.disable()
from pathlib import Path
from toolkit.ribbon.door import main
begun = time.process_time()
from tests.excel import engine
engine.Excel().open(Path(sys.argv[1]))

spent, depth = [time.process_time() - begun], [0]
def timed(call):
    @functools.wraps(call)
    def inside(*given, **named):
        entered, depth[0] = time.process_time(), depth[0] + 1
        try:
            return call(*given, **named)
        finally:
            depth[0] -= 1
            if not depth[0]:
                spent[0] += time.process_time() - entered
    return inside
for made in [one for one in vars(engine).values() if isinstance(one, type) and one.__module__ == engine.__name__]:
    for name, member in list(vars(made).items()):
        if name.startswith("__"):
            continue
        if isinstance(member, property):
            setattr(made, name, property(*(each and timed(each) for each in (member.fget, member.fset))))
        elif isinstance(member, types.FunctionType):
            setattr(made, name, timed(member))

words = ["validate", "--wb=" + Path(sys.argv[1]).name, f"--hwnd={engine.HWND}"]
with tempfile.TemporaryDirectory() as profile:
    assert main(words, folder=Path(profile)) == 0
print(time.process_time() - spent[0])
"""


def processor_time(words: Sequence[str]) -> float:
    """Seconds of processor time, the system's share included, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pressed(returned: str) -> float:
    """The same of Validate on the tab, over the tests' stand-in for Excel; what the stand-in itself does is left out.

    Excel does that work in a process of its own. What a call to it costs on the way is not seen here.
    """
    words = [sys.executable, "-c", PRESSED, returned]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def files_opened(words: Sequence[str]) -> int:
    """How many different files one run opens."""
    inside = words[1:] if words[0] == sys.executable else words
    run = subprocess.run([sys.executable, "-c", COUNTED, *inside], capture_output=True, text=True, check=True)
    return int(run.stderr.split()[-1])


def main() -> None:
    """Run each way once to warm the machine, then in rounds, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    compileall.compile_dir(toolkit.__path__[0], quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_period(folder, returns=1, actions=200)
        returned = str(next((folder / "returns").iterdir()))
        ways = {
            "import pandas": [sys.executable, "-c", "import pandas"],
            "plan-toolkit --version": [str(COMMAND), "--version"],
            "plan-toolkit --help": [str(COMMAND), "--help"],
            "check of 200 actions": [str(COMMAND), "check", returned],
            "the same with --json": [str(COMMAND), "check", returned, "--json"],
        }
        opened: dict[str, object] = {way: files_opened(words) for way, words in ways.items()}
        taken: dict[str, list[float]] = {way: [] for way in (*ways, TAB)}
        for _ in range(runs):
            for way, words in ways.items():
                taken[way].append(processor_time(words))
            taken[TAB].append(pressed(returned))
    base = statistics.median(taken["import pandas"])
    print(f"median of {runs} runs\n{'':28}{'CPU':>7}{'ratio':>8}{'files opened':>15}")
    for way, seconds in taken.items():
        middle = statistics.median(seconds)
        print(f"{way:28}{middle:7.2f}{middle / base:8.2f}{opened.get(way, ''):15}")


if __name__ == "__main__":
    main()
