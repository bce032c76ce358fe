"""The page that explains an answer: the tree of its proof as nested lists that open and close without a script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request

from graph.explaining import OPEN
from graph.filters import from_fields
from web import bodies
from web.pages import page
from web.service import data_version, run

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)


@router.get("/explain")
async def explain(request: Request) -> HTMLResponse:
    """Explain the pair named by `precipitant` and `object`, both directions; without them, ask for them."""
    given = bodies.fields(request.scope["query_string"])
    asked = {side: (bodies.one(given, side) or "").strip() for side in ("precipitant", "object")}
    aside = from_fields(given)
    answer = b"{}"
    if all(asked.values()):
        payload = {**asked, "filters": aside.in_json(), "data_version": data_version(request)}
        answer = await run(request, "explain", payload)

    def make() -> dict[str, Any]:
        return {"trees": [], "filters": None, **json.loads(answer), **asked, "thing": asked["object"]}

    return await page(
        request,
        "explain.html",
        make,
        here="/explain",
        opened=OPEN,
        as_json=f"/api/explain?{urlencode([*asked.items(), *aside.fields()])}",
        everything=f"/explain?{urlencode(asked)}",
        fields=aside.fields(),
    )
