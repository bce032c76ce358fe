"""What the server writes down: one line for each request, and what went wrong; never what somebody asked.

A list of medicines is health data. So a line names the route (`/id/{slug}`, not the slug), never the query
string, a body or a name; the address of the client only when the settings want it. A traceback keeps the types
of the errors and the places in the code, and leaves out their messages, which may quote what was asked.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import sys
import threading
import time
import traceback
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How long lines are gathered before they are written, seconds, and how many may wait for a slow reader.
GATHER_S: Final = 0.1
MOST_LINES: Final = 20_000
JSON: Final = "json"
TEXT: Final = "text"
OFF: Final = "off"
#: uvicorn says this of every faulty request, which web.lobby counts, and of every answer that was broken off, whose
#: line says so.
_NOISE: Final = (
    "Invalid HTTP request received.",
    "Unsupported upgrade request.",
    "No supported WebSocket library",
    "ASGI callable returned without completing response.",
)
_FRAME: Final = re.compile(r'^  File "(?P<file>[^"\n]*)", line (?P<line>\d+), in (?P<name>[\w.<>]+)$')
_RAISED: Final = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?=:|$)")


class Sink:
    """Writes lines to a file descriptor from a thread of its own: a reader that stalls never stalls the server.

    When too many lines wait, new ones are dropped and counted. The last 0.1 s are lost when the process is killed.
    """

    def __init__(self, descriptor: int = 2) -> None:
        self.dropped = 0
        self._descriptor = descriptor
        self._lines: deque[str] = deque()
        self._wake = threading.Event()
        self._writing = threading.Lock()
        threading.Thread(target=self._run, name="log", daemon=True).start()
        atexit.register(self.flush)

    def put(self, line: str) -> None:
        """Take one line, without its end."""
        if len(self._lines) >= MOST_LINES:
            self.dropped += 1
            return
        self._lines.append(line)
        if not self._wake.is_set():  # setting it takes a lock
            self._wake.set()

    def flush(self, patience_s: float = 1.0) -> None:
        """Write what waits, unless the reader stalls longer than a moment."""
        if self._writing.acquire(timeout=patience_s):
            try:
                self._write()
            finally:
                self._writing.release()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            time.sleep(GATHER_S)
            self._wake.clear()
            with self._writing:
                self._write()

    def _write(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        rest = "".join(f"{line}\n" for line in lines).encode()
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:  # nobody reads any more
            self.dropped += len(lines)


class Lines(logging.Handler):
    """Puts log records into a sink, as JSON or as text."""

    def __init__(self, sink: Sink, kind: str) -> None:
        super().__init__()
        self.sink, self.kind = sink, kind

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; of what other libraries say only the first line, which holds no repr of a value."""
        message = record.getMessage().partition("\n")[0]
        if message.startswith(_NOISE):
            return
        trace = list(_frames(record.exc_info[1])) if record.exc_info and record.exc_info[1] else []
        trace += getattr(record, "trace", ())
        if self.kind == JSON:
            body: dict[str, Any] = {"time": clock(record.created), "level": record.levelname.lower()}
            if name := getattr(record, "request_id", ""):
                body["request_id"] = name
            body |= {"logger": record.name, "message": message}
            if trace:
                body["traceback"] = trace
            self.sink.put(json.dumps(body, ensure_ascii=False))
        else:
            lines = [f"{clock(record.created)[11:19]} {record.levelname.lower()}: {message}", *trace]
            self.sink.put("\n    ".join(lines))


def install(kind: str) -> Sink:
    """Send what the server and its libraries log to standard error, and return the sink for lines of requests."""
    sink = Sink(sys.stderr.fileno())
    root = logging.getLogger()
    root.handlers[:] = [Lines(sink, kind)]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
    return sink


def clock(seconds: float) -> str:
    """Return a time as RFC 3339 in UTC with milliseconds.

    >>> clock(0.25)
    '1970-01-01T00:00:00.250Z'
    """
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


@lru_cache(2)
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))


def places(trace: str) -> list[str]:
    r"""Return the places and error types of a traceback that came as text, without the messages.

    >>> places('Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g(x)\nKeyError: secret')
    ['a.py:3 in f', 'KeyError']
    """
    found = []
    for line in trace.splitlines():
        if frame := _FRAME.match(line):
            found.append(f"{frame['file']}:{frame['line']} in {frame['name']}")
        elif (raised := _RAISED.match(line)) and raised["kind"].rpartition(".")[2].endswith(("Error", "Exception")):
            found.append(raised["kind"])
    return found


def _frames(error: BaseException) -> Iterator[str]:
    """Yield the places an error passed and its type, its cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _frames(before)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    yield type(error).__name__
