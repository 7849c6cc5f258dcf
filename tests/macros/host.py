"""One Excel with the add-in loaded, on Linux: pyOpenVBA runs the macros, and the services around them are recorded
and answered from here. It shows what the macros do; it is not Excel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter import _preprocess
from pyopenvba.interpreter._intrinsics import INTRINSICS, intrinsic
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, member, method, setter
from pyopenvba.interpreter._runtime import ModuleRuntime
from pyopenvba.interpreter._values import MISSING, NOTHING, VBAInt, error, to_text

from tests.macros.compiled import compiled
from toolkit.excel.addin import modules

WINDOWS_PYTHON = r"C:\Users\officer\AppData\Local\Toolkit env\Scripts\pythonw.exe"
MAC_PYTHON = "/Users/officer/Toolkit env/bin/python"
HWND = 4242


class RibbonControl(VBAObject):
    """The button that was pressed."""

    vba_type_name = "IRibbonControl"


class ProcessEnvironment(VBAObject):
    """What `WScript.Shell.Environment("PROCESS")` gives: the variables of the Excel process itself."""

    vba_type_name = "IWshEnvironment"

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables

    @member
    def Item(self, Name: object = MISSING) -> object:  # noqa: N802, N803
        return self.variables.get(to_text(Name), "")

    @setter("Item")
    def _set_item(self, name: object, value: object) -> None:
        self.variables[to_text(name)] = to_text(value)


class WScriptShell(VBAObject):
    """`WScript.Shell`: Run replaces %NAME% by the environment's NAME once, then starts the command."""

    vba_type_name = "IWshShell3"

    def __init__(self, host: Host) -> None:
        self.host = host

    @member
    def Environment(self, Type: object = MISSING) -> object:  # noqa: N802, N803
        assert to_text(Type) == "PROCESS"
        return ProcessEnvironment(self.host.environment)

    @method
    def Run(self, Command: object = MISSING, WindowStyle: object = MISSING, WaitOnReturn: object = MISSING) -> object:  # noqa: N802, N803
        self.host.windows_shown.append((int(to_text(WindowStyle)), to_text(WaitOnReturn)))
        self.host.status_bars.append(self.host.status_bar)
        if self.host.start_error is not None:
            raise error(*self.host.start_error)
        known = self.host.environment
        self.host.commands.append(re.sub(r"%([^%]+)%", lambda m: known.get(m[1], m[0]), to_text(Command)))
        return VBAInt(self.host.exit_code, "Long")


class FileDialog(VBAObject):
    """Excel's folder picker; `host.picked` is what the officer picks, None for Cancel."""

    vba_type_name = "FileDialog"

    def __init__(self, host: Host) -> None:
        self.host = host

    @method
    def Show(self) -> object:  # noqa: N802
        return VBAInt(0 if self.host.picked is None else -1, "Long")

    @member
    def Title(self) -> object:  # noqa: N802
        return self.host.prompts[-1]

    @setter("Title")
    def _set_title(self, value: object) -> None:
        self.host.prompts.append(to_text(value))

    @member
    def SelectedItems(self, Index: object = MISSING) -> object:  # noqa: N802, N803
        assert int(to_text(Index)) == 1
        return self.host.picked


class ProtectedViewWindow(VBAObject):
    """A file that may only be looked at; it is in no list of workbooks."""

    vba_type_name = "ProtectedViewWindow"

    def __init__(self, name: str) -> None:
        self.name = name

    @member
    def SourceName(self) -> object:  # noqa: N802
        return self.name


