"""Pages are made beside the event loop, one at a time, the clients in turn."""

from __future__ import annotations

import asyncio
import threading

import pytest

from graph.errors import ServiceBusy
from tests.waiting import turns
from web.painting import EACH, Painter


@pytest.mark.anyio
async def test_the_loop_turns_while_a_page_is_made() -> None:
    """The work waits for something that only the loop can do."""
    painter, seen = Painter(), threading.Event()
    page = asyncio.create_task(painter.paint("a", lambda: seen.wait(60)))
    await turns()
    seen.set()

    assert await page


@pytest.mark.anyio
async def test_clients_take_turns() -> None:
    """Whoever asks for many pages delays another's one by one page at most."""
    painter, go, made = Painter(), threading.Event(), list[str]()
    pages = [asyncio.create_task(painter.paint("many", lambda: go.wait(60)))]
    await asyncio.sleep(0)
    for client in ("many", "many", "many", "one"):
        pages.append(asyncio.create_task(painter.paint(client, lambda client=client: made.append(client))))  # type: ignore[arg-type,misc]
        await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*pages)

    assert made == ["many", "one", "many", "many"]
    assert painter.told() == {"waiting": 0}


@pytest.mark.anyio
async def test_a_client_may_wait_for_some_pages_only() -> None:
    """Beyond its share a client is told to come back; others are not."""
    painter, go = Painter(), threading.Event()
    pages = [asyncio.create_task(painter.paint("many", lambda: go.wait(60))) for _ in range(EACH)]
    await asyncio.sleep(0)
    with pytest.raises(ServiceBusy):
        await painter.paint("many", int)
    one = asyncio.create_task(painter.paint("one", int))
    go.set()

    assert await one == 0
    assert all(await asyncio.gather(*pages))


@pytest.mark.anyio
async def test_who_leaves_or_fails_holds_nobody_up() -> None:
    """A page whose client has gone is not made, and one that fails ends its turn."""
    painter, go, made = Painter(), threading.Event(), list[str]()
    first = asyncio.create_task(painter.paint("a", lambda: go.wait(60)))
    await asyncio.sleep(0)
    gone = asyncio.create_task(painter.paint("b", lambda: made.append("b")))
    await asyncio.sleep(0)
    gone.cancel()
    broken = asyncio.create_task(painter.paint("c", lambda: 1 // 0))
    last = asyncio.create_task(painter.paint("d", lambda: made.append("d")))
    go.set()
    await asyncio.gather(first, gone, broken, last, return_exceptions=True)

    assert made == ["d"]
    assert isinstance(broken.exception(), ZeroDivisionError)
    assert painter._waiting == {}
