"""The page that documents the interface, drawn from its OpenAPI document: no script, no other host."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from graph.templates import environment
from web.rooted import rooted

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Show every operation of the interface with its parameters and answers."""
    document = request.app.openapi()
    page = environment().get_template("docs.html").render(**document["info"], routes=routes(document), here="/docs")
    return HTMLResponse(rooted(page, request.app.state.settings.root_path))


def routes(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations of an OpenAPI document in its order, each with what a reader needs."""
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", ""),
                    "parameters": [
                        {
                            "name": parameter["name"],
                            "place": parameter["in"],
                            "required": parameter.get("required", False),
                            "description": parameter.get("description", ""),
                        }
                        for parameter in operation.get("parameters", [])
                    ],
                    "bodies": list(operation.get("requestBody", {}).get("content", {})),
                    "answers": [
                        {"status": status, "description": answer["description"]}
                        for status, answer in sorted(operation["responses"].items())
                    ],
                }
            )
    return found