class Host:
    """Excel on one kind of computer. Set the answers, press a button, look at what was recorded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, mac: bool, book: Path | None) -> None:
        self.mac = mac
        self.python: str | None = MAC_PYTHON if mac else WINDOWS_PYTHON
        self.picked: str | None = None
        self.exit_code = 0
        self.start_error: tuple[int, str] | None = None
        self.environment = {"USERNAME": "officer"}
        self.commands: list[str] = []
        self.scripts: list[list[str]] = []
        self.windows_shown: list[tuple[int, str]] = []
        self.status_bars: list[object] = []
        self.prompts: list[str] = []
        self.protected_view: str | None = None
        self._done = 0

        constants = {"Mac": mac, "MacOffice16": mac, "Win32": not mac, "Win64": not mac}
        for name, value in constants.items():
            monkeypatch.setitem(_preprocess.DEFAULT_CONSTANTS, name, value)
        self._app = ExcelApplication() if book is None else ExcelApplication.open(book, with_vba=False)
        self._stub_mac(monkeypatch) if mac else self._stub_windows(monkeypatch)
        for name, source in modules().items():
            running = self._app.interpreter
            running.modules[name.lower()] = ModuleRuntime(compiled(name, source, mac=mac), running)

    def press(self, callback: str) -> None:
        """Press the button with this callback."""
        self._app.run(callback, RibbonControl())

    def answer(self, *answers: int) -> None:
        """What the officer chooses in the next boxes: 6 is Yes, 7 is No."""
        self._app.answer_dialogs(*answers)

    def officer(self, *statements: str) -> None:
        """What somebody does in Excel, as the macro that would do it."""
        self._done += 1
        name = f"Officer{self._done}"
        self._app.add_module("\n".join([f"Sub {name}", *statements, "End Sub"]), name=f"By{name}")
        self._app.run(name)

    def ask(self, expression: str) -> object:
        """What a VBA expression comes to now."""
        self._done += 1
        name = f"Asked{self._done}"
        self._app.add_module(f"Function {name}()\n{name} = {expression}\nEnd Function", name=f"By{name}")
        return self._app.run(name)

    @property
    def place(self) -> str:
        """The cell in front, as ``Actions!H6``."""
        return f"{self.ask('ActiveSheet.Name')}!{self.ask('ActiveCell.Address(False, False)')}"

    @property
    def messages(self) -> list[str]:
        """What the add-in itself said, in message boxes."""
        return [dialog[1] for dialog in self._app.dialogs]

    @property
    def status_bar(self) -> object:
        """What Excel's status bar shows; False when it is Excel's own again."""
        return self._app.application.status_bar

    @property
    def started(self) -> list[list[str]]:
        """The words of every command that was started, as the new process would see them."""
        return self.scripts if self.mac else [words(command) for command in self.commands]

    def _stub_windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bridge = self._app.interpreter.host
        create = bridge.create
        monkeypatch.setattr(
            ExcelBridge, "create", lambda _, name: WScriptShell(self) if name == "WScript.Shell" else create(name)
        )
        stubs = {
            "hwnd": MemberSpec("Hwnd", "property", getter=lambda _: VBAInt(HWND, "Long")),
            "activeprotectedviewwindow": MemberSpec("ActiveProtectedViewWindow", "property", getter=self._guarded),
            "filedialog": MemberSpec("FileDialog", "property", getter=self._dialog, parameters=("FileDialogType",)),
        }
        for name, stub in stubs.items():
            monkeypatch.setitem(Application._vba_members, name, stub)
        monkeypatch.setitem(INTRINSICS, "getsetting", None)
        intrinsic("GetSetting", "AppName", "Section", "Key", "Default", minimum=3)(self._get_setting)

    def _guarded(self, _application: object) -> object:
        return NOTHING if self.protected_view is None else ProtectedViewWindow(self.protected_view)

    def _dialog(self, _application: object, kind: object = MISSING) -> FileDialog:
        assert int(to_text(kind)) == 4  # msoFileDialogFolderPicker
        return FileDialog(self)

    def _get_setting(self, _interpreter: object, app: object, section: object, key: object, default: object) -> object:
        wanted = [to_text(part) for part in (app, section, key)]
        known = self.python if wanted == ["ImprovementPlanToolkit", "Launcher", "Python"] else None
        return default if known is None else known

    def _stub_mac(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # Excel for Mac has none of these; reaching for one is an error there, and so it is here.
        for name in ("hwnd", "filedialog", "activeprotectedviewwindow"):
            monkeypatch.delitem(Application._vba_members, name, raising=False)
        monkeypatch.setitem(INTRINSICS, "applescripttask", None)
        intrinsic("AppleScriptTask", "FileName", "Handler", "Parameter", minimum=3)(self._run_script)

    def _run_script(self, _interpreter: object, file: object, handler: object, parameter: object) -> object:
        assert to_text(file) == "ImprovementPlanToolkit.applescript"
        if self.start_error is not None:
            raise error(*self.start_error)
        match to_text(handler):
            case "PythonPath":
                return self.python or ""
            case "PickFolder":
                self.prompts.append(to_text(parameter))
                return self.picked or ""
            case "StartPython":
                self.status_bars.append(self.status_bar)
                self.scripts.append(to_text(parameter).split("\n"))
                return "started"
            case unknown:
                raise error(5, f"No handler {unknown}")


def words(command: str) -> list[str]:
    """A Windows command line as the C runtime splits it: 2n backslashes and a quotation mark give n backslashes."""
    found, word, quoted, inside = [], "", False, False
    for slashes, mark, other in re.findall(r'(\\*)(")|(\\+|[^\\"])', command):
        if mark:
            word += "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                quoted, inside = not quoted, True
        elif other == " " and not quoted:
            if word or inside:
                found.append(word)
            word, inside = "", False
        else:
            word += other
    return [*found, word] if word or inside else found
