"""What every answer carries: a request id, security headers and CORS; and what HEAD and OPTIONS answer."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from graph.errors import AlkaGraphError
from web.assets import style_hashes
from web.errors import answer
from web.logs import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG: Final = logging.getLogger("alkagraph.web")

#: Nothing from another host; no script or style in a page but the sheets that the drawing library adds.
POLICY: Final = {
    "default-src": ["'self'"],
    "style-src": ["'self'", *style_hashes()],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}
SECURITY: Final = {
    "Content-Security-Policy": "; ".join(f"{name} {' '.join(sources)}" for name, sources in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Any page may show these in a frame: a view of the explorer, and below it a step of a lesson.
FRAMED: Final = "/embed"
#: Anyone's page may read these: the data are open and there is nothing to log in to.
SHARED: Final = ("/sparql", "/api/", "/id/", "/.well-known/", "/openapi.json")
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Cache-Status, ETag, Retry-After, X-Limits, X-Request-Id",
}
PREFLIGHT: Final = {
    "Allow": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Cache-Control, Content-Type, If-None-Match, X-Requested-With",
    "Access-Control-Max-Age": "86400",
}


def _raw(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


#: The fields as they go out, ready made.
_PRIVATE: Final = _raw(SECURITY)
_PUBLIC: Final = _raw({**SECURITY, **CORS})
_OPEN: Final = _raw(
    {
        **SECURITY,
        "Content-Security-Policy": SECURITY["Content-Security-Policy"].replace(
            "frame-ancestors 'self'", "frame-ancestors *"
        ),
    }
)
#: An answer that is data needs no right to load anything, should a browser take it for a page.
DATA: Final = _raw({"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", **CORS})
_HTML: Final = b"text/html"


class Envelope:
    """Middleware around the whole application; the only place where a bug is turned into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, shared = scope["method"], scope["path"].startswith(SHARED)
        state = scope.setdefault("state", {})
        name = state.get("request_id") or secrets.token_hex(8)
        state["request_id"] = name
        outgoing = _Outgoing(send, name, shared=shared, bodiless=method == "HEAD", framed=_framed(scope["path"]))
        if method == "OPTIONS" and shared:
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, outgoing)
            return
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self.app(scope, receive, outgoing)
        except ClientDisconnect:
            if not outgoing.started:
                raise
        except AlkaGraphError as error:
            if outgoing.started:  # what is left open here the server closes, and the client sees that it is not whole
                scope["state"]["error"] = type(error).__name__
                return
            await answer(Request(scope), error)(scope, receive, outgoing)
        except Exception as error:
            trace = places(str(error)) if isinstance(error, RuntimeError) else ()
            LOG.exception("a request failed", extra={"request_id": name, "trace": trace})
            if outgoing.started:
                raise
            await answer(Request(scope), error)(scope, receive, outgoing)


def _framed(path: str) -> bool:
    return path == FRAMED or path.startswith(FRAMED + "/")


class _Outgoing:
    """The way out: adds headers to an answer, and for HEAD takes its body away."""

    __slots__ = ("bodiless", "framed", "name", "send", "shared", "started")

    def __init__(self, send: Send, name: str, *, shared: bool, bodiless: bool, framed: bool) -> None:
        self.send, self.name, self.shared, self.bodiless, self.framed = send, name, shared, bodiless, framed
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            own = message["headers"]
            message["headers"] = [*own, *self._added(own), (b"x-request-id", self.name.encode())]
        elif self.bodiless:
            message = {**message, "body": b""}
        await self.send(message)

    def _added(self, own: list[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
        if not self.shared:
            return _OPEN if self.framed else _PRIVATE
        page = any(name == b"content-type" and value.startswith(_HTML) for name, value in own)
        return _PUBLIC if page else DATA
