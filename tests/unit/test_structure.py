"""Structures: what a SMILES says of itself, and that the drawing is that molecule, deterministic and accessible."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from graph.errors import StructureUnreadable
from graph.skeletal import draw
from graph.structure import MAX_SMILES, identity, sketch
from tests.structures import inchikey_of

SVG = "{http://www.w3.org/2000/svg}"
#: Ordinary laboratory substances, one for each thing a drawing must get right.
MOLECULES = {
    "a chain": "CCO",
    "two hands": "C[C@H](N)C(=O)O",
    "a double bond across": "C/C=C/C",
    "a double bond together": "C/C=C\\C",
    "an aromatic ring": "Cc1ccccc1",
    "a ring of five with nitrogen": "c1ccc2[nH]ccc2c1",
    "a charge": "C[N+](C)(C)CC([O-])=O",
    "a salt": "[Na+].[Cl-]",
    "a triple bond": "CC#N",
    "an isotope": "[2H]C([2H])([2H])O",
    "fused rings with centres": "C1CC[C@@H]2CCCC[C@H]2C1",
    "a spiro centre": "C[C@@H]1CC[C@]2(O1)CCCO2",
}


def _text(svg: str) -> str:
    return "".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own drawing


def test_a_structure_says_what_it_is() -> None:
    """InChIKey, formula in Hill order and molar mass come from the SMILES alone."""
    found = identity("CCO")

    assert (found.inchikey, found.formula) == ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "C2H6O")
    assert found.molar_mass == pytest.approx(46.07, abs=0.01)


@pytest.mark.parametrize("smiles", MOLECULES.values(), ids=MOLECULES)
def test_the_drawing_is_the_molecule(smiles: str) -> None:
    """Read back from places, bonds and wedges, a drawing has the InChIKey of its SMILES."""
    assert inchikey_of(sketch(smiles)) == identity(smiles).inchikey


@pytest.mark.parametrize("smiles", MOLECULES.values(), ids=MOLECULES)
def test_a_drawing_is_always_the_same(smiles: str) -> None:
    """The same SMILES gives the same bytes, computed anew."""
    first = draw(smiles, "t", "d")
    draw.cache_clear()

    assert draw(smiles, "t", "d") == first


def test_a_drawing_can_be_read_aloud() -> None:
    """The SVG is an image with a title and a description that it names."""
    root = ET.fromstring(draw("CCO", "Structure of x", "C2H6O"))  # noqa: S314 - our own drawing
    held = {child.get("id"): child.text for child in root if child.tag in {f"{SVG}title", f"{SVG}desc"}}

    assert root.get("role") == "img"
    assert [held[name] for name in (root.get("aria-labelledby") or "").split()] == ["Structure of x", "C2H6O"]


def test_a_drawing_takes_the_colour_of_its_page() -> None:
    """No colour of its own and no ground: it can be read on light and on dark paper."""
    svg = draw("C[C@H](N)C(=O)O", "t", "d")
    painted = {node.get(name) for node in ET.fromstring(svg).iter() for name in ("fill", "stroke")}  # noqa: S314

    assert painted == {"none", "currentColor", None}


@pytest.mark.parametrize(
    ("smiles", "labels"),
    [
        ("CCO", {"OH"}),
        ("OCC", {"OH", "HO"}),
        ("NCC", {"NH2", "H2N"}),
        ("C[N+](C)(C)C", {"N+"}),
        ("C", {"CH4"}),
        ("CC", {""}),
    ],
)
def test_hydrogens_stand_beside_their_atom(smiles: str, labels: set[str]) -> None:
    """A hetero atom carries its hydrogens and its charge; a carbon in a chain carries no letter."""
    assert _text(draw(smiles, "", "")).replace("\u200b", "") in labels


def test_what_is_typed_stays_text() -> None:
    """A title that looks like markup is text."""
    assert "<script>" not in draw("C", "<script>", "&")


@pytest.mark.parametrize("smiles", ["", " ", "C1CC", "C(C)(C)(C)(C)C", "hello", "C" * (MAX_SMILES + 1), "C" * 400])
def test_what_cannot_be_drawn_is_told(smiles: str) -> None:
    """No SMILES, an impossible molecule and a far too large one are errors of the family, with a remedy."""
    with pytest.raises(StructureUnreadable, match="cannot be drawn"):
        draw(smiles, "t", "d")


def test_an_open_centre_is_counted() -> None:
    """A stereocentre that the SMILES leaves open is known to be open."""
    assert (sketch("CC(N)C(=O)O").open_centres, sketch("C[C@H](N)C(=O)O").open_centres) == (1, 0)
