"""The snapshot as a folder: checked before it counts, kept while it is read, gone when nobody needs it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graph import folders, snapshot
from graph.embedded import READERS, write_folder
from graph.errors import StoreUnusable
from graph.manifest import MANIFEST, Manifest
from graph.store import Store
from tests.strategies import ROLES, change, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Sources

NOBODY = 2**22 + 1  # above the highest process id there can be


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Return the toy facts."""
    return world(tmp_path / "facts")


@pytest.fixture
def out(tmp_path: Path, sources: Sources) -> Path:
    """Return a folder of snapshots with the toy world in force."""
    snapshot.build(sources, tmp_path / "out")
    return tmp_path / "out"


def rebuilt(sources: Sources, out: Path, strength: str = "weak") -> Manifest:
    """Build again from changed facts."""
    change(sources, ROLES, "toy-0205", strength=strength)
    return snapshot.build(sources, out)


def names(out: Path) -> set[str]:
    """Return the names of the snapshots and their folders."""
    return {
        path.name for path in out.glob("alkagraph-*") if path.suffix in {".nq", ".oxigraph"} or ".old-" in path.name
    }


def test_both_forms_hold_the_same(out: Path) -> None:
    """The folder that the manifest names gives back the bytes of the snapshot, and says what it should hold."""
    manifest = snapshot.manifest_of(out)
    store = Store.open(out / manifest.folder)

    assert store.dump() == (out / manifest.file).read_bytes()
    assert store.source == out / manifest.file
    assert store.version == manifest.version
    assert store.graph_sizes() == manifest.graphs
    assert folders.is_whole(out, manifest)
    assert manifest.files.keys() == {path.name for path in (out / manifest.folder).iterdir()} - {READERS}


def test_the_same_sources_give_the_same_snapshot_again(out: Path, sources: Sources) -> None:
    """The N-Quads are the same byte for byte; of the folder that is said of what it holds, not of its files."""
    before, again = snapshot.manifest_of(out), snapshot.build(sources, out)

    assert (again.sha256, again.file, again.folder) == (before.sha256, before.file, before.folder)
    assert names(out) == {again.file, again.folder}
    assert Store.open(out / again.folder).dump() == (out / again.file).read_bytes()


def test_a_folder_that_is_read_stays_until_its_last_reader_is_gone(out: Path, sources: Sources) -> None:
    """A build puts another in force, leaves the old one and its snapshot alone, and a later one removes them."""
    old, reader = snapshot.manifest_of(out), Store.connect(f"oxigraph:{snapshot.current_folder(out)}")
    before = len(reader)
    new = rebuilt(sources, out)

    assert names(out) == {old.file, old.folder, new.file, new.folder}
    reader.reopen()
    assert len(reader) == before
    assert reader.dump() == (out / old.file).read_bytes()
    snapshot.complete(out)
    assert old.folder in names(out)
    del reader
    snapshot.complete(out)
    assert names(out) == {new.file, new.folder}


def test_a_sound_folder_of_the_same_data_stays(out: Path, sources: Sources) -> None:
    """Building the same again writes no new folder: between two of one name there would be a moment without."""
    before = snapshot.manifest_of(out)
    stamps = {path: path.stat().st_mtime_ns for path in (out / before.folder).iterdir()}

    assert snapshot.build(sources, out) == before
    assert {path: path.stat().st_mtime_ns for path in (out / before.folder).iterdir()} == stamps


def test_a_folder_that_somebody_still_reads_can_come_into_force_again(out: Path, sources: Sources) -> None:
    """Facts changed and changed back give the folder of before, which its reader never loses."""
    table = sources.facts_dir / ROLES
    before, text = snapshot.manifest_of(out), table.read_bytes()
    reader = Store.open(out / before.folder)
    between = rebuilt(sources, out)
    table.write_bytes(text)
    again = snapshot.build(sources, out)

    assert again == before
    assert between.folder not in names(out)
    reader.reopen()
    assert reader.dump() == (out / again.file).read_bytes()
    assert names(out) == {again.file, again.folder}


def test_what_a_killed_build_had_finished_is_taken_over(out: Path, sources: Sources) -> None:
    """A folder in its place whose manifest never came into force is held against its own, and used."""
    new = rebuilt(sources, out)
    stamps = {path: path.stat().st_mtime_ns for path in (out / new.folder).iterdir()}
    (out / MANIFEST).unlink()

    assert snapshot.build(sources, out) == new
    assert {path: path.stat().st_mtime_ns for path in (out / new.folder).iterdir()} == stamps


def test_a_reader_of_a_damaged_folder_made_again_goes_on(out: Path, sources: Sources) -> None:
    """A damaged folder is made anew under its name; who read it before reads it to the end."""
    folder = snapshot.current_folder(out)
    assert folder is not None
    reader = Store.open(folder)
    told = len(reader)
    options = next(folder.glob("OPTIONS-*"))
    options.write_bytes(options.read_bytes()[::-1])
    manifest = snapshot.build(sources, out)

    assert folders.is_sound(out, manifest)
    assert len(reader) == told
    assert len([name for name in names(out) if ".old-" in name]) == 1
    del reader
    snapshot.complete(out)
    assert names(out) == {manifest.file, manifest.folder}


