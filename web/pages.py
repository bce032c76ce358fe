"""The pages for people: the check, and what this is. None of them needs a script to answer."""

from __future__ import annotations

import functools
import gzip
import json
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from graph.coverage import OTHERS
from graph.errors import RequestInvalid
from graph.templates import environment
from web import bodies, evidence, forms
from web.admission import client_name
from web.cards import check_context
from web.lines import ANSWERS
from web.negotiation import wants_gzip
from web.rooted import rooted
from web.service import data_version, filter_words, patient_fields, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

router = APIRouter(include_in_schema=False)

#: How hard pages are coded with gzip: 2 ms for 100 KB.
PACKED: Final = 4
#: The letters that the matrix of medicines can be narrowed to.
LETTERS: Final = ("", *string.ascii_uppercase, OTHERS)

#: The list the empty form suggests: data, not code.
EXAMPLE: Final = Path(__file__).with_name("check") / "example.json"


@router.get("/")
async def check(request: Request) -> HTMLResponse:
    """Show the check; with substances in the address (see web.forms) their report as well."""
    bodies.fields(request.scope["query_string"])  # refuses what is not UTF-8, or too much
    form = forms.read(parse_qsl(request.scope["query_string"].decode()))
    answer = b""
    if form.request:
        payload = {"request": form.request, "data_version": data_version(request)}
        answer = await run(request, "drawn_check", payload)
    words = {**await filter_words(request), "fields": await patient_fields(request)}
    make = functools.partial(_checked, form, answer, words)
    return await page(request, "check.html", make, here="/", example=_example())


def _checked(form: forms.Form, answer: bytes, words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the page of a check shows, from the answer of a worker if something was checked."""
    drawn = _drawn(answer) if answer else {}
    report = drawn.pop("report", None)
    if report:
        form = form.read_as(report["read"]).understood(report["context"])
    return check_context(report, form, **drawn, **words)


@router.get("/about")
async def about(request: Request) -> HTMLResponse:
    """Say what this is, how to read an answer, how much the graph holds, and what it does not know.

    `letter` chooses which medicines of the long matrix are shown; without it those with most statements are.
    """
    letter = bodies.one(bodies.fields(request.scope["query_string"]), "letter") or ""
    if letter not in LETTERS:
        message = f"“letter” must be one of {', '.join(filter(None, LETTERS))}"
        raise RequestInvalid(message)
    report = json.loads(await run(request, "stats", {}))
    parts = [
        json.loads(await run(request, "coverage", {"name": name, "letter": letter if long else ""}))
        for name, long in (("alkaloid-target", False), ("drug-enzyme", True))
    ]
    make = functools.partial(evidence.context, report, parts)
    return await page(request, "about.html", make, here="/about", answers=ANSWERS.items())


@functools.cache
def _example() -> dict[str, str]:
    """Return the example line of the empty form, and the address that checks it."""
    lines: list[str] = json.loads(EXAMPLE.read_text(encoding="utf-8"))["lines"]
    return {"line": ", ".join(lines), "href": forms.Form(lines=tuple(lines)).address}


async def page(
    request: Request, template: str, make: Callable[[], Mapping[str, Any]] = dict, **values: object
) -> HTMLResponse:
    """Return a template as a page; what is work to prepare for it is made by `make`, beside the event loop."""
    state = request.app.state
    version, coded = data_version(request), wants_gzip(request.headers.get("accept-encoding", ""))

    def painted() -> bytes:
        shown = environment().get_template(template).render({"data_version": version, **values, **make()})
        plain = rooted(shown, state.settings.root_path).encode()
        return gzip.compress(plain, PACKED, mtime=0) if coded else plain

    headers = {"Vary": "Accept-Encoding", **({"Content-Encoding": "gzip"} if coded else {})}
    return HTMLResponse(await state.painter.paint(client_name(request.scope), painted), headers=headers)


def _drawn(answer: bytes) -> dict[str, Any]:
    """Read what a worker drew; the picture and its data are safe markup, built with everything escaped."""
    values: Mapping[str, Any] = json.loads(answer)
    return {**values, **{name: Markup(values[name]) for name in ("picture", "data")}}  # noqa: S704
