"""What keeps documents and records: keys, records, audit, index, originals, the queue's Redis."""

from bot.audit.chain_watch import ChainWatch
from bot.engine_parts import embedder_name, ping_redis
from bot.operations.check import Finding
from bot.settings import BotSettings
from bot.wiring import Engine

AUDIT_ENTRIES = 100_000
"""Entries of the audit that the doctor verifies, some seconds."""


def look_at_records(engine: Engine) -> Finding:
    database = engine.database
    with database.reading():  # needs the key that sealed them
        return Finding(database.ping())


def look_at_audit(engine: Engine) -> Finding:
    """Whether the chain is whole since it was last verified from its beginning."""
    found = ChainWatch(engine.database).look(AUDIT_ENTRIES)
    detail = f"{found.last.number} entries; {found.entries} since the last whole look verified"
    if found.waiting:
        detail += f"; {found.waiting} of the version before wait for the daily sweep"
    if found.is_good:
        return Finding(detail)
    return Finding(
        f"the chain is broken at entry {found.number} ({found.fault})",
        "Somebody changed the records beside TCBot, or restored a part of them. See docs/audit.md: tcbot audit verify",
    )


def look_at_keys(engine: Engine) -> Finding:
    names = engine.keys.names
    return Finding(f"{names[0]} seals" + (f", {', '.join(names[1:])} can be opened" if names[1:] else ""))


def look_at_index(settings: BotSettings, engine: Engine) -> Finding:
    """What answers; it need not be what the settings ask for."""
    held, live = engine.index.ping(), engine.store.live()
    if live is None or engine.store.fits(live, embedder_name(settings)):
        return Finding(held)
    made_for = live.made_for
    return Finding(
        f"{held}; made for {made_for.embedder} (layout {live.layout}, shards: {live.shards}), not for the settings",
        "Build it for the settings of now, while this one goes on answering: tcbot reindex",
    )


def look_at_redis(settings: BotSettings, engine: Engine) -> Finding:
    if settings.redis_url is None:
        runs = engine.redis.answers()
        return Finding(f"our own in {engine.place.folder}, {'running' if runs else 'started by the first worker'}")
    return Finding(ping_redis(settings))
