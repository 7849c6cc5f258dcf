from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import shipped as module
from toolkit.errors import CannotRead
from toolkit.shipped import ADDIN, MAC_SCRIPT, shipped


@pytest.mark.parametrize("name", [ADDIN, MAC_SCRIPT])
def test_what_install_needs_is_found_in_a_checkout(name: str):
    assert shipped(name).name == name


def test_an_installed_copys_own_folder_comes_before_one_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own, beside = tmp_path / "toolkit" / "_workbook_templates", tmp_path / "workbook_templates"
    for folder in (own, beside):
        folder.mkdir(parents=True)
        (folder / "Plan.xltx").touch()
    monkeypatch.setattr(module, "FOLDERS", (own, beside))

    assert shipped("Plan.xltx") == own / "Plan.xltx"


def test_a_file_that_did_not_come_along_is_named():
    with pytest.raises(CannotRead, match=r"'Nowhere\.xltx' did not come with this copy of the toolkit"):
        shipped("Nowhere.xltx")


def test_the_installed_copys_folders_are_looked_in_first():
    inside = [folder.is_relative_to(module.PACKAGE) for folder in module.FOLDERS]

    assert inside == sorted(inside, reverse=True)
