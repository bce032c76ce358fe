"""Writing the whole graph: each format is read again by another program, N-Quads keeps the graphs."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from graph.errors import RequestInvalid
from graph.export import Format, export
from graph.store import Store
from tests.strategies import toy_store


@pytest.mark.parametrize("name", ["x.nq", "x.nt", "x.ttl", "x.jsonld"])
def test_a_file_name_names_its_format(name: str) -> None:
    """The ending decides."""
    assert Format.of(Path(name)).value == Path(name).suffix


@pytest.mark.parametrize("name", ["x", "x.rdf", "x.NQ", ".nq", "nq"])
def test_another_ending_is_refused_with_the_list(name: str) -> None:
    """The message names the endings there are."""
    with pytest.raises(RequestInvalid, match=r"\.nq, \.nt, \.ttl, \.jsonld"):
        Format.of(Path(name))


def test_nquads_opened_again_is_the_same_graph(tmp_path: Path) -> None:
    """Export and open is the identity, byte for byte."""
    path = tmp_path / "all.nq"
    size = export(toy_store(), path, Format.nquads)

    assert path.stat().st_size == size
    assert Store.open(path).dump() == toy_store().dump()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["all.nq"]


@pytest.mark.parametrize(("form", "reader"), [(Format.ntriples, "nt"), (Format.turtle, "turtle")])
def test_other_formats_hold_every_statement(tmp_path: Path, form: Format, reader: str) -> None:
    """An independent reader finds as many distinct statements as the store holds."""
    path = tmp_path / f"all{form}"
    export(toy_store(), path, form)
    counted = toy_store().select("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")

    assert len(rdflib.Graph().parse(path, format=reader)) == int(counted[0]["n"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated", "ignore:Dataset.default_context is deprecated")
def test_jsonld_keeps_every_statement_in_its_graph(tmp_path: Path) -> None:
    """An independent reader finds the quads that N-Quads hold, each in its named graph."""
    found = []
    for form, reader in ((Format.jsonld, "json-ld"), (Format.nquads, "nquads")):
        path = tmp_path / f"all{form}"
        export(toy_store(), path, form)
        found.append(set(rdflib.Dataset().parse(path, format=reader).quads()))

    assert len(found[0]) == len(toy_store())
    assert found[0] == found[1]


def test_a_failed_export_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is replaced in one step or not at all, and no half written file stays beside it."""
    path = tmp_path / "all.nq"
    path.write_text("old", encoding="utf-8")

    def broken(_self: Path, _target: Path) -> Path:
        message = "not allowed"
        raise OSError(message)

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="not allowed"):
        export(toy_store(), path, Format.nquads)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
