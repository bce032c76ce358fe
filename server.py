"""Serve AlkaGraph over HTTP. Only translates: every question is answered by a worker of graph.workers.

    uvicorn --factory server:create_app        or        alkagraph serve

How to set it up is told by web.settings.Settings; which error becomes which status by web.errors.STATUS.
"""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from graph import __version__, following
from graph.lessons import curriculum
from graph.templates import WEB
from graph.workers import MEGABYTE
from web import (
    api,
    atlas,
    claims,
    compare,
    description,
    docs,
    errors,
    explaining,
    exploring,
    health,
    learn,
    loading,
    logs,
    metrics,
    pages,
    paths,
    questions,
    serving,
    sparql,
    takeaway,
    things,
)
from web.admission import Clients
from web.application import Application
from web.cache import Cache
from web.endpoint import PATHS, Endpoint
from web.envelope import Envelope
from web.gate import Gate, Prefix
from web.loading import Doorstep
from web.observing import Observer, Recorder
from web.painting import Painter
from web.settings import Settings
from web.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

DESCRIPTION: Final = "An evidence-cited graph of how plant alkaloids interact with medicines: ask, check, read."
ROUTERS: Final = (
    pages.router,
    takeaway.router,
    explaining.router,
    exploring.router,
    claims.router,
    questions.router,
    atlas.router,
    learn.router,
    api.router,
    sparql.router,
    description.router,
    things.router,
    paths.router,
    compare.router,
    health.router,
    docs.router,
)


def create_app(
    settings: Settings | None = None, *, sink: logs.Sink | None = None, kind: str = logs.JSON, at_once: bool = False
) -> Application:
    """Return the application; its workers start and end with its lifespan, which at once does not wait for them.

    Without a snapshot in the settings the one in force is used, and built first when it is missing or stale. A
    line on each request goes into the sink, if there is one, in the form `kind` of web.logs.
    """
    settings = settings or Settings.from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        pool = following.serving(str(settings.snapshot or settings.store), settings.pool_limits())
        async with loading.held(app.state, pool, at_once=at_once):
            yield

    app = Application(
        title="AlkaGraph",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        root_path=settings.root_path,
    )
    app.state.settings = settings
    app.state.cache = Cache(settings.cache_mb * MEGABYTE)
    app.state.painter = Painter()
    app.state.shelf = curriculum.Shelf(*filter(None, (curriculum.SHIPPED, settings.lessons)))
    app.state.shelf.curriculum()  # so that what is wrong with a lesson stands in the log from the start
    app.state.clients = Clients(settings.client_rate, settings.client_burst, settings.client_queries)
    for router in ROUTERS:
        app.include_router(router)
    for name in ("static", "vendor"):
        if (WEB / name).is_dir():  # the browser libraries may not have been fetched; then their addresses are 404
            app.mount(f"/{name}", Shelf(WEB / name), name=name)
    errors.install(app)
    endpoint = Endpoint(app.state, sparql.form)
    app.surround(partial(Gate, paths=PATHS, endpoint=endpoint, root=settings.root_path))
    app.surround(partial(Doorstep, state=app.state))
    app.surround(Envelope)
    _observe(app, settings, sink, kind)
    if settings.root_path:
        app.surround(partial(Prefix, root=settings.root_path))
    return app


def serve(host: str = "127.0.0.1", port: int = 8000, store: str | None = None) -> None:
    """Serve the store at an address, else that of the settings, until told to end.

    What is logged of a request, and what never is, is told by web.logs.
    """
    settings = Settings.from_environment()
    if store is not None:
        settings = replace(settings, store=store)
    kind = settings.log or (logs.TEXT if sys.stderr.isatty() else logs.JSON)
    sink = logs.install(kind)
    app = create_app(settings, sink=None if kind == logs.OFF else sink, kind=kind, at_once=True)
    app.state.sink = sink
    serving.serve(app, settings, host, port, sink)


def _observe(app: Application, settings: Settings, sink: logs.Sink | None, kind: str) -> None:
    """Count and log every request, outside everything else that handles it."""
    app.state.metrics = metrics.Metrics()
    app.state.metrics.watch(app)
    paths = [getattr(route, "path", "") for router in ROUTERS for route in router.routes]
    routes = metrics.Routes([*paths, "/sparql", "/openapi.json", "/static/{file}", "/vendor/{file}"])
    app.state.recorder = Recorder(app.state.metrics, sink, kind, client=settings.log_client == "yes")
    app.surround(partial(Observer, recorder=app.state.recorder, routes=routes))
