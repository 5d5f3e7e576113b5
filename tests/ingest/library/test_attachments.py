"""Files within files: documents of their own, with the readers and the end of the file around them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.library.ingestor import Ingestor
from ingest.reading.attached_file import attachment_name
from pipelines.access import EVERYONE
from pipelines.indexing.indexer import Indexer
from pipelines.ports import IndexedChunk, IndexUnavailableError
from pipelines.types import Page, Source
from tests.ingest import paper
from tests.ingest.letters import mail, message
from tests.ingest.library.test_ingestor import TRAVEL, VACATION, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    with shelf.ingestor:
        yield shelf
    shelf.index.close()
    shelf.database.close()


def offer(shelf: Shelf, *attached: tuple[str, bytes], body: str = VACATION) -> Path:
    return mail(shelf.folder / "offer.eml", body, attached=attached)


def test_a_file_within_a_mail_is_a_document_of_its_own(shelf: Shelf) -> None:
    ingested = shelf.ingestor.ingest(offer(shelf, ("travel.txt", TRAVEL.encode())), ["hr"])
    assert shelf.names("hr") == ["offer.eml", "offer.eml › travel.txt"]
    assert [hit.source.name for hit in shelf.found("flight airline", "hr")][:1] == ["offer.eml › travel.txt"]
    assert [(end.name, isinstance(end.outcome, UnreadableFileError)) for end in ingested.within] == [
        ("offer.eml › travel.txt", False)
    ]
    assert [held.title for held in shelf.library.documents()] == ["Offer", "Travel"]


def test_files_attached_to_a_pdf_are_documents_too(shelf: Shelf) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=paper.pdf(shelf.folder / "plain.pdf", paper.BODY))
    writer.add_attachment("travel.txt", TRAVEL.encode())
    writer.write(shelf.folder / "with.pdf")
    shelf.ingestor.ingest(shelf.folder / "with.pdf", [EVERYONE])
    assert shelf.names() == ["with.pdf", "with.pdf › travel.txt"]


def test_a_file_that_cannot_be_read_costs_itself_alone(shelf: Shelf) -> None:
    path = offer(shelf, ("broken.pdf", b"%PDF-1.7\nnothing\n"), ("travel.txt", TRAVEL.encode()))
    ingested = shelf.ingestor.ingest(path, [EVERYONE])
    outcomes = {end.name: end.outcome for end in ingested.within}
    refused = outcomes["offer.eml › broken.pdf"]
    assert isinstance(refused, UnreadableFileError) and refused.code == "damaged"
    assert shelf.names() == ["offer.eml", "offer.eml › travel.txt"]


def test_readers_of_the_mail_read_what_came_with_it_also_later(shelf: Shelf) -> None:
    path = offer(shelf, ("travel.txt", TRAVEL.encode()))
    shelf.ingestor.ingest(path, ["hr"])
    assert shelf.ingestor.ingest(path, ["sales"]).known
    assert shelf.names("sales") == ["offer.eml", "offer.eml › travel.txt"]
    assert shelf.names("board") == []


def test_what_came_with_a_mail_is_forgotten_with_it_and_nothing_else_is(shelf: Shelf) -> None:
    inner = mail(shelf.folder / "inner.eml", attached=[("deep.txt", VACATION.encode())]).read_bytes()
    ingested = shelf.ingestor.ingest(offer(shelf, ("inner.eml", inner)), [EVERYONE])
    shelf.ingestor.ingest(mail(shelf.folder / "offer.eml.txt", TRAVEL, MIME="1"), [EVERYONE])
    assert "offer.eml › inner.eml › deep.txt" in shelf.names()
    assert shelf.forgetter.forget(ingested.document_id)
    assert shelf.originals() == [(shelf.folder / "offer.eml.txt").read_bytes()]
    assert shelf.names() == ["offer.eml.txt"]
    assert [held.name for held in shelf.library.documents()] == ["offer.eml.txt"]


def test_a_shared_file_cannot_pass_for_one_that_came_with_another(shelf: Shelf) -> None:
    shelf.ingestor.ingest(shelf.file("offer.eml › pay.txt", TRAVEL), ["hr"])
    mailed = offer(shelf)
    shelf.ingestor.ingest(mailed, [EVERYONE])
    ingested = shelf.ingestor.ingest(mailed, ["sales"])
    assert shelf.names("hr") == ["offer.eml > pay.txt"] and shelf.names("sales") == ["offer.eml"]
    shelf.forgetter.forget(ingested.document_id)
    assert shelf.names("hr") == ["offer.eml > pay.txt"]


def test_a_new_version_loses_the_files_that_it_no_longer_holds(shelf: Shelf) -> None:
    shelf.ingestor.ingest(offer(shelf, ("a.txt", VACATION.encode()), ("b.txt", TRAVEL.encode())), ["hr"])
    shelf.ingestor.ingest(offer(shelf, ("b.txt", TRAVEL.encode()), body="Only one file now."), ["sales"])
    assert shelf.names("hr") == shelf.names("sales") == ["offer.eml", "offer.eml › b.txt"]


def test_a_new_version_whose_file_became_unreadable_loses_its_old_words(shelf: Shelf) -> None:
    shelf.ingestor.ingest(offer(shelf, ("a.pdf", TRAVEL.encode())), [EVERYONE])
    shelf.ingestor.ingest(offer(shelf, ("a.pdf", b"%PDF-1.7\nnothing\n")), [EVERYONE])
    assert shelf.names() == ["offer.eml"]


def test_a_new_version_keeps_what_lies_within_files_that_stayed_the_same(shelf: Shelf) -> None:
    inner = mail(shelf.folder / "inner.eml", attached=[("deep.txt", TRAVEL.encode())]).read_bytes()
    shelf.ingestor.ingest(offer(shelf, ("inner.eml", inner)), [EVERYONE])
    shelf.ingestor.ingest(offer(shelf, ("inner.eml", inner), body="A second version."), [EVERYONE])
    assert shelf.names() == ["offer.eml", "offer.eml › inner.eml", "offer.eml › inner.eml › deep.txt"]


def test_files_deeper_than_the_limit_are_left_out_with_a_warning(shelf: Shelf) -> None:
    content, name = TRAVEL.encode(), "deep.txt"
    for level in range(4):
        content = message(f"Level {level}", attached=[(name, content)]).as_bytes()
        name = f"mail{level}.eml"
    (shelf.folder / "top.eml").write_bytes(content)
    ingested = shelf.ingestor.ingest(shelf.folder / "top.eml", [EVERYONE])
    assert len(shelf.names()) == 4
    deepest = ingested.within[-1].outcome
    assert not isinstance(deepest, UnreadableFileError)
    assert [warning.code for warning in deepest.warnings] == ["attachments_left_out"]


def test_no_more_files_are_taken_up_than_allowed_over_all_levels(shelf: Shelf) -> None:
    texts = [(f"{number}.txt", f"{TRAVEL} {number}".encode()) for number in range(3)]
    inner = mail(shelf.folder / "inner.eml", attached=texts).read_bytes()
    path = offer(shelf, ("inner.eml", inner), *texts)
    limits = ParseLimits(max_attachments=4)
    indexer = Indexer(shelf.index, shelf.embedder)
    with Ingestor(shelf.library, shelf.index, indexer, shelf.vault, limits=limits) as ingestor:
        ingested = ingestor.ingest(path, [EVERYONE])
    assert len(ingested.within) == 4 and len(shelf.names()) == 5
    assert [warning.code for warning in ingested.warnings] == ["attachments_left_out"]


def test_a_failure_among_the_files_lets_the_mail_be_taken_up_again(shelf: Shelf) -> None:
    path = offer(shelf, ("travel.txt", TRAVEL.encode()))
    with shelf.ingesting(FailsAt("offer.eml › travel.txt", shelf)) as ingestor, pytest.raises(IndexUnavailableError):
        ingestor.ingest(path, [EVERYONE])
    assert shelf.names() == []
    shelf.ingestor.ingest(path, [EVERYONE])
    assert shelf.names() == ["offer.eml", "offer.eml › travel.txt"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../plan.pdf", "plan.pdf"),
        ("C:\\a\\plan.pdf", "plan.pdf"),
        ("  ", "attachment 3"),
        ("..", "attachment 3"),
        ("a\x1b[2Jb\u202e.txt", "a[2Jb.txt"),
        (f"{'x' * 300}.docx", f"{'x' * 115}.docx"),
    ],
)
def test_a_name_is_made_harmless(given: str, name: str) -> None:
    assert attachment_name(given, 3) == name


def test_nothing_stays_in_temporary_folders(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    shelf.ingestor.ingest(offer(shelf, ("travel.txt", TRAVEL.encode())), [EVERYONE])
    assert list(folder.iterdir()) == []


class FailsAt(Indexer):
    """An indexer that can't write the document of one name."""

    def __init__(self, name: str, shelf: Shelf) -> None:
        super().__init__(shelf.index, shelf.embedder)
        self._name = name

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        if source.name == self._name:
            raise IndexUnavailableError("The disk is full.")
        super().write(source, pages, chunks)
