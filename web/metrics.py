"""The figures a Prometheus server scrapes from `/metrics`: requests, connections, workers, cache, data, process.

None is labelled with anything a client chose: routes come from the application's own list, methods and status
codes from fixed ones, so that strangers cannot make the page grow.
"""

from __future__ import annotations

import platform
from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from graph import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from starlette.applications import Starlette

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
#: Upper ends of the classes of the latency histogram, seconds.
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_ENDS: Final = (*(repr(float(end)) for end in BUCKETS), "+Inf")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
#: What the parts of the application count, and what they show of now.
COUNTED: Final = {
    "pool": {
        "answers": "Answers given by workers.",
        "bytes": "Bytes of these answers.",
        "timed_out": "Queries stopped at their deadline.",
        "died": "Workers that ended by themselves.",
        "too_big": "Workers stopped because all together took too much memory.",
        "put_back": "Long queries put back to wait.",
        "started": "Workers started.",
    },
    "cache": {"hits": "Answers given from the cache.", "misses": "Questions the cache had no answer to."},
    "painter": {},
}
SHOWN: Final = {
    "pool": {
        "workers": "Workers alive.",
        "idle": "Workers without a query.",
        "busy": "Workers with a query.",
        **{lane: f"Requests running on the {lane} lane." for lane in ("quick", "middle", "long")},
        **{f"waiting_{lane}": f"Requests that wait on the {lane} lane." for lane in ("quick", "middle", "long")},
        "clients": "Clients that run or wait for a query.",
        "generations": "Data versions held by workers now.",
        "memory_bytes": "Memory all workers take beyond the graph they share.",
        "buffered_bytes": "Bytes of answers on their way to clients.",
    },
    "cache": {"entries": "Answers kept.", "bytes": "Bytes these take."},
    "painter": {"waiting": "Pages that wait to be made."},
}
#: Stands in place of what is on no list.
OTHER: Final = "other"


class Routes:
    """The paths of an application as labels: `/id/{slug}` for whatever stands there, `other` for no path of ours."""

    def __init__(self, paths: Iterable[str]) -> None:
        told = set(paths)
        self._exact = {path for path in told if "{" not in path}
        starts = {path.partition("{")[0]: path for path in sorted(told - self._exact, key=len, reverse=True)}
        self._starts = sorted(starts.items(), key=lambda pair: -len(pair[0]))

    def __call__(self, path: str) -> str:
        """Return the label of a path.

        >>> routes = Routes(["/", "/id/{slug}", "/id/{slug}/structure.svg"])
        >>> routes("/id/some-medicine"), routes("/"), routes("/wp-login.php")
        ('/id/{slug}', '/', 'other')
        """
        if path in self._exact:
            return path
        return next((label for start, label in self._starts if path.startswith(start)), OTHER)


