"""The index file gives nothing of a document away, and finds the same as if it did."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.embedded_index.seal import index_sealed_by, rotate_index
from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_names import NamedKey, format_key
from pipelines.keys.key_ring import KeyRing, WrongKeyError
from pipelines.ports import IndexedChunk, IndexUnavailableError
from pipelines.text.text_analysis import query_terms, terms
from pipelines.types import Chunk, Page, Source

EVERYONE = scope_filter(Scope.of("everyone"))
TEXT = "The zanthrope of Quillmark weighs 4321.5 kilograms."
WORDS = [
    "zanthrop",
    "zanthrope",
    "Quillmark",
    "quillmark",
    "4321.5",
    "kilogram",
    "Velvetine",
    "Ledgerline",
    "Halcyonia",
]
OLD, NEW = NamedKey("old", b"o" * 32), NamedKey("new", b"n" * 32)


def ring(*keys: NamedKey) -> KeyRing:
    return KeyRing.of_setting(",".join(format_key(key) for key in keys))


def document(document_id: str = "d1", text: str = TEXT) -> tuple[Source, list[Page], list[IndexedChunk]]:
    source = Source(document_id, f"{document_id}-1", "Velvetine.pdf", "Ledgerline report", ("everyone",), language="en")
    chunk = Chunk(f"{document_id}-c", source, 1, "Halcyonia", ("Halcyonia",), 0, len(text), text, "Halcyonia", "en")
    page = Page(1, text, label="Halcyonia", language="en")
    return source, [page], [IndexedChunk(chunk, np.array([0.125, 0.5, 1, 2], np.float32), b"zanthrope" * 50)]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    opened = EmbeddedIndex(tmp_path / "index.db", "small", 4)
    yield opened
    opened.close()


def in_any_file(folder: Path, words: list[str]) -> list[str]:
    """The words that some file in the folder holds, as UTF-8 or UTF-16, in capitals or not."""
    held = b"".join(path.read_bytes().lower() for path in folder.rglob("*") if path.is_file())
    forms = {word: [word.lower().encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")] for word in words}
    return [word for word, bytes_ in forms.items() if any(form in held for form in bytes_)]


def test_no_word_of_a_document_stands_in_the_file_in_plain(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put(*document())
    for path in tmp_path.glob("index.db*"):
        assert path.stat().st_size > 0
    assert in_any_file(tmp_path, WORDS) == []
    assert in_any_file(tmp_path, ["d1-1"]) == ["d1-1"]  # what is looked for would be found
    assert np.array([0.125, 0.5, 1, 2], "<f4").tobytes() not in (tmp_path / "index.db-wal").read_bytes()
    index.close()
    assert in_any_file(tmp_path, WORDS) == []


def test_everything_comes_back_as_it_was(index: EmbeddedIndex) -> None:
    source, _, (stored,) = document()
    index.put(*document())
    (hit,) = index.search_chunks("zanthropes", EVERYONE, 5)
    assert (hit.text, hit.context, hit.headings, hit.label) == (TEXT, "Halcyonia", ("Halcyonia",), "Halcyonia")
    assert (hit.source, index.documents(EVERYONE)[0].source) == (source, source)
    assert index.search_pages("ledgerline", EVERYONE, 5)[0].label == "Halcyonia"
    assert index.token_vectors([hit.chunk_id]) == {hit.chunk_id: stored.tokens}


def test_hashed_terms_rank_as_plain_ones_do(index: EmbeddedIndex) -> None:
    """FTS5's own ranking over the plain terms, beside what the index finds with theirs hashed."""
    drawn = np.random.default_rng(7)
    vocabulary = [f"word{n}" for n in range(60)]
    texts = [" ".join(drawn.choice(vocabulary, size=int(drawn.integers(5, 80)))) for _ in range(120)]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE plain USING fts5 (terms, tokenize = \"ascii tokenchars '.'\")")
        for n, text in enumerate(texts):
            index.put(*document(f"d{n:03d}", text))
            db.execute("INSERT INTO plain VALUES (?)", (" ".join(["halcyonia", *terms(text, "en")]),))
        for _ in range(20):
            question = " ".join(drawn.choice(vocabulary, size=3, replace=False))
            asked = " OR ".join(query_terms(question, frozenset({"en"})))
            ranked = db.execute(
                "SELECT rowid - 1, -rank FROM plain WHERE plain MATCH ? ORDER BY rank, rowid LIMIT 50", (asked,)
            ).fetchall()
            found = index.search_chunks(question, EVERYONE, 50)
            assert [hit.source.document_id for hit in found] == [f"d{n:03d}" for n, _ in ranked]
            assert [hit.score for hit in found] == pytest.approx([score for _, score in ranked])


