"""Real SPARQL servers, each in a folder of its own: started, loaded with a dataset, and stopped again.

`virtuoso(folder, dataset)` and `oxigraph_serve(folder, dataset)` are context managers that give the address of the
endpoint. `dataset` is a file of N-Quads. Benchmarks start the servers with them as well as tests.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

START_S: Final = 180
LOAD_S: Final = 1800
PASSWORD: Final = "dba"  # noqa: S105 (what every new Virtuoso has; it listens to this machine alone)

#: Only what matters here; each folder holds a database of its own. Buffers are pages of 8 kB.
CONFIGURATION: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = ., {data}
CaseMode = 2
ThreadsPerQuery = 1
NumberOfBuffers = 60000
MaxDirtyBuffers = 40000
MaxQueryMem = 2G
CheckpointInterval = 0

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 64
MaxClientConnections = 64
KeepAliveTimeout = 60

[SPARQL]
MaxQueryExecutionTime = 300
{more}
"""


def program(name: str) -> str | None:
    """Return the path of a program: beside this Python, or on the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


@contextmanager
def virtuoso(folder: Path, dataset: Path, more: str = "") -> Iterator[str]:
    """Start Virtuoso in an empty folder, load N-Quads into it and give the address of its endpoint.

    `more` is lines for the section SPARQL of its configuration.
    """
    sql, web = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = CONFIGURATION.format(sql=sql, http=web, data=dataset.resolve().parent, more=more)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    with _running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], folder, web):
        _load_virtuoso(sql, dataset.resolve())
        yield f"http://127.0.0.1:{web}/sparql"


@contextmanager
def oxigraph_serve(folder: Path, dataset: Path, *options: str) -> Iterator[str]:
    """Load N-Quads into a new folder of Oxigraph, serve it, only to read, and give the address of its endpoint."""
    oxigraph, web, place = program("oxigraph") or "oxigraph", free_port(), folder / "data"
    folder.mkdir(parents=True, exist_ok=True)
    load = [oxigraph, "load", "--location", str(place), "--file", str(dataset), "--lenient"]
    subprocess.run(load, check=True, capture_output=True, timeout=LOAD_S)
    serve = [oxigraph, "serve-read-only", "--location", str(place), "--bind", f"127.0.0.1:{web}", *options]
    with _running(serve, folder, web):
        yield f"http://127.0.0.1:{web}/query"


def _load_virtuoso(port: int, dataset: Path) -> None:
    """Load a file with Virtuoso's bulk loader, which tells nobody of errors but its own table."""
    commands = (
        f"ld_add('{dataset}', NULL);",
        "rdf_loader_run();",
        "checkpoint;",
        "SELECT ll_state, ll_error FROM DB.DBA.load_list;",
    )
    done = subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", PASSWORD, "VERBOSE=OFF", "PROMPT=OFF", "ERRORS=STDOUT"],
        input="\n".join(commands) + "\n",
        capture_output=True,
        text=True,
        timeout=LOAD_S,
        check=True,
    )
    said = done.stdout.split()
    if said[-2:] != ["2", "NULL"]:
        message = f"Virtuoso did not load {dataset}: {done.stdout}{done.stderr}"
        raise RuntimeError(message)


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Run a server until the end of the block; it listens at the port when the block begins."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            _await(process, port, folder / "server.log")
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the folder is thrown away, so nothing needs to be saved
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    message = f"the server did not start: {log.read_text(errors='replace')[-2000:]}"
    raise RuntimeError(message)
