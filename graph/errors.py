"""The one family of errors: each keeps its parts as attributes and says where, what and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graph.names import Fault

#: The place of an error whose place is not known yet.
UNPLACED: Final = ""


class AlkaGraphError(Exception):
    """Root of every error a user can mend; anything outside this family is a bug."""


class DataInvalid(AlkaGraphError, ValueError):
    """The facts break a rule; carries every fault of the run, in file and line order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        head = f"{count} fault{'s' if count != 1 else ''} in the data; nothing was built, the previous snapshot stays."
        return "\n".join([head, *(str(fault) for fault in self.faults)])


class OntologyBroken(AlkaGraphError, ValueError):
    """A schema, shape, rule or query file of the ontology itself cannot be read."""

    def __init__(self, path: Path | str, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        super().__init__(path, problem, remedy)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem} {self.remedy}"


class SheetUnreadable(AlkaGraphError, ValueError):
    """A sheet of proposed rows cannot be read as a table; nothing of it was taken."""

    def __init__(self, path: Path | str, line: int, problem: str, remedy: str) -> None:
        self.path, self.line, self.problem, self.remedy = path, line, problem, remedy
        super().__init__(path, line, problem, remedy)

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        return f"{self.path}{place}: {self.problem} {self.remedy} Nothing was taken."


class SnapshotMissing(AlkaGraphError, FileNotFoundError):
    """No usable snapshot lies where one was expected."""

    def __init__(self, path: Path | str, problem: str = "there is no snapshot") -> None:
        self.path, self.problem = path, problem
        super().__init__(path, problem)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. Run `alkagraph build` to make one."


class StoreUnusable(AlkaGraphError, OSError):
    """A store cannot be found, reached or read; carries its address, what is wrong and what to do."""

    def __init__(self, address: str, problem: str, remedy: str) -> None:
        self.address, self.problem, self.remedy = address, problem, remedy
        super().__init__(address, problem, remedy)

    def __str__(self) -> str:
        return f"The store “{self.address}” cannot be used: {self.problem}. {self.remedy}"


class QueryRefused(AlkaGraphError, ValueError):
    """The query asks for something this endpoint never does (update, remote call, foreign graph) or is too large."""


class QueryFailed(AlkaGraphError, ValueError):
    """The query is not valid SPARQL, or the engine could not evaluate it."""


class QueryTimedOut(AlkaGraphError, TimeoutError):
    """The query ran longer than allowed and was stopped."""


class QuestionUnknown(AlkaGraphError, KeyError):
    """The question library has no question of this name, or an input is missing or unknown."""

    def __str__(self) -> str:
        return str(self.args[0])


class RequestInvalid(AlkaGraphError, ValueError):
    """A request to check, draw or look up is malformed; the message names the field and the remedy."""


class ChoiceUnknown(RequestInvalid):
    """A value is not on the list it must be chosen from; carries what was asked for and the names on the list."""

    def __init__(self, what: str, value: str, allowed: Sequence[str] = ()) -> None:
        self.what, self.value, self.allowed = what, value, tuple(allowed)
        super().__init__(what, value, self.allowed)

    def __str__(self) -> str:
        known = f"choose from: {', '.join(self.allowed)}" if self.allowed else "nothing with a similar name is known"
        return f"“{self.what}” cannot be “{self.value[:80]}”; {known}"


class StructureUnreadable(AlkaGraphError, ValueError):
    """A SMILES cannot be read or is too large to draw; carries the SMILES and what is wrong with it."""

    def __init__(self, smiles: str, problem: str) -> None:
        self.smiles, self.problem = smiles, problem
        super().__init__(smiles, problem)

    def __str__(self) -> str:
        return f"The structure “{self.smiles}” cannot be drawn: {self.problem}. Mend the SMILES in its table."


class LibraryMissing(AlkaGraphError, ImportError):
    """A library that one answer needs is not installed; carries its name and the extra of ours that brings it."""

    def __init__(self, library: str, extra: str) -> None:
        self.library, self.extra = library, extra
        super().__init__(library, extra)

    def __str__(self) -> str:
        return f"This needs {self.library}. Run `pip install {self.library}`, or install “alkagraph[{self.extra}]”."


class NotAcceptable(AlkaGraphError, ValueError):
    """None of the media types the client accepts can be produced."""


class ServiceBusy(AlkaGraphError, RuntimeError):
    """All workers are busy and the queue is full; try again shortly."""


class WorkerDied(AlkaGraphError, RuntimeError):
    """The process that evaluated the request died; a new one has taken its place."""


class AnswerTooLarge(AlkaGraphError, ValueError):
    """The answer passes the size limit; it is withheld whole rather than cut."""


class NameUnresolved(AlkaGraphError, LookupError):
    """A name matches nothing in the graph, or several things; carries the nearest names and the reason.

    `reason` is `unknown`, or `ambiguous` when each suggestion has exactly this name.
    """

    def __init__(self, name: str, suggestions: Sequence[str] = (), reason: str = "unknown") -> None:
        self.name, self.suggestions, self.reason = name, tuple(suggestions), reason
        super().__init__(name, self.suggestions, reason)

    def __str__(self) -> str:
        if self.reason == "ambiguous":
            return f"“{self.name}” is a name of several things. Which did you mean: {', '.join(self.suggestions)}?"
        hint = f" Did you mean {', '.join(self.suggestions)}?" if self.suggestions else ""
        return f"“{self.name}” was not recognised.{hint}"


class QuantityImpossible(AlkaGraphError, ValueError):
    """A number that no body or test tube can show, such as a negative dose; carries its name, value and bounds."""

    def __init__(self, name: str, value: float, allowed: str) -> None:
        self.name, self.value, self.allowed = name, value, allowed
        super().__init__(name, value, allowed)

    def __str__(self) -> str:
        return f"{self.name} cannot be {self.value:g}; it must be {self.allowed}."


class LessonBroken(AlkaGraphError, ValueError):
    """A file of a lesson cannot be taught from; carries the lesson, the step (0 for the whole file), what and remedy.

    Code that knows no place gives UNPLACED; `at` gives the same error its place.
    """

    def __init__(self, lesson: str, step: int, problem: str, remedy: str) -> None:
        self.lesson, self.step, self.problem, self.remedy = lesson, step, problem, remedy
        super().__init__(lesson, step, problem, remedy)

    def __str__(self) -> str:
        place = f"lesson {self.lesson}" + (f", step {self.step}" if self.step else "")
        return f"{place}: {self.problem} {self.remedy}"

    def at(self, lesson: str, step: int) -> LessonBroken:
        """Return the error with its place; what is known of the place already stays.

        >>> str(LessonBroken("", 0, "there is no row.", "Ask another question.").at("leaf", 3))
        'lesson leaf, step 3: there is no row. Ask another question.'
        """
        return LessonBroken(self.lesson or lesson, self.step or step, self.problem, self.remedy)
