"""The command `alkagraph`: a thin translation from words on a line to the functions of this package.

Exit status: 0 done, 1 a problem with data or answer (an unrecognised name among them), 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph import __version__, snapshot
from graph import show as terminal
from graph.audit import Draw, audit, places_of
from graph.checker import CheckRequest, check
from graph.choices import value_of
from graph.errors import AlkaGraphError
from graph.export import Format, export, export_tables
from graph.files import replace_with
from graph.load import Sources, load
from graph.names import expand
from graph.pieces import MAX_TEXT
from graph.proposals import batches, propose
from graph.queries import Question, ask, bind, library, question
from graph.report import report_of
from graph.resolve import names_of, things
from graph.show import Checklist, Sheet, Show, err, lost, out, show_answer, show_report, show_review
from graph.store import Store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    help="Ask how plant alkaloids interact with medicines, with the evidence for every answer.",
)
ShowOption = Annotated[Show, typer.Option("--format", "-f", help="How to write the answer.")]
FactsOption = Annotated[
    Path | None, typer.Option("--facts", help="Folder of fact tables; the built-in ones by default.")
]


def main() -> None:
    """Run the command; every error of the family becomes one clear message and exit status 1."""
    try:
        app()
    except AlkaGraphError as error:
        err.print(str(error), markup=False, style="red")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        err.print(f"{error}. Nothing was written.", markup=False, style="red")
        sys.exit(1)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the shape typer calls back with
    if wanted:
        out.print(f"alkagraph {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


@app.command()
def build(
    facts: FactsOption = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Build even when nothing has changed.")] = False,
) -> None:
    """Read, validate and infer; put the new snapshot in force. Does nothing when it is up to date."""
    sources = Sources(facts=facts)
    if not force and not snapshot.is_stale(sources):
        manifest = snapshot.manifest_of()
        out.print(f"up to date: {manifest.quads:,} statements, data version {manifest.version}")
        return
    manifest = snapshot.build(sources, told=_progress)
    for name, size in manifest.graphs.items():
        out.print(f"{name:>12} {size:>9,}")
    out.print(f"{'all':>12} {manifest.quads:>9,} statements, data version {manifest.version}")


@app.command()
def validate(facts: FactsOption = None) -> None:
    """Check the facts and list every fault with its file, line, column and remedy; build nothing."""
    from graph.validate import validate as find_faults  # noqa: PLC0415 - loads pySHACL and rdflib

    loaded = load(Sources(facts=facts))
    faults = find_faults(loaded, snapshot.fill(loaded))
    for fault in faults:
        out.print(str(fault), markup=False)
    if faults:
        err.print(f"{len(faults)} faults in {len(loaded.rows)} rows", style="red")
        raise typer.Exit(1)
    out.print(f"no fault in {len(loaded.rows):,} rows")


@app.command(name="check")
def check_command(
    substances: Annotated[
        list[str],
        typer.Argument(
            help="Products, alkaloids and medicines, in free words with dose and frequency; “-” reads them from input."
        ),
    ],
    show: ShowOption = Show.table,
) -> None:
    """Say for each ordered pair of substances what happens, how sure it is, who says so and what to do."""
    store = _store()
    texts = [sys.stdin.read(MAX_TEXT + 1)] if substances == ["-"] else substances
    report = check(store, CheckRequest.of_text(*texts), snapshot.manifest_of().version)
    show_report(store, report, show)
    for item in report["unresolved"]:
        err.print(lost(item), markup=False, style="red")
    if report["unresolved"]:
        raise typer.Exit(1)


@app.command(name="ask")
def ask_command(
    name: Annotated[str, typer.Argument(help="Name of a question; leave out to list them.")] = "",
    values: Annotated[
        list[str] | None, typer.Argument(help="Inputs as name=value; a value is a name, a label or an id.")
    ] = None,
    show: ShowOption = Show.table,
) -> None:
    """Ask a question of the library; without a name, list the questions."""
    if not name:
        for known in library().values():
            taken = " ".join(f"{key}=…" for key in known.inputs)
            out.print(f"{known.name} {taken}\n    {known.wording}", markup=False)
        return
    store = _store()
    asked = question(name)
    given = dict(value.partition("=")[::2] for value in values or [])
    filled = {key: _values(store, asked, key, value) for key, value in given.items()}
    show_answer(store, bind(asked, filled), show)


@app.command()
def sparql(
    query: Annotated[str, typer.Argument(help="A SPARQL query, or “-” to read it from input.")],
    show: ShowOption = Show.table,
) -> None:
    """Run a SPARQL query on the whole graph."""
    text = sys.stdin.read() if query == "-" else query
    show_answer(_store(), text, show)


@app.command(name="graph")
def graph_command(
    names: Annotated[list[str], typer.Argument(help="Things to start from.")],
    target: Annotated[Path, typer.Option("--out", "-o", help="HTML file to write.")] = Path("graph.html"),
) -> None:
    """Draw the surroundings of some things as one HTML page that works without a network."""
    from graph import layout, network, render  # noqa: PLC0415 - drawing loads pyvis, which other commands never need

    store = _store()
    view = network.view_of(store, [thing for name in names for thing in _things(store, name)])
    page = render.page(view, layout.layered(view), ", ".join(names))
    replace_with(target, page.encode())
    out.print(f"wrote {target} ({len(page) / 1024:.0f} KB)", markup=False)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the pages, the API and the SPARQL endpoint; builds the snapshot first when it is stale."""
    from server import serve as run  # noqa: PLC0415 - the web framework is needed by this command only

    snapshot.ensure(told=_progress)
    run(host, port)


