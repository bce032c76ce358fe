"""The one table from error classes to HTTP, and the one JSON shape of an error; it comes as a page or a text too."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from graph import errors, guard
from graph.names import shorten
from graph.templates import environment
from web.negotiation import JSON, TEXT, accepts, wants_page
from web.rooted import rooted

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response


class UnsupportedType(errors.AlkaGraphError, ValueError):
    """The body has a media type that this address does not read."""


class BodyTooLarge(errors.AlkaGraphError, ValueError):
    """The body is larger than the server reads."""

    headers: ClassVar = {"Connection": "close"}  # what is still on its way is not read


class CodedBody(UnsupportedType):
    """The body is compressed; a small one could become a large one."""

    headers: ClassVar = {"Accept-Encoding": "identity"}


class BodyTooSlow(errors.AlkaGraphError, TimeoutError):
    """The body did not arrive in time."""

    headers: ClassVar = {"Connection": "close"}


class AddressTooLong(errors.AlkaGraphError, ValueError):
    """The address holds more than any request needs; long queries belong into a body."""


class MethodNotAllowed(errors.AlkaGraphError, ValueError):
    """This address does not know the method; carries those it knows."""

    def __init__(self, method: str, allowed: str) -> None:
        self.method, self.allowed = method, allowed
        super().__init__(method, allowed)

    def __str__(self) -> str:
        return f"{shorten(self.method)} is not offered here; use one of {self.allowed}"

    @property
    def headers(self) -> dict[str, str]:
        """What the answer has to say besides (RFC 9110, section 15.5.6)."""
        return {"Allow": self.allowed}


class TooManyRequests(errors.AlkaGraphError, RuntimeError):
    """One client asks for more than its share; carries what was too much and when to come back, seconds."""

    def __init__(self, problem: str, retry_after_s: float) -> None:
        self.problem, self.retry_after_s = problem, retry_after_s
        super().__init__(problem, retry_after_s)

    def __str__(self) -> str:
        return f"{self.problem}; try again in {self.headers['Retry-After']} s"

    @property
    def headers(self) -> dict[str, str]:
        """What the answer has to say besides (RFC 6585, section 4): whole seconds, at least one."""
        return {"Retry-After": str(max(1, math.ceil(self.retry_after_s)))}


class NotFound(errors.AlkaGraphError, LookupError):
    """There is nothing at this address."""


#: The most exact class wins. A request for something never done here (update, SERVICE, a foreign graph) is
#: forbidden (403), not malformed (400). What is not in this table is a bug and becomes 500.
STATUS: Final[dict[type[Exception], int]] = {
    NotFound: 404,
    MethodNotAllowed: 405,
    BodyTooSlow: 408,
    BodyTooLarge: 413,
    AddressTooLong: 414,
    UnsupportedType: 415,
    TooManyRequests: 429,
    errors.RequestInvalid: 400,
    errors.QueryFailed: 400,
    guard.QueryTooLarge: 400,
    errors.QueryRefused: 403,
    errors.NameUnresolved: 404,
    errors.QuestionUnknown: 404,
    errors.LessonBroken: 404,
    errors.NotAcceptable: 406,
    errors.AnswerTooLarge: 413,
    errors.ServiceBusy: 503,
    errors.WorkerDied: 503,
    errors.SnapshotMissing: 503,
    errors.StoreUnusable: 503,
    errors.QueryTimedOut: 504,
}
RETRY_AFTER_S: Final = 2
#: What the page of an error says by its status: what happened, and what to do.
_GO_BACK: Final = "Nothing was changed. Go back, correct what was asked and ask again."
_LATER: Final = "Nothing was lost. Wait a moment and load the page again."
TOLD: Final[dict[int, tuple[str, str]]] = {
    400: ("This cannot be read as it was asked", _GO_BACK),
    403: ("This is never done here", "Nothing was changed. This server only reads, and only its own graph."),
    404: ("There is nothing here under this name", "Names change and addresses are mistyped: look it up by name."),
    413: ("This is too much at once", "Nothing was kept. Ask for less, or in several parts."),
    414: ("This address is too long", "Nothing was kept. Ask for less, or in several parts."),
    429: ("Too many requests came from you", _LATER),
    500: ("Something broke here", "Load the page again. If it stays so, the number below finds it in the log."),
    503: ("Not ready just now", _LATER),
    504: ("This took too long and was stopped", "Nothing was changed. Ask for less, or try again in a moment."),
}


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
    """Return an error as JSON, as a page when a browser asks outside the API, or as text for who reads no JSON."""
    status = status_of(error)
    fields = {
        "error": _name(error, status),
        "detail": _detail(error, status),
        "status": status,
        "request_id": request.scope.get("state", {}).get("request_id", ""),
    }
    request.scope.setdefault("state", {})["error"] = fields["error"]
    headers = dict(getattr(error, "headers", None) or {}) | {"Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    root = request.app.state.settings.root_path
    if wants_page(request.headers.get("accept")) and not request.url.path.removeprefix(root).startswith("/api/"):
        title, remedy = TOLD.get(status, (HTTPStatus(status).phrase, _GO_BACK))
        if fields["detail"] == HTTPStatus(status).phrase:
            fields["detail"] = ""  # the title says it
        page = environment().get_template("error.html").render(title=title, remedy=remedy, **fields)
        return HTMLResponse(rooted(page, root), status, headers)
    if _wants_text(request.headers.get("accept")):
        lines = [f"{status} {fields['error']}: {fields['detail']}", f"request {fields['request_id']}", ""]
        return PlainTextResponse("\n".join(lines), status, headers)
    return JSONResponse(fields, status, headers)


def _wants_text(accept: str | None) -> bool:
    """Tell whether a client reads plain text and no JSON; one that reads neither gets JSON all the same."""
    return accepts(accept, TEXT) and not accepts(accept, JSON)


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
