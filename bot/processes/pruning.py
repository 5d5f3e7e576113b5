"""What the records need no longer is dropped once an hour, by each bot process."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.inbox.inbox import Inbox
from bot.records.conversations import Conversations
from bot.records.membership_changes import MembershipChanges
from bot.records.sessions import Sessions
from bot.records.shared_files import SharedFiles
from bot.records.shown_messages import ShownMessages
from bot.records.upload_choices import UploadChoices
from bot.threads.blocking import BlockingCalls
from ingest.living_processes import LivingProcesses
from pipelines.records.database import Database

_log = structlog.stdlib.get_logger("tcbot.bot")

PRUNE_SECONDS = 3600.0


def prunes_of(
    database: Database, inbox: Inbox, processes: LivingProcesses, files: SharedFiles
) -> tuple[Callable[[], object], ...]:
    """What drops outdated rows, table by table."""
    return (
        inbox.prune,
        processes.prune,
        files.prune,
        MembershipChanges(database).prune,
        Conversations(database).prune,
        UploadChoices(database).prune,
        ShownMessages(database, "").prune,
        Sessions(database).prune,
    )


async def prune_hourly(prunes: Sequence[Callable[[], object]], calls: BlockingCalls) -> None:
    """Calls each of them once an hour, until it is cancelled; one that fails keeps none of the others."""
    while True:
        for prune in prunes:
            try:
                await calls.run(prune)
            except Exception as error:
                _log.warning("records_not_pruned", error=type(error).__name__)
        await asyncio.sleep(PRUNE_SECONDS)