def test_what_killed_processes_left_is_removed(out: Path) -> None:
    """Half folders, folders half removed, and files half written go; those of living processes stay."""
    manifest = snapshot.manifest_of(out)
    left = ["alkagraph-000000000000.oxigraph", f"{manifest.folder}.new-1", "alkagraph-000000000000.oxigraph.old-1"]
    for name in left:
        (out / name).mkdir()
        (out / name / "000001.sst").touch()
    files = ["alkagraph-000000000000.nq", "alkagraph-000000000000.nq.fit-0", f"{MANIFEST}.{NOBODY}.part"]
    mine = f"{manifest.file}.fit-0.{os.getpid()}.part"
    for name in (*files, f"{manifest.file}.fit-0.{NOBODY}.part", mine, "notes.txt"):
        (out / name).touch()
    before = {path.name for path in out.iterdir()}
    snapshot.complete(out)

    gone = before - {path.name for path in out.iterdir()}
    assert gone == {*left, *files, f"{manifest.file}.fit-0.{NOBODY}.part"}
    assert folders.is_whole(out, manifest)


@pytest.mark.parametrize("damage", ["folder", "file", "cut", "unnamed"])
def test_a_folder_that_is_not_whole_is_made_again_from_the_snapshot(out: Path, sources: Sources, damage: str) -> None:
    """`ensure` builds nothing anew: the statements are those of the snapshot in force."""
    before = snapshot.manifest_of(out)
    folder, snapshot_stamp = out / before.folder, (out / before.file).stat().st_mtime_ns
    if damage == "folder":
        shutil.rmtree(folder)
    elif damage == "file":
        next(folder.glob("*.sst")).unlink()
    elif damage == "cut":
        os.truncate(folder / "CURRENT", 3)
    else:
        Manifest(before.file, before.sha256, before.sources, before.quads, before.graphs, before.facts).write(out)
    snapshot.ensure(sources, out)

    after = snapshot.manifest_of(out)
    assert folders.is_whole(out, after)
    assert (out / after.file).stat().st_mtime_ns == snapshot_stamp
    assert Store.open(out / after.folder).dump() == (out / after.file).read_bytes()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_where_nothing_may_be_written_the_snapshot_is_used_as_it_is(
    out: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A home that belongs to somebody else need not be whole; a full disk is told."""
    shutil.rmtree(snapshot.current_folder(out) or out)

    def refused(_folder: Path, _told: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(snapshot, "complete", refused)
    if number == errno.ENOSPC:
        with pytest.raises(OSError, match="space"):
            snapshot.ensure(sources, out)
    else:
        assert snapshot.ensure(sources, out) == out / snapshot.manifest_of(out).file


def test_a_folder_that_holds_something_else_is_never_put_in_force(
    out: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When what was written is not what was meant, the build fails, and what was in force stays."""
    before, whole = snapshot.manifest_of(out), write_folder

    def forgetful(path: Path, folder: Path) -> None:
        shorter = path.with_name("shorter.nq")
        shorter.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
        whole(shorter, folder)
        shorter.unlink()

    monkeypatch.setattr(folders, "write_folder", forgetful)
    with pytest.raises(StoreUnusable, match="does not give back statements"):
        rebuilt(sources, out)
    assert snapshot.manifest_of(out) == before
    assert [path.name for path in out.glob("*.new-*")] == []
    snapshot.complete(out)
    assert names(out) == {before.file, before.folder}


def test_a_build_that_waited_takes_what_the_other_made(tmp_path: Path, sources: Sources) -> None:
    """Two processes that build the same in one folder build it once, and tell that they wait."""
    script = (
        "import sys, pathlib; from graph import snapshot; from graph.load import Sources\n"
        "snapshot.build(Sources(facts=pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]),"
        " lambda step, _: print(step, flush=True))"
    )
    words = [sys.executable, "-c", script, str(sources.facts_dir), str(tmp_path / "out")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "rows read\n"
        first.send_signal(signal.SIGSTOP)  # so that it is not done before the other comes
        told: list[str] = []

        def tell(step: str, _: object) -> None:
            told.append(step)
            first.send_signal(signal.SIGCONT)

        manifest = snapshot.build(sources, tmp_path / "out", tell)
        rest = first.stdout.read()

    assert told == ["other builds to wait for"]
    assert "statements written" in rest
    assert manifest == snapshot.manifest_of(tmp_path / "out")


def test_a_first_build_that_fails_leaves_no_folder(tmp_path: Path, sources: Sources) -> None:
    """Not even its lock stays."""
    change(sources, ROLES, "toy-0205", object="cypz")

    with pytest.raises(ValueError, match="cypz"):
        snapshot.build(sources, tmp_path / "out")
    assert not (tmp_path / "out").exists()
