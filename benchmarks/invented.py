"""Write an invented graph of any size in the shape of the real one, for measuring; the same seed gives the same bytes.

    .venv/bin/python benchmarks/invented.py 1000000 /tmp/one-million.nq            [--seed 1] [--onto SNAPSHOT]

Shape, names of properties, named graphs and the skew (few enzymes clear most medicines, few precipitants act on most)
are those of the snapshot; every thing is invented and says so in its name. With `--onto` the lines of a snapshot come
first and the invented ones fill up to the size asked for, so that a real check can be timed on a larger graph.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.names import AGO, ALKA, GRAPH, PROV, RDF, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

SEED: Final = 1
#: Statements that one medicine brings with it, about; the generator stops at the size asked for, whatever it is.
PER_DRUG: Final = 300
#: What all medicines share, and how many there are of each kind.
KINDS: Final = (("enzyme", 24), ("receptor", 40), ("organ", 60), ("risk", 100), ("alkaloid", 60))
LEVELS: Final = ("established", "probable", "possible", "mechanistic", "hypothesis")
SEVERITIES: Final = ("contraindicated", "major", "moderate", "minor", "unknown")
STUDIES: Final = ("in_vitro", "animal", "clinical_study", "case_report", "label", "review")
SYLLABLES: Final = ("ba", "cor", "dex", "fen", "gli", "lum", "mor", "nal", "pra", "rit", "sel", "tol", "vex", "zor")

Line = str


@dataclass(frozen=True, slots=True)
class World:
    """What the medicines share: slugs of everything that is not one."""

    enzymes: Sequence[str]
    receptors: Sequence[str]
    organs: Sequence[str]
    risks: Sequence[str]
    precipitants: Sequence[str]
    product: str


def main() -> None:
    """Write the file that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("statements", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--onto", type=Path, help="a snapshot whose lines come first")
    wanted = parser.parse_args()
    with wanted.file.open("w", encoding="utf-8") as out:
        held = copy(wanted.onto, out) if wanted.onto else 0
        written = write(out, wanted.statements - held, wanted.seed)
    print(f"{held + written:,} statements, {wanted.file.stat().st_size:,} bytes", file=sys.stderr)


def copy(snapshot: Path, out: TextIO) -> int:
    """Copy the lines of a snapshot; return how many."""
    with snapshot.open(encoding="utf-8") as lines:
        return sum(bool(out.write(line)) for line in lines)


def write(out: TextIO, statements: int, seed: int = SEED) -> int:
    """Write an invented graph of so many N-Quads lines, no line twice; return how many there are."""
    written = 0
    for line in itertools.islice(lines(seed), statements):
        out.write(line)
        written += 1
    return written


def drugs_of(statements: int) -> int:
    """Tell of how many invented medicines a graph of this size surely speaks in full."""
    return max(1, statements // PER_DRUG - 20)


def drug(number: int) -> str:
    """Return the slug of the invented medicine with this number, counted from 0.

    >>> drug(0)
    'invented-drug-0'
    """
    return f"invented-drug-{number}"


def lines(seed: int) -> Iterator[Line]:
    """Yield the N-Quads lines of an endless invented graph: what is shared first, then medicine by medicine."""
    rng = random.Random(seed)  # noqa: S311 (a benchmark keeps no secret)
    world = World(
        *([f"invented-{kind}-{i}" for i in range(n)] for kind, n in KINDS),
        product="invented-plant",
    )
    yield from _shared(world, rng)
    for number in itertools.count():
        yield from dict.fromkeys(_medicine(drug(number), number, world, rng))


def _shared(world: World, rng: random.Random) -> Iterator[Line]:
    for kind, things in (
        ("Enzyme", world.enzymes),
        ("Receptor", world.receptors),
        ("Organ", world.organs),
        ("Risk", world.risks),
        ("Alkaloid", world.precipitants),
        ("Product", (world.product,)),
    ):
        for thing in things:
            yield from _named(thing, kind, thing.replace("-", " "))
    for alkaloid in world.precipitants:
        yield _said(world.product, "contains", alkaloid)
        for receptor in rng.sample(list(world.receptors), 3):
            yield _said(alkaloid, "agonistOf", receptor)
        for enzyme in sorted({_skewed(world.enzymes, rng) for _ in range(4)}):
            yield _said(alkaloid, "inhibits", enzyme)
    for receptor in world.receptors:
        for organ in rng.sample(list(world.organs), 4):
            yield _said(receptor, "expressedIn", organ)


def _medicine(slug: str, number: int, world: World, rng: random.Random) -> Iterator[Line]:
    """Yield what is said of one medicine: names, facts with their sources, mechanisms and interactions."""
    yield from _named(slug, "Drug", f"{''.join(rng.choices(SYLLABLES, k=3))}ine {number}")
    yield _literal(slug, f"{AGO}brandName", f"{rng.choice(SYLLABLES).title()}{number}")
    yield _literal(slug, f"{AGO}unii", f"INV{number:07}")
    enzymes = sorted({_skewed(world.enzymes, rng) for _ in range(2)})
    facts = [("isSubstrateOf", enzyme) for enzyme in enzymes]
    facts += [("hasRisk", risk) for risk in sorted({_skewed(world.risks, rng) for _ in range(3)})]
    facts += [("inhibits", _skewed(world.enzymes, rng))] if rng.random() < 0.3 else []
    for place, (relation, thing) in enumerate(facts):
        yield from _fact(f"{slug}-fact-{place}", slug, relation, thing, rng)
    others = sorted({drug(rng.randrange(number)) for _ in range(2)}) if number else []
    alkaloids = sorted({_skewed(world.precipitants, rng) for _ in range(3)})
    for precipitant in (world.product, *alkaloids, *others):
        yield from _interaction(precipitant, slug, enzymes, rng)


def _fact(name: str, subject: str, relation: str, thing: str, rng: random.Random) -> Iterator[Line]:
    """Yield one statement as the graph holds it: the direct edge, the edge node, two assertions that support it."""
    yield _said(subject, relation, thing)
    edge = f"edge--{subject}--{relation}--{thing}"
    yield _kind(edge, "Edge", "derived")
    said = (("subject", f"{ALKA}{subject}"), ("predicate", f"{AGO}{relation}"), ("object", f"{ALKA}{thing}"))
    yield from _links(edge, "derived", *said, ("evidenceLevel", f"{AGO}{rng.choice(LEVELS)}"))
    for half in "ab":
        assertion, paper = f"{name}-{half}", f"invented-{rng.randrange(2_000)}-paper"
        yield _quad(edge, f"{PROV}wasDerivedFrom", f"<{ALKA}{assertion}>", "derived")
        yield _kind(assertion, "Assertion", "asserted")
        yield from _links(
            assertion,
            "asserted",
            *said,
            ("stance", f"{AGO}{'supports' if rng.random() < 0.9 else 'refutes'}"),
            ("studyType", f"{AGO}{rng.choice(STUDIES)}"),
            ("citation", f"{ALKA}{paper}"),
        )
        yield _literal(assertion, f"{AGO}locator", f"Table {rng.randrange(9)}")
        value = f'"{rng.lognormvariate(0, 2):.3f}"^^<{XSD}decimal>'
        yield _quad(assertion, f"{AGO}value", value, "asserted")
        yield _literal(assertion, f"{AGO}unit", "umol/L")


def _interaction(precipitant: str, thing: str, enzymes: Iterable[str], rng: random.Random) -> Iterator[Line]:
    name = f"interaction--{precipitant}--{thing}"
    yield _kind(name, "Interaction", "derived")
    yield from _links(
        name,
        "derived",
        ("precipitant", f"{ALKA}{precipitant}"),
        ("objectDrug", f"{ALKA}{thing}"),
        ("answer", f"{AGO}{rng.choice(('interaction', 'predicted', 'no_interaction'))}"),
        ("severity", f"{AGO}{rng.choice(SEVERITIES)}"),
        ("evidenceLevel", f"{AGO}{rng.choice(LEVELS)}"),
    )
    for enzyme in enzymes:
        mechanism = f"mechanism--enzyme-inhibition--{precipitant}--{enzyme}--{thing}"
        yield _link(name, "hasMechanism", f"{ALKA}{mechanism}", "derived")
        yield _kind(mechanism, "Mechanism", "derived")
        yield from _links(
            mechanism,
            "derived",
            ("precipitant", f"{ALKA}{precipitant}"),
            ("objectDrug", f"{ALKA}{thing}"),
            ("via", f"{ALKA}{enzyme}"),
            ("mechanismKind", f"{AGO}pharmacokinetic"),
            ("mechanismEffect", f"{AGO}raises_exposure"),
        )
        edge = f"<{ALKA}edge--{thing}--isSubstrateOf--{enzyme}>"
        yield _quad(mechanism, f"{PROV}wasDerivedFrom", edge, "derived")


def _named(slug: str, kind: str, label: str) -> Iterator[Line]:
    yield _kind(slug, kind, "asserted")
    yield _quad(slug, f"{SKOS}prefLabel", f'"{label}"@en', "asserted")


def _kind(slug: str, kind: str, graph: str) -> Line:
    return _quad(slug, f"{RDF}type", f"<{AGO}{kind}>", graph)


def _said(slug: str, relation: str, thing: str) -> Line:
    return _link(slug, relation, f"{ALKA}{thing}", "derived")


def _link(slug: str, relation: str, iri: str, graph: str) -> Line:
    return _quad(slug, f"{AGO}{relation}", f"<{iri}>", graph)


def _links(slug: str, graph: str, *pairs: tuple[str, str]) -> Iterator[Line]:
    for relation, iri in pairs:
        yield _link(slug, relation, iri, graph)


def _literal(slug: str, predicate: str, text: str) -> Line:
    return _quad(slug, predicate, f'"{text}"', "asserted")


def _quad(slug: str, predicate: str, term: str, graph: str) -> Line:
    return f"<{ALKA}{slug}> <{predicate}> {term} <{GRAPH}{graph}> .\n"


def _skewed(things: Sequence[str], rng: random.Random) -> str:
    """Pick one so that the first are picked much more often than the last."""
    return things[min(len(things) - 1, int(rng.expovariate(6 / len(things))))]


if __name__ == "__main__":
    main()
