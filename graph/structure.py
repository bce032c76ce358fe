"""Read a chemical structure from its SMILES: identity, mass, and places of its atoms in the plane.

The one module that knows RDKit, and of RDKit only what reads and lays out: its drawing part needs libraries of a
window system, which a server may not have, and paints colours of its own. `skeletal` draws instead.

References: Weininger (1988) on SMILES; Heller and others (2015) on InChI; Brecher (2008) on how structures are drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.errors import StructureUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Bounds of what is read and laid out.
MAX_SMILES: Final = 2_000
MAX_ATOMS: Final = 300
#: From this number of neighbours in rings a stereocentre shows its hydrogen, so that a wedge has a bond to stand on.
_FUSED: Final = 2

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a structure says of itself: standard InChIKey, formula in Hill order, molar mass in g/mol."""

    inchikey: str
    formula: str
    molar_mass: float


@dataclass(frozen=True, slots=True)
class Atom:
    """An atom in the plane, y downwards, bonds about one long; an unlabelled carbon has an empty symbol."""

    x: float
    y: float
    symbol: str = ""
    hydrogens: int = 0
    charge: int = 0
    isotope: int = 0


@dataclass(frozen=True, slots=True)
class Bond:
    """A bond from atom `begin` to atom `end` (positions in the sketch).

    `wedge` is `up`, `down` or empty, narrow at `begin`. A double bond has its second line towards `inside`, or one line
    on either side of the middle without it.
    """

    begin: int
    end: int
    order: int
    wedge: str = ""
    inside: Point | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A structure laid out in the plane, and how many stereocentres it leaves open."""

    atoms: tuple[Atom, ...]
    bonds: tuple[Bond, ...]
    open_centres: int


def identity(smiles: str) -> Identity:
    """Return what a SMILES says of itself; raise StructureUnreadable.

    >>> identity("CCO").formula
    'C2H6O'
    """
    from rdkit.Chem import Descriptors, inchi, rdMolDescriptors  # noqa: PLC0415 - heavy; only structures need it

    molecule = _molecule(smiles)
    return Identity(
        inchi.MolToInchiKey(molecule),
        rdMolDescriptors.CalcMolFormula(molecule),
        float(Descriptors.MolWt(molecule)),  # type: ignore[attr-defined] # filled in while the module loads
    )


def sketch(smiles: str) -> Sketch:
    """Return a structure laid out in the plane; the same SMILES always gives the same sketch.

    Aromatic rings come with alternating double bonds. Raises StructureUnreadable.
    """
    from rdkit import Chem  # noqa: PLC0415 - heavy; only structures need it
    from rdkit.Chem import rdDepictor  # noqa: PLC0415 - see above

    molecule: Any = _molecule(smiles)
    centres = Chem.FindMolChiralCenters(molecule, includeUnassigned=True)
    rings = molecule.GetRingInfo()
    fused = [atom for atom, _ in centres if rings.NumAtomRings(atom) >= _FUSED]
    if fused:
        molecule = Chem.AddHs(molecule, onlyOnAtoms=fused)
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    rdDepictor.SetPreferCoordGen(False)  # noqa: FBT003 - the shape of the library
    rdDepictor.Compute2DCoords(molecule)
    rdDepictor.StraightenDepiction(molecule)
    Chem.WedgeMolBonds(molecule, molecule.GetConformer())
    places = _places(molecule)
    atoms = tuple(_atom(atom, place) for atom, place in zip(molecule.GetAtoms(), places, strict=True))
    bonds = tuple(_bond(molecule, bond, places) for bond in molecule.GetBonds())
    return Sketch(atoms, bonds, sum(mark == "?" for _, mark in centres))


def _molecule(smiles: str) -> object:
    from rdkit import Chem, rdBase  # noqa: PLC0415 - heavy; only structures need it

    if len(smiles) > MAX_SMILES:
        raise StructureUnreadable(smiles[:60] + "…", f"it is longer than {MAX_SMILES} characters")
    with rdBase.BlockLogs():  # told in the error instead
        molecule = Chem.MolFromSmiles(smiles) if smiles.strip() else None
    if molecule is None:
        raise StructureUnreadable(smiles, "it is no SMILES of a possible molecule")
    if not 0 < molecule.GetNumAtoms() <= MAX_ATOMS:
        raise StructureUnreadable(smiles, f"it has more than {MAX_ATOMS} atoms")
    return molecule


def _places(molecule: Any) -> list[Point]:  # noqa: ANN401 - a molecule of the library, which tells no types
    """Return the atoms' places with a bond of middling length as the unit and y downwards."""
    flat = [(point[0], -point[1]) for point in molecule.GetConformer().GetPositions().tolist()]
    lengths = sorted(math.dist(flat[b.GetBeginAtomIdx()], flat[b.GetEndAtomIdx()]) for b in molecule.GetBonds())
    unit = lengths[len(lengths) // 2] if lengths else 1.0
    return [(round(x / unit, 4), round(y / unit, 4)) for x, y in flat]


def _atom(atom: Any, place: Point) -> Atom:  # noqa: ANN401 - see above
    charge, isotope = atom.GetFormalCharge(), atom.GetIsotope()
    if atom.GetSymbol() == "C" and atom.GetDegree() and not charge and not isotope:
        return Atom(*place)
    return Atom(*place, atom.GetSymbol(), atom.GetTotalNumHs(), charge, isotope)


def _bond(molecule: Any, bond: Any, places: Sequence[Point]) -> Bond:  # noqa: ANN401 - see above
    begin, end = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    order = round(bond.GetBondTypeAsDouble())
    wedge = {"BEGINWEDGE": "up", "BEGINDASH": "down"}.get(str(bond.GetBondDir()), "")
    return Bond(begin, end, order, wedge, _inside(molecule, bond, places) if order == 2 else None)  # noqa: PLR2004


def _inside(molecule: Any, bond: Any, places: Sequence[Point]) -> Point | None:  # noqa: ANN401 - see above
    """Return where the second line of a double bond belongs: in its ring with most double bonds, else by neighbours."""
    begin, end = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    info = molecule.GetRingInfo()
    rings = [atoms for atoms, bonds in zip(info.AtomRings(), info.BondRings(), strict=True) if bond.GetIdx() in bonds]
    if rings:
        return _middle([places[atom] for atom in max(rings, key=lambda ring: (_doubles(molecule, ring), -len(ring)))])
    around = [
        [other.GetIdx() for other in molecule.GetAtomWithIdx(one).GetNeighbors() if other.GetIdx() != partner]
        for one, partner in ((begin, end), (end, begin))
    ]
    return _middle([places[atom] for atoms in around for atom in atoms]) if all(around) else None


def _doubles(molecule: Any, ring: Sequence[int]) -> int:  # noqa: ANN401 - see above
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(str(molecule.GetBondBetweenAtoms(*pair).GetBondType()) == "DOUBLE" for pair in pairs)


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
