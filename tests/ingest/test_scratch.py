"""Files in the clear: for their owner alone, and gone with their process, however it ended."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.scratch import Scratch


def test_a_copy_lasts_as_long_as_its_block(tmp_path: Path) -> None:
    told: list[int] = []
    with Scratch(tmp_path) as scratch:
        with scratch.copy(io.BytesIO(b"x" * 3_000_000), told.append) as path:
            assert path.stat().st_size == 3_000_000
            assert path.parent.stat().st_mode & 0o077 == 0
        assert not path.exists()
    assert told == [2**20, 2**21, 3_000_000]
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(_written: int) -> None:
        raise KeyboardInterrupt

    with Scratch(tmp_path) as scratch, pytest.raises(KeyboardInterrupt), scratch.copy(io.BytesIO(b"text"), stop):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next_and_a_living_one_s_is_not(tmp_path: Path) -> None:
    program = (
        "import io, sys, time; from pathlib import Path; from ingest.scratch import Scratch\n"
        f"with Scratch(Path({str(tmp_path)!r})) as scratch, scratch.copy(io.BytesIO(b'text'), print) as path:\n"
        "    print(path, flush=True); time.sleep(60)"
    )
    source = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": source}
    )
    assert process.stdout is not None
    process.stdout.readline()
    left = Path(process.stdout.readline().strip())
    with Scratch(tmp_path):
        assert left.read_bytes() == b"text"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with Scratch(tmp_path):
        assert not left.parent.exists()
    assert list(tmp_path.iterdir()) == []
