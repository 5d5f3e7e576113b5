"""Where a cited document lies in a chat: the address of the file that somebody shared."""

import asyncio
from collections.abc import Mapping

import structlog

from bot.access.labels import own_label
from bot.chat.chat import Chat
from bot.chat.ended import Ended
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.shared_files import SharedFiles

_log = structlog.stdlib.get_logger("tcbot.bot")

SECONDS = 1.5
"""How long an answer may wait for its links."""


async def links_of(ended: Ended, chat: Chat, files: SharedFiles, directory: Directory) -> Mapping[str, str]:
    """The addresses of the cited documents by their names, as far as they were shared in the chat's workspace with all
    who read the answer; without those that aren't told in time.
    """
    answer = ended.answer
    cited = {citation.document for citation in answer.citations}
    ids = {each.document: each.document_id for each in answer.passages if each.document in cited}
    found: dict[str, str] = {}

    async def look_up(name: str, document_id: str) -> None:
        records = await asyncio.to_thread(files.of_document, document_id)
        for record in records:
            shared_in = record.file.chat
            is_here = (shared_in.surface, shared_in.team) == (chat.surface, chat.team)
            is_theirs = not ended.readers.isdisjoint({record.label, own_label(shared_in, record.file.sharer)})
            if is_here and is_theirs and (address := await directory.address_of(record.file)):
                found[name] = address
                return

    try:
        async with asyncio.timeout(SECONDS):
            await asyncio.gather(*(look_up(name, document_id) for name, document_id in ids.items()))
    except (TimeoutError, DirectoryUnavailableError) as error:
        _log.info("links_left_out", surface=chat.surface, error=type(error).__name__)
    except Exception as error:  # an answer without links is better than none
        _log.warning("links_left_out", surface=chat.surface, error=type(error).__name__)
    return found
