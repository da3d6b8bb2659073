"""Folders for what a sync needs on disk while it runs.

    the machine's folder for temporary files / retinue-sync-… / held    locked for as long as its process lives

Whoever is killed cannot throw its own away. The next sync does so: nobody holds the lock any more.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

PREFIX: Final = "retinue-sync-"
_HELD = "held"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is thrown away afterwards, with those that killed processes have left behind.

    Raises OSError where none can be made.
    """
    _sweep()
    # The lock is let go of last: until then nobody else takes the folder for one that was left behind.
    with ExitStack() as opened, tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        draft = folder / "held.new"
        _lock(opened.enter_context(draft.open("wb")))
        # It gets the name by which others look for it once it is locked.
        draft.rename(folder / _HELD)
        yield folder


def _sweep() -> None:
    for held in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{_HELD}"):
        # What another process holds, has just removed, or what belongs to another user.
        with suppress(OSError), held.open("r+b") as opened:
            _lock(opened)
            shutil.rmtree(held.parent, ignore_errors=True)


def _lock(opened: IO[bytes]) -> None:
    """Lock a file until it is closed or its process ends. Raises BlockingIOError where another one has it."""
    # Windows knows no such locks, and removes no file that is open.
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
