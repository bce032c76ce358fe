"""What every answer carries: a request id, security headers and CORS; and what HEAD and OPTIONS answer."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect

from web.assets import style_hashes
from web.errors import answer

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
#: Anyone's page may read these: the data are open and there is nothing to log in to.
SHARED: Final = ("/sparql", "/api/", "/id/", "/openapi.json")
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-Id",
}
PREFLIGHT: Final = {
    "Allow": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Envelope:
    """Middleware around the whole application; the only place where a bug is turned into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, shared = scope["method"], scope["path"].startswith(SHARED)
        name = secrets.token_hex(8)
        scope["state"] = {**scope.get("state", {}), "request_id": name}
        headers = {**SECURITY, **(CORS if shared else {}), "X-Request-Id": name}
        outgoing = _Outgoing(send, headers, bodiless=method == "HEAD")
        if method == "OPTIONS" and shared:
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, outgoing)
            return
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self.app(scope, receive, outgoing)
        except ClientDisconnect:
            LOG.info("request %s: the client went away", name)
        except Exception as error:
            LOG.exception("request %s failed: %s %s", name, method, scope["path"])
            if outgoing.started:
                raise
            await answer(Request(scope), error)(scope, receive, outgoing)


class _Outgoing:
    """The way out: adds headers to an answer, and for HEAD takes its body away."""

    def __init__(self, send: Send, headers: Mapping[str, str], *, bodiless: bool) -> None:
        self.send, self.headers, self.bodiless = send, headers, bodiless
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for key, value in self.headers.items():
                headers[key] = value
        elif self.bodiless:
            message = {**message, "body": b""}
        await self.send(message)
