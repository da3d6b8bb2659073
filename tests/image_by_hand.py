"""Carry out the Dockerfile without Docker: each instruction in a Debian folder of its own.

    python -m tests.image_by_hand FOLDER

For root on Debian with debootstrap. FOLDER gets one root file system per stage: Debian's release that the base image
names, with Debian's own Python (the image's is python.org's, of the same 3.x). COPY copies, RUN runs by chroot, and
at the end ENTRYPOINT and CMD are started as the image's user while HEALTHCHECK is asked until it agrees. What this
cannot show: the pull of the base image, layers, and the network of compose.

Not a test of `make test`: it takes minutes and wants root.
"""

# It runs what the Dockerfile says, with the system's own tools: that is what it is for.
# ruff: noqa: S603, S607

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Proxies and certificates by which the registries are reached: for RUN only, as Docker passes proxies.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NETWORK = {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"}


class Instruction(NamedTuple):
    """One instruction of a Dockerfile: its word, and the rest with continued lines joined."""

    word: str
    value: str


def instructions(dockerfile: str) -> list[Instruction]:
    """All instructions of a Dockerfile in order, without comments."""
    lines = [line for line in dockerfile.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [Instruction(*line.split(maxsplit=1)) for line in joined.splitlines()]


@dataclass
class Stage:
    """A root file system and what later instructions go by."""

    root: Path
    folder: str = "/"
    user: str = "0:0"
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    health: tuple[str, ...] = ()

    def argv(self, *command: str, network: bool = False) -> list[str]:
        """The command as this stage's user in its folder and environment, inside its root."""
        network_settings = {name: os.environ[name] for name in NETWORK & os.environ.keys()} if network else {}
        settings = [f"{name}={value}" for name, value in {**self.environment, **network_settings}.items()]
        chroot = ["chroot", f"--userspec={self.user}", str(self.root)]
        return [*chroot, "env", "-i", *settings, "sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]

    def run(self, *command: str) -> None:
        """Run a command to its end; it must succeed."""
        subprocess.run(self.argv(*command, network=True), check=True)


def base(image: str, root: Path) -> Stage:
    """A Debian of the release in the image's tag, with Python and venv; `python` is on the path as in the image."""
    release = image.rsplit("-", 1)[1]
    packages = "python3,python3-venv,ca-certificates"
    subprocess.run(["debootstrap", "--variant=minbase", f"--include={packages}", release, root], check=True)
    (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for known in (Path("/etc/resolv.conf"), CERTIFICATES):
        shutil.copy(known, root / known.relative_to("/"))
    for folder in ("proc", "dev"):
        subprocess.run(["mount", "--bind", f"/{folder}", root / folder], check=True)
    return Stage(root)


def copy(stage: Stage, value: str, stages: dict[str, Stage]) -> None:
    """COPY, from an earlier stage or from the files that git knows here (near enough to .dockerignore)."""
    words = value.split()
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
        subprocess.run(
            ["cp", "-a", "--no-target-directory", f"{source}{words[0]}", f"{stage.root}{words[1]}"], check=True
        )
        return
    target = stage.root / stage.folder.lstrip("/") / words[-1]
    if words[:-1] == ["."]:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        ignored = tuple((ROOT / ".dockerignore").read_text().split())
        names = [name for name in listed.stdout.decode().split("\0") if name and name.split("/")[0] not in ignored]
    else:
        names = words[:-1]
    for name in names:
        place = target / (name if words[:-1] == ["."] else Path(name).name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place)


def carry_out(stage: Stage, instruction: Instruction, stages: dict[str, Stage]) -> None:
    """Every instruction but FROM."""
    word, value = instruction
    if word == "WORKDIR":
        stage.folder = value
        (stage.root / value.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif word == "ENV":
        for name, setting in re.findall(r"(\w+)=(\S+)", value):
            stage.environment[name] = setting.replace("$PATH", stage.environment["PATH"])
    elif word == "COPY":
        copy(stage, value, stages)
    elif word == "RUN":
        stage.run("sh", "-c", value)
    elif word == "USER":
        stage.user = value
    elif word == "ENTRYPOINT":
        stage.entrypoint = tuple(json.loads(value))
    elif word == "CMD":
        stage.command = tuple(json.loads(value))
    elif word == "HEALTHCHECK":
        stage.health = tuple(json.loads(value[value.index("[") :]))
    elif word not in {"EXPOSE", "VOLUME"}:
        raise NotImplementedError(word)


def try_out(stage: Stage, seconds: float = 180) -> None:
    """Start the image's command, wait for its health check, then end it as `docker stop` does."""
    command = stage.argv(*stage.entrypoint, *stage.command)
    service = subprocess.Popen(command, start_new_session=True)
    try:
        began = time.monotonic()
        while subprocess.run(stage.argv(*stage.health), stderr=subprocess.DEVNULL, check=False).returncode != 0:
            if service.poll() is not None or time.monotonic() - began > seconds:
                raise SystemExit("The service did not become healthy.")
            time.sleep(1)
        print(f"Healthy after {time.monotonic() - began:.0f} s.")
        service.send_signal(signal.SIGTERM)
        print(f"Ended with {service.wait(timeout=30)}.")
    finally:
        if service.poll() is None:
            os.killpg(service.pid, signal.SIGKILL)


def main(folder: Path) -> None:
    """Carry out the whole Dockerfile, then try the image's command."""
    stages: dict[str, Stage] = {}
    last = ""
    try:
        for instruction in instructions((ROOT / "Dockerfile").read_text()):
            print(instruction.word, instruction.value, flush=True)
            if instruction.word == "FROM":
                image, *name = re.split(r"\s+AS\s+", instruction.value, flags=re.IGNORECASE)
                last = name[0] if name else "final"
                stages[last] = base(image, folder.resolve() / last)
            else:
                carry_out(stages[last], instruction, stages)
        try_out(stages[last])
    finally:
        for root in folder.resolve().iterdir():
            for mounted in ("proc", "dev"):
                subprocess.run(["umount", "--lazy", root / mounted], check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
