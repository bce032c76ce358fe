"""Write a screening as a table, block by block, so that memory stays bounded whatever the number of pairs."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from graph.files import replacing
from graph.names import local
from graph.policy import NO_CLASS
from graph.screening.answering import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from graph.screening.answering import Numbers, Screened

COLUMNS: Final = (
    "precipitant",
    "precipitant_label",
    "object",
    "object_label",
    "answer",
    "severity",
    "seriousness",
    "orca_class",
    "alert",
    "evidence_level",
    "auc_ratio",
    "auc_low",
    "auc_high",
    "mechanisms",
)
#: Rows that are put into words at once.
BLOCK: Final = 100_000
_GZIP: Final = ".gz"
_COMMAS: Final = ".csv"
#: Fast rather than small: the table is written while somebody waits.
_COMPRESSION: Final = 3


def write_table(
    found: Screened, chosen: Numbers, path: Path, told: Callable[[str, int], None] = lambda _step, _count: None
) -> int:
    """Write the chosen places of a screening to a file and return how many rows it has.

    A name that ends in .csv or .csv.gz is separated by commas, any other by tabs; one that ends in .gz is compressed.
    The file appears whole or not at all.
    """
    commas = path.name.removesuffix(_GZIP).endswith(_COMMAS)
    mark = "," if commas else "\t"
    words = _Words(found, mark, quoted=commas)
    with _opened(path) as stream:
        stream.write((mark.join(COLUMNS) + "\n").encode())
        for start in range(0, len(chosen), BLOCK):
            part = chosen[start : start + BLOCK]
            stream.write("".join(words.lines(part)).encode())
            told("rows written", start + len(part))
    return len(chosen)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with replacing(path) as stream:
        if not path.name.endswith(_GZIP):
            yield stream
            return
        # without a name and a time the same rows give the same bytes
        with gzip.GzipFile("", "wb", _COMPRESSION, stream, mtime=0) as packed:
            yield packed  # type: ignore[misc] # a file of bytes like any other


class _Words:
    """The words of a screening: ends of pairs, verdicts and lists of mechanisms, each made once."""

    def __init__(self, found: Screened, mark: str, *, quoted: bool) -> None:
        self._found, self._mark = found, mark
        cast = found.cast
        labels = [_quoted(label) for label in cast.labels] if quoted else cast.labels
        self._ends = [f"{local(name)}{mark}{label}" for name, label in zip(cast.participants, labels, strict=True)]
        self._vias = [local(kind.via) for kind in found.mechanisms.kinds]
        self._verdicts: dict[tuple[int, ...], str] = {}
        self._lists: dict[tuple[int, ...], str] = {}

    def lines(self, part: Numbers) -> Iterator[str]:
        """Yield the lines of some places."""
        found, ends, mark = self._found, self._ends, self._mark
        who, whom = np.divmod(found.pair[part], found.cast.count)
        judged = found.judged
        said = (found.answer, judged.severity, judged.seriousness, judged.orca, judged.alert, found.level)
        verdicts = zip(*(array[part].tolist() for array in said), strict=True)
        starts, stops = found.first[part].tolist(), found.first[part + 1].tolist()
        kinds = found.mechanisms.kind.tolist()
        rows = zip(who.tolist(), whom.tolist(), verdicts, self._ratios(part), starts, stops, strict=True)
        for one, other, verdict, ratio, start, stop in rows:
            told = self._list(tuple(kinds[start:stop]))
            yield f"{ends[one]}{mark}{ends[other]}{mark}{self._verdict(verdict)}{mark}{ratio}{mark}{told}\n"

    def _verdict(self, verdict: tuple[int, ...]) -> str:
        if verdict not in self._verdicts:
            answer, severity, seriousness, orca, alert, level = verdict
            policy = self._found.policy
            cells = (
                self._found.answers[answer],
                policy.severities.get(severity, UNKNOWN),
                policy.seriousnesses.get(seriousness, UNKNOWN),
                "" if orca == NO_CLASS else str(orca),
                "true" if alert else "false",
                self._found.levels[level],
            )
            self._verdicts[verdict] = self._mark.join(cells)
        return self._verdicts[verdict]

    def _list(self, kinds: tuple[int, ...]) -> str:
        if kinds not in self._lists:
            self._lists[kinds] = "|".join(dict.fromkeys(self._vias[kind] for kind in kinds))
        return self._lists[kinds]

    def _ratios(self, part: Numbers) -> Iterator[str]:
        """Yield ratio, low and high to three digits; empty cells where nothing is predicted."""
        nothing = self._mark * 2
        said = self._found.forecasts
        columns = (array[part].tolist() for array in (said.ratio, said.low, said.high))
        for ratio, low, high in zip(*columns, strict=True):
            yield nothing if ratio != ratio else f"{ratio:.3g}{self._mark}{low:.3g}{self._mark}{high:.3g}"  # noqa: PLR0124 - not a number


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if {",", '"'} & set(text) else text
