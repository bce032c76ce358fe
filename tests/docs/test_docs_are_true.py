"""The documents cannot drift: what exists is mentioned, and what they show runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from http.client import NOT_FOUND, OK
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import pytest
import typer.main
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from graph.cli import whole
from server import ROUTERS, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ontology/README.md") if (ROOT / name).exists()),
    *sorted((ROOT / "docs").glob("*.md")),
]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

COMMANDS: dict[str, Any] = getattr(typer.main.get_command(whole()), "commands", {})
QUERIES = sorted((ROOT / "ontology" / "queries").glob("*.rq"))
SETTINGS = sorted(
    {
        setting
        for folder in ("graph", "web", ".")
        for path in (ROOT / folder).glob("*.py" if folder == "." else "**/*.py")
        for setting in re.findall(r"\bALKAGRAPH_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
)

FENCE = re.compile(r"^```console(?: exit=(?P<exit>\d+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FORM = "application/x-www-form-urlencoded"
#: So many characters of what a program said stand in a failure.
SHOWN = 2_000
#: These run until they are stopped, or set up a machine.
ENDLESS = ("alkagraph serve", "make ")


@dataclass(frozen=True, slots=True)
class Snippet:
    """One command line a document shows, with the exit status it claims and the lines it says come out."""

    document: str
    command: str
    status: int
    shown: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.document}: {self.command}"


def _snippets() -> list[Snippet]:
    found = []
    for path in DOCUMENTS:
        for fence in FENCE.finditer(path.read_text(encoding="utf-8")):
            body = fence["body"].replace("\\\n", " ")
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, *shown = part.rstrip("\n").split("\n")
                found.append(Snippet(path.name, command.strip(), int(fence["exit"] or 0), tuple(shown)))
    return found


SNIPPETS = [snippet for snippet in _snippets() if not snippet.command.startswith(ENDLESS)]
TYPED = [snippet for snippet in SNIPPETS if "alkagraph " in snippet.command]
ASKED = [snippet for snippet in SNIPPETS if snippet.command.startswith("curl ")]


def _listed(heading: str) -> list[str]:
    """Return what stands in code font in the first column of the tables with this heading."""
    tables = re.findall(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n?)*)", TEXT, re.MULTILINE)
    first_cells = [row.split("|")[1] for table in tables for row in table.splitlines()]
    return [word for cell in first_cells for word in re.findall(r"`([^`]+)`", cell)]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose `alkagraph` is this checkout's, with the graph built."""
    place = tmp_path_factory.mktemp("programs")
    program = place / "alkagraph"
    start = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -c "from graph.cli import main; main()" "$@"'
    program.write_text(f"#!/bin/sh\n{start}\n")
    program.chmod(0o755)
    done = subprocess.run([program, "build"], timeout=1500, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-SHOWN:]
    return place


@pytest.fixture(scope="module")
def client(programs: Path) -> Iterator[TestClient]:
    """Return a client of the whole application, its workers running."""
    assert programs.exists()
    with pytest.MonkeyPatch.context() as patch:  # what is tested is what is said, not how soon
        patch.setenv("ALKAGRAPH_NAMED_S", "120")
        patch.setenv("ALKAGRAPH_SPARQL_S", "120")
        with TestClient(create_app()) as running:
            yield running


def test_every_command_is_documented() -> None:
    """Each command of `alkagraph` stands in a document."""
    assert len(COMMANDS) > 1
    assert [name for name in COMMANDS if f"alkagraph {name}" not in TEXT] == []


def test_every_option_has_help() -> None:
    """Each command and each of its options says what it is for."""
    silent = [name for name, command in COMMANDS.items() if not command.help]
    silent += [
        f"{name} {option.opts[0]}"
        for name, command in COMMANDS.items()
        for option in command.params
        if hasattr(option, "help") and not option.help
    ]

    assert silent == []


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_question_is_documented(path: Path) -> None:
    """Each question opens with its wording and its output, and a document lists it in those words."""
    head = path.read_text(encoding="utf-8")
    wording = re.match(r"# Question: +(.+)\n(?:#.*\n)*# Output: +\S", head)

    assert wording is not None, f"{path.name} must open with # Question: and # Output: lines"
    row = f"| `{path.stem}` | {wording[1].strip()} |"
    assert row in TEXT.splitlines(), f"put this row into the README's table of questions: {row}"


def test_every_route_is_documented(client: TestClient) -> None:
    """Each path of the OpenAPI document has a summary, and a row in a document's table of paths."""
    paths = cast("dict[str, dict[str, dict[str, Any]]]", client.get("/openapi.json").json()["paths"])

    assert [path for path in paths if path not in _listed("Path")] == []
    assert [
        f"{method} {path}" for path, verbs in paths.items() for method, verb in verbs.items() if not verb.get("summary")
    ] == []


def test_no_document_promises_what_is_not_there(client: TestClient) -> None:
    """Each command, question, path and setting that a table lists exists."""
    described = set(client.get("/openapi.json").json()["paths"])
    pages = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    pages |= {path for path in _listed("Path") if client.get(path).status_code != NOT_FOUND}
    promised = {
        "Command": {f"alkagraph {name}" for name in COMMANDS},
        "Question": {path.stem for path in QUERIES},
        "Path": described | pages,
        "Variable": set(SETTINGS),
    }
    wrong = [
        f"{heading} {word}"
        for heading, there in promised.items()
        for word in _listed(heading)
        if word not in there and " ".join(word.split()[:2]) not in there
    ]

    assert wrong == []


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_documented(setting: str) -> None:
    """Each environment variable that the program reads stands in a document."""
    assert f"`{setting}`" in TEXT


@pytest.mark.parametrize("snippet", TYPED, ids=str)
def test_a_command_shown_runs(snippet: Snippet, programs: Path) -> None:
    """A command line in a document ends as claimed and says the lines shown; `…` stands for anything."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", snippet.command],
        cwd=programs,
        env={**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    said = _squeezed(done.stdout + done.stderr)

    assert done.returncode == snippet.status, done.stderr[-SHOWN:]
    for line in snippet.shown:
        for part in line.split("…"):
            assert _squeezed(part) in said


@pytest.mark.parametrize("snippet", ASKED, ids=str)
def test_a_request_shown_is_answered(snippet: Snippet, client: TestClient) -> None:
    """A `curl` line in a document is answered, and says the lines shown."""
    words = iter(shlex.split(snippet.command)[1:])
    url, headers, data, in_address = "", {}, [], False
    for word in words:
        if word in {"-H", "--header"}:
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word in {"-d", "--data"}:
            data.append(next(words))
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            data.append(f"{name}={quote(value)}")
        elif word in {"-G", "--get"}:
            in_address = True
        elif not word.startswith("-"):
            url = word
    path, body = re.sub(r"^(?:https?://)?[^/]+", "", url), "&".join(data)
    if in_address or not data:
        answer = client.get(f"{path}?{body}" if data else path, headers=headers)
    else:
        answer = client.post(path, headers={"Content-Type": FORM, **headers}, content=body)

    assert answer.status_code == OK, answer.text
    for line in snippet.shown:
        for part in line.split("…"):
            assert _squeezed(part) in _squeezed(answer.text)
