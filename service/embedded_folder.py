"""The data folder of the embedded engine: who holds it, and where its engine answers.

- engine.lock: flock held as long as an engine of ours may run; its text names the holder
- engine.json: the running engine's address and password, for guests; mode 0600
- engine.password: the root password while the engine starts; mode 0600, then removed
- engine.log: what the engine prints; engine.log.1 is that of the start before
- arcadedb/: the engine's own files
"""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from service.address import Address


class EmbeddedInUse(Exception):
    """The data folder is held by something that cannot be attached to; says by whom."""


class EmbeddedFailed(Exception):
    """The embedded engine could not be started; says why and where its log is."""


@dataclass(frozen=True)
class Holder:
    """Who holds a data folder, as written in its lock file. `since` is an ISO date and time."""

    pid: int
    command: str
    since: str
    engine_pid: int | None = None

    def __str__(self) -> str:
        state = "" if is_alive(self.pid) else ", which has ended but whose engine has not yet"
        return f"process {self.pid} ({self.command}) since {self.since}{state}"


class Folder:
    """Paths, lock and records of one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        self.root = self.data / "arcadedb"
        self.log = self.data / "engine.log"
        self.password_file = self.data / "engine.password"
        self._address_file = self.data / "engine.json"
        self._lock_file = self.data / "engine.lock"
        self._lock: int | None = None

    def lock(self) -> int | None:
        """Take the folder; the lock's descriptor, or None if somebody else has it.

        Errors: EmbeddedFailed if the folder cannot be written.
        """
        # Here and not at the top, so that systems without it get a sentence, not an ImportError.
        import fcntl

        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The file is never removed: two processes must not lock two files of one name.
            lock = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedFailed(
                f"The data folder {self.data} cannot be written ({error.strerror}). "
                "Give the service a folder of its own with RETINUE_DATA."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        self._lock = lock
        return lock

    def unlock(self) -> None:
        """Let go of the folder. A guard that still runs keeps it until its engine has ended."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def holder(self) -> Holder | None:
        """Who holds the folder or held it last."""
        record = _read(self._lock_file)
        try:
            return Holder(**record) if record else None
        except TypeError:
            return None

    def claim(self) -> None:
        """Write this process into the lock file. Only with the lock."""
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        self._write_holder(Holder(os.getpid(), shlex.join(sys.orig_argv)[:300], since))

    def note_engine(self, pid: int) -> None:
        """Add the engine's process to the claim, so that an orphan can be found."""
        if holder := self.holder():
            self._write_holder(replace(holder, engine_pid=pid))

    def publish(self, address: Address) -> None:
        """Write the address file, at once and for its owner's eyes only."""
        holder = self.holder()
        record = asdict(address) | {"holder": asdict(holder) if holder else None}
        draft = self._address_file.with_suffix(".json.new")
        write_private(draft, json.dumps(record, indent=1))
        draft.replace(self._address_file)

    def published(self) -> Address | None:
        """The address in the folder, unless its owner has gone; its engine may have gone."""
        record = _read(self._address_file)
        if record is None:
            return None
        with contextlib.suppress(TypeError):
            holder, address = Holder(**record.pop("holder")), Address(**record)
            # Without its owner the engine answers for another second and is ended then.
            return address if is_alive(holder.pid) else None
        return None

    def withdraw(self) -> None:
        """Remove the address file."""
        self._address_file.unlink(missing_ok=True)

    def rotate_log(self) -> None:
        """Set the log of the last start aside; the one before that goes."""
        with contextlib.suppress(FileNotFoundError):
            self.log.replace(self.log.with_suffix(".log.1"))

    def end_orphan(self, patience_seconds: float = 3) -> None:
        """End an engine that outlived both its owner and its guard. Only with the lock.

        On Linux it dies with the guard, so that this only has to wait; elsewhere it is ended,
        but only if the process is really an engine of this folder and not a later one that
        happens to have the same number.
        """
        holder = self.holder()
        pid = holder.engine_pid if holder else None
        if pid is None:
            return
        for number, seconds in ((0, patience_seconds), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            until = time.monotonic() + seconds
            if self._runs_engine(pid) and number:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            while self._runs_engine(pid):
                if time.monotonic() > until:
                    break
                time.sleep(0.05)
            else:
                return
        raise EmbeddedInUse(
            f"The data folder {self.data} is held by an engine left over (process {pid}) that "
            f"does not end. End it (kill -9 {pid}) and start again."
        )

    def _runs_engine(self, pid: int) -> bool:
        return f" {root_option(self.root)} " in command_of(pid)

    def _write_holder(self, holder: Holder) -> None:
        assert self._lock is not None, "only the holder writes the lock file"
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps(asdict(holder)).encode(), 0)


def root_option(root: Path) -> str:
    """The engine's argument that tells of which folder it is."""
    return f"-Darcadedb.server.rootPath={root}"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first moment on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def is_alive(pid: int) -> bool:
    """Whether such a process runs. One that was killed and not yet reaped does not."""
    return command_of(pid) != ""


def command_of(pid: int) -> str:
    """The command line of a process; empty if it has ended (a zombie has none either)."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed but for a number


def _read(path: Path) -> dict[str, Any] | None:
    """A record, or None if it is not there, half written, or not ours to read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None
