"""Run a test against an endpoint and say how it went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import AlkaGraphError
from graph.guard import examine
from tests.conformance.comparing import differences, expected, media_type_of, out_of_order, read
from tests.conformance.manifests import file_of
from tests.conformance.world import TINY, named_in

if TYPE_CHECKING:
    from tests.conformance.manifests import Case
    from tests.conformance.world import Endpoint

PASSED: Final = "passed"
BY_VALUE: Final = "passed by value"
REFUSED: Final = "refused by policy"
FAILED: Final = "failed"

_TABLE: Final = "application/sparql-results+json"


@dataclass(frozen=True)
class Outcome:
    """How a test went: one of the four words above, and what was wrong."""

    word: str
    why: str = ""


def run(case: Case, endpoint: Endpoint) -> Outcome:
    """Run one test."""
    return _syntax(case, endpoint) if case.valid is not None else _evaluation(case, endpoint)


def _syntax(case: Case, endpoint: Endpoint) -> Outcome:
    """Want a valid query answered, or recognised and refused by policy, and an invalid one told to be a bad request."""
    said = endpoint.ask(case.text, ((TINY,), ()), "*/*")
    told = f"{said.status} {said.body[:200]!r}"
    if case.valid:
        return Outcome({200: PASSED, 403: REFUSED}.get(said.status, FAILED), told)
    return Outcome(PASSED if said.status == 400 else FAILED, told)


def _evaluation(case: Case, endpoint: Endpoint) -> Outcome:
    if not case.result:
        return Outcome(FAILED, "the manifest names no result")
    accept = media_type_of(file_of(case.home, case.result)) or f"{_TABLE}, application/n-triples"
    said = endpoint.ask(b"BASE <" + case.base.encode() + b">\n" + case.text, _graphs(case), accept)
    if said.status == 403:
        return Outcome(REFUSED, said.body[:200].decode())
    if said.status != 200:
        return Outcome(FAILED, f"{said.status} {said.body[:200]!r}")
    wanted = expected(file_of(case.home, case.result), case.result)
    found = read(said.body, said.media_type)
    why = differences(wanted, found, lax=case.lax, by_value=False)
    if why and differences(wanted, found, lax=case.lax, by_value=True):
        return Outcome(FAILED, why)
    disorder = out_of_order(case.text.decode(), wanted, found)
    if disorder:
        return Outcome(FAILED, disorder)
    return Outcome(BY_VALUE if why else PASSED, why)


def _graphs(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the graphs to ask over: none when the query names its own, else those of the manifest.

    Where there are none the default graph must be empty, which it is when only a named graph is given (Query, 13.2).
    """
    try:
        described = examine(case.text, base=case.base).dataset is not None
    except AlkaGraphError:
        described = bool(re.search(rb"\bFROM\b", case.text))
    if described:
        return (), ()
    named = case.named + tuple(graph for iri in case.data for graph in named_in(case.home, iri))
    return (case.data, named) if case.data or named else ((), (TINY,))
