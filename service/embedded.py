"""The embedded graph database: one engine for each data folder, whoever comes first starts it.

The first process that opens a folder owns its engine: it starts it, restarts it if it dies, and
ends it. Processes that come later are guests: they find address and password in the folder and use
the same engine, until its owner goes; then a guest that watches takes the owner's place, with an
engine at the same address. Who is the owner is decided by a lock on the folder
(`embedded_folder.py`); that no engine stays behind, however the owner ends, is seen to by a guard
(`embedded_guard.py`).
"""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from service.address import Address
from service.embedded_command import Launch
from service.embedded_folder import EmbeddedFailed, EmbeddedInUse, Folder
from service.embedded_process import Cancelled, EngineProcess, PortTaken, answers, free_ports
from service.settings import DEFAULTS

__all__ = ["Embedded", "EmbeddedFailed", "EmbeddedInUse"]

DATABASE = "retinue"
# How long a guest waits for an engine that another process is just starting or ending.
ATTACH_SECONDS = 15.0
# Waits between attempts to restart an engine; the last one repeats.
BACKOFF_SECONDS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
# An engine that ran as long as this was well: the next restart is a first one again.
STEADY_SECONDS = 60.0
# How often a guest that watches looks whether the folder is free. Soon, so that no command comes before it: that one
# would start an engine at another address, and the guest be without one until it ends.
POLL_SECONDS = 0.1

_log = structlog.get_logger(__name__)


