"""Answer SPARQL over HTTP (SPARQL 1.1 Protocol, section 2.1), as a plain ASGI application without a framework.

What a request costs here is paid by every query, so this is reached before the routing of pages (server.py), and most
of what a request can say is read once and kept. No query is parsed or evaluated in this process: it goes to a worker,
unless its answer is in the cache, or somebody asks the same already, or the client has the answer itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from graph.errors import RequestInvalid
from web import bodies, protocol
from web.asking import Begun, Call, fields_of
from web.cache import LARGEST
from web.description import service_description
from web.errors import AddressTooLong, MethodNotAllowed
from web.negotiation import GRAPHS, SHORT_NAMES, answer_types, choose, wants_page
from web.replies import Coder, Reply, described, etag, held_already, send_whole, tag_of
from web.service import version_of
from web.streaming import Patrol, forward

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.datastructures import State
    from starlette.types import ASGIApp, Receive, Scope, Send

    from web.asking import Key
    from web.cache import Cache
    from web.protocol import Question
    from web.replies import Headers
    from web.settings import Settings

#: Where it is found, below the root path.
PATHS: Final = frozenset({"/sparql", "/sparql/"})
METHODS: Final = "GET, HEAD, POST, OPTIONS"
#: How an answer was come by (RFC 9211).
HIT: Final = (b"cache-status", b"AlkaGraph; hit")
MISS: Final = (b"cache-status", b"AlkaGraph; fwd=miss")
_SHARED: Final = (b"cache-status", b"AlkaGraph; fwd=miss; collapsed")
#: An address may hold a query in which every byte is written as three, and its other parameters; bytes.
_WRITTEN: Final = 3
_BESIDES: Final = 4096


def always(settings: Settings) -> Headers:
    """Return the fields of every answer.

    Stored by whoever likes, but asked for each time: the data may have changed (RFC 9111, section 5.2.2).
    """
    return (
        (b"vary", b"Accept, Accept-Encoding"),
        (b"cache-control", b"public, max-age=0, must-revalidate"),
        (b"x-limits", settings.limits_told().encode()),
    )


class Endpoint:
    """The SPARQL endpoint. `state` is the application's: settings, pool, cache and clients; `page` shows the form."""

    def __init__(self, state: State, page: ASGIApp) -> None:
        self._state, self._page, self._patrol = state, page, Patrol()
        settings: Settings = state.settings
        self._longest = settings.query_bytes * _WRITTEN + _BESIDES
        self._always = always(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raise an error of the family, before anything is sent or in the middle of it."""
        fields = fields_of(scope)
        question = await self._question(scope, receive, fields)
        if question is None:
            await self._without_query(scope, receive, send, fields)
            return
        types = answer_types(question.form or fields.get("accept"))
        call = Call(scope, receive, send, fields, question, types)
        begun = scope.get("state", {}).pop("begun", None)
        if begun is None:
            await self._answer(call)
        else:
            await self._finish(call, begun)  # web.quick

    async def _question(self, scope: Scope, receive: Receive, fields: dict[str, str]) -> Question | None:
        """Return what is asked in one of the protocol's three ways, or None when a GET asks nothing."""
        settings: Settings = self._state.settings
        method, query_string = scope["method"], scope["query_string"]
        if len(query_string) > self._longest:
            message = f"the address holds {len(query_string)} bytes of parameters; send a long query in a body"
            raise AddressTooLong(message)
        if method == "GET":
            question = protocol.in_address(query_string)
        elif method == "POST":
            kind = protocol.body_type(fields.get("content-type", ""))
            body = await bodies.arriving(receive, fields, settings.body_bytes)
            question = (protocol.in_form if kind == bodies.FORM else protocol.in_body)(query_string, body)
        else:
            raise MethodNotAllowed(method, METHODS)
        if question is not None:
            protocol.measure(question, settings.query_bytes)
        return question

    async def _without_query(self, scope: Scope, receive: Receive, send: Send, fields: dict[str, str]) -> None:
        """Show a browser the form; describe the service to a program (SPARQL 1.1 Service Description, section 2)."""
        if wants_page(fields.get("accept")):
            await self._page(scope, receive, send)
            return
        given = bodies.fields(scope["query_string"])
        if given.keys() - {"format"}:
            message = "“query” is missing: give a SPARQL query"
            raise RequestInvalid(message)
        form = bodies.one(given, "format")
        media_type = GRAPHS[choose(SHORT_NAMES.get(form, form) if form else fields.get("accept"), GRAPHS)]
        request = Request(scope, receive)
        body = await service_description(request, media_type)
        tag = tag_of(version_of(self._state), media_type, str(request.base_url))
        await self._send(Call(scope, receive, send, fields), Reply(media_type, tag, body), ())

    async def _answer(self, call: Call) -> None:
        """Answer from what is known or under way already; else have it computed."""
        cache: Cache[Reply] = self._state.cache
        key = call.key(version_of(self._state))
        status = HIT
        while (reply := cache.find(key)) is None:
            if (held := call.held(key)) is not None:
                await send_whole(call.send, [held, *self._always], b"", 304)
                return
            lead = cache.under_way(key)
            if lead is None:
                await self._compute(call, key)
                return
            with self._patrol.presence(call.receive):
                reply = await lead.followed()
            if reply is not None:
                status = _SHARED
                break
        await self._send(call, reply, (status,))
        if reply.grown and key.version:
            cache.keep(key, reply, reply.size + key.weight)
            reply.grown = False

    async def _compute(self, call: Call, key: Key) -> None:
        """Have a worker answer."""
        state, client = self._state, call.client
        payload = key.payload(state.settings.query_bytes)
        answer = state.pool.stream("sparql", payload, state.settings.sparql_s, client=client)
        await self._finish(call, Begun(key, state.clients.client(client), state.cache.lead(key), answer))

    async def _finish(self, call: Call, begun: Begun) -> None:
        """Send what a worker answers; keep the answer and share it with everyone who asked the same meanwhile."""
        key = begun.key
        with begun.client, begun.lead as lead, self._patrol.presence(call.receive):
            async with begun.answer as answer:
                media_type: str = answer.head["media_type"]
                tag = key.tag(answer.version, media_type) if answer.version else ""
                settled = bool(tag) and answer.version == key.version
                if not answer.whole and call.takes_parts:
                    lead.release()  # it goes at the pace of one client, which nobody else should have to wait for
                    whole = await self._stream(call, media_type, tag, answer)
                    if settled and whole is not None:
                        lead.keep(Reply(media_type, tag, whole), len(whole) + key.weight)
                    return
                reply = Reply(media_type, tag, await answer.read())
            if settled:
                lead.keep(reply, reply.size + key.weight)
            elif answer.version == key.version:
                lead.share(reply)
        await self._send(call, reply, (MISS,))

    async def _stream(self, call: Call, media_type: str, tag: str, parts: AsyncIterator[bytes]) -> bytes | None:
        """Send an answer part by part as it comes; return one that turns out small enough to be kept."""
        coder = Coder() if call.gzip else None
        headers = [*described(media_type, tag, coded=call.gzip), *self._always, MISS]
        await call.send({"type": "http.response.start", "status": 200, "headers": headers})
        return await forward(parts, call.send, coder, LARGEST)

    async def _send(self, call: Call, reply: Reply, status: tuple[tuple[bytes, bytes], ...]) -> None:
        if call.conditional and (held := held_already(call.conditional, [reply.tag], gzip=call.gzip)) is not None:
            await send_whole(call.send, [etag(held), *self._always], b"", 304)
            return
        ready = reply.ready(gzip=call.gzip) or await reply.coded()
        await send_whole(call.send, [*ready.headers, *self._always, *status], ready.body)
