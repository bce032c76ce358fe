"""Everything AlkaGraph does: read facts, validate, infer, store, answer, draw. Holds no fact of its own.

`from graph import KnowledgeGraph` opens the graph in Python; see docs/python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["KnowledgeGraph", "__version__"]
__version__ = "0.1.0"

if TYPE_CHECKING:
    from graph.notebook.knowledge import KnowledgeGraph
else:

    def __getattr__(name: str) -> object:
        """Load the interface for Python when it is first asked for (PEP 562): most who import this never do."""
        if name == "KnowledgeGraph":
            from graph.notebook.knowledge import KnowledgeGraph  # noqa: PLC0415 - what this function is for

            return KnowledgeGraph
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
