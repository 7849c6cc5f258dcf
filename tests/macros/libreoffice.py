"""Compiles Basic modules in LibreOffice. Run by the system's Python, which has LibreOffice's `uno`; see the test.

Reads {name: source} as JSON from standard input and prints {name: compiled}. LibreOffice says nothing about a module
that does not compile; a function at its end that cannot be called tells.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script.provider import ScriptFrameworkErrorException

SENTINEL = "\nPublic Function ToolkitSentinel()\n ToolkitSentinel = 4711\nEnd Function\n"
SCRIPT = "vnd.sun.star.script:Standard.Tried.ToolkitSentinel?language=Basic&location=document"


def main():
    sources = json.load(sys.stdin)
    with office() as desktop:
        json.dump({name: compiles(desktop, source) for name, source in sources.items()}, sys.stdout)


@contextlib.contextmanager
def office():
    """A LibreOffice of its own, with its own profile, that runs macros without asking."""
    profile = tempfile.mkdtemp(prefix="toolkit_lo_")
    pipe = "toolkit" + uuid.uuid4().hex[:8]
    process = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            "--nologo",
            "-env:UserInstallation=file://" + profile,
            "--accept=pipe,name=" + pipe + ";urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        context = connected(pipe)
        allow_macros(context)
        yield context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(profile, ignore_errors=True)


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + 60
    while True:
        try:
            return resolver.resolve("uno:pipe,name=" + pipe + ";urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.25)


def allow_macros(context):
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    scripting = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationUpdateAccess",
        (named("nodepath", "/org.openoffice.Office.Common/Security/Scripting"),),
    )
    scripting.setPropertyValue("MacroSecurityLevel", 0)
    scripting.commitChanges()


def compiles(desktop, source):
    lines = [line for line in source.splitlines() if not line.startswith("Attribute ")]
    book = desktop.loadComponentFromURL(
        "private:factory/scalc", "_blank", 0, (named("Hidden", True), named("MacroExecutionMode", 4))
    )
    try:
        libraries = book.BasicLibraries
        libraries.VBACompatibilityMode = True
        if not libraries.hasByName("Standard"):
            libraries.createLibrary("Standard")
        libraries.getByName("Standard").insertByName("Tried", "Option VBASupport 1\n" + "\n".join(lines) + SENTINEL)
        try:
            return book.getScriptProvider().getScript(SCRIPT).invoke((), (), ())[0] == 4711
        except ScriptFrameworkErrorException:
            return False
    finally:
        book.close(True)


def named(name, value):
    pair = PropertyValue()
    pair.Name, pair.Value = name, value
    return pair


main()
