"""Make what uvicorn answers a request with, for one that was begun without it (web.quick)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

if TYPE_CHECKING:
    from web.connection import Connection


def resumed(connection: Connection, scope: Any, *, keep_alive: bool) -> RequestResponseCycle:  # noqa: ANN401 (ASGI's)
    """Return the cycle of a request that has come to its end and has not been answered."""
    cycle = RequestResponseCycle(
        scope=scope,
        transport=connection.transport,
        flow=connection.flow,
        logger=connection.logger,
        access_logger=connection.access_logger,
        access_log=connection.access_log,
        default_headers=connection.server_state.default_headers,
        message_event=asyncio.Event(),
        expect_100_continue=False,
        keep_alive=keep_alive,
        on_response=connection.on_response_complete,
    )
    cycle.more_body = False
    cycle.message_event.set()
    return cycle
