"""How a server is set up, read once from the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.addresses import MEMORY, Address
from graph.errors import AlkaGraphError
from graph.workers import MEGABYTE, PoolLimits

if TYPE_CHECKING:
    from collections.abc import Mapping


_HIGHEST: Final = 2**31
_PATH: Final = re.compile(r"[A-Za-z0-9._~\-]+(/[A-Za-z0-9._~\-]+)*")
#: What a setting that is a word may be; the first is the default.
CHOICES: Final = {"log": ("", "json", "text", "off"), "log_client": ("no", "yes"), "metrics": ("local", "all", "off")}


class SettingInvalid(AlkaGraphError, ValueError):
    """A variable of the environment holds something unusable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; every default is safe to serve on a public address.

    | Variable | Default | Meaning |
    |---|---|---|
    | `ALKAGRAPH_SNAPSHOT` | built when missing | an N-Quads file to serve |
    | `ALKAGRAPH_WORKERS` | 10 | processes that answer, one request at a time each |
    | `ALKAGRAPH_QUEUE` | 256 | requests that may wait for one; more get 503 |
    | `ALKAGRAPH_NAMED_S` | 5 | seconds a check, a picture or a look-up may take |
    | `ALKAGRAPH_SPARQL_S` | 10 | seconds a SPARQL query may take |
    | `ALKAGRAPH_QUERY_BYTES` | 16384 | length of a SPARQL query |
    | `ALKAGRAPH_BODY_BYTES` | 262144 | length of a request body |
    | `ALKAGRAPH_ANSWER_MB` | 16 | size of an answer, megabytes |
    | `ALKAGRAPH_MEMORY_MB` | 1536 | memory of a worker beyond the graph it shares, megabytes |
    | `ALKAGRAPH_CACHE_MB` | 64 | answers kept in memory to be given again, megabytes |
    | `ALKAGRAPH_CLIENT_QUERIES` | 16 | SPARQL queries one client may have under way; more get 429 |
    | `ALKAGRAPH_CLIENT_RATE` | 50 | SPARQL queries a second one client may start in the long run |
    | `ALKAGRAPH_CLIENT_BURST` | 500 | SPARQL queries one client may start at once after a pause |
    | `ALKAGRAPH_ROOT_PATH` | none | path under which a reverse proxy shows this server, such as `/alkagraph` |
    | `ALKAGRAPH_STORE` | `memory` | what to serve: `memory`, `disk`, `oxigraph:FOLDER`, `sparql+https://…` or a path |
    | `ALKAGRAPH_CONNECTIONS` | 2000 | connections open at once; the one idle longest makes room |
    | `ALKAGRAPH_CONNECTIONS_EACH` | 200 | of these from one address, or one /64 network of IPv6 |
    | `ALKAGRAPH_BACKLOG` | 1024 | connections the kernel keeps before they are taken |
    | `ALKAGRAPH_HEAD_BYTES` | 65536 | length of the request line and headers |
    | `ALKAGRAPH_HEAD_S` | 10 | seconds in which they must arrive |
    | `ALKAGRAPH_KEEP_ALIVE_S` | 65 | seconds a connection may rest between requests |
    | `ALKAGRAPH_STALL_S` | 30 | seconds an answer may lie unread |
    | `ALKAGRAPH_GRACE_S` | 15 | seconds that running requests get at the end |
    | `ALKAGRAPH_READY_S` | 2 | seconds in which a worker must answer for `/ready` |
    | `ALKAGRAPH_LOG` | `json`; on a terminal `text` | form of the log: `json`, `text`; `off`: no line on a request |
    | `ALKAGRAPH_LOG_CLIENT` | `no` | whether a line names the address of the client: `yes` or `no` |
    | `ALKAGRAPH_METRICS` | `local` | who may read `/metrics`: `local` (this machine, through no proxy), `all`, `off` |
    | `ALKAGRAPH_PROXIES` | none | addresses of reverse proxies whose `X-Forwarded-*` headers are believed, by commas |
    | `ALKAGRAPH_DUMP` | none | the public address of the whole graph as a file, named in the VoID description |
    | `ALKAGRAPH_MEMORY_ALL_MB` | 3072 | memory of all workers together, beyond the graph, megabytes |
    | `ALKAGRAPH_QUICK_S` | 0.1 | seconds of processor time after which a query is no longer quick |
    | `ALKAGRAPH_WAIT_S` | 15 | seconds a request may wait for a worker |
    | `ALKAGRAPH_BUFFER_MB` | 128 | answers in parts that wait for slow readers, all together, megabytes |
    | `ALKAGRAPH_LESSONS` | none | a folder with lessons of your own, beside those of AlkaGraph |
    """

    snapshot: Path | None = None
    workers: int = 10
    queue: int = 256
    named_s: float = 5.0
    sparql_s: float = 10.0
    query_bytes: int = 16 * 1024
    body_bytes: int = 256 * 1024
    answer_mb: int = 16
    memory_mb: int = 1536
    cache_mb: int = 64
    client_queries: int = 16
    client_rate: float = 50.0
    client_burst: int = 500
    root_path: str = ""
    store: str = MEMORY
    connections: int = 2000
    connections_each: int = 200
    backlog: int = 1024
    head_bytes: int = 64 * 1024
    head_s: float = 10.0
    keep_alive_s: float = 65.0
    stall_s: float = 30.0
    grace_s: float = 15.0
    ready_s: float = 2.0
    log: str = ""
    log_client: str = "no"
    metrics: str = "local"
    proxies: tuple[str, ...] = ()
    memory_all_mb: int = 3072
    quick_s: float = 0.1
    wait_s: float = 15.0
    buffer_mb: int = 128
    dump: str = ""
    lessons: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; raise SettingInvalid for a number not above zero, or a word that is no choice.

        Raises StoreUnusable for an address of a store that is none.
        """
        path = environment.get("ALKAGRAPH_SNAPSHOT")
        values: dict[str, Any] = {
            field.name: _number(environment, field.name, field.default)
            for field in fields(cls)
            if isinstance(field.default, int | float)
        }
        root = _root_path(environment.get("ALKAGRAPH_ROOT_PATH", ""))
        values |= {field: _choice(environment, field, *words) for field, words in CHOICES.items()}
        values["dump"] = environment.get("ALKAGRAPH_DUMP", "")
        lessons = environment.get("ALKAGRAPH_LESSONS", "")
        values["lessons"] = Path(lessons) if lessons else None
        values["proxies"] = _addresses(environment, "proxies")
        store = Address.parse(environment.get("ALKAGRAPH_STORE") or MEMORY).text
        return cls(snapshot=Path(path) if path else None, root_path=root, store=store, **values)

    def pool_limits(self) -> PoolLimits:
        """Return what these settings grant the workers."""
        return PoolLimits(
            size=self.workers,
            queue=self.queue,
            quick_s=self.quick_s,
            wait_s=self.wait_s,
            memory=self.memory_mb * MEGABYTE,
            together=self.memory_all_mb * MEGABYTE,
            buffer=self.buffer_mb * MEGABYTE,
            largest=self.answer_mb * MEGABYTE,
        )

    def limits_told(self) -> str:
        """Return what a query is granted, for a header field: seconds, bytes of its answer, bytes of its own."""
        return f"seconds={self.sparql_s:g}, bytes={self.answer_mb * MEGABYTE}, query-bytes={self.query_bytes}"


