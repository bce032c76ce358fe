"""The cache of answers: bounded by bytes, the longest unused goes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.cache import LARGEST, Cache


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, LARGEST + 9))))
def test_it_never_holds_more_than_it_may(kept: list[tuple[int, int]]) -> None:
    """Whatever is kept, and however often anew, the sum stays within the room and no entry is too large."""
    cache: Cache[int] = Cache(3 * LARGEST)
    for key, size in kept:
        cache.keep(key, size, size)

        assert cache.size <= cache.room
        assert cache.find(key) == (size if size <= LARGEST else None)
    assert sum(found for key in range(10) if (found := cache.find(key))) <= cache.size


def test_what_is_used_stays() -> None:
    """An entry that is asked for again outlives one that is not."""
    cache: Cache[str] = Cache(12_000)
    for number in range(100):
        cache.keep("used", "kept", 3000)
        cache.keep(number, "kept", 3000)

        assert cache.find("used") == "kept"
    assert cache.find(0) is None
    assert (cache.hits, cache.misses) == (100, 1)
