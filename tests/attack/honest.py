"""Eight honest clients, in a process of their own: they look things up and send checks, and know the answers.

    python -m tests.attack.honest PORT

Each has an address and a connection of its own and asks some times a second. A line of JSON is written for every
answer: when it was asked (seconds of the machine's monotonic clock), how many milliseconds it took, and what was wrong
with it, if anything. Ends when its standard input does.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from typing import Final
from urllib.parse import quote

from tests.attack.world import THINGS, thing
from tests.server.conftest import LABEL

CLIENTS: Final = 8
#: How many of the things they look up, and how long they wait between two questions, seconds.
KNOWN: Final = 1_500
PAUSE_S: Final = 0.05
PATIENCE_S: Final = 30
LISTS: Final = (
    ("florbium", "testazolam"),
    ("florbium", "calmazepam"),
    ("blockazole", "testazolam", "florbium"),
    ("zelkamine", "lonelol", "weakazole"),
)


class Client:
    """One client: a connection that is opened anew when it has failed, and answers known beforehand."""

    def __init__(self, port: int, number: int) -> None:
        self.random = random.Random(number)  # noqa: S311 (a choice of questions)
        self._port, self._source = port, f"127.0.0.{10 + number}"
        self._connection: http.client.HTTPConnection | None = None
        self._reports: dict[tuple[str, ...], bytes] = {}

    def learn(self) -> None:
        """Send each check once while all is quiet, and keep its answer."""
        for names in LISTS:
            status, body = self._check(names)
            if status != 200 or not json.loads(body)["pairs"]:
                message = f"the check of {names} failed with {status}"
                raise SystemExit(message)
            self._reports[names] = body

    def ask(self) -> str:
        """Ask something; return what is wrong with the answer, or “”."""
        try:
            if self.random.random() < 0.3:
                names = self.random.choice(LISTS)
                status, body = self._check(names)
                wanted = self._reports[names]
            else:
                number = self.random.randrange(min(KNOWN, THINGS))
                status, body = self._label(number)
                wanted = f"label\r\nthing {number}\r\n".encode()
        except (OSError, http.client.HTTPException) as error:
            self._connection = None
            return f"{type(error).__name__}: {error}"
        if status != 200:
            return f"{status}: {body[:200]!r}"
        return "" if body == wanted else f"wrong answer: {body[:200]!r}"

    def _check(self, names: tuple[str, ...]) -> tuple[int, bytes]:
        body = json.dumps({"substances": [{"name": name} for name in names]})
        return self._send("POST", "/api/check", body, {"Content-Type": "application/json"})

    def _label(self, number: int) -> tuple[int, bytes]:
        query = f"SELECT ?label {{ <{thing(number)}> <{LABEL}> ?label }}"
        return self._send("GET", f"/sparql?query={quote(query)}", None, {"Accept": "text/csv"})

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._connection is None:
            source = (self._source, 0)
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, PATIENCE_S, source)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def main() -> None:
    """Run the clients until standard input ends."""
    port = int(sys.argv[1])
    clients = [Client(port, number) for number in range(CLIENTS)]
    clients[0].learn()
    for client in clients[1:]:
        client._reports = clients[0]._reports
    over = threading.Event()
    writing = threading.Lock()

    def run(client: Client) -> None:
        while not over.wait(PAUSE_S * client.random.uniform(0.5, 1.5)):
            begun = time.monotonic()
            fault = client.ask()
            took = (time.monotonic() - begun) * 1000
            with writing:
                sys.stdout.write(json.dumps([begun, took, fault]) + "\n")

    crew = [threading.Thread(target=run, args=(client,)) for client in clients]
    for one in crew:
        one.start()
    sys.stdin.read()
    over.set()
    for one in crew:
        one.join()
    sys.stdout.flush()


if __name__ == "__main__":
    main()
