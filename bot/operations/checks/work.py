"""What waits and what is missing: the queue, the inbox, shared files."""

from bot.chats import CHATS
from bot.inbox.inbox import LONG_WAIT, Inbox
from bot.operations.check import Finding
from bot.records.missing_files import MissingFiles
from bot.wiring import Engine


def look_at_queue(engine: Engine) -> Finding:
    counts = engine.jobs.counts()
    workers = engine.redis.workers()
    detail = (
        f"{counts.waiting} waiting, {counts.running} running, {counts.stuck} stuck; "
        f"{workers} {'worker' if workers == 1 else 'workers'}"
    )
    remedy = ""
    if counts.stuck:
        remedy = "Its worker gives no sign of life: another one takes over. Start one: tcbot worker"
    elif counts.waiting and not workers:
        remedy = "Nobody takes the files that wait. Start a worker: tcbot worker"
    return Finding(detail, remedy)


def look_at_shared_files(engine: Engine) -> Finding:
    missing_files = MissingFiles(engine.database)
    counts = [count for chat in CHATS for count in missing_files.counts(chat.name).values()]
    missing = sum(count.missing for count in counts)
    detail = f"{sum(count.held for count in counts)} shared in chats, {missing} of them missing there"
    if not any(count.is_too_many for count in counts):
        return Finding(detail)
    return Finding(detail, "So many are not forgotten by themselves. Look why: tcbot documents missing")


def look_at_inbox(engine: Engine) -> Finding:
    left = Inbox(engine.database, "doctor").overdue()
    if not left:
        return Finding("nothing waits for long")
    named = ", ".join(f"{count} of {surface} ({kind})" for (surface, kind), count in sorted(left.items()))
    return Finding(
        f"waiting for more than {LONG_WAIT / 60:.0f} minutes: {named}",
        "No process that runs takes them. Start one of the newest version: tcbot web",
    )