class Metrics:
    """The counters of one application; everything it does not count itself it asks for at a scrape."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.running = 0
        # Plain numbers, made into metrics when somebody asks: every request pays for counting, and hardly any asks.
        self._requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self._routes: defaultdict[str, _Route] = defaultdict(_Route)
        self.registry.register(_Counted(self._requests, self._routes))
        ProcessCollector(registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """Count one finished request."""
        self._requests[route, method if method in METHODS else OTHER, status] += 1
        of = self._routes[route]
        of.classes[bisect_left(BUCKETS, seconds)] += 1
        of.seconds += seconds
        of.bytes += size

    def watch(self, app: Starlette) -> None:
        """Ask an application's state for its workers, cache, connections and data at every scrape."""
        self.registry.register(_Told(app, self))

    def page(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Route:
    """What one route has answered: how many in each class of latency, and in all how long it took, and how much."""

    __slots__ = ("bytes", "classes", "seconds")

    def __init__(self) -> None:
        self.classes = [0] * (len(BUCKETS) + 1)
        self.seconds, self.bytes = 0.0, 0


class _Counted(Collector):
    """What was counted of requests, as metrics."""

    def __init__(self, requests: Mapping[tuple[str, str, int], int], routes: Mapping[str, _Route]) -> None:
        self._requests, self._routes = requests, routes

    def collect(self) -> Iterator[Metric]:
        """Yield the three families."""
        labels = ("route", "method", "status")
        text = "Requests answered; status 499: the client left."
        requests = CounterMetricFamily("alkagraph_http_requests", text, labels=labels)
        for key, number in self._requests.items():
            requests.add_metric([*map(str, key)], number)
        yield requests
        text = "Time from head to end of the answer."
        latency = HistogramMetricFamily("alkagraph_http_request_seconds", text, labels=("route",))
        sent = CounterMetricFamily(
            "alkagraph_http_response_bytes", "Bytes of answers, without heads.", labels=("route",)
        )
        for route, of in self._routes.items():
            latency.add_metric([route], [*zip(_ENDS, accumulate(of.classes), strict=True)], of.seconds)
            sent.add_metric([route], of.bytes)
        yield latency
        yield sent


class _Told(Collector):
    """What parts of the application tell of themselves: `told()` gives numbers by name."""

    def __init__(self, app: Starlette, metrics: Metrics) -> None:
        self.state, self.metrics = app.state, metrics

    def describe(self) -> Iterator[Metric]:
        """Describe nothing beforehand: what there is depends on the parts."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield what each part says now."""
        build = GaugeMetricFamily("alkagraph_build_info", "The program.", labels=("version", "python"))
        build.add_metric((__version__, platform.python_version()), 1)
        yield build
        if version := getattr(getattr(self.state, "pool", None), "version", ""):
            data = GaugeMetricFamily("alkagraph_data_info", "The data served.", labels=("version",))
            data.add_metric((str(version),), 1)
            yield data
        yield GaugeMetricFamily("alkagraph_http_requests_running", "Requests begun.", self.metrics.running)
        if lobby := getattr(self.state, "lobby", None):
            yield from _connections(lobby)
        if sink := getattr(self.state, "sink", None):
            yield CounterMetricFamily("alkagraph_log_lines_dropped", "Lines nobody read.", sink.dropped)
        for part in ("pool", "cache", "painter"):
            told = getattr(getattr(self.state, part, None), "told", None)
            if told is not None:
                yield from numbers(part, told())


def numbers(part: str, told: Mapping[str, Any]) -> Iterator[Metric]:
    """Yield a metric for each number a part tells: a counter, from zero on, when COUNTED lists it; else a gauge."""
    by_job = {
        "answers": CounterMetricFamily(f"alkagraph_{part}_job_answers", "Answers given, by job.", labels=("job",)),
        "seconds": CounterMetricFamily(f"alkagraph_{part}_job_seconds", "Time they took, by job.", labels=("job",)),
    }
    for name, value in {**dict.fromkeys(COUNTED[part], 0), **told}.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        job, _, what = name.rpartition("_")
        if job and what in by_job:
            by_job[what].add_metric((job,), value)
            continue
        text = COUNTED[part].get(name) or SHOWN[part].get(name) or f"The {part}'s {name.replace('_', ' ')}."
        family = CounterMetricFamily if name in COUNTED[part] else GaugeMetricFamily
        yield family(f"alkagraph_{part}_{name}", text, value)
    yield from (metric for metric in by_job.values() if metric.samples)


def _connections(lobby: Any) -> Iterator[Metric]:  # noqa: ANN401 (web.lobby stands above)
    opened = GaugeMetricFamily("alkagraph_connections", "Connections open now.", labels=("state",))
    opened.add_metric(("idle",), lobby.idle)
    opened.add_metric(("busy",), len(lobby.open) - lobby.idle)
    yield opened
    refused = CounterMetricFamily("alkagraph_connections_refused", "Connections ended, by reason.", labels=("reason",))
    for reason, count in lobby.refused.items():
        refused.add_metric((reason,), count)
    yield refused
    yield GaugeMetricFamily("alkagraph_event_loop_delay_seconds", "Lateness of the last timer.", lobby.delay_s)
