"""The command line's door: it opens at once, and what stops the work is said in one paragraph, never as a traceback.

The commands, and all they load, stand behind it in ``commands``.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

import toolkit


class Stopped(BaseException):
    """Whoever started the work has stopped it: Ctrl+C."""


STOPPED = "Stopped. No file was left half-written."


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts and help desks: answered before anything is loaded.
        print(f"plan-toolkit {toolkit.__version__}")
        sys.exit(0)
    signal.signal(signal.SIGINT, _stop_loading)
    # Loading makes a great many objects and no circular garbage to look for; what is loaded stays.
    gc.disable()
    # What is slow to load is loaded where Ctrl+C is already answered.
    from toolkit.cli.commands import app
    from toolkit.cli.terminal import say_error
    from toolkit.errors import ToolkitError

    signal.signal(signal.SIGINT, _stop)
    gc.set_threshold(100_000)
    gc.enable()
    try:
        app()
    except ToolkitError as error:
        say_error(str(error))
        sys.exit(2)
    except Stopped:
        say_error(STOPPED)
        sys.exit(2)
    finally:
        # All of it goes at once: Python would look through it for garbage a last time.
        gc.freeze()


def _stop(*_: object) -> None:
    # Not KeyboardInterrupt: Typer would end the process with that before anything could be said.
    raise Stopped


def _stop_loading(*_: object) -> None:
    # At once: nothing is written yet, and what is being loaded may swallow what is raised in it.
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(2)