class Embedded:
    """Owner or guest of the engine on one data folder."""

    def __init__(self, data: Path, *, heap: str = DEFAULTS.heap, command_timeout_seconds: int = 30) -> None:
        """`heap` as Java writes it (256m to 1g is usual); the timeout ends any one query."""
        self._folder = Folder(data)
        self._heap, self._command_timeout_seconds = heap, command_timeout_seconds
        self._address: Address | None = None
        self._launch: Launch | None = None
        self._process: EngineProcess | None = None
        self._lock: int | None = None
        self._closing = threading.Event()
        # Held where the process changes hands, so that `close()` never misses a restarted one.
        self._swap = threading.Lock()
        self._watcher: threading.Thread | None = None

    @property
    def owner(self) -> bool:
        """Whether this object started the engine that runs, or is to, and will end it."""
        return self._lock is not None

    def address(self) -> Address:
        """Where the engine answers; the same from `open()` to `close()`, restarts included."""
        if self._address is None:
            raise RuntimeError("The embedded database is not open.")
        return self._address

    def open(self) -> Address:
        """Attach to the engine of this folder if one runs, else start one and own it.

        Takes some 3 s to start and 0.1 s to attach. Errors: EmbeddedInUse, EmbeddedFailed.
        """
        if self._address is not None:
            return self._address
        self._closing.clear()
        until = time.monotonic() + ATTACH_SECONDS
        while (lock := self._folder.lock()) is None:
            published = self._folder.published()
            if published is not None and answers(published):
                self._address = published
                return published
            if time.monotonic() > until:
                raise EmbeddedInUse(self._in_use())
            time.sleep(0.1)
        try:
            self._folder.end_orphan()
            self._folder.claim()
            self._folder.withdraw()
            self._launch, self._process = self._start_anywhere(lock)
        except OSError as error:
            self._folder.unlock()
            raise EmbeddedFailed(f"The embedded engine could not be started: {error}") from error
        except BaseException:
            self._folder.unlock()
            raise
        self._lock, self._address = lock, self._launch.address()
        return self._address

    def watch(self, on_restart: Callable[[Address], None] | None = None) -> None:
        """From now on restart the engine whenever it dies, in a thread of its own.

        Ports and password stay, so that drivers just reconnect; `on_restart` is called in that
        thread once the engine answers again. A guest waits until the owner and its engine have
        gone, is the owner from then on, and starts the engine again as an owner does.
        """
        self.address()
        if self._watcher is not None:
            return
        self._watcher = threading.Thread(target=self._watch, args=(on_restart,), name="embedded-watch", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Owner: end the engine in order, within some 13 s at most. Guest: leave it alone."""
        with self._swap:
            self._closing.set()
            process = self._process
        if process is not None:
            # First the address, so that nobody attaches to an engine about to go.
            self._folder.withdraw()
            process.end()
        if self._watcher is not None:
            self._watcher.join()
        # Only now: the watcher may just have become the owner, or have been publishing a restarted engine.
        if self._lock is not None:
            self._folder.withdraw()
            self._folder.unlock()
        self._address = self._launch = self._process = self._lock = self._watcher = None

    def _start_anywhere(self, lock: int) -> tuple[Launch, EngineProcess]:
        """Start on free ports, on others if somebody was quicker to take them."""
        for _ in range(3):
            bolt_port, http_port = free_ports()
            launch = Launch(
                bolt_port=bolt_port,
                http_port=http_port,
                password=secrets.token_urlsafe(24),
                database=DATABASE,
                heap=self._heap,
                command_timeout_seconds=self._command_timeout_seconds,
            )
            with suppress(PortTaken):
                return launch, self._start(launch, lock)
        raise EmbeddedFailed(
            f"The embedded engine found its ports taken three times over. What it said is in {self._folder.log}."
        )

    def _start(self, launch: Launch, lock: int) -> EngineProcess:
        process = EngineProcess(self._folder, launch, lock)
        self._folder.note_engine(process.pid)
        process.wait_until_ready(self._closing)
        # Only now: who reads the address may rely on it.
        self._folder.publish(launch.address())
        return process

    def _watch(self, on_restart: Callable[[Address], None] | None) -> None:
        if not self.owner and not self._inherited():
            return
        failures = 0
        while not self._closing.is_set():
            if (process := self._process) is not None:
                began = time.monotonic()
                process.wait_until_ended()
                if self._closing.is_set():
                    return
                _log.warning("embedded_engine_died", log=str(self._folder.log))
                failures = 0 if time.monotonic() - began > STEADY_SECONDS else failures
            while not self._restarted():
                failures += 1
                if self._closing.wait(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS)) - 1]):
                    return
            failures += 1
            if on_restart is not None and not self._closing.is_set():
                try:
                    on_restart(self.address())
                except Exception:  # somebody else's mistake must not end the watch
                    _log.exception("embedded_on_restart_failed")

    def _inherited(self) -> bool:
        """Guest: wait for the folder, and own it from then on; False where `close()` comes first."""
        while not self._closing.wait(POLL_SECONDS):
            try:
                if (lock := self._folder.lock()) is None:
                    continue
                self._folder.end_orphan()
                self._folder.claim()
                self._folder.withdraw()
            except (EmbeddedFailed, EmbeddedInUse, OSError) as error:
                self._folder.unlock()
                _log.error("embedded_engine_not_taken_over", error=str(error))
                self._closing.wait(BACKOFF_SECONDS[-1])
                continue
            self._launch = Launch.at(
                self.address(), heap=self._heap, command_timeout_seconds=self._command_timeout_seconds
            )
            self._lock = lock
            _log.warning("embedded_engine_taken_over", log=str(self._folder.log))
            return True
        return False

    def _restarted(self) -> bool:
        """Try once to start the engine again where it was; True also if there is no need to."""
        assert self._launch is not None and self._lock is not None
        try:
            # There is one only where the guard was killed, and not on Linux even then.
            self._folder.end_orphan()
            process = self._start(self._launch, self._lock)
        except Cancelled:
            return True
        except (EmbeddedFailed, EmbeddedInUse, PortTaken, OSError) as error:
            _log.error("embedded_engine_restart_failed", error=str(error))
            return False
        with self._swap:
            if not self._closing.is_set():
                self._process = process
                _log.info("embedded_engine_restarted", pid=process.pid)
                return True
        process.end()
        return True

    def _in_use(self) -> str:
        holder = self._folder.holder() or "another process"
        return (
            f"The data folder {self._folder.data} is in use by {holder}, and its database does not "
            f"answer after {ATTACH_SECONDS:.0f} s. If it is still starting, try again; otherwise "
            "end that process, or take another folder (RETINUE_DATA)."
        )
