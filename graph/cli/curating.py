"""Commands that make and keep the data: build, validate, export, import, review, stats, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph import show as terminal
from graph import snapshot
from graph.audit import Draw, audit, places_of
from graph.cli.app import FactsOption, ShowOption, app, progress, store_in_force, version_of
from graph.export import Format, export, export_tables
from graph.load import Sources, load
from graph.proposals import batches, propose
from graph.report import report_of
from graph.show import Checklist, Sheet, Show, err, out, show_review
from graph.store import Store


@app.command()
def build(
    facts: FactsOption = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Build even when nothing has changed.")] = False,
) -> None:
    """Read, validate and infer; put the new snapshot in force. Does nothing when it is up to date."""
    sources = Sources(facts=facts)
    if not force and not snapshot.is_stale(sources):
        manifest = snapshot.complete(told=progress)
        out.print(f"up to date: {manifest.quads:,} statements, data version {manifest.version}")
        return
    from graph.warming import warm  # noqa: PLC0415 - knows all that is asked; only a build needs it here

    manifest = snapshot.build(sources, told=progress)
    warm(Store.open(snapshot.current()))  # what a server asks at its start is kept beside the snapshot
    for name, size in manifest.graphs.items():
        out.print(f"{name:>12} {size:>9,}")
    out.print(f"{'all':>12} {manifest.quads:>9,} statements, data version {manifest.version}")


@app.command()
def validate(facts: FactsOption = None) -> None:
    """Check the facts and the lessons, and list every fault with its place and remedy; build nothing."""
    from graph.lessons.curriculum import SHIPPED, Shelf  # noqa: PLC0415 - loads what draws pictures
    from graph.validate import validate as find_faults  # noqa: PLC0415 - loads pySHACL and rdflib

    loaded = load(Sources(facts=facts))
    faults = find_faults(loaded, snapshot.fill(loaded))
    taught = Shelf(SHIPPED).curriculum()
    for fault in (*faults, *taught.faults):
        out.print(str(fault), markup=False)
    if faults or taught.faults:
        err.print(f"{len(faults) + len(taught.faults)} faults in {len(loaded.rows)} rows and the lessons", style="red")
        raise typer.Exit(1)
    out.print(f"no fault in {len(loaded.rows):,} rows and {len(taught.lessons)} lessons")


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
        rows = export_tables(store_in_force(), snapshot.in_force(), folder)
        out.print(f"wrote {folder} ({rows:,} rows)", markup=False)
        return
    path = target or Path(f"alkagraph{named[0]}")
    count = export(store_in_force(), path, named[0] if named else Format.of(path))
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
    judged = review(sources, name, told=progress)
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
    terminal.show_stats(report_of(store_in_force()), show)


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
    store = store_in_force()
    places = places_of(load(snapshot.in_force()), table)
    terminal.show_audit(audit(store, Draw(sample, seed, predicate, tier), version_of(store), places), show)
