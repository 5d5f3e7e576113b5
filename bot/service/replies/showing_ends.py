"""The end of a question on its way into the chat: shown in spite of a chat that is slow to take it, or put off."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import Reply
from bot.chat.troubles import PlaceGoneError, StoppedError
from bot.inbox.items import InboxLeaseLostError
from bot.service.replies.putting_off import PuttingOff

_log = structlog.stdlib.get_logger("tcbot.bot")

PAUSES = (0.5, 2.0)
"""Seconds before a reply that the chat didn't take is shown again."""


class UndeliveredError(RuntimeError):
    """The chat took the end of a question in no way: nobody has seen it, and the question has to be asked again."""


async def show_end(reply: Reply, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> bool:
    """Whether the reply shows the end: a conversation that is gone is nobody's loss, nor is what the asker stopped.

    Raises `UndeliveredError`, and `InboxLeaseLostError` where another process works on the question by now.
    """
    for pause in (*PAUSES, None):
        try:
            await reply.finish(ended, notes, retry_until)
            return True
        except PlaceGoneError as error:
            _log.warning("reply_has_no_place", code=error.code)
            return False
        except StoppedError:
            return False
        except InboxLeaseLostError:
            raise  # whoever works on it now shows it
        except Exception as error:
            _log.warning("reply_not_finished", error=type(error).__name__, is_last=pause is None)
            if pause is None:
                raise UndeliveredError("The chat didn't take the reply.") from error
            await asyncio.sleep(pause)
    raise AssertionError("unreachable")


async def show_end_or_put_off(
    reply: Reply, ended: Ended, notes: Sequence[Note], putting_off: PuttingOff | None
) -> None:
    """The same; where what failed may be back soon, and the reply can show that later, the question is put off."""
    until = putting_off.until(ended) if putting_off is not None and reply.can_be_put_off else None
    is_shown = await show_end(reply, ended, notes, until)
    if putting_off is not None and until is not None and is_shown:
        await putting_off.put_off()
