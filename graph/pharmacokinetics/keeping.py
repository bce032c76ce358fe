"""Keep what took long to work out beside the snapshot it was worked out from, so that the next process only reads it.

A kept file carries the name of the snapshot, which is named by its content, and a digest of the modules that made it:
another snapshot or another program never meets it. Nothing depends on it; a file that is missing, damaged or cannot be
written costs time alone.
"""

from __future__ import annotations

import functools
import hashlib
import io
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.files import replace_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.store import Store

#: Snapshots that are named by their content; beside any other file nothing is kept.
_SNAPSHOT: Final = re.compile(r"alkagraph-[0-9a-f]{12}\.nq")
#: What kept values may consist of, apart from the classes of this package.
_PARTS: Final = {
    "builtins": {"dict", "list", "tuple", "set", "frozenset"},
    "collections": {"defaultdict"},
    "numpy": {"ndarray", "dtype"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
}

_T = TypeVar("_T")


def kept(store: Store, name: str, make: Callable[[], _T]) -> _T:
    """Return a value that depends on nothing but the store: as it was kept, or made now and kept under a name."""
    path = _place(store, name)
    if path is None:
        return make()
    try:
        found: _T = _Reader(io.BytesIO(path.read_bytes())).load()
    except (OSError, ValueError, EOFError, LookupError, TypeError, AttributeError, ImportError, pickle.UnpicklingError):
        found = make()
        _keep(path, found)
    return found


def keep(store: Store, name: str, value: object) -> None:
    """Keep a value that depends on nothing but the store, under a name."""
    path = _place(store, name)
    if path is not None:
        _keep(path, value)


def _keep(path: Path, value: object) -> None:
    content = pickle.dumps(value, protocol=5)
    try:
        replace_with(path, content)
    except OSError:  # a folder that only others may write to: every process works it out for itself
        return


def _place(store: Store, name: str) -> Path | None:
    source = store.source
    if source is None or not _SNAPSHOT.fullmatch(source.name):
        return None
    return source.with_name(f"{source.name}.{name}-{_digest()}")


@functools.cache
def _digest() -> str:
    """Return a digest of the modules of this package."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


class _Reader(pickle.Unpickler):
    """Reads back arrays, plain containers and the values of this package, and refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the shape pickle calls
        """Return a class by its name; raise UnpicklingError for one that no kept value consists of."""
        package = __name__.rpartition(".")[0]
        if module.startswith(f"{package}.") or name in _PARTS.get(module, ()):
            return super().find_class(module, name)
        message = f"{module}.{name} is no part of a kept value"
        raise pickle.UnpicklingError(message)
