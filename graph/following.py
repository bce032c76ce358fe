"""A pool that follows the data: over the snapshot in force, and over the next one as soon as it has been built.

With the snapshot in memory, the workers begin on the folder of Oxigraph beside it, which opens in milliseconds, and
go over to memory when it is loaded, and likewise after the death of the process that held it. The manifest is looked
at every few seconds; a new one is adopted while requests go on. Data that cannot be loaded are told in the log, and
the old stay in force.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from graph import errors, manifest, snapshot
from graph.addresses import Address
from graph.staff import Source
from graph.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from graph.errands import PoolLimits

_LOG: Final = logging.getLogger(__name__)
#: The address of the snapshot in force, served from its folder.
_DISK: Final = "disk"
#: How often the manifest is looked at, seconds.
LOOK_S: Final = 3.0


@asynccontextmanager
async def serving(
    address: str, limits: PoolLimits, directory: Path | None = None, look_s: float = LOOK_S
) -> AsyncIterator[WorkerPool]:
    """Yield a pool over the store at an address (see Store.connect) that follows its builds while the block lasts.

    For `memory` and `disk` the snapshot in force in `directory` is served, and built first when it is missing or stale.
    Builds are followed there, and in a folder of builds given as `oxigraph:FOLDER`, from which they are served on disk.
    Raises WorkerDied when nothing can be loaded, StoreUnusable for an address that is none, DataInvalid from a build.
    """
    place = Address.parse(address)
    if place.url is None and (place.path is None or place.text == _DISK):
        await asyncio.to_thread(snapshot.ensure, None, directory)
        following = Following(directory or manifest.home(), in_memory=place.text != _DISK)
    elif place.path is not None and place.path.is_dir() and _holds_builds(place.path):
        following = Following(place.path, in_memory=False)
    else:
        async with WorkerPool(Source(address, _version(place.path)), limits) as pool:
            yield pool
        return
    async with following.serving(limits, look_s) as pool:
        yield pool


class Following:
    """Which data in a folder of builds are in force, and which of them a pool has."""

    def __init__(self, home: Path, *, in_memory: bool) -> None:
        self.home, self.in_memory = home, in_memory
        self._tried: Source | None = None
        self._seen: object = None

    @asynccontextmanager
    async def serving(self, limits: PoolLimits, look_s: float = LOOK_S) -> AsyncIterator[WorkerPool]:
        """Yield a pool over the data in force, and bring it to the next ones while the block lasts."""
        pool = await self.start(limits)
        task = asyncio.create_task(self.run(pool, look_s))
        try:
            yield pool
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await pool.stop()

    async def start(self, limits: PoolLimits) -> WorkerPool:
        """Return a pool that has started: on the folder where there is one, for it opens at once."""
        self._seen = self._state()
        found = manifest.manifest_of(self.home)
        wanted = self._wanted(found)
        for source in dict.fromkeys((self._on_disk(found) or wanted, wanted)):
            pool = WorkerPool(source, limits)
            try:
                await pool.start()
            except errors.WorkerDied as error:
                if source == wanted:
                    raise
                _LOG.error("the folder in force is of no use: %s", error)
            else:
                break
        self._tried = source
        return pool

    async def run(self, pool: WorkerPool, look_s: float = LOOK_S) -> None:
        """Bring the pool to the data in force, again and again, until cancelled."""
        while True:
            await self._bring(pool)
            while self._state() == self._seen and not pool.bereft.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(look_s):
                        await pool.bereft.wait()
            if pool.bereft.is_set():
                pool.bereft.clear()
                await self._stand_in(pool)

    async def _stand_in(self, pool: WorkerPool) -> None:
        """Answer from the folder on disk while memory, which went with its process, is filled again."""
        with suppress(errors.AlkaGraphError):
            folder = self._on_disk(manifest.manifest_of(self.home))
            if folder is not None and self.in_memory:
                await pool.adopt(folder)
                self._tried = folder

    async def _bring(self, pool: WorkerPool) -> None:
        self._seen = self._state()
        try:
            wanted = self._wanted(manifest.manifest_of(self.home))
            if wanted != self._tried:
                self._tried = wanted
                await pool.adopt(wanted)
                _LOG.info("answering from %s, data version %s", wanted.address, wanted.version)
        except errors.AlkaGraphError as error:
            _LOG.error("new data are not adopted, the old stay in force: %s", error)

    def _state(self) -> object:
        """Return what changes when another manifest is put in place."""
        try:
            told = (self.home / manifest.MANIFEST).stat()
        except OSError:
            return None
        return told.st_ino, told.st_mtime_ns, told.st_size

    def _wanted(self, found: manifest.Manifest) -> Source:
        on_disk = None if self.in_memory else self._on_disk(found)
        return on_disk or Source(str(self.home / found.file), found.version)

    def _on_disk(self, found: manifest.Manifest) -> Source | None:
        folder: str = getattr(found, "folder", "")
        place = self.home / folder
        return Source(f"oxigraph:{place}", found.version) if folder and place.is_dir() else None


def _holds_builds(folder: Path) -> bool:
    """Tell whether a folder is one of builds, not a store itself, which holds a copy of its manifest too."""
    return (folder / manifest.MANIFEST).exists() and not (folder / "CURRENT").exists()


def _version(path: Path | None) -> str:
    """Return the version of a snapshot given by path: its manifest's when that is the one, else its file name."""
    if path is None or path.is_dir():
        return ""  # the store itself tells
    try:
        found = manifest.manifest_of(path.parent)
    except errors.SnapshotMissing:
        return path.stem
    return found.version if found.file == path.name else path.stem
