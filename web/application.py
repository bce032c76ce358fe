"""FastAPI for the pages and the API, inside layers of our own that every request passes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send


class Application(FastAPI):
    """An application whose outer layers may answer a request themselves, at no cost for what FastAPI does around one.

    FastAPI's own middleware would run before any layer added to it; SPARQL needs none of it (web.endpoint).
    """

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 (whatever FastAPI takes)
        super().__init__(**given)
        self._outermost: ASGIApp = super().__call__

    def surround(self, layer: Callable[[ASGIApp], ASGIApp]) -> None:
        """Put a layer around all that is there already."""
        self._outermost = layer(self._outermost)

    def build_middleware_stack(self) -> ASGIApp:
        """Leave out the outermost layer of Starlette, which answers bugs with bare text: web.envelope answers them."""
        stack: Any = super().build_middleware_stack()
        inner: ASGIApp = stack.app
        return inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        scope["app"] = self
        if self.root_path:
            scope["root_path"] = self.root_path
        await self._outermost(scope, receive, send)
