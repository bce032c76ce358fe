"""What is asked in a soak: questions of every kind over the world of the attack suite, each with one right answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tests.attack.world import NEXT, THINGS, thing
from tests.server.conftest import LABEL

NAMES: Final = ("florbium", "testazolam", "calmazepam", "blockazole", "zelkamine", "lonelol", "weakazole", "refutine")
QUERY: Final = {"Content-Type": "application/sparql-query"}


@dataclass(frozen=True, slots=True)
class Question:
    """A request; `fresh` appends something that changes its text and not its answer, so that no cache can help."""

    kind: str
    method: str
    path: str
    body: str = ""
    accept: str = "*/*"

    def fresh(self, number: int) -> str:
        """Return the body with a comment that no request had before."""
        return f"{self.body} #{number}" if self.method == "POST" and self.path == "/sparql" else self.body

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the request."""
        kind = QUERY if self.path == "/sparql" else {"Content-Type": "application/json"}
        return {"Accept": self.accept, **(kind if self.method == "POST" else {})}


def questions() -> list[Question]:
    """Return all questions of the soak."""
    step = THINGS // 60
    look_ups = [
        Question("look-up", "POST", "/sparql", f"SELECT ?l {{ <{thing(n)}> <{LABEL}> ?l }}", "text/csv")
        for n in range(0, THINGS, step)
    ]
    addressed = [
        Question("look-up by GET", "GET", f"/sparql?query={quote(f'ASK {{ <{thing(n)}> ?p ?o }}')}", accept="text/csv")
        for n in range(1, THINGS, step)
    ]
    walks = [
        Question(
            "path", "POST", "/sparql", f"SELECT ?x {{ <{thing(n)}> {'/'.join([f'<{NEXT}>'] * 20)} ?x }}", "text/csv"
        )
        for n in range(2, THINGS, step * 4)
    ]
    graphs = [
        Question("construct", "POST", "/sparql", f"CONSTRUCT WHERE {{ <{thing(n)}> ?p ?o }}", "application/n-triples")
        for n in range(3, THINGS, step * 4)
    ]
    checks = [
        Question("check", "POST", "/api/check", json.dumps({"substances": [{"name": one}, {"name": other}]}))
        for one in NAMES
        for other in NAMES
        if one < other
    ]
    proofs = [
        Question("explain", "GET", f"/api/explain?precipitant={one}&object={other}")
        for one in NAMES[:3]
        for other in NAMES[:3]
        if one != other
    ]
    others = [
        Question("count", "POST", "/sparql", f"SELECT (COUNT(*) AS ?n) {{ ?a <{NEXT}> ?b }}", "text/csv"),
        Question("many rows", "POST", "/sparql", f"SELECT ?a ?b {{ ?a <{NEXT}> ?b }}", "text/csv"),
        Question("many triples", "POST", "/sparql", f"CONSTRUCT WHERE {{ ?a <{NEXT}> ?b }}", "application/n-triples"),
        Question("substances", "GET", "/api/substances?q=cal"),
        Question("thing", "GET", "/id/calmazepam", accept="application/n-triples"),
        Question("bad query", "POST", "/sparql", "SELECT * { ?a ?b "),
        Question("service", "POST", "/sparql", "SELECT * { SERVICE <http://x/> { ?a ?b ?c } }"),
    ]
    return [*look_ups, *addressed, *walks, *graphs, *checks, *proofs, *others, *others]


def digest(status: int, body: bytes) -> str:
    """Return what tells a right answer from a wrong one: status and lines, whose order is free (and no request id)."""
    if status >= 400:
        told = json.loads(body)
        return f"{status} {told['error']}"
    return f"{status} {hashlib.sha256(b''.join(sorted(body.splitlines(keepends=True)))).hexdigest()}"
