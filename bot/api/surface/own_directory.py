"""What the service asks a chat, for callers of the API: each is alone with the bot, without any channels."""

import asyncio
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from ingest.formats.errors import UnreadableFileError


class OwnDirectory:
    """A `Directory`. `upload` is the file that the request brings, where it brings one."""

    def __init__(self, surface: str, team: str, upload: BinaryIO | None = None) -> None:
        self._surface = surface
        self._team = team
        self._upload = upload

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """None: what somebody reads by a chat is asked of that chat."""
        return frozenset()

    async def by_email(self, email: str) -> str:
        """Nobody: accounts are found in the records."""
        return ""

    async def is_guest(self, person: Person) -> bool:
        """Nobody is."""
        return False

    def read_ago(self, person: Person, among: Collection[str]) -> float | None:
        """Nothing is remembered."""
        return None

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Nobody else is there at all."""
        return False

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """The caller, whose conversation it is."""
        return frozenset({Person(self._surface, self._team, channel)})

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Nobody by anything but their role."""
        return False

    async def person(self, surface_id: str, team: str) -> Person:
        """Who that is."""
        return Person(self._surface, team, surface_id)

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the upload to `path`; raises `UnreadableFileError` where there is none, or too much of it."""
        if self._upload is None:
            raise UnreadableFileError("gone")
        if file.bytes > most_bytes:
            raise UnreadableFileError("too_large", limit=f"{most_bytes / 2**20:,.0f} MB")
        await asyncio.to_thread(_copy, self._upload, path)

    async def still_has(self, file: SharedFile) -> bool:
        """Always: nobody can take it out of anywhere."""
        return True

    async def address_of(self, file: SharedFile) -> str:
        """Nowhere outside the API."""
        return ""

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """The caller's own conversation."""
        return Chat(self._surface, self._team, channel, ChatKind.DIRECT, thread)

    async def is_in(self, channel: str) -> bool:
        """Nowhere: nothing is shown but as the answer to a request."""
        return False

    async def hears_all(self, channel: str) -> bool:
        """All that is said there is said to the bot."""
        return True

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """The caller."""
        return frozenset({channel})

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """Nobody tells."""
        return None


def _copy(upload: BinaryIO, path: Path) -> None:
    upload.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)
