"""A stranger's SPARQL query as a job: examined, answered in the form that was asked for, written as it is found."""

from __future__ import annotations

from contextlib import nullcontext
from typing import IO, TYPE_CHECKING, Any, Final, cast

from graph import guard
from graph.errors import AlkaGraphError, NotAcceptable, QueryFailed
from graph.names import Dataset, shorten
from graph.seal import closed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.outlet import Outlet
    from graph.store import Store

#: Most characters of what the engine says of a faulty query; it goes on to list every character it would take.
MAX_COMPLAINT: Final = 300


def sparql(store: Store, payload: Mapping[str, Any], out: Outlet) -> None:
    """Answer `query` as the media type in `table` or in `graph`, as its form wants; either may be null.

    `default_graphs` and `named_graphs` take the place of the query's own FROM and FROM NAMED (SPARQL 1.1 Protocol,
    section 2.1.4); `base` resolves relative IRIs; `longest` says how many bytes of a query are read. The head tells
    `media_type` and `form`. The query is examined in here, whoever sent it, and over a store in memory this process can
    open nothing while it runs (see also graph.seal). Raises QueryRefused, QueryFailed, NotAcceptable, and
    AnswerTooLarge while writing.
    """
    query = str(payload["query"])
    limits = guard.of_length(int(payload.get("longest") or guard.DEFAULT.length))
    kind = guard.examine(query, limits=limits, base=payload.get("base"))
    wanted = "table" if kind.form in {"select", "ask"} else "graph"
    media_type = payload.get(wanted)
    if not media_type:
        message = f"a query of the form {kind.form.upper()} has no answer in a media type that is accepted"
        raise NotAcceptable(message)
    out.head = {"media_type": media_type, "form": kind.form}
    default, named = payload.get("default_graphs"), payload.get("named_graphs")
    dataset = Dataset(tuple(default or ()), tuple(named or ())) if default or named else kind.dataset
    with closed() if store.in_memory else nullcontext():
        try:
            store.write(query, str(media_type), cast("IO[bytes]", out), dataset, payload.get("base"))
        except AlkaGraphError:
            raise
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:  # some come while rows are written
            raise QueryFailed(shorten(str(error), MAX_COMPLAINT)) from error
