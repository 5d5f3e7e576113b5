"""Files in the clear: for their owner alone, and gone with their process, however it ended."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.reading.scratch import Scratch, remove_leftovers

ROOT = Path(__file__).parents[3]


def test_a_copy_lasts_as_long_as_its_block(tmp_path: Path) -> None:
    told: list[int] = []
    with Scratch(tmp_path) as scratch:
        with scratch.copy(io.BytesIO(b"x" * 3_000_000), told.append) as path:
            assert path.stat().st_size == 3_000_000
            assert path.parent.stat().st_mode & 0o077 == 0
            assert path.stat().st_mode & 0o077 == 0
        assert not path.exists()
    assert told == [2**20, 2**21, 3_000_000]
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(_written: int) -> None:
        raise KeyboardInterrupt

    with Scratch(tmp_path) as scratch, pytest.raises(KeyboardInterrupt), scratch.copy(io.BytesIO(b"text"), stop):
        pass
    assert list(tmp_path.iterdir()) == []


COPIED = """
import io, sys, time
from pathlib import Path
from ingest.reading.scratch import Scratch
with Scratch(Path(sys.argv[1])) as scratch, scratch.copy(io.BytesIO(b"zanthrope"), lambda _: None):
    print("written", flush=True)
    time.sleep(60)
"""
ATTACHED = """
import sys, tempfile, time
from ingest.library.attachments import attached_folder
from ingest.formats.limits import ParseLimits
tempfile.tempdir = sys.argv[1]
with attached_folder("offer.eml", ParseLimits()) as folder:
    (folder / "0001").write_bytes(b"zanthrope")
    print("written", flush=True)
    time.sleep(60)
"""
CONVERTED = """
import sys, tempfile, time
from pathlib import Path
import ingest.reading.old_office
from ingest.confinement.confined import ProgramLimits
from ingest.formats.sniff import DOC
tempfile.tempdir = sys.argv[1]
original = Path(sys.argv[2]) / "old.doc"
original.write_bytes(b"zanthrope")
class Waits(ingest.reading.old_office.OfficeConverter):
    def _convert(self, source, to):
        print("written", flush=True)
        time.sleep(60)
with Waits("soffice", ProgramLimits(60.0, 2**30)).converted(original, DOC):
    pass
"""
RESTORED = """
import sys, tempfile, time
from pathlib import Path
from ingest.library.restoring import restore
from tests.ingest.holdings import Holdings
held = Holdings(Path(sys.argv[2]))
held.ingest("plan.md", "zanthrope")
tempfile.tempdir = sys.argv[1]
class Waits:
    def ingest(self, path, *_, **__):
        print("written", flush=True)
        time.sleep(60)
restore(held.vault, Waits(), held.library.documents()[0])
"""
SHARED = """
import asyncio, sys, tempfile
from pathlib import Path
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, GENERAL, FakeCard, shared
service = ChatService(Path(sys.argv[2]))
tempfile.tempdir = sys.argv[1]
async def slow(file, path, most):
    path.write_bytes(b"zanthrope")
    print("written", flush=True)
    await asyncio.sleep(60)
service.directory.download = slow
service.run(lambda it: it.receive_file(shared("Plan.md", GENERAL, ALICE), FakeCard(), service.directory))
"""


@pytest.mark.parametrize("program", [COPIED, ATTACHED, CONVERTED, RESTORED, SHARED])
def test_what_a_killed_process_left_is_removed_by_the_next_and_a_living_one_s_is_not(
    tmp_path: Path, program: str
) -> None:
    folder, home = tmp_path / "temporary", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), str(home)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    assert remove_leftovers(folder) == []
    assert words_in(folder) == ["zanthrope"]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert words_in(folder) == ["zanthrope"]
    with Scratch(folder) as scratch:
        assert list(folder.glob("tcbot-*/*")) == list(scratch.folder.iterdir()) == []
    assert list(folder.iterdir()) == []


def test_folders_that_earlier_versions_left_are_removed_after_a_day(tmp_path: Path) -> None:
    for name in ("tcbot-shared-old", "tcbot-attached-old", "tcbot-shared-new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Plan.md").write_text("zanthrope")
    for old in tmp_path.glob("*-old"):
        os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    assert remove_leftovers(tmp_path) == []
    assert [each.name for each in tmp_path.iterdir()] == ["tcbot-shared-new"]


def words_in(folder: Path) -> list[str]:
    """What files in the clear hold."""
    return [path.read_text() for path in folder.glob("tcbot-*/*") if path.is_file()]
