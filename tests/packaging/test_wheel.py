"""An installed copy works as the checkout does: the wheel carries code, ontology and pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

import graph

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

#: So many characters of what a program said stand in a failure.
SHOWN = 2_000
#: What an installed copy needs beside its modules, each by the start of its path.
CARRIED = (
    "graph/py.typed",
    "ontology/facts/",
    "ontology/rules/",
    "ontology/queries/",
    "web/templates/",
    "web/static/",
)


def _run(command: list[str], where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, without this checkout on its path; fail with what it said."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "ALKAGRAPH_HOME"}}
    done = subprocess.run(
        command, cwd=where, env=clean | environment, capture_output=True, text=True, timeout=1500, check=False
    )
    said = (done.stdout + done.stderr)[-SHOWN:]
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {said}"
    return done


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from this checkout."""
    place = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], root)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment that holds the wheel and borrows its dependencies from here."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    _run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], place)
    # A path file is followed one step only, so an editable install of this checkout stays out of sight.
    libraries = _run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place).stdout
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (place / libraries.strip() / "borrowed.pth").write_text("\n".join(sorted(borrowed)), encoding="utf-8")
    return python.parent


def test_the_wheel_carries_code_data_pages_and_licences(wheel: Path) -> None:
    """A wheel holds the package, the ontology, the pages and both licences, and no test."""
    names = zipfile.ZipFile(wheel).namelist()

    assert [part for part in CARRIED if not any(name.startswith(part) for name in names)] == []
    assert "server.py" in names
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "LICENSE-DATA"}
    assert [name for name in names if name.startswith(("tests/", "build/", ".")) or name.endswith(".pyc")] == []


def test_the_wheel_carries_every_file_of_the_ontology(wheel: Path, root: Path) -> None:
    """No fact, rule, shape or question is left behind, and no proposal that waits for review is carried."""
    names = set(zipfile.ZipFile(wheel).namelist())
    ontology = root / "ontology"
    waiting = ontology / "unreviewed"
    known = [
        path for path in ontology.rglob("*") if path.is_file() and path.name[0] != "." and waiting not in path.parents
    ]

    assert [path.name for path in known if path.relative_to(root).as_posix() not in names] == []
    assert [name for name in names if name.startswith("ontology/unreviewed")] == []


def test_an_installed_copy_tells_its_version(installed: Path, tmp_path: Path) -> None:
    """`alkagraph --version` runs in a folder that knows nothing of the checkout."""
    said = _run([str(installed / "alkagraph"), "--version"], tmp_path).stdout

    assert graph.__version__ in said


def test_an_installed_copy_answers(installed: Path, tmp_path: Path) -> None:
    """An installed copy builds its graph in the user's own folder and checks a pair there."""
    home = tmp_path / "home"
    command = str(installed / "alkagraph")
    _run([command, "build"], tmp_path, ALKAGRAPH_HOME=str(home))
    said = _run([command, "check", "kratom", "quetiapine", "--format", "json"], tmp_path, ALKAGRAPH_HOME=str(home))
    answer = json.loads(said.stdout)

    assert any(home.iterdir())
    assert answer["unresolved"] == []
    assert len(answer["pairs"]) == 2, "a pair is listed in both directions"


def test_the_locks_hold_every_dependency(root: Path) -> None:
    """Each dependency is locked with hashes, and no lock names an index, so that any mirror serves."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "requirements.lock": [*project["dependencies"], *extras["build"]],
        "requirements-dev.lock": [*project["dependencies"], *extras["build"], *extras["dev"]],
    }
    for lock, requirements in wanted.items():
        text = (root / lock).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
        named = {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in requirements}

        assert named - locked == set(), f"{lock} is stale: run make lock"
        assert len(re.findall(r"--hash=sha256:", text)) >= len(locked)
        assert "://" not in text


def test_the_version_is_said_once(root: Path) -> None:
    """Package and metadata agree on the version, and the changelog has a place for what comes next."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == graph.__version__
    assert "## [Unreleased]" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
