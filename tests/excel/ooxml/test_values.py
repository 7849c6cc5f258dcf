from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.cell_values import escaped, serial, to_store
from toolkit.excel.ooxml.package import unescaped

_tricky = st.text(st.sampled_from("_x0058ABab\x00\x08\r\ufffe Q"))


@given(_tricky | st.text())
@example("_x0008_x0009_")
@example("_x0008\x08")
@example("_x005F_x0008_")
def test_escaped_text_reads_as_it_was_and_is_fit_for_xml(text: str):
    spelt = escaped(text)

    assert unescaped(spelt) == text
    assert not any(character < " " and character not in "\t\n" for character in spelt)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (dt.date(1900, 1, 1), 1),
        (dt.date(1900, 2, 28), 59),
        (dt.date(1900, 3, 1), 61),
        (dt.date(2015, 3, 31), 42094),
        (dt.datetime(2015, 3, 31, 18, 0), 42094.75),
        (dt.time(6, 0), 0.25),
    ],
)
def test_a_date_becomes_the_number_excel_keeps(day: dt.date | dt.time, number: float):
    assert serial(day, date1904=False) == number


def test_a_workbook_begun_on_an_old_mac_counts_from_1904():
    assert serial(dt.date(1904, 1, 2), date1904=True) == 1
    assert serial(dt.date(2015, 3, 31), date1904=True) == 42094 - 1462


@pytest.mark.parametrize(("day", "date1904"), [(dt.date(1899, 12, 31), False), (dt.date(1903, 12, 31), True)])
def test_a_date_before_excels_first_day_is_refused(day: dt.date, date1904: bool):
    with pytest.raises(CannotWrite, match="Excel's dates begin in 190"):
        to_store(day, date1904=date1904)


def test_text_too_long_for_a_cell_is_refused_counting_as_excel_counts():
    assert to_store("x" * 32_767, date1904=False)
    for text in ("x" * 32_768, "\U0001f600" * 16_384):
        with pytest.raises(CannotWrite, match="32,768 characters"):
            to_store(text, date1904=False)
