"""Verifying: every kind of damage is found, with its file and what mends it; what is sound has no fault."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from graph import snapshot
from graph.errors import SnapshotMissing
from graph.manifest import MANIFEST
from graph.store import Store
from graph.verification import verify
from tests.strategies import ROLES, change, world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.conftest import Run


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of snapshots that nobody changes."""
    folder = tmp_path_factory.mktemp("sound")
    snapshot.build(world(folder / "facts"), folder / "out")
    return folder / "out"


@pytest.fixture
def out(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of it to damage."""
    return shutil.copytree(sound, tmp_path / "out")


def nquads(out: Path) -> Path:
    """Return the snapshot's file."""
    return next(out.glob("*.nq"))


def tables(out: Path) -> list[Path]:
    """Return the files of the folder that hold statements, largest first."""
    return sorted(out.glob("*.oxigraph/*.sst"), key=lambda path: -path.stat().st_size)


def flip(path: Path) -> Path:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


def cut(path: Path, length: int) -> Path:
    """Leave only the beginning of a file."""
    os.truncate(path, length)
    return path


def gone(path: Path) -> Path:
    """Remove a file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return path


def added(path: Path) -> Path:
    """Make a file that nobody made."""
    path.write_text("by hand", encoding="utf-8")
    return path


def edited(path: Path, **values: object) -> Path:
    """Change what a manifest says."""
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")
    return path


DAMAGES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a byte of the snapshot": (lambda out: flip(nquads(out)), "its content changed"),
    "the snapshot cut": (lambda out: cut(nquads(out), 1_000), "it has 1,000 bytes"),
    "no snapshot": (lambda out: gone(nquads(out)), "the snapshot is missing"),
    "the manifest cut": (lambda out: cut(out / MANIFEST, 100), "the manifest is damaged"),
    "the manifest empty": (lambda out: cut(out / MANIFEST, 0), "the manifest is damaged"),
    "no manifest": (lambda out: gone(out / MANIFEST), "there is no snapshot"),
    "a manifest of nothing": (lambda out: edited(out / MANIFEST, graphs={}), "do not add up"),
    "a manifest of another": (lambda out: edited(out / MANIFEST, file="a.nq"), "no snapshot of ours"),
    "a manifest that leads away": (lambda out: edited(out / MANIFEST, file="../a.nq"), "the manifest is damaged"),
    "a manifest without a folder": (lambda out: edited(out / MANIFEST, folder=""), "names no store on disk"),
    "a byte of a table": (lambda out: flip(tables(out)[0]), "its content changed"),
    "a byte of a small table": (lambda out: flip(tables(out)[-1]), "its content changed"),
    "a table cut": (lambda out: cut(tables(out)[0], 500), "it has 500 bytes"),
    "no table": (lambda out: gone(tables(out)[1]), "a file of the store is missing"),
    "no CURRENT": (lambda out: gone(tables(out)[0].with_name("CURRENT")), "a file of the store is missing"),
    "the copy of the manifest": (lambda out: edited(tables(out)[0].with_name(MANIFEST), quads=1), "it has "),
    "a strange file": (lambda out: added(tables(out)[0].with_name("000999.sst")), "no part of the store"),
    "no folder": (lambda out: gone(tables(out)[0].parent), "the store on disk is missing"),
}


def test_what_is_sound_has_no_fault(sound: Path) -> None:
    """Whatever is named: the folder of snapshots, a snapshot, or the store on disk; looked at closely or not."""
    before = {path: path.stat().st_mtime_ns for path in sound.rglob("*")}
    folder = tables(sound)[0].parent

    for deep in (False, True):
        assert verify(directory=sound, deep=deep) == []
        assert verify(f"oxigraph:{folder}", deep=deep) == []
        assert verify(str(nquads(sound)), deep=deep) == []
    assert {path: path.stat().st_mtime_ns for path in sound.rglob("*")} == before


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_told_with_its_file_and_a_remedy(out: Path, name: str) -> None:
    """The fault names the very file, what is wrong with it, and the command that mends it."""
    damage, words = DAMAGES[name]
    place = damage(out)
    faults = verify(directory=out)

    assert [fault for fault in faults if fault.file == str(place) and words in fault.problem]
    assert all("alkagraph build" in fault.remedy for fault in faults)


@pytest.mark.parametrize("name", ["a byte of a table", "a table cut", "no table", "a strange file"])
def test_a_folder_taken_elsewhere_is_held_against_its_own_manifest(out: Path, tmp_path: Path, name: str) -> None:
    """It needs nothing beside it, and its damage is found as well."""
    place = DAMAGES[name][0](out)
    taken = shutil.copytree(place.parent, tmp_path / "taken")

    assert [fault.file for fault in verify(f"oxigraph:{taken}")] == [str(taken / place.name)]


def test_statements_that_were_exchanged_are_found_by_reading_all(out: Path) -> None:
    """A folder whose files and counts fit its own manifest, but not its snapshot, is found by `deep` alone."""
    snapshot_file, folder = nquads(out), tables(out)[0].parent
    lines = snapshot_file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if "/id/" in line)
    lines[number] = lines[number].replace("/id/", "/id/x", 1)
    shutil.rmtree(folder)
    made = ox.Store(str(folder))
    made.bulk_load("".join(lines), format=ox.RdfFormat.N_QUADS)
    made.flush()
    del made
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    files = {path.name: marks_of(path) for path in folder.iterdir() if path.name not in {"LOG", "LOCK"}}
    (out / MANIFEST).write_text(json.dumps({**manifest, "files": files}), encoding="utf-8")

    assert verify(directory=out) == []
    assert ["same statements" in fault.problem for fault in verify(directory=out, deep=True)] == [True]


def marks_of(path: Path) -> dict[str, object]:
    """Return what a manifest says of a file."""
    return {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_a_graph_that_holds_more_or_less_is_named(out: Path) -> None:
    """Counts of a snapshot are held against the manifest too, in both directions."""
    counts = snapshot.manifest_of(out).graphs
    edited(out / MANIFEST, graphs={**counts, "derived": counts["derived"] - 1, "asserted": counts["asserted"] + 1})
    told = [fault.problem for fault in verify(directory=out) if fault.file == str(nquads(out))]

    assert told == [
        f"the graph asserted holds {counts['asserted']:,} statements, and should hold {counts['asserted'] + 1:,}.",
        f"the graph derived holds {counts['derived']:,} statements, and should hold {counts['derived'] - 1:,}.",
    ]


def test_an_endpoint_is_held_against_the_snapshot_here(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each graph of ours that holds more or less is named; what else the endpoint holds is its own business."""
    there = Store()
    there.construct_into("derived", "CONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE {}")
    whole = Store.open(nquads(out))
    address = "sparql+http://127.0.0.1:9/sparql"
    monkeypatch.setattr(Store, "connect", classmethod(lambda _cls, _address: whole))

    assert verify(address, out) == []
    monkeypatch.setattr(Store, "connect", classmethod(lambda _cls, _address: there))
    faults = verify(address, out)
    counts = snapshot.manifest_of(out).graphs
    assert [fault.file for fault in faults] == [address] * len(counts)
    assert f"the graph derived holds 1 statements, and should hold {counts['derived']:,}." in faults[2].problem
    assert {fault.remedy for fault in faults} == {"Load the snapshot into it anew."}
    with pytest.raises(SnapshotMissing):
        verify(address, out / "none")


def test_what_nobody_described_cannot_be_verified(tmp_path: Path) -> None:
    """A file or folder without a manifest says so, and an endpoint needs a snapshot to be held against."""
    (tmp_path / "some.nq").touch()

    for place in (tmp_path, tmp_path / "some.nq", tmp_path / "none"):
        assert ["no manifest" in fault.problem for fault in verify(str(place))] == [True]


def test_an_old_generation_that_is_read_does_not_disturb(tmp_path: Path) -> None:
    """Verifying looks at what is in force; a build in between is no fault."""
    sources = world(tmp_path / "facts")
    snapshot.build(sources, tmp_path / "out")
    reader = Store.open(snapshot.current_folder(tmp_path / "out") or tmp_path)
    change(sources, ROLES, "toy-0205", strength="weak")
    snapshot.build(sources, tmp_path / "out")

    assert verify(directory=tmp_path / "out", deep=True) == []
    assert len(reader) > 0


def test_the_command_tells_faults_and_ends_with_one(home: Path, run: Run) -> None:
    """Sound is status 0; each fault is a line with file and remedy, and status 1."""
    assert run("verify")[0] == 0
    assert run("verify", "--home", str(home), "--deep")[0] == 0
    assert run("verify", "--store", f"oxigraph:{tables(home)[0].parent}")[:2] == (
        0,
        f"no fault in oxigraph:{tables(home)[0].parent}\n",
    )
    flip(nquads(home))
    code, told, complaint = run("verify")

    assert code == 1
    assert str(nquads(home)) in told.replace("\n", "")
    assert "alkagraph build --force" in told.replace("\n", " ")
    assert complaint == "1 fault found\n"
    assert run("verify", "--store", "memory", "--home", str(home))[0] == 2
    assert run("verify", "--home", str(home / "none"))[0] == 1
