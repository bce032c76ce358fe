"""Keep a server under mixed load while its processes are killed at random, and compare every answer with the right one.

    python -m tests.soak.soaking [--minutes 30] [--clients 8] [--seed 1]

A quiet run first learns the answer to each question. Then clients ask at random, half of the time in a text that no
cache has seen, while a worker is killed about twice a second and a zygote every twenty seconds. Every answer is the
right one, or says that it is none: 503, or cut so that it shows. Prints the figures and ends with status 1 on a fault.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.attack.world import raise_world
from tests.processes import born, descendants, lives, parent, proportional
from tests.server.conftest import Server, start_apart
from tests.soak.questions import digest, questions
from tests.waiting import PATIENCE_S, left_of, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.soak.questions import Question

WORKERS: Final = 6
MEGABYTE: Final = 1024 * 1024
#: Seconds between two kills of a worker on average, and of a zygote at most, while there are workers.
KILL_S: Final = 0.5
KILL_ZYGOTE_S: Final = 20.0
#: What says that there is no answer: it shows, and is not wrong.
_NO_ANSWER: Final = "503 "


@dataclass
class Soak:
    """What was seen."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)  # milliseconds of right answers
    kinds: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)  # 503s by error, and cut answers
    wrong: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    most_processes: int = 0
    processes: int = 0  # after the load, all of them
    zombies: int = 0
    status: int | None = None
    leaked: set[int] = field(default_factory=set)

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return len(self.took) + sum(self.unanswered.values()) + len(self.wrong)

    @property
    def growth(self) -> int:
        """How much more memory all processes had in the last third than in the second, medians, bytes."""
        third = max(1, len(self.memory) // 3)
        return int(statistics.median(self.memory[-third:]) - statistics.median(self.memory[third : 2 * third]))

    def told(self) -> str:
        """Return the figures in words."""
        took = sorted(self.took) or [0.0]
        return "\n".join(
            (
                f"{self.asked} questions in {self.seconds:.0f} s, {len(self.wrong)} wrong answers",
                f"unanswered, and said so: {dict(self.unanswered)}",
                f"p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms, most {took[-1]:.0f} ms",
                f"killed: {dict(self.killed)}",
                f"processes: at most {self.most_processes}, after the load {self.processes}, leaked {len(self.leaked)}",
                f"memory: {min(self.memory) // MEGABYTE} to {max(self.memory) // MEGABYTE} MB",
                f"memory of the last third less that of the second: {self.growth // MEGABYTE} MB",
                f"zombies: {self.zombies}",
                f"by kind: {dict(self.kinds)}",
            )
        )


def soak(
    folder: Path, seconds: float, clients: int = 8, seed: int = 1, enough: Callable[[Soak], bool] = lambda _: True
) -> Soak:
    """Run a soak of so many seconds and return what was seen.

    Where a slow machine has not seen `enough` by then, it goes on, eight times as long at most.
    """
    process, server = start_apart(
        Path(__file__).resolve().parents[2],
        raise_world(folder),
        ALKAGRAPH_WORKERS=str(WORKERS),
        ALKAGRAPH_SPARQL_S="20",
        ALKAGRAPH_CACHE_MB="1",
        ALKAGRAPH_CLIENT_RATE="100000",
        ALKAGRAPH_CLIENT_BURST="100000",
        ALKAGRAPH_LOG="off",
    )
    seen, over = Soak(), threading.Event()
    below: set[tuple[int, int]] = set()
    try:
        right = _learn(server)
        crew = [
            threading.Thread(target=_ask, args=(seen, server, right, over, seed * 1000 + n), name=f"client {n}")
            for n in range(clients)
        ]
        crew.append(threading.Thread(target=_kill, args=(seen, server, over, seconds, below)))
        crew.append(threading.Thread(target=_weigh, args=(seen, server, over, seconds)))
        begun = time.monotonic()
        for one in crew:
            one.start()
        time.sleep(seconds)
        while not enough(seen) and time.monotonic() < begun + 8 * seconds:
            time.sleep(0.2)
        over.set()
        for one in crew:
            one.join()
        seen.seconds = time.monotonic() - begun
        time.sleep(3)
        with suppress(AssertionError):  # then the test tells what is left
            until(lambda: _is_calm(server), "the crew is whole again, and nobody else is there")
        left = descendants(server.pid)
        below |= {(pid, born(pid)) for pid in left}
        seen.zombies = sum(not lives(pid) for pid in left)
        seen.processes = len(left)
    finally:
        process.send_signal(signal.SIGTERM)
        seen.status = process.wait(PATIENCE_S)
    seen.leaked = left_of(below)
    return seen


def _is_calm(server: Server) -> bool:
    """Tell whether there are as many workers as there should be, a zygote and no zombie."""
    left = descendants(server.pid)
    return len(left) == WORKERS + 1 and all(map(lives, left))


def _learn(server: Server) -> dict[Question, str]:
    """Ask everything twice in quiet; raise AssertionError when two answers differ."""
    right: dict[Question, str] = {}
    for number in range(2):
        for question in questions():
            reply = server.ask(question.method, question.path, question.fresh(number), question.headers)
            told = digest(reply.status, reply.body)
            assert right.setdefault(question, told) == told, f"{question} has two answers"
            assert not told.startswith(_NO_ANSWER), f"{question} has no answer in quiet: {reply.body[:300]!r}"
    return right


def _ask(seen: Soak, server: Server, right: dict[Question, str], over: threading.Event, seed: int) -> None:
    """Ask at random until it is over, on a connection that is opened anew when it breaks."""
    chance, number = random.Random(seed), seed * 1_000_000  # noqa: S311 (a choice of questions)
    asked = list(right)
    source = (f"127.0.3.{seed % 200 + 1}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, PATIENCE_S, source)
    while not over.is_set():
        number += 1
        question = chance.choice(asked)
        body = question.fresh(number) if chance.random() < 0.5 else question.body
        begun = time.monotonic()
        try:
            connection.request(question.method, question.path, body or None, question.headers)
            answer = connection.getresponse()
            told = digest(answer.status, answer.read())
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            seen.unanswered[f"cut: {type(error).__name__}"] += 1
            continue
        if told == right[question]:
            seen.took.append((time.monotonic() - begun) * 1000)
            seen.kinds[question.kind] += 1
        elif told.startswith(_NO_ANSWER):
            seen.unanswered[told] += 1
        else:
            seen.wrong.append(f"{question}: {told} instead of {right[question]}")
    connection.close()


def _kill(seen: Soak, server: Server, over: threading.Event, seconds: float, below: set[tuple[int, int]]) -> None:
    """Kill a worker now and then, and more seldom a zygote with all its workers."""
    chance = random.Random(seconds)  # noqa: S311 (a choice of victims)
    last = time.monotonic()
    while not over.wait(chance.uniform(0.5, 1.5) * KILL_S):
        found = descendants(server.pid)
        below |= {(pid, born(pid)) for pid in found}
        workers = {pid for pid in found if parent(pid) != server.pid}
        zygotes = found - workers
        kind, victims = "worker", workers
        if not workers:  # a new zygote is on its way, however long that takes
            last = time.monotonic()
        if time.monotonic() - last > min(KILL_ZYGOTE_S, seconds / 4):
            kind, victims, last = "zygote", zygotes, time.monotonic()
        if victims:
            try:
                os.kill(chance.choice(sorted(victims)), signal.SIGKILL)
            except ProcessLookupError:
                continue
            seen.killed[kind] += 1


def _weigh(seen: Soak, server: Server, over: threading.Event, seconds: float) -> None:
    """Note the memory of all processes, each shared page counted once, a hundred times at least."""
    while not over.wait(min(2.0, seconds / 100)):
        found = descendants(server.pid)
        seen.memory.append(sum(proportional(pid) for pid in (server.pid, *found)))
        seen.most_processes = max(seen.most_processes, len(found))


def main() -> int:
    """Soak and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = soak(Path(folder), wanted.minutes * 60, wanted.clients, wanted.seed)
    sys.stdout.write("\n".join([seen.told(), *seen.wrong[:20]]) + "\n")
    return 1 if seen.wrong or seen.leaked or seen.zombies or seen.status else 0


if __name__ == "__main__":
    sys.exit(main())
