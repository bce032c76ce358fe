"""A worker as the front knows it, where its data come from, and who is told what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph.crews import Crew
    from graph.errands import Errand
    from graph.wire import Link


@dataclass(frozen=True, slots=True)
class Source:
    """Where data come from, a path or an address that Store.connect reads, and their version, if it is known."""

    address: str
    version: str = ""


class Employer(Protocol):
    """Who is told what becomes of the workers."""

    def arrived(self, worker: Worker) -> None:
        """Take a new worker into service."""

    def spoke(self, worker: Worker, kind: bytes, body: bytes) -> None:
        """Take a frame from a worker."""

    def ended(self, worker: Worker, status: int | None) -> None:
        """Hear that a worker ended that nobody dismissed, with which status (of os.waitpid) if that is known.

        Its `taken` tells whether it had read the request that was sent to it.
        """


class Worker:
    """A process that answers one request at a time."""

    __slots__ = ("crew", "errand", "link", "nice", "pid", "resident", "taken")

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.pid = 0
        self.errand: Errand | None = None
        self.nice = 0  # how far its priority was lowered, which cannot be undone
        self.resident = 0  # bytes it had in memory when it was born, all shared
        self.taken = True  # nothing that was sent to it is unread, as far as is known
        self.link: Link

    @property
    def hears(self) -> bool:
        """Whether its socket is open; soon after it is not, the worker's end is told."""
        return not self.link.transport.is_closing()

    def send(self, frame: bytes) -> None:
        """Send a request."""
        self.link.transport.write(frame)
