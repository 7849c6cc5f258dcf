"""A second compiler looks at the macros: LibreOffice's Basic, for Windows and for the Mac."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pyopenvba.interpreter._preprocess import strip_directives

from toolkit.excel.addin import modules

SYSTEM_PYTHON = "/usr/bin/python3"
FAULTS = {
    "fault: two procedures of one name": "Option Explicit\nSub A()\nEnd Sub\nSub A()\nEnd Sub\n",
    "fault: unknown label": "Option Explicit\nSub A()\n On Error GoTo nowhere\nEnd Sub\n",
    "fault: unfinished block": "Option Explicit\nSub A()\n If True Then\nEnd Sub\n",
}


@pytest.fixture(scope="module")
def compiled() -> dict[str, bool]:
    """Which sources LibreOffice could compile, by name."""
    if shutil.which("soffice") is None or subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=False).returncode:
        pytest.skip("LibreOffice and python3-uno are not installed (apt install libreoffice-calc python3-uno)")
    answer = subprocess.run(
        [SYSTEM_PYTHON, str(Path(__file__).with_name("libreoffice.py"))],
        input=json.dumps(variants() | FAULTS),
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    return json.loads(answer.stdout)


def variants() -> dict[str, str]:
    """Each module as Windows and as the Mac compile it; LibreOffice knows no #If."""
    return {
        f"{name} on {'the Mac' if mac else 'Windows'}": strip_directives(
            source, constants={"Mac": mac, "Win32": not mac, "Win64": not mac}
        )
        for name, source in modules().items()
        for mac in (False, True)
    }


def test_every_module_compiles_for_windows_and_for_the_mac(compiled: dict[str, bool]):
    assert {name: compiled[name] for name in variants()} == dict.fromkeys(variants(), True)


def test_the_compiler_does_refuse_what_is_wrong(compiled: dict[str, bool]):
    assert {name: compiled[name] for name in FAULTS} == dict.fromkeys(FAULTS, False)
