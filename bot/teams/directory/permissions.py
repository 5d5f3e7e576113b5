"""A right to read from Graph that nobody gave: named to whoever waits, and in the log to whoever runs the bot."""

import structlog

from bot.chat.ports import DirectoryUnavailableError
from bot.teams.directory.errors import CHAT
from bot.teams.directory.graph import GraphError, NotAllowedError

_log = structlog.stdlib.get_logger("tcbot.teams")


def permission_missing(permission: str) -> DirectoryUnavailableError:
    """The error that names it."""
    _log.warning("graph_permission_missing", needed=permission)
    return DirectoryUnavailableError("chat_permission_missing", chat=CHAT, permission=permission)


def message_unread(permission: str) -> DirectoryUnavailableError:
    """The error for a file on a message that the bot may not read: it names the right, and another way."""
    _log.warning("graph_permission_missing", needed=permission)
    return DirectoryUnavailableError("message_files_unread", chat=CHAT, permission=permission)


def unavailable(error: GraphError, permission: str = "") -> DirectoryUnavailableError:
    """What Graph's trouble is to the service; `permission` is what the call needs."""
    if isinstance(error, NotAllowedError) and permission:
        return permission_missing(permission)
    if error.status:
        return DirectoryUnavailableError("chat_refused", chat=CHAT, code=error.code)
    return DirectoryUnavailableError("chat_unreachable", chat=CHAT)
