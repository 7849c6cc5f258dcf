"""Old workbooks: read, or told exactly what cannot be."""

from __future__ import annotations

import datetime as dt
import json
import subprocess

import pytest

from tests.excel.ole import _begin, _record, old_workbook, ole
from toolkit.errors import CannotRead
from toolkit.excel import xls
from toolkit.excel.read import grid_of

ROWS = [["Ref", "Action"], ["EX1", 7.0]]
PASSWORDS = {
    "XOR": b"\x00\x00\x34\x12\x78\x56",
    "RC4": b"\x01\x00\x01\x00\x01\x00" + bytes(48),
    "RC4 CryptoAPI of Excel 2002": b"\x01\x00\x02\x00\x02\x00" + bytes(60),
    "RC4 CryptoAPI of Excel 2003": b"\x01\x00\x03\x00\x02\x00" + bytes(60),
    "RC4 CryptoAPI of Excel 2007": b"\x01\x00\x04\x00\x02\x00" + bytes(60),
}
"""How the record begins that says a workbook is encrypted, by kind."""


def named(name: str) -> bytes:
    """An old workbook whose stream is called so."""

    def entry(stream: str) -> bytes:
        return stream.encode("utf-16-le").ljust(64, b"\0") + (2 * len(stream) + 2).to_bytes(2, "little")

    return old_workbook(ROWS).replace(entry("Workbook"), entry(name))


def refused(data: bytes) -> CannotRead:
    with pytest.raises(CannotRead) as caught:
        grid_of(data, source="old.xls")
    return caught.value


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_the_stream_may_be_called_as_other_programs_call_it(name):
    assert grid_of(named(name), source="old.xls").sheets[0].rows == [["Ref", "Action"], ["EX1", 7]]


@pytest.mark.parametrize("kind", PASSWORDS)
def test_a_workbook_behind_a_password_of_any_kind_is_said_to_need_one(kind):
    locked = _record(0x0809, _begin(0x05)) + _record(0x002F, PASSWORDS[kind]) + _record(0x0042, b"\xb0\x04")

    error = refused(ole({"Workbook": locked + _record(0x0A)}))

    assert (error.state, "needs a password" in str(error)) == ("Password", True)


def test_excel_95_behind_a_password_is_said_to_need_one():
    begin = b"\x00\x05\x05\x00" + bytes(4)
    error = refused(ole({"Book": _record(0x0809, begin) + _record(0x002F, b"\x34\x12\x78\x56")}))

    assert error.state == "Password"


def test_excel_95_is_said_to_be_that():
    error = refused(ole({"Book": _record(0x0809, b"\x00\x05\x05\x00" + bytes(4)) + _record(0x0A)}))

    assert (error.state, "Excel 95" in str(error)) == ("Old format", True)


def test_too_many_cells_are_refused_by_their_number(monkeypatch):
    monkeypatch.setattr(xls, "MAX_CELLS", 3)
    error = refused(old_workbook(ROWS))

    assert (error.state, "more than 3 cells" in str(error)) == ("Too large", True)


def test_dates_and_times_come_back_as_what_they_are():
    said = '{"values": [{"date": "2026-03-31"}, {"datetime": "2026-03-31T09:30:00"}, {"time": "09:30:00"}, "x"]}'

    assert json.loads(said, object_hook=xls._date)["values"] == [
        dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 9, 30), dt.time(9, 30), "x",
    ]  # fmt: skip


@pytest.mark.parametrize("said", [b"", b"{", b"cos\nsystem\n(S'exit'\ntR.", b'{"sheets": [{"date": "no"}]}'])
def test_what_the_other_process_says_is_only_ever_json(monkeypatch, said):
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, said, b""))

    assert refused(old_workbook(ROWS)).state == "Damaged"


def test_a_process_that_takes_too_long_is_said_so(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, -24, b"", b""))

    assert "seconds to read" in str(refused(old_workbook(ROWS)))


@pytest.mark.slow
def test_a_process_that_runs_out_of_memory_is_said_so(monkeypatch):
    # More than the process needs to begin and less than the file: it is the file that does not fit.
    monkeypatch.setattr(xls, "_MEGABYTES", 200)
    error = refused(old_workbook(ROWS) + bytes(240 << 20))

    assert (error.state, "more than 200 MB of memory" in str(error)) == ("Too large", True)
