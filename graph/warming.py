"""Make a process ready to answer: what every worker would otherwise read and work out for itself is done once."""

from __future__ import annotations

import gc
import traceback
from typing import TYPE_CHECKING

from graph import guard
from graph.answers import pairs_held
from graph.directions import ground_of
from graph.errors import AlkaGraphError
from graph.gathering import learn
from graph.jobs import checks
from graph.keeping import without_collecting
from graph.nomenclature import nomenclature_of
from graph.pairing import roles_of
from graph.pharmacokinetics.estimates import estimates_of
from graph.pharmacokinetics.knowledge import knowledge_of
from graph.policy import policy_of
from graph.reasons import words_of
from graph.resolve import names_of
from graph.terrain import terrain_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.store import Store


def warm(store: Store) -> None:
    """Do once what every worker would otherwise do for itself after the fork: indexes, files, imports.

    Everything that asks the whole graph is kept beside the snapshot (graph.keeping), so that only the first process
    after a build works it out. What a single page needs (the report, the claims) is left to its first visitor: a start
    must stay short. Afterwards the garbage collector leaves alone what is there now: it stays, and pages that nobody
    writes to stay shared between the workers.
    """
    with without_collecting():
        guard.warm()
        recall(store)
        some = next(iter(names_of(store).by_name), "")
        _try(checks.substances, store, {"q": some})
        _try(checks.drawn_check, store, {"request": {"substances": [{"name": some}]}})
        gc.freeze()


def recall(store: Store) -> None:
    """Read what is kept beside the snapshot; the store itself is asked only for what is not."""
    with without_collecting():
        names = names_of(store)
        names.near(next(iter(names.by_name), ""))
        for prepared in (
            roles_of,
            pairs_held,
            estimates_of,
            knowledge_of,
            words_of,
            policy_of,
            learn,
            terrain_of,
            ground_of,
            nomenclature_of,
        ):
            _try(prepared, store)
        gc.freeze()


def _try(job: Callable[..., object], *given: object) -> None:
    """Do a part of the warming; a bug in one job must not keep the others from being served."""
    try:
        job(*given)
    except AlkaGraphError:
        return
    except Exception:  # noqa: BLE001 (whatever it is, whoever needs that job will meet it and be told)
        traceback.print_exc()
