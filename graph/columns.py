"""In which column of a picture each kind of thing stands, left to right."""

from __future__ import annotations

from typing import Final

#: Columns of the picture, left to right. A kind that is not named here stands with the targets.
LAYERS: Final = {
    "product": 0,
    "alkaloid": 1,
    "enzyme": 2,
    "transporter": 2,
    "receptor": 2,
    "channel": 2,
    "protein": 2,
    "pharmacodynamicclass": 3,
    "rule": 3,
    "organ": 4,
    "drug": 4,
    "risk": 5,
    "effect": 5,
}
