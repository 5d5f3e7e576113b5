"""The questions that were asked in chats and how they ended: for follow-ups, for more passages, for verdicts."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.chat.joined_ids import join_ids
from bot.records.answer_entries import ToldReaders, audit_answer, audit_passages
from ingest.job_rows import moment
from ingest.library.tombstones import Tombstones
from pipelines.access import Scope
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion, CitedPage, Document, Version
from pipelines.types import Answer, Citation, Outcome, Passage, Turn

REMEMBERED = timedelta(hours=24)
"""How far back a follow-up looks."""
ANSWERS = (Outcome.ANSWERED, Outcome.QUOTED)


def question_key(key: str) -> str:
    """The id of the question whose inbox item has this key; 32 hex digits."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class LoggedSource:
    """Mark `n` of an answer: the document as it is named now, the page, and the quoted words."""

    n: int
    document_id: str
    document: str
    page: int
    quote: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as the records know it. `asker` is a pseudonym; `citations` those whose documents still exist.

    `conversation` is empty where nobody but the asker saw the reply. `standalone` and `answer` are empty
    once a document that the answer quotes was forgotten.
    """

    id: str
    text: str = field(repr=False)
    standalone: str = field(repr=False)
    answer: str = field(repr=False)
    conversation: str
    message: str
    asker: str
    outcome: Outcome
    asked_at: datetime
    citations: tuple[LoggedSource, ...] = field(repr=False)


class QuestionLog:
    """The questions of all chats. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, question: Question, scope: Scope, ended: Ended, readers: ToldReaders | None = None) -> str:
        """Records how a question ended; its id, the same for a repeat, which overwrites. The audit has each.

        `readers` are those of the scope as the audit names them.

        An answer that quotes what was forgotten while it was made is kept without its words and that quote. What only
        the asker saw belongs to no conversation, so that no follow-up of others is read with it.
        """
        answer, asked_id = ended.answer, question_key(question.key)
        with self._database.session() as session:
            cited = _cited_pages(session, answer)
            is_whole = len(cited) == len(answer.citations)
            row = _row(session, asked_id)
            row.asker, row.message = self._pseudonym(question.asker), question.message
            row.conversation = None if question.only_asker else question.chat.conversation
            row.text, row.scope = question.text, sorted(scope.labels)
            row.outcome, row.reason, row.reference = answer.outcome.value, answer.reason, ended.reference or None
            row.confidence, row.inputs, row.timings_ms = answer.confidence, answer.inputs, answer.timings_ms
            is_kept = is_whole and answer.outcome is not Outcome.TALKED  # which may name what is forgotten later
            row.answer, row.standalone = (answer.text, answer.standalone_question) if is_kept else ("", "")
            row.citations = []
            session.flush()
            row.citations = cited
            told = readers or ToldReaders(question.chat.surface, "", tuple(scope.labels))
            audit_answer(session, self._pseudonym(question.asker), asked_id, answer, told)
        return asked_id

    def passages_shown(
        self, question_id: str, person: Person, passages: Iterable[Passage], readers: ToldReaders
    ) -> None:
        """Tells the audit that somebody asked for more passages, and saw these."""
        with self._database.session() as session:
            audit_passages(session, self._pseudonym(person), question_id, passages, readers)

    def forgotten(self) -> frozenset[str]:
        """The documents that were forgotten lately."""
        return Tombstones(self._database).hidden()

    def is_current(self, answer: Answer) -> bool:
        """Whether no document that the answer quotes, or names as nearest, is forgotten by now."""
        named = {each.document for each in answer.nearest}
        ids = {each.document_id for each in answer.passages if each.document in named}
        ids |= {found for each in answer.citations if (found := _document_id(answer, each))}
        gone = select(Document.id).where(Document.id.in_(ids), Document.forgotten_at.is_not(None)).limit(1)
        if not ids:
            return True
        with self._database.reading() as session:
            return session.scalar(gone) is None

    def history(self, conversation: str, but: str = "", most: int = 6, asker: Person | None = None) -> list[Turn]:
        """The newest exchanges of a day that ended in an answer, oldest first; without those whose words are gone.

        `but` is the id of the question that is being answered: an attempt that was cut short may have recorded it.
        With an `asker` theirs alone.
        """
        of_asker = [AskedQuestion.asker == self._pseudonym(asker)] if asker is not None else []
        with self._database.reading() as session:
            asked = (
                select(AskedQuestion)
                .where(
                    AskedQuestion.conversation == conversation,
                    AskedQuestion.id != but,
                    AskedQuestion.asked_at > moment(session) - REMEMBERED,
                    AskedQuestion.outcome.in_(ANSWERS),
                    *of_asker,
                )
                .order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id)
            )
            rows = session.scalars(asked.execution_options(yield_per=most))
            told = list(islice((Turn(row.text, row.answer) for row in rows if row.answer), most))
        return list(reversed(told))

    def text_of(self, question_id: str) -> LoggedQuestion | None:
        """The question; None where there is none of this id."""
        with self._database.reading() as session:
            found = _logged(session, [row] if (row := session.get(AskedQuestion, question_id)) else [])
        return found[0] if found else None

    def asked_in(self, question_id: str, chat: Chat, person: Person) -> LoggedQuestion | None:
        """The question, where it was asked in this chat, or by this person where nobody else saw the reply."""
        logged = self.text_of(question_id)
        if logged is None:
            return None
        is_own = logged.asker == self._pseudonym(person)
        if not logged.conversation:
            return logged if is_own else None
        place = replace(chat, thread="").conversation
        is_here = logged.conversation == place or logged.conversation.startswith(f"{place}:")
        return logged if is_here and (is_own or chat.kind is not ChatKind.DIRECT) else None

    def is_in(self, conversation: str) -> bool:
        """Whether the bot replied in this conversation before."""
        asked = select(AskedQuestion.id).where(AskedQuestion.conversation == conversation).limit(1)
        with self._database.reading() as session:
            return session.scalar(asked) is not None

    def last_in(self, conversation: str) -> str:
        """The id of the question that was asked last in this conversation; empty where there is none."""
        asked = select(AskedQuestion.id).where(AskedQuestion.conversation == conversation)
        newest = asked.order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id).limit(1)
        with self._database.reading() as session:
            return session.scalar(newest) or ""

    def recent(self, person: Person, most: int = 5) -> list[LoggedQuestion]:
        """The questions that the person asked last, newest first."""
        asked = (
            select(AskedQuestion)
            .where(AskedQuestion.asker == self._pseudonym(person))
            .order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id)
            .limit(most)
            .options(selectinload(AskedQuestion.citations))
        )
        with self._database.reading() as session:
            return _logged(session, session.scalars(asked).all())

    def feedback(self, question_id: str, person: Person, is_helpful: bool, reason: str = "") -> bool:
        """Records what a person thinks of an answer, over what they said before; False where there is no question.

        The same verdict again, without a reason, leaves the reason that was given.
        """
        with self._database.session() as session:
            if session.get(AskedQuestion, question_id, with_for_update=True) is None:
                return False
            key = (question_id, self._pseudonym(person))
            verdict = session.get(Verdict, key)
            if verdict is None:
                verdict = Verdict(question_id=key[0], person=key[1], is_helpful=is_helpful, reason="")
                session.add(verdict)
            if reason or verdict.is_helpful != is_helpful:
                verdict.reason = reason
            verdict.is_helpful, verdict.at = is_helpful, moment(session)
            return True

    def _pseudonym(self, person: Person) -> str:
        known_as = hashlib.sha256(join_ids(person.surface, person.team, person.id).encode()).hexdigest()
        return self._database.pseudonym(known_as)


