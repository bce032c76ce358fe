"""Run the rules in name order; each adds what it derives, with its proof, to the derived graph.

A rule is a CONSTRUCT file `NN-name.rq` whose first lines say its name, what it claims and its scope; rules that share
one pattern share one file. The rules are layered: a rule sees what earlier ones added, none is run twice, and running
all of them again adds nothing.

Rules of scope `graph` make edges. Rules of scope `pair` make mechanisms and interactions of substances that meet
(`ago:meets`); a build runs them for every product and alkaloid, and `derive_pairs` for any list of substances, so that
pairs of medicines, of which there are millions, are derived when somebody asks and by the very same files.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import OntologyBroken, QueryFailed
from graph.files import text_of
from graph.names import AGO, DCTERMS, RDF, SKOS, iri
from graph.tables import Triple, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from graph.store import Store

CONTAINS: Final = f"SELECT ?whole ?part WHERE {{ ?whole <{AGO}contains> ?part }}"
_SAID: Final = re.compile(r"^# Rule:\s*(\S+)\n# Says:\s*(.*)$", re.MULTILINE)
_HEADER: Final = re.compile(r"^#\s*(\w+):\s*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file: the rules it holds (slug without the prefix `rule-`, and what it says), and its CONSTRUCT text.

    `needs` names a property without which the rule cannot fire, so that asking it can be spared.
    """

    says: Mapping[str, str]
    text: str
    path: Path
    about_pairs: bool
    needs: str = ""

    @property
    def name(self) -> str:
        """The name of the file without its number."""
        return self.path.stem.partition("-")[2]

    def triples(self) -> Iterator[Triple]:
        """Yield the statements that describe the rules themselves, for the provenance graph."""
        for name, says in self.says.items():
            subject = f"<{iri('rule-' + name)}>"
            yield subject, f"<{RDF}type>", f"<{AGO}InferenceRule>"
            yield subject, f"<{SKOS}prefLabel>", literal(name.replace("-", " "), lang="en")
            yield subject, f"<{SKOS}definition>", literal(says, lang="en")
            yield subject, f"<{DCTERMS}identifier>", literal(self.path.name)


def header(text: str) -> dict[str, str]:
    r"""Return the `# Key: value` lines at the head of a query file, keys in lower case.

    >>> header("# Rule: edges\nSELECT * WHERE { }")
    {'rule': 'edges'}
    """
    lines = text.splitlines()
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return {key.lower(): value.strip() for key, value in _HEADER.findall("\n".join(lines[:head]))}


def read_rules(paths: Sequence[Path]) -> list[Rule]:
    """Return the rules of these files in name order; raise OntologyBroken when a header line is missing."""
    rules = []
    for path in sorted(paths):
        text = text_of(path)
        head = header(text)
        if not {"rule", "says", "premises", "scope"} <= head.keys():
            remedy = "Begin the file with the lines # Rule:, # Says:, # Premises: and # Scope: (graph or pair)."
            raise OntologyBroken(path, "the header is incomplete.", remedy)
        says = dict(_SAID.findall(text))
        if not says:
            raise OntologyBroken(path, "no rule says anything.", "Write a line # Says: under each line # Rule:.")
        needs = AGO + head["needs"] if "needs" in head else ""
        rules.append(Rule(says, text, path, head["scope"] == "pair", needs))
    return rules


def contained_in(store: Store) -> set[tuple[str, str]]:
    """Return the pairs of a whole and a part it contains, as IRIs."""
    return {(row["whole"], row["part"]) for row in store.select(CONTAINS)}


def derive_pairs(part: Store, rules: Sequence[Rule], participants: Iterable[str]) -> Store:
    """Derive the mechanisms and interactions among some participants, given as IRIs, and return the store.

    `part` holds what the graph says of them (question `part-of-pairs`); it is changed in place. A pair of which one
    contains the other does not meet.
    """
    contained = contained_in(part)
    met = [pair for pair in itertools.permutations(participants, 2) if not {pair, pair[::-1]} & contained]
    part.add("derived", ((f"<{first}>", f"<{AGO}meets>", f"<{second}>") for first, second in met))
    for rule in rules:
        if rule.about_pairs and (not rule.needs or part.speaks_of(rule.needs)):
            part.construct_into("derived", rule.text)
    return part


def infer(store: Store, rules: Sequence[Rule], told: Callable[[str, int], None] = lambda _name, _added: None) -> int:
    """Run each rule once, in order, into the derived graph; return how many statements they found.

    `told` hears the name of each rule file and how much it found. Raises OntologyBroken when a rule cannot be run.
    """
    total = 0
    for rule in rules:
        try:
            added = store.construct_into("derived", rule.text)
        except QueryFailed as error:
            raise OntologyBroken(rule.path, f"this rule cannot be run ({error}).", "Mend the query.") from error
        store.add("provenance", rule.triples())
        told(rule.name, added)
        total += added
    return total
