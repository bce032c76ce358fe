"""Where requests part: the SPARQL endpoint is reached before all routing, everything else goes on to the pages.

A reverse proxy may show this server under a path of its own, the root path (web.settings), and may leave that path in
the addresses it passes on or take it out. Both are understood: between `Prefix`, outside, and `Gate`, inside, the path
of a request is the one that this server gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """Middleware that takes the root path out of the path of a request."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app, self.root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] == "http" and (scope["path"] + "/").startswith(self.root + "/"):
            scope["path"] = scope["path"].removeprefix(self.root) or "/"
        await self.app(scope, receive, send)


class Gate:
    """Middleware that sends some paths to an application of their own."""

    def __init__(self, app: ASGIApp, paths: Collection[str], endpoint: ASGIApp, root: str = "") -> None:
        self.app, self.paths, self.endpoint, self.root = app, paths, endpoint, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] == "http":
            if scope["path"] in self.paths:
                await self.endpoint(scope, receive, send)
                return
            if self.root:  # mounted applications find their files by it
                scope["path"] = self.root + scope["path"]
        await self.app(scope, receive, send)
