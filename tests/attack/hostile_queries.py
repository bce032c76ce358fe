"""Hostile queries: those that never end or grow without bound, and those that ask for what is never given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.attack.world import NEXT, thing

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY: Final = "?a ?b ?c . ?d ?e ?f"
DOUBLED: Final = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
REPLACED: Final = " ".join(f'BIND(REPLACE(?x{n}, "a", "aaaaaaaaaaaaaaaa") AS ?x{n + 1})' for n in range(8))
CLIQUE: Final = " ".join(f"?v{a} ?p{a}x{b} ?v{b} ." for a in range(8) for b in range(a))
OPTIONS: Final = " ".join(f"OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}" for n in range(6))
_DIGITS: Final = " ".join(str(n) for n in range(60))

#: Run until a limit stops them, or are answered because the engine knows a way.
HUNGRY: Final[Mapping[str, str]] = {
    "count of a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross product that matches nothing": f"SELECT * {{ {ANY} . ?g ?h ?i FILTER(false && ?a = ?i) }}",
    "cross product sent whole": f"SELECT * {{ {ANY} }}",
    "cross product in a huge page": f"SELECT * {{ {ANY} }} LIMIT 2000000000",
    "cross product beyond a huge offset": f"SELECT * {{ {ANY} }} OFFSET 2000000000 LIMIT 1",
    "order by everything": f"SELECT * {{ {ANY} }} ORDER BY ?f ?e ?d ?c ?b ?a",
    "order by a random number": f"SELECT * {{ {ANY} }} ORDER BY RAND() LIMIT 1",
    "distinct of everything": f"SELECT DISTINCT ?a ?f {{ {ANY} }}",
    "group by everything": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {ANY} }} GROUP BY ?a ?d ORDER BY ?n",
    "group_concat of everything": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f)); SEPARATOR=',') AS ?x) {{ {ANY} }}",
    "group_concat with a long separator": f"SELECT (GROUP_CONCAT(?c; SEPARATOR='{'s' * 8000}') AS ?x) {{ ?a ?b ?c }}",
    "concat doubling": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('aaaaaaaa' AS ?x0) {DOUBLED} }}",
    "replace bomb": f"SELECT (STRLEN(?x8) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {REPLACED} }}",
    "catastrophic regex": f"SELECT * {{ ?a ?b ?c FILTER REGEX(CONCAT(STR(?c), '{'a' * 5000}!'), '^(a+)+$') }} LIMIT 1",
    "regex of huge repeats": "SELECT * { ?a ?b ?c FILTER REGEX(STR(?c), '((a{1,500}){1,500}){1,500}') } LIMIT 1",
    "regex from the data": f"SELECT (COUNT(*) AS ?n) {{ {ANY} FILTER REGEX(STR(?c), STR(?f)) }}",
    "star of a star": f"SELECT (COUNT(*) AS ?n) {{ ?a ((<{NEXT}>*)*)* ?b }}",
    "star both ways": f"SELECT (COUNT(*) AS ?n) {{ ?a (<{NEXT}>|^<{NEXT}>)* ?b }}",
    "any path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|!^<urn:x>)* ?b }",
    "any path twice": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)+ ?b . ?b (!<urn:y>)+ ?c }",
    "path of optional steps": f"ASK {{ <{thing(0)}> {'/'.join([f'<{NEXT}>?'] * 150)} <urn:none> }}",
    "clique": f"ASK {{ {CLIQUE} FILTER(?v0 != ?v1) }}",
    "deep optional": "SELECT (COUNT(*) AS ?n) { " + "OPTIONAL { ?a ?b ?c . " * 60 + "}" * 60 + " }",
    "optional products": f"SELECT (COUNT(*) AS ?n) {{ {OPTIONS} }}",
    "minus of products": f"SELECT (COUNT(*) AS ?n) {{ {ANY} MINUS {{ ?d ?x ?y . ?z ?w ?a }} }}",
    "product of values": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {_DIGITS} }}" for n in range(6))
    + " }",
    "not exists of a product": f"ASK {{ {ANY} FILTER NOT EXISTS {{ ?a ?x ?y . ?z ?w ?f . ?y ?q ?z }} }}",
    "subselects of products": "ASK { { SELECT * { ?a ?b ?c } } { SELECT * { ?d ?e ?f } } FILTER(?a = ?e) }",
    "construct of a product": f"CONSTRUCT {{ ?a ?b ?f . ?d ?e ?c . [] ?b ?e }} {{ {ANY} }}",
    "describe everything": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "product over graphs": "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } FILTER(?c < ?f && ?a = ?h) }",
    "aggregate in an order": f"SELECT ?a (MAX(CONCAT(?c, ?f)) AS ?m) {{ {ANY} }} GROUP BY ?a ORDER BY DESC(?m)",
    "uuid for every pair": f"SELECT (COUNT(DISTINCT ?u) AS ?n) {{ {ANY} BIND(UUID() AS ?u) }}",
    "hash of every pair": f"SELECT (COUNT(DISTINCT ?u) AS ?n) {{ {ANY} BIND(SHA512(CONCAT(STR(?a), STR(?f))) AS ?u) }}",
    "huge decimals": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND("
    + "9" * 18
    + "." + "9" * 18 + " * " + "9" * 18 + " AS ?x) FILTER(?x > 0 && ?c < ?f) }",
}  # fmt: skip

#: Refused before any engine reads them: too long, too deep, too often.
OVERSIZED: Final[Mapping[str, str]] = {
    "100,000 parentheses": "SELECT (" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?x) {}",
    "7,000 parentheses": "SELECT (" + "(" * 7_000 + "1" + ")" * 7_000 + " AS ?x) {}",
    "7,000 braces": "SELECT * " + "{" * 7_000 + "}" * 7_000,
    "15,000 negations": "SELECT (" + "!" * 15_000 + "true AS ?x) {}",
    "7,000 brackets": "SELECT * { ?s ?p " + "[ ?p " * 2_600 + "1" + " ]" * 2_600 + " }",
    "list in a list": "SELECT * { ?s ?p " + "(" * 7_000 + ")" * 7_000 + " }",
    "100,000 steps of a path": "ASK { ?a " + "/".join(["<a:a>"] * 100_000) + " ?b }",
    "1,600 steps of a path": "ASK { ?a " + "/".join(["<a:a>"] * 1_600) + " ?b }",
    "alternatives of a path": "ASK { ?a " + "|".join(["<a:a>"] * 1_600) + " ?b }",
    "20,000 unions": "SELECT * { " + " UNION ".join(["{?a ?b ?c}"] * 20_000) + " }",
    "900 unions": "SELECT * { " + " UNION ".join(["{?a ?b ?c}"] * 900) + " }",
    "500,000 values": "SELECT * { VALUES ?x { " + "1 " * 500_000 + "} }",
    "7,000 values": "SELECT * { VALUES ?x { " + "1 " * 7_000 + "} }",
    "5,000 sums": "SELECT (" + "1+" * 5_000 + "1 AS ?x) {}",
    "2,000 ors": "ASK { ?a ?b ?c FILTER(" + "?a||" * 2_000 + "?a) }",
    "minus signs": "SELECT (" + "- " * 6_000 + "1 AS ?x) {}",
    "1,000 triples": "ASK { " + "?a ?b ?c. " * 1_000 + "}",
    "1,000 filters": "ASK { ?a ?b ?c " + "FILTER(?a) " * 1_000 + "}",
    "500 binds": "ASK { " + "".join(f"BIND({n} AS ?v{n}) " for n in range(500)) + "}",
    "functions in functions": "SELECT (" + "STR(" * 3_000 + "1" + ")" * 3_000 + " AS ?x) {}",
    "exists in exists": "ASK { " + "FILTER EXISTS { " * 900 + "?a ?b ?c" + " }" * 900 + " }",
    "subselects in subselects": "SELECT * { " + "{ SELECT * { " * 900 + "?a ?b ?c" + " } }" * 900 + " }",
}
