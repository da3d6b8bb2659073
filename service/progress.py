"""A progress bar for people; nothing where no terminal is."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.sync.versions import Progress as Tell


@contextmanager
def progress(console: Console) -> Iterator[Tell]:
    """Gives what to call with the name of a stage, how many more are done, and of how many."""
    columns = (TextColumn("{task.description:>15}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=False) as bars:
        stages: dict[str, object] = {}

        def tell(stage: str, done: int, of: int | None) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=of)
            if done:
                bars.advance(stages[stage], done)  # type: ignore[arg-type]  # rich's own ids

        yield tell
