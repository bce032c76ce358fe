"""Reading amounts, units and published numbers in the toy world; screening; the metabolism of a substance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.language import read_language
from graph.names import iri
from graph.pharmacokinetics.amounts import MOST_MG, read_amount
from graph.pharmacokinetics.asking import metabolism_json
from graph.pharmacokinetics.knowledge import read_knowledge
from graph.pharmacokinetics.metabolism import metabolism
from graph.pharmacokinetics.screening import Reached, published_reach, read_cut_offs, reversible_ratios, screen
from graph.pharmacokinetics.units import read_units
from graph.snapshot import assemble
from tests.measured_world import SUBSTANCE, knowledge, measured, parameter, state, store
from tests.strategies import PAIRS, toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

REACHED = Reached(in_gut=400.0, inlet=0.2, unbound_peak=0.004, peak=0.08)


@pytest.mark.parametrize(
    ("text", "masses"),
    [
        ("4 g", (4000, 4000, 4000)),
        ("2.5g three times a day", (2500, 2500, 2500)),
        ("500-2000 mg", (1000, 500, 2000)),
        ("250 milligrams", (250, 250, 250)),
    ],
)
def test_a_dose_text_tells_a_mass(text: str, masses: tuple[float, float, float]) -> None:
    """A number before a word for a mass is an amount; two with a dash are a range with its geometric middle."""
    found = read_amount(text, read_language(toy_store()), read_units(toy_store()))

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(masses)


@pytest.mark.parametrize(
    "text",
    ["", "a handful", "2 cups", "3", "0 g", "-", "1 g or 5 mg", f"{MOST_MG} g", "1,000 mg", "9" * 400 + " g", "½ g"],
)
def test_what_tells_no_mass_is_not_guessed(text: str) -> None:
    """Other units, several amounts, nothing, and more than anybody takes are no amount."""
    assert read_amount(text, read_language(toy_store()), read_units(toy_store())) is None


def test_units_turn_into_one_another() -> None:
    """Units of one dimension convert both ways; a mass per volume needs a molar mass; others do not mix."""
    units = read_units(toy_store())

    assert units.convert(1, "1/min", "1/h") == pytest.approx(60)
    assert units.convert(units.convert(7, "ng/mL", "umol/L", 400) or 0, "umol/L", "ng/mL", 400) == pytest.approx(7)
    assert units.convert(1, "ng/mL", "umol/L") is None
    assert units.convert(1, "h", "umol/L") is None
    assert units.convert(1, "furlong", "h") is None


def test_a_screen_holds_each_constant_against_its_cut_off(tmp_path: Path) -> None:
    """Enzymes go by their constant, transporters by their IC50 as printed; an open cut-off is for enzymes alone."""
    held = store(measured(tmp_path / "facts"))
    found = screen(read_knowledge(held), iri(SUBSTANCE), REACHED, read_cut_offs(held))

    assert [(one.cut_off.metric, one.target, round(one.ratio, 3), one.is_flagged) for one in found] == [
        ("igut_over_ki", iri("cypx"), round(400 / 4.1, 3), True),
        ("imax_u_over_ki_u", iri("cypx"), round(0.004 / 4.1, 3), False),
        ("igut_over_ic50", iri("pumpy"), round(400 / 3, 3), True),
    ]
    ratios = reversible_ratios(read_knowledge(held), iri(SUBSTANCE), REACHED)
    assert ratios[iri("cypx")]["inlet"] == pytest.approx(1 + 0.2 / 4.1)


def test_a_published_reach_needs_every_part(tmp_path: Path) -> None:
    """Concentrations of a published screen are taken as printed, and only when all of them are."""
    sources = measured(tmp_path / "facts")
    parameter(sources, "toy-0981", SUBSTANCE, endpoint="gut_concentration", value="400", unit="umol/L")
    assert published_reach(knowledge(sources), iri(SUBSTANCE)) is None
    parameter(sources, "toy-0982", SUBSTANCE, endpoint="inlet_concentration", value="0.2", unit="umol/L")

    assert published_reach(knowledge(sources), iri(SUBSTANCE)) == Reached(400.0, 0.2, 0.05 * 0.08, 0.08)


def test_of_an_inhibitor_on_the_metabolism_only_the_findings_are_told(tmp_path: Path) -> None:
    """People first, animals that disagree named, what another precipitant did told as such, the net effect unknown."""
    sources = world(tmp_path / "facts")
    seen = {"predicate": "changesExposureOf", "endpoint": "auc_ratio", "relation": "=", "unit": "1", "as_printed": "x"}
    for key, thing, value, way, species, study in (
        ("toy-0983", "oxyzelkamine", "0.6", "lowers", "human", "clinical_pk_study"),
        ("toy-0984", "zelkamine", "2", "raises", "rat", "in_vivo_animal"),
        ("toy-0985", "zelkamine", "0.5", "lowers", "mouse", "in_vivo_animal"),
    ):
        cells = {"subject": "blockazole", "object": thing, "value": value, "direction": way, "species": species}
        state(sources, PAIRS, key, **seen, **cells, study_type=study)
    held = assemble(sources)
    known = read_knowledge(held)
    found = metabolism(held, known, iri("blockazole"), iri("florbium-tea"))

    assert found is not None
    assert found.substance == iri("zelkamine")
    assert (iri("cypx"), "inhibits") in found.actions
    order = [one.in_people for one in found.seen]
    assert order == sorted(order, reverse=True), "people first"
    assert [one.statement for one in found.seen if one.in_people] == [iri("toy-0983")]
    assert found.metabolites == (iri("oxyzelkamine"),)
    assert found.assumptions == (
        "share_of_clearance_unknown",
        "metabolite_falls_in_people",
        "animals_disagree",
        "net_effect_unknown_in_people",
    )
    assert metabolism(held, known, iri("companol"), iri("florbium-tea")) is None
    told = metabolism_json(held, iri("blockazole"), iri("florbium-tea"))
    assert told is not None
    assert told["substance"] == {"id": "zelkamine", "label": "zelkamine"}
    assert told["seen"][0]["thing"]["label"] == "oxyzelkamine"
    assert [one["code"] for one in told["assumptions"]] == list(found.assumptions)
    assert metabolism_json(held, iri("companol"), iri("florbium-tea")) is None
