"""Queries and documents that try to make the server call out, read a file, change data, or run what is not SPARQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: `{port}` is a listener on this machine that must hear nothing, `{secret}` a file that must stay unread.
WAYS_OUT: Final[Mapping[str, str]] = {
    "service": "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service silent": "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service by a variable": "SELECT * {{ VALUES ?s {{ <http://127.0.0.1:{port}/> }} SERVICE ?s {{ ?a ?b ?c }} }}",
    "service in exists": "ASK {{ ?x ?y ?z FILTER EXISTS {{ SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }} }}",
    "service by a prefix": "PREFIX p: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE p:x {{ ?a ?b ?c }} }}",
    "service by a base": "BASE <http://127.0.0.1:{port}/> SELECT * {{ SERVICE <x> {{ ?a ?b ?c }} }}",
    "service in small letters": "SELECT * {{ sErViCe <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service escaped": "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service escaped at length": "SELECT * {{ \\U00000053\\u0045RVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service in a subselect": "SELECT * {{ {{ SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }} }} }}",
    "service after a comment": "SELECT * {{ #\nSERVICE#\n<http://127.0.0.1:{port}/>{{?a ?b ?c}} }}",
    "service behind a quote": "SELECT * {{ BIND('\\u0027' AS ?q) SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "service by IPv6": "SELECT * {{ SERVICE <http://[::1]:{port}/> {{ ?a ?b ?c }} }}",
    "service to metadata": "SELECT * {{ SERVICE SILENT <http://169.254.169.254/latest/meta-data/> {{ ?a ?b ?c }} }}",
    "service of a file": "SELECT * {{ SERVICE <file://{secret}> {{ ?a ?b ?c }} }}",
    "from": "SELECT * FROM <http://127.0.0.1:{port}/> {{ ?a ?b ?c }}",
    "from named": "SELECT * FROM NAMED <http://127.0.0.1:{port}/> {{ GRAPH ?g {{ ?a ?b ?c }} }}",
    "from a file": "SELECT * FROM <file://{secret}> {{ ?a ?b ?c }}",
    "from named a file": "SELECT * FROM NAMED <file:///etc/passwd> {{ GRAPH ?g {{ ?a ?b ?c }} }}",
    "from by a prefix": "PREFIX p: <file:///etc/> SELECT * FROM p:passwd {{ ?a ?b ?c }}",
    "from by a base": "BASE <file:///etc/> SELECT * FROM <passwd> {{ ?a ?b ?c }}",
    "load": "LOAD <http://127.0.0.1:{port}/>",
    "load silent": "LOAD SILENT <file://{secret}> INTO GRAPH <urn:x>",
    "insert": "INSERT DATA {{ <urn:a> <urn:b> <urn:c> }}",
    "delete": "DELETE WHERE {{ ?a ?b ?c }}",
    "drop": "DROP ALL",
    "clear": "CLEAR DEFAULT",
    "a query and an update": "SELECT * {{ ?a ?b ?c }} ; DROP ALL",
    "an update behind a comment": "#\nDROP ALL",
}
#: No graph of ours and no function of SPARQL: refused, invalid, or answered as if the function were unbound.
UNKNOWN: Final[Mapping[str, str]] = {
    "bif function": "PREFIX bif: <bif:> SELECT (bif:file_to_string('/etc/passwd') AS ?x) {{}}",
    "sql function": "PREFIX sql: <sql:> SELECT (sql:user_name() AS ?x) {{}}",
    "java function": "PREFIX j: <java:java.lang.> SELECT (j:System.getenv('PATH') AS ?x) {{}}",
    "function by address": "SELECT (<http://127.0.0.1:{port}/f>(1) AS ?x) {{}}",
    "graph of a file": "SELECT * {{ GRAPH <file://{secret}> {{ ?a ?b ?c }} }}",
    "graph by address": "SELECT * {{ GRAPH <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}",
    "describe a file": "DESCRIBE <file:///etc/passwd>",
}
#: Parameters of the protocol that name what is not here.
PARAMETERS: Final = (
    "default-graph-uri",
    "named-graph-uri",
    "using-graph-uri",
    "using-named-graph-uri",
)
_LAUGHS: Final = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
#: Bodies that a careless reader would follow, by media type; no route reads any of these types.
DOCUMENTS: Final = (
    (
        "application/rdf+xml",
        "xxe",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><r>&x;</r>',
    ),
    ("text/xml", "xxe by http", '<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:{port}/d.dtd"><r/>'),
    ("application/xml", "billion laughs", f'<?xml version="1.0"?><!DOCTYPE r [{_LAUGHS}]><r>&l11;</r>'),
    ("application/ld+json", "remote context", '{{"@context": "http://127.0.0.1:{port}/c", "@id": "urn:x"}}'),
    ("application/ld+json", "file context", '{{"@context": "file://{secret}", "@id": "urn:x"}}'),
    ("text/turtle", "turtle", "@base <file://{secret}> . @import <http://127.0.0.1:{port}/> . <> a <x> ."),
    ("application/x-yaml", "yaml", "!!python/object/apply:os.system ['true']"),
)
#: Every address that reads a body.
POSTED: Final = ("/sparql", "/api/check")
