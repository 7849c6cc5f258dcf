from __future__ import annotations

import pytest
from openpyxl.formula.translate import Translator

from toolkit.excel.ooxml.areas import moved


@pytest.mark.parametrize(
    "formula",
    [
        "A1*2",
        "$A1+A$1+$A$1",
        "SUM(A:A,1:3,$B:C)",
        "Lists!A1+'The A1 sheet'!B2",
        '"A1"&B3',
        "LOG10(A5)+A1:B2",
        "COUNTIFS(Actions!$A:$A,A2)",
        "'It''s A1'!A1",
        "IF(A1=5,Total_A1,B1)",
        "Table1[[#This Row],[Due]]+A1",
        "a1.b2+A1",
    ],
)
def test_a_formula_moves_as_excel_moves_it(formula: str):
    expected = Translator(f"={formula}", "A1").translate_formula("B3")

    assert "=" + moved(formula, down=2, right=1) == expected


def test_a_reference_at_the_edge_of_the_sheet_wraps_round():
    assert moved("A1048576+XFD1", down=1, right=1) == "B1+A2"


def test_what_only_looks_like_a_cell_stays():
    assert (
        moved("XFE1+A1048577+Actions[[#This Row],[A1]]", down=1, right=1) == "XFE1+A1048577+Actions[[#This Row],[A1]]"
    )