def _root_path(text: str) -> str:
    """Return a path with a slash before it and none after it, or nothing."""
    path = text.strip().strip("/")
    if not path:
        return ""
    if not _PATH.fullmatch(path):
        message = f"ALKAGRAPH_ROOT_PATH={text!r} must be a path of letters, digits and -._~, such as /alkagraph"
        raise SettingInvalid(message)
    return f"/{path}"


def _number(environment: Mapping[str, str], field: str, default: float) -> float:
    """Return a setting as the same kind of number as its default."""
    name = f"ALKAGRAPH_{field.upper()}"
    text = environment.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < _HIGHEST or int(value) < isinstance(default, int):
        message = f"{name}={text!r} must be a number above zero; leave it out for {default:g}"
        raise SettingInvalid(message)
    return type(default)(value)


def _choice(environment: Mapping[str, str], field: str, *words: str) -> str:
    """Return a setting that is one of some words; the first when it is not set."""
    name = f"ALKAGRAPH_{field.upper()}"
    text = environment.get(name, "").strip().lower() or words[0]
    if text not in words:
        message = f"{name}={text!r} must be one of {', '.join(filter(None, words))}; leave it out for the default"
        raise SettingInvalid(message)
    return text


def _addresses(environment: Mapping[str, str], field: str) -> tuple[str, ...]:
    """Return a setting that is a list of addresses or networks, by commas."""
    name = f"ALKAGRAPH_{field.upper()}"
    found = tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())
    for part in found:
        try:
            ipaddress.ip_network(part)
        except ValueError as error:
            message = f"{name}: “{part}” is no address and no network ({error})"
            raise SettingInvalid(message) from error
    return found
