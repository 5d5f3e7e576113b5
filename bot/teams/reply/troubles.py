"""What goes wrong with Teams while something is shown, as troubles of any chat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.chat.troubles import ChatBusyError, ChatTroubleError, PlaceGoneError
from bot.teams.directory.errors import ConnectorError

GONE: Final = frozenset({403, 404, 410})
"""Answers after which nothing can be shown in a place any more: the bot isn't there, or the message isn't."""
BUSY: Final = 429
NO_PLACE: Final = "no_place"
"""Our code for a conversation of which no address is known, or none any more."""


@contextmanager
def chat_troubles() -> Iterator[None]:
    """Raises what the connector raises in the block as the `ChatTroubleError` that it is."""
    try:
        yield
    except ConnectorError as error:
        raise trouble_of(error) from error


def trouble_of(error: ConnectorError) -> ChatTroubleError:
    """The trouble by its status."""
    if error.status in GONE:
        return PlaceGoneError(error.code)
    return ChatBusyError(error.code) if error.status == BUSY else ChatTroubleError(error.code)
