"""Stand-ins for pywin32 and appscript, so that the real engines of xlwings are imported and run on any computer.

What an engine asks of the operating system is printed, not done.
"""

from __future__ import annotations

import builtins
import ctypes
import datetime as dt
import importlib
import subprocess
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WINDOWS = (
    "pywintypes", "win32api", "win32con", "win32event", "pythoncom", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util", "win32gui", "win32process",
    "win32timezone", "winreg",
)  # fmt: skip
MAC = ("appscript", "appscript.reference", "appscript.mactypes", "aem", "aem.aemsend", "aem.kae", "osax", "psutil")


class Anything(Exception):
    """Answers every question with itself, and may be called, raised or subclassed."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *_: object, **__: object) -> Anything:
        return Anything()


class Module(types.ModuleType):
    """A module with whatever name is asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Anything,), {})
        setattr(self, name, made)
        return made


class ComObject:
    """What comes over COM; xlwings puts its own wrapper, which asks a busy Excel again, around each."""


class Keyword(str):
    """appscript's ``k.missing_value`` and the like."""


def windows() -> Any:
    """The real engine for Windows, imported; a program it would start is printed."""
    with _platform("win32"):
        made = _modules(WINDOWS)
        builtins.WindowsError = OSError  # type: ignore[attr-defined]
        errors = type("com_error", (Exception,), {"__module__": "pywintypes"})
        made["pywintypes"].com_error = made["pythoncom"].com_error = made["pythoncom"].ole_error = errors
        made["pywintypes"].TimeType = dt.datetime
        made["pythoncom"].__file__ = None
        made["pythoncom"].TypeIIDs = type("TypeIIDs", (), {"__getitem__": lambda _, key: Anything()})()
        made["win32timezone"].TimeZoneInfo = types.SimpleNamespace(utc=lambda: dt.UTC)
        made["win32com.client"].CDispatch = ComObject
        made["win32com.client"].DispatchBaseClass = type("DispatchBaseClass", (), {})
        made["win32process"].GetWindowThreadProcessId = lambda handle: (0, handle)
        no_windows = types.SimpleNamespace(GetTopWindow=lambda _: 0)
        ctypes.windll = types.SimpleNamespace(user32=no_windows, kernel32=Anything())  # type: ignore[attr-defined]
        ctypes.oledll = types.SimpleNamespace(ole32=Anything(), oleacc=Anything())  # type: ignore[attr-defined]
        ctypes.PyDLL = lambda *_: types.SimpleNamespace(PyCom_PyObjectFromIUnknown=Anything())  # type: ignore[misc,assignment]
        subprocess.CREATE_NO_WINDOW = 0  # type: ignore[attr-defined]
        return _engine("_xlwindows")


def mac() -> Any:
    """The real engine for the Mac, imported; a macro it would run is printed."""
    with _platform("darwin"):
        made = _modules(MAC)
        made["appscript"].k = type("K", (), {"__getattr__": lambda _, name: Keyword(f"k.{name}")})()
        made["appscript.reference"].CommandError = type("CommandError", (Exception,), {})
        made["aem.aemsend"].EventError = type("EventError", (Exception,), {})
        made["psutil"].process_iter = lambda *_: [types.SimpleNamespace(name=lambda: "Microsoft Excel")]
        made["psutil"].NoSuchProcess = type("NoSuchProcess", (Exception,), {})
        asked = {"run_VB_macro": lambda _, name: print("macro", name), "__getattr__": lambda _, name: Anything()}
        made["appscript"].app = lambda *_, **__: type("Excel", (), asked)()
        subprocess.check_output = _seen_by_the_mac  # type: ignore[assignment]
        return _engine("_xlmac")


def watch_programs() -> None:
    """From now on, print what is to be started; the list of processes has one Excel that shows no workbook."""

    def run(command: Any, *_: object, **__: object) -> Any:
        words = command if isinstance(command, str) else " ".join(map(str, command))
        print(words)
        rows = [
            "",
            "Image Name",
            "=" * 20,
            "EXCEL.EXE                     5222 Console                    1    120,000 K",
        ]
        return types.SimpleNamespace(stdout="\n".join(rows), stderr="", returncode=0)

    subprocess.run = run  # type: ignore[assignment]


def _engine(name: str) -> Any:
    importlib.import_module("xlwings")
    return sys.modules[f"xlwings.{name}"]


def _modules(names: tuple[str, ...]) -> dict[str, Any]:
    for name in names:
        module = sys.modules[name] = Module(name)
        module.__path__ = []
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    return {name: sys.modules[name] for name in names}


@contextmanager
def _platform(name: str) -> Iterator[None]:
    # These look at the platform while they are imported, and have parts for this one only.
    for package in ("pandas", "openpyxl", "asyncio", "multiprocessing", "logging.handlers", "platform"):
        importlib.import_module(package)
    was, sys.platform = sys.platform, name  # type: ignore[misc]
    try:
        yield
    finally:
        sys.platform = was  # type: ignore[misc]


def _seen_by_the_mac(command: list[str], *_: object, **__: object) -> bytes:
    return b'"pid"=4242\n' if "info" in command[1:2] else b'ASN:0x0-0x1-"Microsoft_Excel": '
