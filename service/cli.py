"""The command `retinue`."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from schema.errors import RetinueError
from service.settings import DEFAULTS, BadSetting, Settings

app = typer.Typer(
    help=(
        "Who stood behind whom, when, and who says so.\n\n"
        "Start with `retinue serve` and open the address that it prints. Bring in knowledge of your own with "
        "`retinue check FILE` and `retinue import FILE`. Every command works on the embedded database in the data "
        "folder, also while the service is running on it, or on the Neo4j that RETINUE_NEO4J_URI names."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
_errors = Console(stderr=True, soft_wrap=True, highlight=False)

DataFolder = Annotated[
    Path | None, typer.Option("--data", help=f"Folder of the embedded database [RETINUE_DATA, else {DEFAULTS.data}].")
]
Pair = tuple[str, str]
Paths = Annotated[list[Path], typer.Argument(help="Files (.jsonl, .yaml) or folders in the claims format.")]


def main() -> None:
    """Run a command; what is wrong is told in a sentence, with exit code 1 (2 for a wrong call or setting)."""
    # Reference counting frees what answers and syncs make; by default the collector takes a third of the time.
    gc.set_threshold(200_000, 20, 50)
    with _told():
        app()


@contextmanager
def _told() -> Iterator[None]:
    from service.embedded import EmbeddedFailed, EmbeddedInUse

    try:
        yield
    except RetinueError as error:
        _errors.print(str(error), style="red", markup=False)
        if error.suggestion:
            _errors.print(error.suggestion, markup=False)
        sys.exit(1)
    except (BadSetting, EmbeddedInUse, EmbeddedFailed, OSError) as error:
        _errors.print(str(error), style="red", markup=False)
        sys.exit(2 if isinstance(error, BadSetting) else 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings(data: Path | None = None, **given: Any) -> Settings:
    chosen = {name: value for name, value in {"data": data, **given}.items() if value is not None}
    return replace(Settings.from_environment(os.environ), **chosen)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help=f"Address to listen on [RETINUE_HOST, else {DEFAULTS.host}].")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help=f"Port to listen on; 0 takes a free one [RETINUE_PORT, else {DEFAULTS.port}]."
        ),
    ] = None,
    data: DataFolder = None,
    no_seed: Annotated[bool, typer.Option("--no-seed", help="Start without importing the seed data.")] = False,
) -> None:
    """Serve the playground and the GraphQL API.

    Starts the embedded database (or connects to Neo4j), imports the seed data where it changed, and serves until
    Ctrl-C or SIGTERM.
    """
    from service.serving import serve as run

    run(_settings(data, host=host, port=port, seed=False if no_seed else None))


@app.command("import")
def import_(
    paths: Paths,
    dataset: Annotated[
        str | None, typer.Option(help="Name of the dataset; the file's or folder's own unless said.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            help="Day of this version, such as 2022-01-20: what is gone counts as retracted from it. Today unless said."
        ),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="What is gone or changed was our own misreading: no view counts it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    data: DataFolder = None,
) -> None:
    """Bring the graph to what files in the claims format say.

    Everything is checked before anything is written, and all of it becomes visible at once. Importing the same files
    again changes nothing. A record that is gone is retracted, never deleted.

    Example: `retinue import my-notes.yaml --dry-run`
    """
    from schema.edtf import day as checked_day
    from service.opening import opened
    from service.progress import progress
    from service.sync.importing import Options, import_paths
    from service.sync.jobs import jobs_of
    from service.sync.store import Store

    options = Options(dataset, checked_day(day) if day else None, correct, dry_run)
    jobs_of(paths, dataset)  # what is no file is told before a database is started
    settings = _settings(data)
    with opened(settings, writes=not dry_run) as address, Store(address) as store, progress(_errors) as tell:
        outcome = import_paths(store, paths, options, tell)
    names = ", ".join(outcome.datasets)
    if outcome.skipped:
        typer.echo(f"{names}: nothing has changed since the last import; data version {outcome.version}")
        return
    typer.echo(f"{names}: {outcome.sentence(dry_run=dry_run)}; data version {outcome.version}")
    for told in (*outcome.samples, *outcome.ambiguous) if dry_run else outcome.ambiguous:
        typer.echo(f"  {told}")


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output unless said.")
    ] = None,
    form: Annotated[
        str, typer.Option("--as", help="What to write: ties.csv, graph.gexf …; docs/exports.md has them all.")
    ] = "claims.jsonl",
    as_of: Annotated[str | None, typer.Option(help="The day to look at; all time unless said.")] = None,
    known_at: Annotated[str | None, typer.Option(help="The day of knowledge; all that is known unless said.")] = None,
    about: Annotated[
        list[str] | None, typer.Option(help="Only what lies around this entity; may be given several times.")
    ] = None,
    depth: Annotated[int | None, typer.Option(min=0, max=4, help="How many ties around it; 1 unless said.")] = None,
    data: DataFolder = None,
) -> None:
    """Write every record as JSON Lines in the claims format, or what a view holds in another form.

    The file, imported into an empty database, gives the same graph: retracted claims and the instants of recording
    are in it.

    Example: `retinue export -o retinue.jsonl`, `retinue export --as graph.gexf --known-at 2022-02-28 -o graph.gexf`
    """
    from service.exports.asking import asked
    from service.exports.command import checked_name, pieces
    from service.opening import opened

    # What is asked wrongly is told before a database is started.
    name, settings = checked_name(form), _settings(data)
    wanted = asked(as_of, known_at, about or (), None if depth is None else str(depth))
    with opened(settings, writes=False) as address:
        found = pieces(address, name, wanted, timeout=settings.database_timeout)
        if output is None:
            for piece in found:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        # Beside the file first, so that an export that breaks off leaves the last one whole.
        part = output.with_name(f"{output.name}.part")
        try:
            with part.open("wb") as file:
                for piece in found:
                    file.write(piece)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)


@app.command(name="matches")
def matches_command(
    same: Annotated[Pair | None, typer.Option(metavar="A B", help="Decide that two entities or ties are one.")] = None,
    different: Annotated[Pair | None, typer.Option(metavar="A B", help="Decide that two are not one.")] = None,
    take_back: Annotated[Pair | None, typer.Option(metavar="A B", help="Withdraw what was decided.")] = None,
    by: Annotated[str | None, typer.Option(help="Who decides.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None,
    decided: Annotated[bool, typer.Option("--decided", help="List what was decided.")] = False,
    first: Annotated[int, typer.Option(min=1, help="How many likely pairs to list.")] = 50,
    data: DataFolder = None,
) -> None:
    """List entities and ties that may be one, with what speaks for it, and decide on them.

    Entities that share an identifier are one already, and so are ties of two data sets of which only these two fit. A
    decision holds for every day of knowledge, from its data version on; both ids keep answering. Taken back, it leaves
    the graph as it was.

    Example: `retinue matches --same karim-masimov popolo-42 --by "A. Reader" --reason "Same office, same years"`
    """
    from service.matches_command import MatchesCall, matches

    matches(_settings(data), MatchesCall(same, different, take_back, by, reason, decided, first), _errors)


@app.command()
def sync(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sources to sync.")] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="PATH_OR_URL", help="Where to read it; the settings' own place unless said."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(help="Day on which the version was public; that of its name, content or upload unless said."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Apply a version that was refused, or one that was applied already.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Sync the sources of the settings, or those named, whose time has come.")
    ] = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Show the rows that are set aside at present, and why.")
    ] = False,
    data: DataFolder = None,
) -> None:
    """Keep the graph in step with sources: what a version says is claimed, what it says no longer is retracted.

    Exit codes: 0 in step; 1 failed, the next run tries again; 2 a wrong call; 3 refused, a person must look; 4 another
    run of the source is under way. Of several sources the worst decides: 3 before 1, 1 before 4.

    Example: `retinue sync kazakhstan-cabinet --from holders21.csv --dry-run`
    """
    from service.sync_command import SyncCall, sync_all

    sys.exit(
        sync_all(_settings(data), SyncCall(names or [], origin or [], day, dry_run, force, due, rejected), _errors)
    )


@app.command()
def rebuild(data: DataFolder = None) -> None:
    """Derive all ties from the claims again.

    The claims are the truth and the ties follow from them: a rebuild of a graph in order changes nothing.
    """
    from service.opening import opened
    from service.progress import progress
    from service.sync.deriving import rebuild as derive_all
    from service.sync.store import Store

    with opened(_settings(data)) as address, Store(address) as store, progress(_errors) as tell:
        changed = derive_all(store, tell)
    typer.echo(f"{changed} rows came out otherwise" if changed else "every tie comes out as it stands")


@app.command()
def check(
    paths: Paths,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Do not look up ids in the database: the files must define them all.")
    ] = False,
    data: DataFolder = None,
) -> None:
    """Check files in the claims format, and write nothing.

    Every mistake is told with its file and place. Ids that the files do not define are looked up in the database
    where there is one.
    """
    from service.opening import opened
    from service.sync.importing import check_paths
    from service.sync.store import Store

    settings = _settings(data)
    there = settings.neo4j_uri is not None or (settings.data / "arcadedb").is_dir()
    if files_only or not there:
        checked = check_paths(paths)
    else:
        with opened(settings, writes=False) as address, Store(address) as store:
            checked = check_paths(paths, store)
    kinds = ("sources", "entities", "ties", "claims", "remarks", "questions", "matches")
    counts = ", ".join(f"{len(found)} {kind}" for kind in kinds if (found := getattr(checked, kind)))
    typer.echo(f"in order: {counts or 'no records'}")


@app.command()
def schema() -> None:
    """Print the schema in GraphQL's schema definition language."""
    from schema.query import sdl

    typer.echo(sdl(), nl=False)
