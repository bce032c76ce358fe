"""What a connection says to a request that it does not let in: the one JSON shape of errors, and an end."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final, NamedTuple

#: Requests sent ahead on one connection, before the first of them is answered.
MAX_AHEAD: Final = 8


class Refusal(NamedTuple):
    """A status, the name of the error and what is wrong."""

    status: int
    error: str
    detail: str

    def written(self) -> bytes:
        r"""Return the whole answer, as it goes over the wire.

        >>> NOT_HTTP.written().partition(b"\r\n")[0]
        b'HTTP/1.1 400 Bad Request'
        """
        body = json.dumps({"error": self.error, "detail": self.detail, "status": self.status, "request_id": ""})
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        return (head + body).encode()


HEAD_TOO_LARGE: Final = Refusal(
    431, "RequestHeaderFieldsTooLarge", "request line and headers are larger than this server reads"
)
TOO_LATE: Final = Refusal(408, "RequestTimeout", "the request did not arrive in time")
NOT_HTTP: Final = Refusal(400, "BadRequest", "this is not a valid HTTP/1.1 request")
NO_VERSION: Final = Refusal(505, "HTTPVersionNotSupported", "this server speaks HTTP/1.1")
NO_HOST: Final = Refusal(400, "BadRequest", "an HTTP/1.1 request has exactly one Host header")
TOO_FAR_AHEAD: Final = Refusal(400, "BadRequest", f"at most {MAX_AHEAD} requests may be sent ahead")
