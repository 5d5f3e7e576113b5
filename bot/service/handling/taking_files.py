"""Files that somebody shared, or wants taken up: each with its card, and nothing of them lost where that fails."""

from collections.abc import Sequence

from bot.chat.chat import Chat, Person, SharedFile
from bot.chat.heard import NamedFile
from bot.inbox.items import TakenItem
from bot.records.shared_files import SharedRecord
from bot.service.assistant import Assistant
from bot.service.handling.answer_delivery import is_resumed
from bot.service.handling.apologies import apologise
from bot.service.surface import Surface
from pipelines.types import DocumentType


def file_of(named: NamedFile, chat: Chat, sharer: Person, message: str, note: str) -> SharedFile:
    """A file as the service takes it. `message` is the one that it came with; its card goes into the chat's thread."""
    return SharedFile(
        chat=chat,
        sharer=sharer,
        message=message,
        id=named.id,
        name=named.name,
        bytes=named.bytes,
        media_type=named.media_type,
        note=note,
        address=named.address,
        link=named.link,
    )


async def take_up(
    assistant: Assistant,
    surface: Surface,
    taken: TakenItem,
    file: SharedFile,
    document_type: DocumentType | None = None,
    for_all: bool = False,
    collection: str = "",
) -> SharedRecord | None:
    """The file's record, its card shown; None where the card says why it isn't taken."""
    card, directory = surface.card(file, is_resumed(taken)), surface.directory(file.chat.team)
    return await assistant.receive_file(file, card, directory, document_type, for_all, collection)


async def show_taken(assistant: Assistant, surface: Surface, team: str, file_id: str, channel: str = "") -> bool:
    """Shows the cards that a file still lacks, though it was taken up; False where it wasn't, there or anywhere."""
    found = await assistant.shared.of_file(surface.name, team, file_id)
    records = [record for record in found if channel in {"", record.file.chat.channel}]
    for record in records:
        job = await assistant.shared.job_of(record)
        if job is not None and not record.card:  # those that have one are followed
            await surface.card_of(record).show(job)
    return bool(records)


async def give_up(
    assistant: Assistant,
    surface: Surface,
    taken: TakenItem,
    files: Sequence[NamedFile],
    chat: Chat,
    person: Person,
    answer_to: str = "",
) -> str:
    """Ends what can't be done: the one visible error, or the cards of the files where all of them were taken up."""
    team = taken.item.team
    if files and all([await show_taken(assistant, surface, team, each.id) for each in files]):
        return "received"
    return await apologise(surface, taken, chat, person, answer_to)
