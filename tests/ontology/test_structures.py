"""The structures of the real data: every SMILES is the substance whose InChIKey, formula and mass stand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.structure import identity, sketch
from tests.structures import inchikey_of

if TYPE_CHECKING:
    from graph.load import Loaded
    from graph.tables import Row

#: How far the molar mass of a table may lie from the one computed, g/mol: a rounding, or another year's atomic masses.
TOLERANCE = 0.02


@pytest.fixture(scope="module")
def drawn(real: Loaded) -> list[Row]:
    """Return the rows that hold a SMILES."""
    rows = [row for row in real.rows if row.cells.get("smiles")]
    assert rows
    return rows


def test_every_smiles_is_the_substance_beside_it(drawn: list[Row]) -> None:
    """SMILES, InChIKey, formula and molar mass of a row agree; what a row leaves empty is not compared."""
    wrong = []
    for row in drawn:
        found = identity(row.cells["smiles"])
        place = f"{row.table.name}:{row.line} {row.cells['id']}"
        for column, value in (("inchikey", found.inchikey), ("formula", found.formula)):
            stated = row.cells.get(column)
            if stated and stated != value:
                wrong.append(f"{place}: {column} {stated}, but the SMILES gives {value}")
        mass = row.cells.get("molar_mass")
        if mass and abs(float(mass) - found.molar_mass) > TOLERANCE:
            wrong.append(f"{place}: molar_mass {mass}, but the SMILES gives {found.molar_mass:.2f}")

    assert wrong == [], "look the compound up again; of two sources that disagree, neither is guessed right"


def test_every_structure_has_an_inchikey(drawn: list[Row]) -> None:
    """A SMILES stands beside the InChIKey of the same source: two witnesses, not one."""
    assert [row.cells["id"] for row in drawn if not row.cells.get("inchikey")] == []


def test_what_is_drawn_is_the_substance(drawn: list[Row]) -> None:
    """Read back from the picture, every structure is still the one in the table, its stereochemistry included."""
    wrong = [
        row.cells["id"]
        for row in drawn
        if inchikey_of(sketch(row.cells["smiles"])) != identity(row.cells["smiles"]).inchikey
    ]

    assert wrong == []
