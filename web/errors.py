"""The one table from error classes to HTTP, the one JSON shape of an error, and the page for browsers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from graph import errors, guard
from graph.render import environment
from web.negotiation import wants_page

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response


class UnsupportedType(errors.AlkaGraphError, ValueError):
    """The body has a media type that this address does not read."""


class BodyTooLarge(errors.AlkaGraphError, ValueError):
    """The body is larger than the server reads."""


class NotFound(errors.AlkaGraphError, LookupError):
    """There is nothing at this address."""


#: The most exact class wins. A request for something never done here (update, SERVICE, a foreign graph) is
#: forbidden (403), not malformed (400). What is not in this table is a bug and becomes 500.
STATUS: Final[dict[type[Exception], int]] = {
    NotFound: 404,
    BodyTooLarge: 413,
    UnsupportedType: 415,
    errors.RequestInvalid: 400,
    errors.QueryFailed: 400,
    guard.QueryTooLarge: 400,
    errors.QueryRefused: 403,
    errors.NameUnresolved: 404,
    errors.QuestionUnknown: 404,
    errors.NotAcceptable: 406,
    errors.AnswerTooLarge: 413,
    errors.ServiceBusy: 503,
    errors.WorkerDied: 503,
    errors.SnapshotMissing: 503,
    errors.StoreUnusable: 503,
    errors.QueryTimedOut: 504,
}
RETRY_AFTER_S: Final = 2


def install(app: FastAPI) -> None:
    """Answer every error of the family, and those of the framework, in our one shape."""
    app.add_exception_handler(errors.AlkaGraphError, _known)
    app.add_exception_handler(HTTPException, _known)
    app.add_exception_handler(RequestValidationError, _known)


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error: that of its closest class in the table, else 500."""
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, RequestValidationError):
        return 400
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def answer(request: Request, error: Exception) -> Response:
    """Return an error as JSON, or as a page when a browser asks for one outside the API."""
    status = status_of(error)
    fields = {
        "error": _name(error, status),
        "detail": _detail(error, status),
        "status": status,
        "request_id": request.scope.get("state", {}).get("request_id", ""),
    }
    headers = dict(getattr(error, "headers", None) or {}) | {"Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if wants_page(request.headers.get("accept")) and not request.url.path.startswith("/api/"):
        page = environment().get_template("error.html").render(title=HTTPStatus(status).phrase, **fields)
        return HTMLResponse(page, status, headers)
    return JSONResponse(fields, status, headers)


async def _known(request: Request, error: Exception) -> Response:
    return answer(request, error)


def _name(error: Exception, status: int) -> str:
    if isinstance(error, errors.AlkaGraphError) and status != HTTPStatus.INTERNAL_SERVER_ERROR:
        return type(error).__name__
    if isinstance(error, RequestValidationError):
        return "RequestInvalid"
    return "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())


def _detail(error: Exception, status: int) -> str:
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Something went wrong here, not with your request. It was logged under this request id."
    if isinstance(error, RequestValidationError):
        return "; ".join(f"{' '.join(map(str, e['loc'][1:])) or 'body'}: {e['msg']}" for e in error.errors())
    return error.detail if isinstance(error, HTTPException) else str(error)
