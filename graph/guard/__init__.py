"""Read a SPARQL query by its grammar before any engine sees it, and refuse what a public endpoint never does.

Refused: updates, SERVICE, calls of functions that are not SPARQL's, and texts so long, deep or repetitive that
a parser may exhaust its stack. A word counts only where the grammar reads it as a keyword: inside an IRI, a
string, a comment, a variable or a prefixed name it is just text. Which graphs a query may name is for the
store to say (graph.store).

This is the first fence, not the only one: a query runs in a process that can open no connection (graph.jobs)
and that is killed at its deadline (graph.workers). What is allowed here and yet no valid query the engine refuses.
"""

from graph.guard.limits import DEFAULT, TYPED, Limits, QueryTooLarge, of_length
from graph.guard.verdict import QueryKind, examine, warm

__all__ = ["DEFAULT", "TYPED", "Limits", "QueryKind", "QueryTooLarge", "examine", "of_length", "warm"]
