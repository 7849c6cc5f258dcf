from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from toolkit.excel.ooxml.areas import area_name, area_of, around, cell_of, holds, meet, without
from toolkit.model.grid import Area, address

_sides = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(sorted)
_areas = st.builds(lambda rows, columns: (rows[0], columns[0], rows[1], columns[1]), _sides, _sides)


def _cells(area: Area) -> set[tuple[int, int]]:
    return set(product(range(area[0], area[2] + 1), range(area[1], area[3] + 1)))


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_a_cells_name_says_where_it_is(row: int, column: int):
    assert cell_of(address(row, column)) == (row, column)


@given(_areas)
def test_an_areas_name_says_where_it_is(area: Area):
    assert area_of(area_name(area)) == area
    assert around(list(_cells(area))) == area


@given(_areas, _areas)
def test_taking_an_area_out_of_another_leaves_exactly_the_rest(area: Area, hole: Area):
    pieces = without(area, hole)

    left = [cell for piece in pieces for cell in _cells(piece)]
    assert sorted(left) == sorted(_cells(area) - _cells(hole))
    assert meet(area, hole) == bool(_cells(area) & _cells(hole))
    assert all(holds(area, cell) for cell in left)
