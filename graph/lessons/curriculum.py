"""The lessons there are: one file each, read again when it has changed, told when it cannot be read.

Files lie in `web/lessons`, and in the folder that the settings name besides. A broken file is a fault of that lesson
alone: it is told on the list of lessons and in the log, and the site stays.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import LessonBroken
from graph.lessons.reading import Lesson, read
from graph.names import natural_key
from graph.templates import WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOG: Final = logging.getLogger("alkagraph.lessons")
SHIPPED: Final = WEB / "lessons"
#: Most lessons that are read.
MAX_LESSONS: Final = 200
_ENDING: Final = ".toml"


@dataclass(frozen=True, slots=True)
class Curriculum:
    """Every lesson that can be taught, in the order of their titles, and what is wrong with the others."""

    lessons: tuple[Lesson, ...]
    faults: tuple[LessonBroken, ...]

    def find(self, name: str) -> Lesson | None:
        """Return the lesson with a name; raise its LessonBroken where its file cannot be read, None for no file."""
        for fault in self.faults:
            if fault.lesson == name:
                raise fault
        return next((lesson for lesson in self.lessons if lesson.name == name), None)


class Shelf:
    """The files of lessons in some folders; a file of a later folder takes the place of one with its name."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._read: dict[Path, tuple[tuple[int, int], Lesson | LessonBroken]] = {}

    def curriculum(self) -> Curriculum:
        """Return what the folders hold now."""
        files = {path.stem: path for folder in self.folders for path in _files(folder)}
        held = [self._one(path) for _, path in sorted(files.items())[:MAX_LESSONS]]
        lessons = [one for one in held if isinstance(one, Lesson)]
        faults = tuple(one for one in held if isinstance(one, LessonBroken))
        return Curriculum(tuple(sorted(lessons, key=lambda one: natural_key(one.title.casefold()))), faults)

    def _one(self, path: Path) -> Lesson | LessonBroken:
        try:
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            known = self._read.get(path)
            if known and known[0] == stamp:
                return known[1]
            found: Lesson | LessonBroken = read(path.stem, path.read_text(encoding="utf-8"))
        except LessonBroken as error:
            found = error
        except (OSError, UnicodeDecodeError) as error:
            found, stamp = LessonBroken(path.stem, 0, f"The file cannot be read: {error}.", "Save it as UTF-8."), (0, 0)
        if isinstance(found, LessonBroken):
            LOG.warning("%s", found)
        self._read[path] = (stamp, found)
        return found


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix == _ENDING and path.is_file())