def test_without_its_key_the_index_is_not_opened_and_the_key_is_named(tmp_path: Path) -> None:
    EmbeddedIndex(tmp_path / "index.db", "small", 4, ring(OLD)).close()
    with pytest.raises(WrongKeyError, match="'old'"):
        EmbeddedIndex(tmp_path / "index.db", "small", 4, ring(NEW))


def test_a_row_in_the_place_of_another_does_not_open(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put(*document("d1"))
    index.put(*document("d2", "Another zanthrope."))
    with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as db:
        db.execute("UPDATE chunks SET sealed = (SELECT sealed FROM chunks AS other WHERE other.id = 'd1-c')")
    of_one, of_other = sorted(index.search_chunks("zanthrope", EVERYONE, 5), key=lambda hit: hit.chunk_id)
    assert of_one.text == TEXT  # only what is read is opened
    for read in ("text", "context", "headings", "label"):
        with pytest.raises(IndexUnavailableError, match="is damaged"):
            getattr(of_other, read)


def test_what_was_found_reads_as_it_was_though_its_document_is_gone_meanwhile(index: EmbeddedIndex) -> None:
    index.put(*document())
    (hit,) = index.search_chunks("zanthropes", EVERYONE, 5)
    index.forget("d1")
    assert index.search_chunks("zanthropes", EVERYONE, 5) == []
    assert (hit.text, hit.context, hit.headings, hit.label) == (TEXT, "Halcyonia", ("Halcyonia",), "Halcyonia")


def test_a_change_of_keys_leaves_open_indexes_and_their_terms_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    running = EmbeddedIndex(path, "small", 4)
    running.put(*document())
    before = KeyRing.in_folder(tmp_path).current
    added = KeyFile.of(tmp_path).add()
    keys = KeyRing.in_folder(tmp_path)
    assert index_sealed_by(path, keys) == before
    assert (rotate_index(path, keys), rotate_index(path, keys)) == (1, 0)
    assert index_sealed_by(path, keys) == added.name
    running.put(*document("d2"))
    alone = EmbeddedIndex(path, "small", 4, KeyRing.of_setting(format_key(added)))
    for index in (running, alone):
        assert len(index.search_chunks("zanthrope", EVERYONE, 5)) == 2
        index.close()


def test_a_file_with_plain_texts_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index.db")) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(IndexUnavailableError, match=r"layout 1, this program writes .*`tcbot reindex`"):
        EmbeddedIndex(tmp_path / "index.db", "small", 4)


def test_what_is_forgotten_leaves_the_file(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put(*document())
    with closing(sqlite3.connect(tmp_path / "index.db")) as db:
        (sealed,) = db.execute("SELECT sealed FROM chunks").fetchone()
    assert index.rows_of("d1") == 7
    index.put(*document("d2", "Something else."))
    assert index.forget("d1") == 1
    assert (index.rows_of("d1"), index.rows_of("d2")) == (0, 7)
    index.close()
    assert sealed not in (tmp_path / "index.db").read_bytes()


def test_rows_without_a_document_count_as_left(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put(*document())
    with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as db:
        db.execute("INSERT INTO tokens VALUES (9999999, x'00')")
    index.forget("d1")
    assert index.rows_of("d1") == 1
