"""What the embedded index promises of its file: crashes, full disks, damage, other processes."""

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.file import explained_errors
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.ports import IndexedChunk, IndexUnavailableError
from pipelines.types import Chunk, Page, Source

EVERYONE = scope_filter(Scope.of("everyone"))
ROOT = Path(__file__).parents[3]
CHUNKS = 40

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.pipelines.embedded_index.test_embedded_index import document
from pipelines.embedded_index.index import EmbeddedIndex

index = EmbeddedIndex(Path({path!r}), "small", 4)
for n in range(100_000):
    index.put(*document(f"d{{n}}", text=f"Apple of document {{n}}. " * 30))
    print(f"d{{n}}", flush=True)
"""


def document(
    document_id: str, text: str = "Apple.", chunks: int = CHUNKS, version: str = "1"
) -> tuple[Source, list[Page], list[IndexedChunk]]:
    """A document of so many chunks with the same text, each on a page of its own."""
    source = Source(
        document_id, f"{document_id}-{version}", f"{document_id}.pdf", "Title", ("everyone",), language="en"
    )
    numbers = range(1, chunks + 1)
    made = [
        IndexedChunk(
            Chunk(f"{source.version_id}-{n}", source, n, None, (), 0, len(text), text, "", "en"),
            np.array([1, n, 0, 0], np.float32),
            b"tokens" * 1000,
        )
        for n in numbers
    ]
    return source, [Page(n, text, language="en") for n in numbers], made


def whole_documents(index: EmbeddedIndex) -> set[str]:
    """The documents held, each found to be complete in every search."""
    rows = index.documents(EVERYONE)
    for row in rows:
        name = row.source.document_id
        where = scope_filter(Scope.of("everyone"), {"field": "meta.document_id", "operator": "==", "value": name})
        assert (row.pages, row.chunks) == (CHUNKS, CHUNKS)
        found = index.search_chunks("apples", where, 1000)
        assert len(found) == CHUNKS
        assert len(index.search_pages("apples", where, 1000)) == CHUNKS
        assert len(index.search_vectors(np.ones(4, np.float32), where, 1000)) == CHUNKS
        assert len(index.token_vectors([hit.chunk_id for hit in found])) == CHUNKS
    return {row.source.document_id for row in rows}


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Every write of this process beyond `size` bytes of a file fails, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_killed_writer_loses_nothing_reported_and_leaves_no_half_document(tmp_path: Path, after: int) -> None:
    path = tmp_path / "index.sqlite"
    script = WRITER.format(root=str(ROOT), path=str(path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        reported = {writer.stdout.readline().strip() for _ in range(after + 1)}
        writer.send_signal(signal.SIGKILL)
        reported |= {line.strip() for line in writer.stdout if line.endswith("\n")}
    # No embedder is at hand here: the vectors come from the file.
    index = EmbeddedIndex(path, "small", 4)
    held = whole_documents(index)
    assert reported <= held
    assert len(held) <= len(reported) + 1
    index.put(*document("later"))
    assert whole_documents(index) == held | {"later"}


def test_a_killed_replacement_leaves_the_old_version_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = EmbeddedIndex(path, "small", 4)
    index.put(*document("d0", text="Old apple."))
    script = WRITER.format(root=str(ROOT), path=str(path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.kill()
    assert (
        len({hit.text for hit in index.search_chunks("apple", EVERYONE, 1000) if hit.source.document_id == "d0"}) == 1
    )
    assert "d0" in whole_documents(index)


def test_a_full_disk_is_said_so_and_nothing_half_written_is_seen(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index.sqlite", "small", 4)
    index.put(*document("d1"))
    largest = max(file.stat().st_size for file in tmp_path.iterdir())
    with files_no_larger_than(largest + 20_000):
        for _ in range(2):
            with pytest.raises(IndexUnavailableError, match=r"index\.sqlite can't grow.*Free some space"):
                index.put(*document("d2", text="Apple and pear. " * 100, chunks=CHUNKS))
        with pytest.raises(IndexUnavailableError, match="can't grow"):
            index.put(*document("d1", text="Apple and plum. " * 100, version="2"))
        assert whole_documents(index) == {"d1"}
    index.put(*document("d2"))
    assert whole_documents(index) == {"d1", "d2"}


def test_what_sqlite_says_of_a_full_disk_is_understood(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "small.sqlite")
    db.execute("CREATE TABLE held (data BLOB)")
    db.execute("PRAGMA max_page_count = 4")
    with pytest.raises(IndexUnavailableError, match="can't grow"), explained_errors(tmp_path / "small.sqlite"):
        db.execute("INSERT INTO held VALUES (zeroblob(1000000))")
    db.close()


@pytest.mark.parametrize("content", [b"This is no database." * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_said_so_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexUnavailableError, match=r"index\.sqlite is damaged.*tcbot reindex --anew"):
        EmbeddedIndex(path, "small", 4)


def test_damage_in_the_middle_of_the_file_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = EmbeddedIndex(path, "small", 4)
    index.put(*document("d1"))
    index.close()
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(path.stat().st_size - 16 * 4096))
    with pytest.raises(IndexUnavailableError, match="is damaged"):
        whole_documents(EmbeddedIndex(path, "small", 4))


def test_a_file_of_another_layout_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    EmbeddedIndex(path, "small", 4).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexUnavailableError, match=r"layout 99.*tcbot reindex"):
        EmbeddedIndex(path, "small", 4)


def test_a_folder_in_the_place_of_the_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="can't be opened"):
        EmbeddedIndex(tmp_path, "small", 4)


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index.sqlite", "small", 4)
    index.close()
    with pytest.raises(IndexUnavailableError, match="closed"):
        index.ping()


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "new" / "index.sqlite", "small", 4)
    index.put(*document("d1"))
    files = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert len(files) == 4  # the index with its -wal and -shm, and the keys
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_another_process_sees_a_document_when_it_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = EmbeddedIndex(path, "small", 4)
    assert whole_documents(index) == set()
    script = WRITER.format(root=str(ROOT), path=str(path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            assert writer.stdout.readline().strip() in whole_documents(index)
        writer.kill()


def test_a_forked_process_reads_and_writes_on_connections_of_its_own(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index.sqlite", "small", 4)
    index.put(*document("d1"))
    child = os.fork()
    if child == 0:
        try:
            index.put(*document("d2"))
            os._exit(0 if whole_documents(index) == {"d1", "d2"} else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert whole_documents(index) == {"d1", "d2"}


def test_a_word_of_nearly_every_row_decides_nothing_where_a_rarer_one_is_asked_too(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index.sqlite", "small", 4)
    index.put(*document("many", text="The common word.", chunks=1500))
    index.put(*document("one", text="A rare word.", chunks=1))
    assert [hit.source.document_id for hit in index.search_chunks("rare word", EVERYONE, 100)] == ["one"]
    assert len(index.search_chunks("the word", EVERYONE, 100)) == 100


ONCE = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.pipelines.embedded_index.test_embedded_index import document
from pipelines.embedded_index.index import EmbeddedIndex

index = EmbeddedIndex(Path({path!r}), "small", 4)
index.put(*document({name!r}))
index.close()
"""


def test_a_file_that_is_open_twice_here_still_shows_what_other_processes_write(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    first = EmbeddedIndex(path, "small", 4)
    first.put(*document("d1"))
    assert whole_documents(first) == {"d1"}
    second = EmbeddedIndex(path, "small", 4)  # closing a file lets go of all locks that a process has on it
    for name in ("d2", "d3"):  # a process that takes itself for the last removes the log under the others
        program = ONCE.format(root=str(ROOT), path=str(path), name=name)
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    for index in (first, second):
        assert whole_documents(index) == {"d1", "d2", "d3"}
        index.close()
