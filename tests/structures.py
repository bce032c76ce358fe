"""Read a drawing back as a molecule, so that tests can ask whether the picture still is the substance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdkit import Chem
from rdkit.Chem import inchi

if TYPE_CHECKING:
    from graph.structure import Sketch

_STEREO = {"": 0, "up": 1, "down": 6}


def inchikey_of(drawn: Sketch) -> str:
    """Return the InChIKey of what is drawn: places, bonds and wedges alone decide about the stereochemistry."""
    molecule = Chem.MolFromMolBlock(_mol_block(drawn))
    assert molecule is not None
    return str(inchi.MolToInchiKey(molecule))


def _mol_block(drawn: Sketch) -> str:
    """Write a sketch as an MDL mol file, version V2000; its y axis points upwards."""
    lines = ["", "  sketch", "", f"{len(drawn.atoms):3d}{len(drawn.bonds):3d}  0  0  1  0  0  0  0  0999 V2000"]
    lines += [
        f"{atom.x:10.4f}{-atom.y:10.4f}{0:10.4f} {atom.symbol or 'C':<3} 0  0  0  0  0  0  0  0  0  0  0  0"
        for atom in drawn.atoms
    ]
    lines += [f"{b.begin + 1:3d}{b.end + 1:3d}{b.order:3d}{_STEREO[b.wedge]:3d}" for b in drawn.bonds]
    for number, atom in enumerate(drawn.atoms, start=1):
        for mark, value in (("CHG", atom.charge), ("ISO", atom.isotope)):
            if value:
                lines.append(f"M  {mark}  1{number:4d}{value:4d}")
    return "\n".join([*lines, "M  END", ""])
