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
        if _locked(opened.enter_context(draft.open("wb"))):
            # It gets the name by which others look for it once it is locked.
            draft.rename(folder / _HELD)
        yield folder


def _sweep() -> None:
    for held in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{_HELD}"):
        # What somebody else has just removed, or what belongs to another user.
        with suppress(OSError), held.open("r+b") as opened:
            if _locked(opened):
                # The lock goes last: whoever is killed here leaves a folder that can be found.
                for each in held.parent.iterdir():
                    if each.is_dir():
                        shutil.rmtree(each)
                    elif each != held:
                        each.unlink()
                shutil.rmtree(held.parent)


def _locked(opened: IO[bytes]) -> bool:
    """Lock a file until it is closed or its process ends; False where another one has it, or there are no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
