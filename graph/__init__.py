"""Everything AlkaGraph does: read facts, validate, infer, store, answer, draw. Holds no fact of its own."""

__version__ = "0.1.0"
