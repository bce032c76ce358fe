"""Keep what took long to work out beside the snapshot it was worked out from, so that the next process only reads it.

A kept file carries the name of the snapshot, which is named by its content, and a digest of the code and the questions
that made it: another snapshot or another program never meets it. It begins with a digest of its own content, so that a
damaged one is never read. Nothing depends on it; a file that is missing, damaged or cannot be written costs time alone.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import io
import pickle
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.files import replace_with
from graph.names import ontology_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_PACKAGE: Final = __name__.partition(".")[0]
_SEAL: Final = hashlib.sha256
_SEAL_SIZE: Final = 32
#: What reading a file that somebody else damaged may raise.
_UNREADABLE: Final = (
    *(OSError, ValueError, EOFError, LookupError, TypeError, AttributeError, ImportError, pickle.UnpicklingError),
)

_T = TypeVar("_T")


def kept(store: Store, name: str, make: Callable[[], _T], part: str = "") -> _T:
    """Return a value that depends on nothing but the store: as it was kept, or made now and kept under a name.

    `part` is the subpackage whose modules alone make the value; all modules of this package do when it is empty.
    """
    path = place_of(store, name, part)
    if path is None:
        return make()
    try:
        found: _T = _read(path)
    except _UNREADABLE:
        found = make()
        _keep(path, found)
    return found


def keep(store: Store, name: str, value: object, part: str = "") -> None:
    """Keep a value that depends on nothing but the store, under a name; see `kept`."""
    path = place_of(store, name, part)
    if path is not None:
        _keep(path, value)


def place_of(store: Store, name: str, part: str = "") -> Path | None:
    """Return the file in which a value of a store is kept; None where nothing is kept beside its source."""
    source = store.source
    if source is None or not _SNAPSHOT.fullmatch(source.name):
        return None
    return source.with_name(f"{source.name}.{name}-{_digest(part)}")


def _read(path: Path) -> Any:  # noqa: ANN401 - a value of any type was kept
    content = path.read_bytes()
    if _SEAL(content[_SEAL_SIZE:]).digest() != content[:_SEAL_SIZE]:
        message = f"{path} is damaged"
        raise ValueError(message)
    with without_collecting():
        return _Reader(io.BytesIO(memoryview(content)[_SEAL_SIZE:])).load()


def _keep(path: Path, value: object) -> None:
    content = pickle.dumps(value, protocol=5)
    try:
        replace_with(path, _SEAL(content).digest() + content)
        for old in path.parent.glob(f"{path.name.rpartition('-')[0]}-*"):  # what other programs made
            if old != path and not old.name.endswith(".part"):
                old.unlink(missing_ok=True)
    except OSError:  # a folder that only others may write to: every process works it out for itself
        return


@contextmanager
def without_collecting() -> Iterator[None]:
    """Read much with the garbage collector away: it would go through everything read so far again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@functools.cache
def _digest(part: str) -> str:
    """Return a digest of the modules of this package, or of one part and this module, and of all questions."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    made = (Path(__file__).parent / part).rglob("*.py")
    for path in (*sorted(made), *sorted((ontology_dir() / "queries").glob("*.rq"))):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


class _Reader(pickle.Unpickler):
    """Reads back arrays, plain containers and the values of this package, and refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the shape pickle calls
        """Return a class by its name; raise UnpicklingError for one that no kept value consists of."""
        own = module.startswith(f"{_PACKAGE}.")
        if own or name in _PARTS.get(module, ()):
            found = super().find_class(module, name)
            if not own or isinstance(found, type):
                return found
        message = f"{module}.{name} is no part of a kept value"
        raise pickle.UnpicklingError(message)