@app.command(name="export")
def export_command(
    target: Annotated[
        Path | None, typer.Argument(help="File to write (.nq, .nt, .ttl or .jsonld), or the folder for --tsv.")
    ] = None,
    *,
    tsv: Annotated[bool, typer.Option("--tsv", help="The facts as tables, into a new folder.")] = False,
    jsonld: Annotated[bool, typer.Option("--jsonld", help="Everything with its named graphs as JSON-LD.")] = False,
    nquads: Annotated[bool, typer.Option("--nquads", help="Everything with its named graphs as N-Quads.")] = False,
) -> None:
    """Write the whole graph to one file, in the format that its ending or an option names, or the facts as tables."""
    named = [form for form, wanted in ((Format.jsonld, jsonld), (Format.nquads, nquads)) if wanted]
    if len(named) + tsv > 1 or not (target or named or tsv):
        message = "Name one form: --tsv, --jsonld or --nquads, or a file with the ending .nq, .nt, .ttl or .jsonld."
        raise typer.BadParameter(message)
    if tsv:
        folder = target or Path("alkagraph-facts")
        rows = export_tables(_store(), snapshot.in_force(), folder)
        out.print(f"wrote {folder} ({rows:,} rows)", markup=False)
        return
    path = target or Path(f"alkagraph{named[0]}")
    count = export(_store(), path, named[0] if named else Format.of(path))
    out.print(f"wrote {path} ({count / 1024:,.0f} KB)", markup=False)


@app.command(name="import")
def import_command(
    sheet: Annotated[
        Path, typer.Argument(help="Sheet of statements, tab-separated or .csv.", exists=True, dir_okay=False)
    ],
    by: Annotated[str, typer.Option("--by", help="Who proposes the rows; kept with them.")],
    *,
    again: Annotated[bool, typer.Option("--again", help="Take the place of the batch of this name.")] = False,
) -> None:
    """Take a sheet of proposed statements for review. Nothing of it is served before somebody has accepted it."""
    batch = propose(sheet, Sources(), by, again=again)
    out.print(f"{len(batch.rows)} rows and {len(batch.citations)} new citations wait as “{batch.name}”.", markup=False)
    for text, near in batch.unknown.items():
        hint = f" Did you mean {', '.join(near)}?" if near else " Add it to its table of entities first."
        err.print(f"“{text}” is nothing the graph knows.{hint}", markup=False, style="red")
    out.print(f"Look at them with: alkagraph review {batch.name}", markup=False)


@app.command(name="review")
def review_command(
    name: Annotated[str, typer.Argument(help="Name of a batch; leave out to list those that wait.")] = "",
    into: Annotated[str, typer.Option("--accept-into", help="Make the batch facts of this table of statements.")] = "",
    show: ShowOption = Show.table,
) -> None:
    """Show what a batch of proposed rows would change, repeat, break or bring into dispute; accept it when sound."""
    from graph.review import accept, review  # noqa: PLC0415 - loads pySHACL and rdflib

    sources = Sources()
    if not name:
        out.print("\n".join(batches(sources)) or "Nothing waits for review.", markup=False)
        return
    judged = review(sources, name, told=_progress)
    show_review(judged.as_dict(), show)
    if into:
        out.print(f"{accept(sources, name, into, judged)} rows are now facts of {into}.", markup=False)
    elif not judged.acceptable:
        raise typer.Exit(1)


@app.command()
def stats(
    show: Annotated[Sheet, typer.Option("--format", "-f", help="How to write the report.")] = Sheet.table,
) -> None:
    """Report what the graph holds, from which sources, how often it was read, and what is not known."""
    terminal.show_stats(report_of(_store()), show)


@app.command(name="audit")
def audit_command(
    *,
    sample: Annotated[int, typer.Option(help="How many statements to draw.", min=1)] = 50,
    seed: Annotated[int, typer.Option(help="The same seed and data version draw the same statements.")] = 7,
    table: Annotated[str, typer.Option(help="Only statements of one table, such as receptors.")] = "",
    predicate: Annotated[str, typer.Option(help="Only statements of one relation, such as inhibits.")] = "",
    tier: Annotated[str, typer.Option(help="Only statements from one kind of source, such as secondary.")] = "",
    show: Annotated[Checklist, typer.Option("--format", "-f", help="How to write the list.")] = Checklist.list,
) -> None:
    """Draw statements at random and print them as a checklist to compare with their sources."""
    store = _store()
    places = places_of(load(snapshot.in_force()), table)
    terminal.show_audit(audit(store, Draw(sample, seed, predicate, tier), snapshot.manifest_of().version, places), show)


def _store() -> Store:
    return Store.open(snapshot.ensure(told=_progress))


def _values(store: Store, asked: Question, key: str, text: str) -> tuple[str, ...]:
    """Return what an input of a question is filled with: the text itself, a member of a list, or things."""
    if asked.takes_text(key):
        return (text,)
    return (value_of(store, asked, key, text),) if asked.choice(key) else _things(store, text)


def _things(store: Store, text: str) -> tuple[str, ...]:
    """Return the IRIs a text means: an IRI, a short form, an id of the graph, or a name; a combination is several."""
    names = names_of(store)
    try:
        thing = expand(text)
    except ValueError:
        return things(names.resolve(text))
    if any(match.ingredients for match in names.exact(text)):
        return things(names.resolve(text))
    known = ":" in text or ask(store, "kind-of", thing=[thing])
    return (thing,) if known else things(names.resolve(text))


def _progress(step: str, count: int) -> None:
    err.print(f"{step:<34} {count:>9,}", style="dim")
