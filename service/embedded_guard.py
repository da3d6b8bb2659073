"""The guard: a small process between the service and the embedded engine.

It starts the engine, holds the read end of a pipe whose other end only the service has, and ends
the engine when that pipe closes: because the service asked for it, or because it is gone, however
it went. A pipe needs no cooperation of the dying side, so kill -9 is no special case, nor is one
that hits while the engine is still starting. Should the guard itself be killed, Linux kills the
engine with it (PR_SET_PDEATHSIG; the signal follows the *thread* that forked, which is why the
guard does that, having one thread, and not the service).

The guard also inherits the lock on the data folder. So the folder is free exactly when the engine
has gone, not already when its owner has. The engine itself does not get the lock: if it did, one
that survives (macOS, guard and owner both killed) would hold the folder against its own removal.

Run by path with the standard library only: `python -I -S embedded_guard.py GRACE COMMAND…`, so
that it starts in some 20 ms and nothing in the environment can change it. It prints the engine's
process id on standard output; it ends with the engine's exit code.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Run the engine until it ends or the owner lets go of the pipe."""
    grace_seconds, command = float(arguments[0]), arguments[1:]
    wake = _wake_on_signals()
    engine = subprocess.Popen(  # noqa: S603 - the command comes from the service
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        preexec_fn=_die_with_guard(),  # unsafe where there are threads, and here are none
    )
    try:
        # The owner may be gone already; then the pipe is closed too and the loop ends at once.
        with contextlib.suppress(BrokenPipeError):
            os.write(1, f"{engine.pid}\n".encode())
        while engine.poll() is None:
            readable, _, _ = select.select([0, wake], [], [])
            if wake in readable:
                os.read(wake, 512)
            if 0 in readable and not os.read(0, 1):
                return _end(engine, grace_seconds)
        return engine.returncode
    finally:
        engine.kill()
        engine.wait()


def _wake_on_signals() -> int:
    """A descriptor that becomes readable when a child ends or a signal comes.

    Signals meant for everybody (a supervisor's SIGTERM to the whole group of processes) must not
    end the guard before the engine. They get a handler that does nothing instead of SIG_IGN,
    because an ignored signal stays ignored in the engine, which needs SIGTERM to end in order.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: None)
    return reading


def _die_with_guard() -> Callable[[], None] | None:
    """What the engine's process does between fork and exec; None where the system lacks it."""
    if not sys.platform.startswith("linux"):
        return None
    library, guard = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The guard may have died between fork and the line above: then no signal will come.
        if os.getppid() != guard:
            os._exit(1)

    return ask


def _end(engine: "subprocess.Popen[bytes]", grace_seconds: float) -> int:
    engine.terminate()
    try:
        return engine.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        engine.kill()
        return engine.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
