"""Connections to PostgreSQL that wait in a pool: whether one is still there is seen without asking the server."""

import select
import time
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

ASKED_AFTER: Final = 5.0
"""Seconds that a connection may have lain unused and is taken for granted, if its server did not close it."""
_LAID_DOWN: Final = "laid_down_at"


def look_at_connections(engine: Engine) -> None:
    """Has each connection looked at before it is used: one that its server closed takes the whole pool with it.

    The operating system knows of the end of a connection, so that costs no step to the server. Where there is something
    to be read, or where it lay for long (who cut it may have told nobody), the server is asked.
    """

    @event.listens_for(engine, "checkin")
    def _laid_down(_connection: Any, record: Any) -> None:
        record.info[_LAID_DOWN] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, record: Any, _proxy: Any) -> None:
        laid_down = record.info.get(_LAID_DOWN)
        if laid_down is None:
            return  # it is new
        is_doubtful = time.monotonic() - laid_down > ASKED_AFTER or _has_something_to_say(connection)
        if is_doubtful and not _answers(engine, connection):
            raise InvalidatePoolError


def _has_something_to_say(connection: Any) -> bool:
    """Whether something came that nobody asked for: the connection's end, or news of the server."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
