"""``plan-toolkit chase`` through files: messages, drafts, marked returns and the team's table."""

from __future__ import annotations

import email
import json
from email.policy import default
from pathlib import Path

import pytest
from openpyxl import load_workbook

import toolkit
from tests.books import filled_in, register_file, return_file, signed
from tests.command_line import Run, run
from tests.merge_builders import a_register, registered
from toolkit.errors import CannotWrite
from toolkit.excel.write import write_pack
from toolkit.returns.issue import register_pack

__all__ = ["run"]


@pytest.fixture
def came(tmp_path: Path) -> Path:
    """Early Help came, with faults and unsigned; of Health there is only what was issued."""
    register_file(tmp_path)
    return_file(tmp_path / "issued")
    return_file(tmp_path / "issued", "Health")
    filled_in(return_file(tmp_path / "returned", name="Early Help final v2.xlsx"))
    return tmp_path


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_service_gets_a_message_with_its_return_and_nothing_that_came_is_touched(came: Path, run: Run):
    before = bytes_in(came / "returned")

    given = ("--issued", came / "issued", "-o", came / "chased")
    code, out, _ = run("chase", came / "Plan Register.xlsx", came / "returned", *given)

    assert code == 1
    assert "2 services to ask: 1 not signed, 1 errors and 1 not returned." in out
    assert bytes_in(came / "returned") == before
    names = {"Early Help.txt", "Early Help.eml", "Early Help.xlsx", "Health.txt", "Health.eml", "Health.xlsx"}
    assert {path.name for path in (came / "chased").iterdir()} == names | {"Chasing.xlsx"}
    assert (came / "chased" / "Health.xlsx").read_bytes() == (came / "issued" / "Health.xlsx").read_bytes()
    marks = load_workbook(came / "chased" / "Early Help.xlsx")["Check results"]
    assert "E-01" in [row[1].value for row in marks.iter_rows(min_row=5)]
    text = (came / "chased" / "Early Help.txt").read_text("utf-8")
    assert "Early Help final v2.xlsx is not signed." in text
    draft = email.message_from_bytes((came / "chased" / "Early Help.eml").read_bytes(), policy=default)
    assert next(draft.iter_attachments()).get_content() == (came / "chased" / "Early Help.xlsx").read_bytes()
    rows = list(load_workbook(came / "chased" / "Chasing.xlsx")["Chasing"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows[1:]] == ["Early Help", "Health"]
    assert rows[1][3] == "Not signed, Errors"


def test_the_same_chase_gives_the_same_files_and_none_is_written_over_unasked(came: Path):
    given = (came / "Plan Register.xlsx", came / "returned")
    first = toolkit.chase(*given, came / "one")
    toolkit.chase(*given, came / "two")

    assert bytes_in(came / "one") == bytes_in(came / "two")
    assert list(first.chased["service"]) == ["Early Help", "Health"]
    with pytest.raises(CannotWrite, match="already there"):
        toolkit.chase(*given, came / "one")
    with pytest.raises(CannotWrite, match="lies among the returns"):
        toolkit.chase(*given, came / "returned" / "chased")


def test_where_everything_is_in_nobody_is_chased(tmp_path: Path):
    write_pack(register_pack(a_register([registered("EX1")])), tmp_path / "Register.xlsx")
    toolkit.issue(tmp_path / "Register.xlsx", tmp_path / "returned")
    typed = {"Actions": {"EX1": {"where_now": "Printed, and sent to every school"}}}
    signed(filled_in(tmp_path / "returned" / "Early Help.xlsx", typed))

    done = toolkit.chase(tmp_path / "Register.xlsx", tmp_path / "returned", tmp_path / "none")

    assert (done.exit_code, list(done.chased["why"])) == (0, [])
    assert [path.name for path in (tmp_path / "none").iterdir()] == ["Chasing.xlsx"]


def test_an_empty_folder_means_that_nobody_has_returned(came: Path):
    (came / "nothing").mkdir()

    done = toolkit.chase(came / "Plan Register.xlsx", came / "nothing", came / "all")

    assert list(done.chased["why"]) == ["Not returned", "Not returned"]
    assert done.exit_code == 1


def test_every_file_of_a_service_goes_with_its_message_and_json_names_them(came: Path, run: Run):
    filled_in(return_file(came / "returned", name="Early Help schools.xlsx"), {"Actions": {"EX1": {"notes": "Met"}}})

    given = ("chase", came / "Plan Register.xlsx", came / "returned", "-o", came / "chased", "--json")
    code, out, _ = run(*given)

    answer = json.loads(out)
    early, health = answer["chased"]
    assert (code, early["service"], health["service"]) == (1, "Early Help", "Health")
    assert early["files"] == ["Early Help final v2.xlsx", "Early Help schools.xlsx"]
    names = [Path(path).name for path in early["goes_with_it"]]
    assert (names, health["goes_with_it"]) == (["Early Help.xlsx", "Early Help 2.xlsx"], [])
    text = Path(early["text"]).read_text("utf-8")
    assert "With this message go Early Help.xlsx and Early Help 2.xlsx: what you sent us" in text
    draft = email.message_from_bytes(Path(early["message"]).read_bytes(), policy=default)
    attached = {part.get_filename(): part.get_content() for part in draft.iter_attachments()}
    assert attached == {name: (came / "chased" / name).read_bytes() for name in names}
    assert load_workbook(came / "chased" / "Early Help 2.xlsx")["Actions"]
    (row,) = [row for row in rows(came / "chased" / "Chasing.xlsx", 3) if row["Service"] == "Early Help"]
    assert row["Goes with it"] == "Early Help.xlsx\nEarly Help 2.xlsx"


def rows(path: Path, heading_row: int) -> list[dict[str, object]]:
    headings, *said = load_workbook(path)["Chasing"].iter_rows(min_row=heading_row, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in said]
