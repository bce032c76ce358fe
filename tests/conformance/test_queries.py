"""Every query of the official suites, at our endpoint and with the engine alone."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from graph.errors import QueryFailed, QueryRefused
from graph.guard import examine
from tests.conformance.gaps import LIST, known, table
from tests.conformance.running import FAILED, REFUSED
from tests.laws.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conformance.conftest import Outcomes
    from tests.conformance.manifests import Case

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "conformance.md"


def _failed(outcomes: Outcomes) -> dict[str, str]:
    return {iri: outcome.why for iri, outcome in outcomes.items() if outcome.word == FAILED}


def test_we_fail_nowhere_that_the_engine_does_not(ours: Outcomes, alone: Outcomes) -> None:
    """Whatever goes wrong at the endpoint goes wrong with the bare engine as well."""
    added = {iri: why for iri, why in _failed(ours).items() if iri not in _failed(alone)}

    assert added == {}


def test_the_syntax_is_complete(every: list[Case], ours: Outcomes) -> None:
    """In the syntax suites of 1.0 and 1.1 what is valid is answered or refused by name, the rest is a bad request."""
    official = [case for case in every if case.valid is not None and case.suite != "SPARQL 1.2"]

    assert len(official) > 300
    assert [(case.iri, ours[case.iri].why) for case in official if ours[case.iri].word == FAILED] == []


def test_what_policy_refuses_is_told(every: list[Case], ours: Outcomes) -> None:
    """Only queries that call another server or a foreign function are refused, and the page lists them all."""
    text = PAGE.read_text(encoding="utf-8")
    refused = {case.iri: ours[case.iri].why for case in every if ours[case.iri].word == REFUSED}

    assert [why for why in refused.values() if "SERVICE" not in why and "called as a function" not in why] == []
    assert [iri for iri in refused if f"`{_short(iri)}`" not in text] == []


def test_the_known_gaps_are_the_failures(every: list[Case], ours: Outcomes) -> None:
    """The list of gaps names every failure and nothing else: it can only shrink."""
    listed = {gap.test: gap.suite for gap in known()}
    failures = _failed(ours)

    assert {iri: why for iri, why in failures.items() if iri not in listed} == {}, "these are new: mend them"
    assert listed.keys() - failures.keys() == set(), f"these pass now: take them out of {LIST.name}"
    assert listed == {case.iri: case.suite for case in every if case.iri in listed}


def test_each_gap_is_explained() -> None:
    """A gap says why it is there, whose it is, whether a user can meet it and what to do then; the page lists it."""
    text = PAGE.read_text(encoding="utf-8")
    engine = f"Oxigraph {metadata.version('pyoxigraph')}"

    assert engine in text, "another version of the engine: look at each gap again"
    assert [gap.test for gap in known() if not gap.upstream.startswith(engine)] == []
    assert [gap.test for gap in known() if not all(gap) or not gap.can_be_met.startswith(("yes", "no"))] == []
    assert [gap.test for gap in known() if f"`{_short(gap.test)}`" not in text] == []


def test_the_page_tells_what_was_counted(every: list[Case], ours: Outcomes, alone: Outcomes) -> None:
    """The table in the documentation is the one just counted."""
    counted = table(every, ours, alone)

    assert counted in PAGE.read_text(encoding="utf-8"), f"put this into {PAGE.name}:\n{counted}"


def test_guard_and_engine_agree(every: list[Case], alone: Outcomes) -> None:
    """What a suite calls valid the guard takes or refuses by name, and it takes what the engine can answer."""
    wrong = []
    for case in every:
        try:
            examine(case.text, base=case.base)
        except QueryRefused:
            continue
        except QueryFailed as failure:
            if case.valid or (case.valid is None and alone[case.iri].word != FAILED):
                wrong.append((case.iri, str(failure)))

    assert wrong == []


def test_no_update_passes_for_a_query(home: Path) -> None:
    """Every update of the suites, valid or not, is refused before an engine sees it, and nearly all by name."""
    refused, unread = 0, []
    for path in sorted(home.rglob("*.ru")):
        try:
            examine(path.read_bytes())
        except QueryRefused as refusal:
            refused += "belongs to an update" in str(refusal)
        except QueryFailed:
            unread.append(path.name)
        else:
            pytest.fail(f"{path} passed")

    assert refused > 10 * len(unread)


def _short(iri: str) -> str:
    """Return a test's folder and name, as the page shows them."""
    place, _, name = iri.rpartition("#")
    return f"{'sparql12/' if 'sparql12' in place else ''}{place.split('/')[-2]}#{name}"
