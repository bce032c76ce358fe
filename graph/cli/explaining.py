"""The command that explains an answer: explain."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.cli.app import LevelOption, NoOption, OnlyOption, app, store_in_force, version_of
from graph.compared import filtered
from graph.explaining import explained
from graph.files import replace_with
from graph.filters import Filters
from graph.outline import ASCII, UNICODE, outline
from graph.show import out

#: Of ways and statements side by side so many are written as text, unless all are asked for.
SHOWN = 3


class Form(StrEnum):
    """How an explanation is written."""

    text = "text"
    json = "json"
    html = "html"


@app.command()
def explain(  # noqa: PLR0913 - each is a word on the command line
    precipitant: Annotated[str, typer.Argument(help="What is added: a product, alkaloid or medicine.")],
    thing: Annotated[str, typer.Argument(metavar="OBJECT", help="What it may act on.")],
    *,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="How to write it; html is one page to open.")
    ] = Form.text,
    target: Annotated[Path | None, typer.Option("--out", "-o", help="File to write instead of the screen.")] = None,
    reverse: Annotated[bool, typer.Option(help="Explain the other direction of the pair too.")] = True,
    full: Annotated[
        bool, typer.Option("--full", help="Write every way and statement as text, not only the first.")
    ] = False,
    only: OnlyOption = None,
    no: NoOption = None,
    min_level: LevelOption = "",
) -> None:
    """Say why a pair got its answer: mechanisms, rules, statements and sources, as a tree or a picture."""
    store = store_in_force()
    filters = Filters.of(only or (), no or (), min_level)
    version = version_of(store)
    told, report = explained(store, precipitant, thing, version, reverse=reverse, filters=filters)
    if form is Form.html:
        target = target or Path("explain.html")
        text = _page(report, f"{precipitant}, {thing}")
    elif form is Form.json:
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    else:
        text = _text(told, None if full else SHOWN, plain=target is None and not _draws(out.encoding))
    if target is None:
        typer.echo(text, nl=False)
    else:
        replace_with(target, text.encode())
        out.print(f"wrote {target} ({len(text) / 1024:.0f} KB)", markup=False)


def _text(told: dict[str, Any], most: int | None, *, plain: bool) -> str:
    trees = ["\n".join(outline(tree, ASCII if plain else UNICODE, most)) for tree in told["trees"]]
    hidden = [filtered(told)] if "filters" in told else []
    return "\n\n".join([*hidden, *trees, f"{told['disclaimer']} Data version {told['data_version']}."]) + "\n"


def _page(report: dict[str, Any], title: str) -> str:
    from graph.notebook.view import View  # noqa: PLC0415 - drawing loads pyvis, which other forms never need

    return View.of_report(report, title).page()


def _draws(encoding: str) -> bool:
    """Tell whether the screen can show the lines of a tree."""
    return encoding.lower().replace("-", "").startswith("utf")
