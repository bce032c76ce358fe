"""Judge what was loaded: references, SHACL shapes, and checks; every fault tied to its file, line and column."""

from __future__ import annotations

import difflib
import itertools
import re
from typing import TYPE_CHECKING, Final

import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import SH

from graph.errors import OntologyBroken, QueryFailed
from graph.files import text_of
from graph.infer import header
from graph.names import AGO, ALKA, Fault, local, natural_key
from graph.tables import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.load import Loaded
    from graph.store import Store
    from graph.tables import Row

#: Faults shown of one file; the rest is counted, so that a wrong column does not fill the screen.
MAX_FAULTS: Final = 200


def validate(loaded: Loaded, store: Store) -> tuple[Fault, ...]:
    """Return every fault of the loaded facts, sorted by file and line; an empty tuple means well formed.

    `store` holds the vocabulary and the rows of the same load. Raises OntologyBroken when a shape
    or check file itself cannot be used.
    """
    faults = list(loaded.faults)
    if all(fault.line > 1 for fault in faults):  # what points into a table that could not be read is no fault
        faults += [*_dangling(loaded, store), *_mislabelled(loaded)]
        blamed = {(fault.file, fault.line, fault.column) for fault in faults}
        later = [*_shapes(loaded), *_checks(loaded, store)]
        faults += [
            fault
            for fault in later
            if (fault.file, fault.line, fault.column) not in blamed and ALKA + fault.value not in loaded.broken
        ]
    return _bounded(sorted(set(faults), key=lambda fault: (fault.file, fault.line, natural_key(fault.column))))


def _bounded(faults: list[Fault]) -> tuple[Fault, ...]:
    """Keep the first faults of each file and count the rest."""
    kept: list[Fault] = []
    for file, group in itertools.groupby(faults, key=lambda fault: fault.file):
        found = list(group)
        kept += found[:MAX_FAULTS]
        if len(found) > MAX_FAULTS:
            problem = f"There are {len(found) - MAX_FAULTS} more faults in this file."
            kept.append(Fault(file, found[-1].line, "", "", problem, "Mend the first ones and validate again."))
    return tuple(kept)


def _dangling(loaded: Loaded, store: Store) -> Iterator[Fault]:
    """Yield a fault for each cell that names something which is not in the graph."""
    declared = {row["s"] for row in store.select("SELECT DISTINCT ?s WHERE { ?s a ?class }")} | loaded.broken
    wanted = {AGO: sorted(local(term) for term in declared if term.startswith(AGO))}
    wanted[ALKA] = sorted(local(term) for term in declared if term.startswith(ALKA))
    for row in loaded.rows:
        for column in row.table.columns:
            if not column.value_template or column.virtual:
                continue
            base, _, rest = column.value_template.partition("{")
            if base not in wanted or rest != column.name + "}":
                continue
            for part in parts(column, row.cells[column.name]):
                if base + part not in declared:
                    yield _unknown(row, column.name, part, wanted[base], coded=base == AGO)


def _mislabelled(loaded: Loaded) -> Iterator[Fault]:
    """Yield a fault for each label beside an id that is not the label of that thing: the id or the label is wrong."""
    for row in loaded.rows:
        for column in row.table.columns:
            written = row.cells.get(f"{column.name}_label", "")
            named = loaded.row_of.get(ALKA + row.cells.get(column.name, "")) if written else None
            label = named.cells.get("label", written) if named else written
            if written != label:
                meant = f"The id {row.cells[column.name]} is “{label}”"
                remedy = f"{meant}: correct the id if that is not meant, else the label."
                problem = "The label is not that of the thing named beside it."
                yield Fault(row.table.name, row.line, f"{column.name}_label", written, problem, remedy)


def _unknown(row: Row, column: str, value: str, known: list[str], *, coded: bool) -> Fault:
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.75)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    kind = "a word of the vocabulary" if coded else "the id of anything in the graph"
    remedy = "Use a word of ontology/schema." if coded else "Correct the id, or add a row for it to its table first."
    return Fault(row.table.name, row.line, column, value, f"This is not {kind}.", hint + remedy)


def _shapes(loaded: Loaded) -> Iterator[Fault]:
    """Yield the results of SHACL validation (W3C SHACL, section 3.6.2), one fault a result."""
    data, shapes = rdflib.Graph(), rdflib.Graph()
    told = (triple for graph in ("asserted", "provenance", "claims") for triple in loaded.triples(graph))
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in told)
    data.parse(data=text, format="nt")
    for path in loaded.sources.files("schema", "*.ttl"):
        _parse(data, path)
    for path in loaded.sources.files("shapes", "*.ttl"):
        _parse(shapes, path)
    report = _report(data, shapes)
    if report is None:
        return
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        path_iri = str(report.value(result, SH.resultPath) or "")
        value = str(report.value(result, SH.value) or "")
        if value in loaded.broken:
            continue
        yield _located(loaded, focus, path_iri, value, str(report.value(result, SH.resultMessage)), "")


def _report(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph | None:
    """Return the validation report, or None when the data conform; raise OntologyBroken when a shape is broken."""
    broken = "ontology/shapes"
    try:
        conforms, report, message = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")
    except (ReportableRuntimeError, LookupError, ValueError, TypeError, re.error) as error:
        raise OntologyBroken(broken, f"the shapes cannot be used ({error}).", "Mend the shape.") from error
    if conforms:
        return None
    if not isinstance(report, rdflib.Graph):
        raise OntologyBroken(broken, f"the shapes cannot be used ({message}).", "Mend the shape.")
    return report


def _checks(loaded: Loaded, store: Store) -> Iterator[Fault]:
    """Yield a fault for each row that a `*-violation.rq` check finds."""
    for path in loaded.sources.files("checks", "*-violation.rq"):
        text = text_of(path)
        head = header(text)
        try:
            found = store.select(text)
        except QueryFailed as error:
            raise OntologyBroken(path, f"this check cannot be run ({error}).", "Mend the query.") from error
        if any("focus" not in row for row in found):
            raise OntologyBroken(path, "this check finds rows without ?focus.", "Name the thing at fault ?focus.")
        for row in found:
            says = head.get("says", "")
            problem = says[:1].upper() + says[1:]
            yield _located(
                loaded,
                row["focus"],
                row.get("property", ""),
                row.get("value", ""),
                problem,
                head.get("remedy", ""),
            )


def _located(loaded: Loaded, focus: str, property_iri: str, value: str, problem: str, remedy: str) -> Fault:
    row = loaded.row_of.get(focus)
    if row is None:
        return Fault("ontology", 0, local(property_iri), local(focus), problem, remedy)
    return Fault(row.table.name, row.line, row.table.column_of(property_iri), local(value), problem, remedy)


def _parse(graph: rdflib.Graph, path: Iterable[str] | object) -> None:
    try:
        graph.parse(str(path), format="turtle")
    except (SyntaxError, ValueError, LookupError) as error:
        raise OntologyBroken(str(path), f"this is not valid Turtle ({error}).", "Mend the place named.") from error
