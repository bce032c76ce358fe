"""Read and write whole files: text that must be UTF-8, and bytes that appear at once or not at all."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from graph.errors import OntologyBroken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def text_of(path: Path) -> str:
    """Return the text of a file of the ontology; raise OntologyBroken when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise OntologyBroken(path, f"this is not UTF-8 text ({error}).", "Save the file as UTF-8.") from error


def replace_with(path: Path, content: bytes) -> None:
    """Write to the side and rename, so that no reader ever sees half a file, nor a later one without it."""
    with replacing(path) as stream:
        stream.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content takes the place of a file when all of it is written, and is gone otherwise."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
        settle(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Have the names in a folder written to the disk before anything after."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle_all(folder: Path) -> None:
    """Have every file of a folder, and their names, written to the disk before anything after."""
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    settle(folder)


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
