"""What goes wrong with Slack while something is shown, as troubles of any chat."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.chat.troubles import ChatBusyError, ChatTroubleError, PlaceGoneError
from bot.slack.directory.errors import GONE, SLACK_ERRORS, code_of


@contextmanager
def chat_troubles() -> Iterator[None]:
    """Raises those of `SLACK_ERRORS` that the block raises as the `ChatTroubleError` that they are."""
    try:
        yield
    except SLACK_ERRORS as error:
        raise trouble_of(error) from error


def trouble_of(error: Exception) -> ChatTroubleError:
    """One of `SLACK_ERRORS` by its code."""
    code = code_of(error)
    if code in GONE:
        return PlaceGoneError(code)
    return ChatBusyError(code) if code == "ratelimited" else ChatTroubleError(code)
