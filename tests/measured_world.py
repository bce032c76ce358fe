"""The toy world with the numbers that static models ask for, in a copy of its facts."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from graph.load import load
from graph.names import ontology_dir
from graph.pharmacokinetics.knowledge import read_knowledge
from graph.snapshot import fill
from graph.tables import SUFFIX
from tests.strategies import CITED, DRUGS, LEAF, add, change, world
from tests.toy_world import rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Sources
    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.store import Store

ALKALOIDS: Final = "entities/alkaloids.tsv"
SUBSTANCE: Final = "zelkamine"
SOURCE: Final = {"citation": "table-2003-toy-roles", "locator": "legend", "review": "read_once", "relation": "="}
#: What people showed after 40 mg of the toy alkaloid, in one place of one paper.
IN_PEOPLE: Final = {
    "study_type": "clinical_pk_study",
    "citation": "bell-2002-toy-trial",
    "locator": "Table 3",
    "qualifiers": '{"dose":"2 g tea"}',
}


def measured(folder: Path) -> Sources:
    """Return sources over a copy of the toy facts with everything a prediction for `testazolam` needs."""
    sources = world(folder)
    change(sources, ALKALOIDS, SUBSTANCE, molar_mass="400")
    _table(sources, "model-defaults.tsv", _defaults())
    _table(sources, "model-cut-offs.tsv", _cut_offs())
    for key, endpoint, value, unit in (
        ("toy-0901", "dose", "40", "mg"),
        ("toy-0902", "cmax", "80", "nmol/L"),
        ("toy-0903", "tmax", "1", "h"),
        ("toy-0904", "half_life", "24", "h"),
        ("toy-0905", "auc", "400", "nmol.h/L"),
    ):
        parameter(sources, key, SUBSTANCE, endpoint=endpoint, value=value, unit=unit, **IN_PEOPLE)
    parameter(sources, "toy-0906", SUBSTANCE, endpoint="fraction_unbound", value="0.05")
    constant(sources, "toy-0907", "inactivates", endpoint="ki_inactivation", value="4")
    for key, endpoint, value in (
        ("toy-0908", "degradation_rate_liver", "0.02"),
        ("toy-0909", "degradation_rate_gut", "0.03"),
    ):
        parameter(sources, key, "cypx1", predicate="hasProperty", endpoint=endpoint, value=value, unit="1/h")
    share(sources, "toy-0910", "testazolam", "0.9")
    parameter(sources, "toy-0911", "testazolam", endpoint="fraction_escaping_gut", value="0.5")
    return sources


def state(sources: Sources, table: str, key: str, **cells: str) -> None:
    """Add a statement with its labels, cited."""
    labels = {row["id"]: row["label"] for path in _entities(sources) for row in rows_of(path)}
    named = {f"{end}_label": labels[cells[end]] for end in ("subject", "object") if cells.get(end)}
    add(sources, table, id=key, **{**CITED, **named, **cells})


def parameter(sources: Sources, key: str, subject: str, **cells: str) -> None:
    """Add a pharmacokinetic number, a pure one in people unless the cells say otherwise."""
    said = {"predicate": "hasPharmacokineticParameter", "relation": "=", "unit": "1", "species": "human"}
    row = {**said, "study_type": "review", **cells}
    state(sources, LEAF, key, subject=subject, **{"as_printed": f"{row['value']} {row['unit']}", **row})


def share(sources: Sources, key: str, subject: str, value: str, **cells: str) -> None:
    """Add the share of a substance's clearance that the toy enzyme takes."""
    parameter(sources, key, subject, **{"endpoint": "fraction_metabolized", "via": "cypx1", "value": value, **cells})


def constant(sources: Sources, key: str, predicate: str, **cells: str) -> None:
    """Add a constant of the toy alkaloid at the toy enzyme, in µmol/L unless the cells say otherwise."""
    said = {"subject": SUBSTANCE, "predicate": predicate, "object": "cypx", "relation": "=", "unit": "umol/L"}
    row = {**said, **cells}
    state(sources, LEAF, key, **{"as_printed": f"{row['value']} {row['unit']}", **row})


def medicine(sources: Sources, key: str) -> None:
    """Add a medicine."""
    add(sources, DRUGS, id=key, label=key)


def knowledge(sources: Sources) -> Knowledge:
    """Return what sources know for static models, without running any rule."""
    return read_knowledge(store(sources))


def store(sources: Sources) -> Store:
    """Return the facts and the vocabulary, without running any rule; the rows must be sound."""
    loaded = load(sources)
    assert [str(fault) for fault in loaded.faults] == []
    return fill(loaded)


def _entities(sources: Sources) -> list[Path]:
    return sorted((sources.facts_dir / "entities").glob("*.tsv"))


def _table(sources: Sources, name: str, rows: list[dict[str, str]]) -> None:
    path = sources.facts_dir / name
    shutil.copy(ontology_dir() / "facts" / f"{name}{SUFFIX}", path.with_name(f"{name}{SUFFIX}"))
    path.write_text("", encoding="utf-8")
    write(path, rows, sources.facts_dir)


def _defaults() -> list[dict[str, str]]:
    numbers = (
        ("gut_volume", "250", "mL"),
        ("hepatic_blood_flow", "1.6", "L/min"),
        ("enterocyte_blood_flow", "18", "L/h"),
        ("absorption_rate", "0.1", "1/min"),
        ("fraction_absorbed", "1", "1"),
        ("fraction_escaping_gut", "1", "1"),
        ("blood_to_plasma_ratio", "1", "1"),
        ("fraction_unbound", "1", "1"),
        ("fraction_unbound_microsomes", "1", "1"),
    )
    return [
        {
            **SOURCE,
            "id": f"default-{place}",
            "label": name,
            "endpoint": name,
            "value": value,
            "unit": unit,
            "as_printed": f"{value} {unit}",
        }
        for place, (name, value, unit) in enumerate(numbers)
    ]


def _cut_offs() -> list[dict[str, str]]:
    rows = (
        ("cut-off-1", "igut_over_ki", "cypx", "gut", ">", "10"),
        ("cut-off-2", "imax_u_over_ki_u", "", "all", ">", "0.02"),
        ("cut-off-3", "igut_over_ic50", "pumpy", "gut", ">=", "10"),
    )
    keys = ("id", "metric", "concerns", "where", "relation", "value")
    common = {**SOURCE, "unit": "1", "issued_by": "toy agency"}
    return [{**common, "label": row[0], "as_printed": row[-1], **dict(zip(keys, row, strict=True))} for row in rows]
