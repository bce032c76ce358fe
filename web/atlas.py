"""The map of the whole graph: a page that reads without a script, and the data that its script draws."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from web.assets import has_map
from web.negotiation import JSON
from web.pages import page
from web.replies import Reply
from web.service import run
from web.tagged import tagged

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["API"])

#: Seconds the map may take where it was not kept with the snapshot, as after another program.
MAKING_S: Final = 60.0
#: A group of fewer things has no row of its own in the table.
SMALL: Final = 20


@router.get("/map", include_in_schema=False)
async def shown(request: Request) -> HTMLResponse:
    """Show the whole graph: its groups as bubbles and as a table, and with scripts every thing in its place."""
    answer = await run(request, "drawn_map", {}, timeout_s=MAKING_S)
    return await page(request, "map.html", partial(_drawn, answer), here="/map", library=has_map())


@router.get("/api/map", summary="The map of the whole graph as data", response_class=Response)
async def data(request: Request) -> Response:
    """Return every thing with its kind, place and group, and every link, in columns; it changes with the data alone."""
    return await tagged(request, Reply(JSON, "", await run(request, "map", {}, timeout_s=MAKING_S)))


def _drawn(answer: bytes) -> dict[str, Any]:
    """Return what the page shows; the overview is safe markup, built as a tree."""
    told: Mapping[str, Any] = json.loads(answer)
    large = [one for one in told["islands"] if one["count"] >= SMALL] or told["islands"]
    small = [one for one in told["islands"] if one not in large]
    return {**told, "islands": large, "small": small, "overview": Markup(told["overview"])}  # noqa: S704
