"""The questions that were asked in chats and how they ended: for follow-ups, for more passages, for verdicts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.records.answer_entries import ToldReaders, audit_answer, audit_passages, live_versions
from bot.records.known_as import pseudonym_of
from bot.records.logged_questions import LoggedQuestion, logged_questions
from bot.wording.told_answer import documents_told
from ingest.job_rows import moment, moment_in
from ingest.library.readable import ReadableDocuments
from ingest.library.tombstones import Tombstones
from pipelines.access import Scope
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database
from pipelines.records.inserting import inserting
from pipelines.records.tables import AskedQuestion, CitedPage, Document
from pipelines.types import Answer, Outcome, Passage, Turn, cited_documents

REMEMBERED = timedelta(hours=24)
"""How far back a follow-up looks."""
MOST_LOOKED_BACK = 30
"""Exchanges that are looked at for those that a follow-up may build on."""
ANSWERS = (Outcome.ANSWERED, Outcome.QUOTED)


def question_key(key: str) -> str:
    """The id of the question whose inbox item has this key; 32 hex digits."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


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
            held = _locked(session, set(cited_documents(answer).values()))
            versions = live_versions(session, answer)
            cited = _cited_pages(asked_id, answer, {each: versions[each] for each in held if each in versions})
            is_kept = len(cited) == len(answer.citations)
            is_kept = is_kept and answer.outcome is not Outcome.TALKED  # which may name what is forgotten later
            row = {
                "asker": self._pseudonym(question.asker),
                "message": question.message,
                "conversation": None if question.only_asker else question.chat.conversation,
                "text": question.text,
                "scope": sorted(scope.labels),
                "outcome": answer.outcome.value,
                "reason": answer.reason,
                "reference": ended.reference or None,
                "confidence": answer.confidence,
                "inputs": answer.inputs,
                "timings_ms": answer.timings_ms,
                "answer": answer.text if is_kept else "",
                "standalone": answer.standalone_question if is_kept else "",
            }
            # One statement, in which two processes that record it at once take turns.
            added = inserting(session, AskedQuestion).values(id=asked_id, asked_at=moment_in(session), **row)
            session.execute(added.on_conflict_do_update(index_elements=["id"], set_=row))
            session.execute(delete(CitedPage).where(CitedPage.question_id == asked_id))
            session.add_all(cited)
            told = readers or ToldReaders(question.chat.surface, "", tuple(scope.labels))
            audit_answer(session, self._pseudonym(question.asker), asked_id, answer, told, versions)
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

    def is_current(self, answer: Answer, scope: Scope) -> bool:
        """Whether each document that the answer quotes, sums up or names as nearest may still be read by the scope."""
        named = {each.document for each in answer.nearest}
        ids = {each.document_id for each in answer.passages if each.document in named}
        ids |= {*cited_documents(answer).values(), *documents_told(answer)}
        return ReadableDocuments(self._database).among(ids, scope) == ids

    def history(
        self, conversation: str, scope: Scope, but: str = "", most: int = 6, asker: Person | None = None
    ) -> list[Turn]:
        """The newest exchanges of a day that ended in an answer, oldest first; without those whose words are gone, and
        those from what the readers of now, by their `scope`, may not read.

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
                    AskedQuestion.asked_at > moment_in(session, -REMEMBERED),
                    AskedQuestion.outcome.in_(ANSWERS),
                    *of_asker,
                )
                .order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id)
                .options(selectinload(AskedQuestion.citations))
            )
            rows = [row for row in session.scalars(asked.limit(MOST_LOOKED_BACK)) if row.answer]
            told = [(Turn(row.text, row.answer), _sources_of(row), row.scope) for row in rows]
        cited = {document_id for _, sources, _ in told for document_id in sources}
        readable = ReadableDocuments(self._database).among(cited, scope)
        kept = (
            turn
            for turn, sources, labels in told
            if (sources <= readable if sources else scope.labels.issuperset(labels))
        )
        return list(reversed(list(islice(kept, most))))

    def text_of(self, question_id: str) -> LoggedQuestion | None:
        """The question; None where there is none of this id."""
        with self._database.reading() as session:
            found = logged_questions(session, [row] if (row := session.get(AskedQuestion, question_id)) else [])
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
        with self._database.looking() as connection:
            return connection.scalar(asked) is not None

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
            return logged_questions(session, session.scalars(asked).all())

    def after(self, question_id: str, most: int) -> list[LoggedQuestion]:
        """The questions of all people whose ids follow this one, in the order of their ids."""
        asked = (
            select(AskedQuestion)
            .where(AskedQuestion.id > question_id)
            .order_by(AskedQuestion.id)
            .limit(most)
            .options(selectinload(AskedQuestion.citations))
        )
        with self._database.reading() as session:
            return logged_questions(session, session.scalars(asked).all())

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
        return pseudonym_of(self._database, person)


def _sources_of(row: AskedQuestion) -> frozenset[str]:
    return frozenset(page.document_id for page in row.citations)


def _locked(session: Session, document_ids: Collection[str]) -> frozenset[str]:
    """Those of the documents that we hold, their rows locked, so that forgetting comes after."""
    if not document_ids:
        return frozenset()
    held = select(Document.id).where(Document.id.in_(sorted(document_ids)), Document.forgotten_at.is_(None))
    return frozenset(session.scalars(held.order_by(Document.id).with_for_update(read=True)))


def _cited_pages(question_id: str, answer: Answer, versions: Mapping[str, str]) -> list[CitedPage]:
    """A row for each quote of a document that is held, by its live version."""
    of_mark = cited_documents(answer)
    return [
        CitedPage(
            question_id=question_id,
            n=citation.n,
            document_id=document_id,
            version_id=versions[document_id],
            page=citation.page,
            quote=citation.quote,
        )
        for citation in answer.citations
        if (document_id := of_mark.get(citation.n, "")) in versions
    ]
