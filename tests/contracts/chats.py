"""What happens in chats, for tests: people, questions, answers and files, and documents that we hold."""

from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.ended import Ended
from ingest.job import JobView
from ingest.jobs.job_records import JobRecords
from ingest.library.held_documents import NewVersion
from ingest.library.library import Library, version_key
from pipelines.records.database import Database
from pipelines.types import Answer, Citation, DocumentType, Outcome, Passage
from tests.contracts.jobs import shared

TEAM = "T1"
ALICE, BOB = Person("slack", TEAM, "U1"), Person("slack", TEAM, "U2", "de")
GENERAL = Chat("slack", TEAM, "C1", ChatKind.PUBLIC, "100.1")
QUOTE = "Zanthropes rest for five days."


def question(key: str = "slack:T1:E1", text: str = "How long?", asker: Person = ALICE, **more: object) -> Question:
    """A question in a thread of #general, unless `chat` says otherwise."""
    return Question(key=key, asker=asker, text=text, **{"chat": GENERAL, "message": "100.1", **more})  # type: ignore[arg-type]


def answered(*documents: str, text: str = QUOTE, outcome: Outcome = Outcome.ANSWERED) -> Ended:
    """An answer that quotes one page of each of these documents, by their ids."""
    passages = [
        Passage(f"{each}-1", each, f"{each}.pdf", "", page=n, last_page=n, label=None, text=QUOTE, score=1.0)
        for n, each in enumerate(documents, start=1)
    ]
    cited = [
        Citation(n, passage.document, n, n, None, QUOTE, passage.chunk_id)
        for n, passage in enumerate(passages, start=1)
    ]
    answer = Answer(
        outcome, text, 0.9, tuple(cited), tuple(passages), {"total": 12.0}, {"evidence": 0.9}, standalone_question=text
    )
    return Ended(answer)


def hold(database: Database, name: str = "zanthrope.pdf") -> str:
    """Takes a document up; its id."""
    library = Library(database, TEAM)
    document_id = library.document_id(name)
    sha256 = "a" * 64
    new = NewVersion(
        document_id, version_key(document_id, sha256), name, name, sha256, "application/pdf", DocumentType.LEGAL, 3, 900
    )
    library.begin(new)
    library.finish(new, 9, ["everyone"])
    return document_id


def file(file_id: str = "F1", name: str = "zanthrope.pdf", chat: Chat = GENERAL, sharer: Person = ALICE) -> SharedFile:
    """A file as somebody shared it."""
    return SharedFile(chat, sharer, "100.1", file_id, name, 900, "application/pdf", f"about {name}")


def job(database: Database, name: str = "zanthrope.pdf", content: str = "one") -> JobView:
    """The job of a file that was handed in."""
    return JobRecords(database).add(TEAM, shared(name, content, TEAM), "upload")
