"""Everything that is held, as one archive: documents with their originals and grants, questions with their answers."""

import json
import tarfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from bot.access.labels import person_label
from bot.access.rights import Rights
from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM
from bot.records.denials import Denials
from bot.records.logged_questions import LoggedQuestion
from bot.records.question_log import QuestionLog
from bot.service.files.handing_back import Originals
from bot.service.files.managed_documents import NotAllowedError
from bot.threads.blocking import BlockingCalls
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library
from ingest.originals.vault import OriginalMissingError

FORMAT: Final = "tcbot-export-1"
PIECE: Final = 256 * 1024
AT_ONCE: Final = 500
"""Lines of one file of the archive, so that none has to be held in memory as a whole."""


class Exporting:
    """Exports for admins of every team; the audit hears of each."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        rights: Rights,
        library: Library,
        originals: Originals,
        log: QuestionLog,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._rights = rights
        self._library = library
        self._originals = originals
        self._log = log
        self._denials = denials

    async def begin(self, person: Person) -> Iterator[bytes]:
        """The archive (tar), piece by piece; iterating blocks, and raises what records and vault raise.

        Raises `NotAllowedError` for whoever isn't an admin of every team.
        """
        by = person_label(person)
        if not await self._rights.is_admin(person, EVERY_TEAM, None):
            await self._calls.run(self._denials.note, by, "export", EVERY_TEAM)
            raise NotAllowedError
        await self._calls.run(self._library.exported, by)
        return self._pieces()

    def _pieces(self) -> Iterator[bytes]:
        held, told = self._library.everything(), 0
        for start in range(0, len(held), AT_ONCE):
            rows = []
            for each in held[start : start + AT_ONCE]:
                path = yield from self._original(each)
                rows.append(self._document(each, path))
            yield from _lines(f"documents-{start // AT_ONCE + 1:05}.jsonl", rows)
        number, last = 0, ""
        while asked := self._log.after(last, AT_ONCE):
            number, last, told = number + 1, asked[-1].id, told + len(asked)
            yield from _lines(f"questions-{number:05}.jsonl", [_question(each) for each in asked])
        about = {"format": FORMAT, "at": datetime.now(UTC).isoformat(), "documents": len(held), "questions": told}
        yield from _lines("export.json", [about])
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _original(self, held: HeldDocument) -> Generator[bytes, None, str]:
        """The original as a file of the archive; its path there, empty where the vault has none."""
        path = f"originals/{held.document_id}/{held.name.replace('/', '_')[:200]}"
        try:
            opening = self._originals.open(held.version_id)
            source = opening.__enter__()
        except OriginalMissingError:
            return ""
        try:
            yield _head(path, held.bytes, held.live_at)
            left = held.bytes
            while left and (piece := source.read(min(PIECE, left))):
                left -= len(piece)
                yield piece
            if left:
                raise OSError("An original is shorter than the records say.")
            yield bytes(-held.bytes % tarfile.BLOCKSIZE)
        finally:
            opening.__exit__(None, None, None)
        return path

    def _document(self, held: HeldDocument, path: str) -> dict[str, Any]:
        grants = [asdict(each) for each in self._library.granted.grants(held.document_id)]
        return {**asdict(held), "original": path or None, "grants": grants}


def _question(asked: LoggedQuestion) -> dict[str, Any]:
    return asdict(asked)


def _lines(name: str, rows: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    body = "".join(f"{json.dumps(row, ensure_ascii=False, default=_told)}\n" for row in rows)
    plain = body.encode("utf-8", "replace")
    yield _head(name, len(plain), datetime.now(UTC))
    yield plain
    yield bytes(-len(plain) % tarfile.BLOCKSIZE)


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _head(name: str, size: int, at: datetime) -> bytes:
    about = tarfile.TarInfo(name)
    about.size, about.mtime, about.mode = size, int(at.timestamp()), 0o600
    return about.tobuf(tarfile.PAX_FORMAT)