def _row(session: Session, asked_id: str) -> AskedQuestion:
    """The question's row, locked, made where there is none; two processes that record it at once take turns."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(AskedQuestion).values(id=asked_id, asked_at=moment(session), text="", scope=[], outcome="")
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(AskedQuestion, asked_id, with_for_update=True)


def _cited_pages(session: Session, answer: Answer) -> list[CitedPage]:
    """A row for each quote of a document that we hold; the document's row is locked, so that forgetting comes after."""
    cited = []
    for citation in answer.citations:
        document_id = _document_id(answer, citation)
        document = session.get(Document, document_id, with_for_update={"read": True}) if document_id else None
        if document is None or document.forgotten_at is not None:
            continue
        live = select(Version.id).where(Version.document_id == document.id, Version.live_at.is_not(None)).limit(1)
        version_id = session.scalar(live)
        if version_id is not None:
            cited.append(
                CitedPage(
                    n=citation.n,
                    document_id=document.id,
                    version_id=version_id,
                    page=citation.page,
                    quote=citation.quote,
                )
            )
    return cited


def _document_id(answer: Answer, citation: Citation) -> str | None:
    """The document of the passage that the citation quotes."""
    by_chunk = (each.document_id for each in answer.passages if each.chunk_id == citation.chunk_id)
    by_name = (each.document_id for each in answer.passages if each.document == citation.document)
    return next(by_chunk, None) or next(by_name, None)


def _logged(session: Session, rows: Sequence[AskedQuestion]) -> list[LoggedQuestion]:
    cited = {page.document_id for row in rows for page in row.citations}
    named = select(Document).where(Document.id.in_(cited), Document.forgotten_at.is_(None))
    names = {document.id: document.name for document in session.scalars(named)} if cited else {}
    return [
        LoggedQuestion(
            id=row.id,
            text=row.text,
            standalone=row.standalone,
            answer=row.answer,
            conversation=row.conversation or "",
            message=row.message or "",
            asker=row.asker or "",
            outcome=Outcome(row.outcome),
            asked_at=row.asked_at,
            citations=tuple(
                LoggedSource(page.n, page.document_id, names[page.document_id], page.page, page.quote)
                for page in row.citations
                if page.document_id in names
            ),
        )
        for row in rows
    ]
