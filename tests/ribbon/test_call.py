"""The command line of a button, read as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ribbon.call import Call, call_of


def test_every_part_is_read():
    words = ["merge", "--wb=Plan.xlsx", "--from_xl=1", "--hwnd=4242", "--folder=C:\\Returns", "--addin-version=0.1.0"]

    assert call_of(words) == Call("merge", "Plan.xlsx", 4242, Path("C:\\Returns"), "0.1.0")


@given(name=st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=40))
def test_any_name_arrives_whole(name: str):
    assert call_of(["validate", f"--wb={name}"]).book == name


@pytest.mark.parametrize("words", [[], ["--wb=Plan.xlsx"], ["--hwnd=x"], ["--folder="]])
def test_what_is_missing_is_blank(words: list[str]):
    call = call_of(words)

    assert (call.task, call.window, call.folder, call.addin) == ("", None, None, "")
