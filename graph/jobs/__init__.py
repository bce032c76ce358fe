"""The named jobs a worker runs: each takes the store and a payload, and returns or writes the bytes of the answer.

A job is pure: the same snapshot and payload give the same bytes. The payload comes from outside and is
checked by the job (graph.jobs.payload); errors of the family go back to whoever asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph import answering, bubbles, description, excursion
from graph.jobs import checks, pictures, records
from graph.stranger import sparql

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.outlet import Outlet
    from graph.store import Store

JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {
    "check": checks.check,
    "drawn_check": checks.drawn_check,
    "carried_check": checks.carried_check,
    "explain": checks.explain,
    "filters": checks.filters,
    "substances": checks.substances,
    "graph": pictures.graph,
    "paths": pictures.paths,
    "drawn_paths": pictures.drawn_paths,
    "compare": pictures.compare,
    "drawn_compare": pictures.drawn_compare,
    "structure": pictures.structure,
    "cite": records.cite,
    "thing": records.thing,
    "card": records.card,
    "stats": records.stats,
    "coverage": records.coverage,
    "claims": records.claims,
    "drawn_claims": records.drawn_claims,
    "conflicts": records.conflicts,
    "lesson_step": records.lesson_step,
    **answering.JOBS,
    **bubbles.JOBS,
    **description.JOBS,
    **excursion.JOBS,
}

#: Jobs that write their answer while they compute it.
STREAMS: Final[Mapping[str, Callable[[Store, Mapping[str, Any], Outlet], None]]] = {"sparql": sparql}
