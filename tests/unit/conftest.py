"""What the tests of the command share: how a test types one, and homes with and without a snapshot."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from graph import cli, snapshot
from tests.pools import write_invented
from tests.strategies import world

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of a few hundred triples that say nothing."""
    return write_invented(tmp_path_factory.mktemp("invented") / "invented.nq")


class Run(Protocol):
    """How a test types a command."""

    def __call__(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        """Return exit status, output and complaints."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command as a function."""

    def call(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["alkagraph", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as caught:
            cli.main()
        told = capsys.readouterr()
        return int(caught.value.code or 0), told.out, told.err

    return call


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home without a snapshot."""
    monkeypatch.setenv("ALKAGRAPH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def home(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with the toy world in force, which commands take as it is."""
    snapshot.build(world(tmp_path / "facts"), empty)
    monkeypatch.setattr(snapshot, "is_stale", lambda *_: False)
    return empty
