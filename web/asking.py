"""One request to the SPARQL endpoint: what it says that matters, and what its answer is known by."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from web.admission import client_name
from web.negotiation import AnswerTypes, wants_gzip
from web.protocol import Question
from web.replies import etag, held_already, tag_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from starlette.types import Receive, Scope, Send

    from graph.delivery import Answer
    from web.cache import Lead
    from web.replies import Reply

#: The fields of a request that matter here; those of one name are joined (RFC 9110, section 5.3).
_READ: Final = {
    name.encode(): name
    for name in (
        *("accept", "accept-encoding", "host", "if-none-match"),
        *("content-type", "content-length", "content-encoding"),
    )
}
_HOST: Final = re.compile(r"[A-Za-z0-9._\-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?")
_NO_QUESTION: Final = Question("")
_NO_TYPES: Final = AnswerTypes(None, None)


class Key(NamedTuple):
    """All that an answer depends on: equal keys have equal answers."""

    version: str
    question: Question
    types: AnswerTypes
    base: str

    @property
    def weight(self) -> int:
        """The bytes that the question takes in memory, about."""
        query, default, named, _ = self.question
        return getsizeof(query) + sum(map(getsizeof, (*(default or ()), *(named or ()))))

    def payload(self, longest: int) -> dict[str, Any]:
        """Return what a worker needs, which reads a query of so many bytes at most: see graph.stranger.sparql."""
        query, default, named, _ = self.question
        table, graph = self.types
        return {
            "query": query,
            "table": table,
            "graph": graph,
            "default_graphs": default,
            "named_graphs": named,
            "base": self.base,
            "longest": longest,
        }

    def tag(self, version: str, media_type: str) -> str:
        """Return the entity tag of the answer in a media type."""
        query, default, named, _ = self.question
        return tag_of(version, media_type, self.base, query, *(default or ()), "", *(named or ()))


class Begun(NamedTuple):
    """A question that a worker has been asked: what is known of it, and what ends with it."""

    key: Key
    client: AbstractContextManager[Any]
    lead: Lead[Reply]
    answer: Answer


class Call:
    """A request whose parameters have been read."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        fields: dict[str, str],
        question: Question = _NO_QUESTION,
        types: AnswerTypes = _NO_TYPES,
    ) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.question, self.types = question, types
        self.gzip = "accept-encoding" in fields and wants_gzip(fields["accept-encoding"])
        #: The field If-None-Match, which only a GET obeys.
        self.conditional = fields.get("if-none-match", "") if scope["method"] == "GET" else ""
        #: The address of the endpoint, against which relative IRIs are resolved (RFC 3986, section 5.1.3).
        self.base = base_of(scope.get("scheme", "http"), fields.get("host", ""), scope.get("root_path", ""))

    @property
    def client(self) -> str:
        """Who asks."""
        return client_name(self.scope)

    @property
    def takes_parts(self) -> bool:
        """Whether the client can tell a whole answer from a part of one when its length is not told first."""
        return bool(self.scope.get("http_version", "1.1") != "1.0")

    def key(self, version: str) -> Key:
        """Return what the answer depends on."""
        return Key(version, self.question, self.types, self.base)

    def held(self, key: Key) -> tuple[bytes, bytes] | None:
        """Return the field ETag of the answer if the client holds it, so that nobody needs to compute it."""
        if not self.conditional or not key.version:
            return None
        if self.conditional.strip() == "*":  # any answer will do, but there must be one
            return None
        tags = [key.tag(key.version, media_type) for media_type in self.types if media_type]
        held = held_already(self.conditional, tags, gzip=self.gzip)
        return None if held is None else etag(held)


def fields_of(scope: Scope) -> dict[str, str]:
    """Return the fields of a request that matter, by their names in lower case."""
    fields: dict[str, str] = {}
    for raw, value in scope["headers"]:
        if (name := _READ.get(raw)) is not None:
            text = value.decode("latin-1")
            fields[name] = f"{fields[name]}, {text}" if name in fields else text
    return fields


@lru_cache(256)
def base_of(scheme: str, host: str, root: str) -> str:
    """Return the address of the endpoint; a host that is none does not stand in it."""
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}{root}/sparql"
