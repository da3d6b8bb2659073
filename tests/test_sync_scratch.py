"""What a sync needs on disk while it runs: thrown away by itself, or by the next one where it was killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from service.sync.scratch import scratch
from tests.commands import ROOT, environment

HOLDS = """
import time
from service.sync.scratch import scratch
with scratch() as folder:
    (folder / "1").mkdir()
    (folder / "1" / "file.csv").write_text("much")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_thrown_away_afterwards_whatever_happens(temporary: Path) -> None:
    with pytest.raises(KeyError), scratch() as folder:
        (folder / "spool.sqlite").write_bytes(b"much")
        raise KeyError
    assert list(temporary.iterdir()) == []


def test_what_was_killed_is_cleared_away_and_what_lives_is_left_alone(temporary: Path) -> None:
    (temporary / "retinue-sync-of-somebody-else").mkdir()
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", HOLDS], cwd=ROOT, env=environment(TMPDIR=str(temporary)), stdout=subprocess.PIPE,
        text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        with scratch() as first, scratch():
            assert first.exists()
            assert (left / "1" / "file.csv").exists()
        other.kill()
    assert left.exists()
    with scratch():
        assert not left.exists()
    assert [each.name for each in temporary.iterdir()] == ["retinue-sync-of-somebody-else"]
