"""Send a document that changes with the data alone: under its tag, coded where that is wanted, or not a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi.responses import Response

from web.negotiation import wants_gzip
from web.replies import etag, held_already

if TYPE_CHECKING:
    from fastapi import Request

    from web.replies import Reply

_ASK_AGAIN: Final = (b"cache-control", b"public, max-age=0, must-revalidate")


async def tagged(request: Request, reply: Reply, vary: bytes = b"Accept-Encoding") -> Response:
    """Return a whole answer with its tag, coded with gzip for who wants that, or 304 to who has it already.

    `vary` names the fields of a request by which the answer differs.
    """
    always = [(b"vary", vary), _ASK_AGAIN]
    gzip = wants_gzip(request.headers.get("accept-encoding", ""))
    held = held_already(request.headers.get("if-none-match", ""), [reply.tag], gzip=gzip)
    answer = Response(status_code=304)
    if held is not None:
        answer.raw_headers = [etag(held), *always]
        return answer
    ready = reply.ready(gzip=gzip) or await reply.coded()
    answer = Response(ready.body)
    answer.raw_headers = [*ready.headers, *always]
    return answer
