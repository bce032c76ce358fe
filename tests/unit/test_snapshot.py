"""The snapshot: same sources, same bytes; a failed build changes nothing; a stale one is made again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from graph import manifest
from graph.errors import DataInvalid, SnapshotMissing
from graph.manifest import MANIFEST, current, home, manifest_of
from graph.names import GRAPHS, OWL
from graph.remote import VERSION
from graph.snapshot import LOCK, build, ensure, is_stale, put_in_force
from graph.store import Store
from tests.strategies import ROLES, change, world


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_build_is_one_file_named_by_its_content(tmp_path: Path) -> None:
    """The manifest names the file, the digest of its bytes, and how much each graph holds."""
    manifest = build(world(tmp_path / "facts"), tmp_path / "out")
    path = current(tmp_path / "out")
    text = path.read_bytes()

    assert path.name == manifest.file == f"alkagraph-{manifest.version}.nq"
    assert hashlib.sha256(text).hexdigest() == manifest.sha256
    assert manifest.quads == sum(manifest.graphs.values()) == text.count(b"\n")
    assert set(manifest.graphs) <= set(GRAPHS)
    assert Store.open(path).dump() == text
    assert manifest_of(tmp_path / "out") == manifest


def test_the_graph_says_which_version_it_is(tmp_path: Path) -> None:
    """A server that holds the graph can tell its version, which is that of all that the graph says but this."""
    manifest = build(world(tmp_path / "facts"), tmp_path / "out")
    lines = current(tmp_path / "out").read_bytes().splitlines(keepends=True)
    said = f'<{OWL}versionInfo> "{manifest.version}"'.encode()

    rest = b"".join(line for line in lines if said not in line)

    assert Store.open(current(tmp_path / "out")).select(VERSION) == [{"version": manifest.version}]
    assert rest.count(b"\n") == len(lines) - 1
    assert hashlib.sha256(rest).hexdigest()[:12] == manifest.version


def test_a_snapshot_written_again_is_the_same(tmp_path: Path) -> None:
    """What a snapshot says of its own version does not count: read and written again it has the same bytes."""
    before = build(world(tmp_path / "facts"), tmp_path / "out")
    store = Store.open(current(tmp_path / "out"))

    for _ in range(2):
        assert put_in_force(store, tmp_path / "out", before.sources, before.facts) == before


def test_nothing_is_left_aside(tmp_path: Path) -> None:
    """After a build the folder holds the manifest, one snapshot in both forms, its fit and its counts."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path / "out")
    change(sources, ROLES, "toy-0205", strength="weak")
    manifest = build(sources, tmp_path / "out")

    held = {path.name for path in (tmp_path / "out").iterdir()}
    kept = {name for name in held if name.startswith(f"{manifest.file}.")}

    assert held - kept == {manifest.file, manifest.folder, MANIFEST, LOCK}
    assert {name.rpartition("-")[0].removeprefix(f"{manifest.file}.") for name in kept} >= {"fit", "count-prefixes"}


def test_a_failed_build_changes_nothing(tmp_path: Path) -> None:
    """With a fault in the data the previous snapshot and its manifest stay as they were, byte for byte."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path / "out")
    before = files(tmp_path / "out")
    change(sources, ROLES, "toy-0205", object="cypz")

    with pytest.raises(DataInvalid, match="previous snapshot stays"):
        build(sources, tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails, the previous snapshot stays in force and nothing half written is left."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path / "out")
    before = files(tmp_path / "out")
    change(sources, ROLES, "toy-0205", strength="weak")

    def full(_file: int) -> None:
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        build(sources, tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_stale_means_older_than_any_source(tmp_path: Path) -> None:
    """A snapshot is stale when it is missing or a source has changed, and `ensure` builds only then."""
    sources, out = world(tmp_path / "facts"), tmp_path / "out"
    assert is_stale(sources, out)
    path = ensure(sources, out)
    assert not is_stale(sources, out)
    stamp = path.stat().st_mtime_ns
    assert ensure(sources, out).stat().st_mtime_ns == stamp
    change(sources, ROLES, "toy-0205", strength="weak")

    assert is_stale(sources, out)
    assert ensure(sources, out) != path


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"file": "x"}', "\x00"])
def test_a_damaged_manifest_is_a_missing_snapshot(tmp_path: Path, text: str) -> None:
    """A manifest that cannot be read is stale and says which command makes a new one."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path)
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    assert is_stale(sources, tmp_path)
    with pytest.raises(SnapshotMissing, match="alkagraph build"):
        current(tmp_path)


def test_a_manifest_without_its_file_is_a_missing_snapshot(tmp_path: Path) -> None:
    """A manifest that points nowhere is not believed."""
    build(world(tmp_path / "facts"), tmp_path)
    current(tmp_path).unlink()

    with pytest.raises(SnapshotMissing):
        manifest_of(tmp_path)


def test_a_build_tells_its_steps(tmp_path: Path) -> None:
    """Whoever asks hears of rows, rules and statements, in order."""
    told: list[tuple[str, int]] = []
    build(world(tmp_path / "facts"), tmp_path / "out", lambda step, count: told.append((step, count)))
    steps = [step for step, _ in told]

    assert steps[0] == "rows read"
    assert steps.index("statements written") < steps.index("observations fitted") < len(steps) - 1
    assert steps[-1] == "files of the store on disk"
    assert "rule edges" in steps
    assert dict(told)["faults"] == 0


def test_home_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$ALKAGRAPH_HOME comes first; a checkout keeps its snapshots in `build/`."""
    monkeypatch.setenv("ALKAGRAPH_HOME", str(tmp_path))
    assert home() == tmp_path
    monkeypatch.delenv("ALKAGRAPH_HOME")
    assert home().name == "build"
    monkeypatch.setattr(manifest, "ontology_dir", lambda: tmp_path / "ontology")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert home() == tmp_path / "cache" / "alkagraph"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert home() == Path.home() / ".cache" / "alkagraph"


def test_the_manifest_is_plain_json(tmp_path: Path) -> None:
    """Other programs can read which file is in force."""
    build(world(tmp_path / "facts"), tmp_path)
    told = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))

    assert set(told) >= {"file", "sha256", "sources", "quads", "graphs"}
