"""What upkeep found and did, in lines: keys, the sweep, what is left of a document."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.wording.sentences import say

if TYPE_CHECKING:
    from bot.operations.key_rotation import KeyUse
    from bot.records.missing_files import MissingCount
    from bot.settings import BotSettings
    from ingest.library.forgetting import Trace
    from ingest.library.sweep import SweepReport


def key_line(use: "KeyUse", locale: str = "en") -> str:
    """A key's name, whether it seals, and what it sealed."""
    things = [say("key_originals", locale, count=use.originals)] if use.originals else []
    things += [say(f"key_{name}", locale) for name, held in (("index", use.index), ("records", use.records)) if held]
    return say(
        "key_seals" if use.seals else "key_opens", locale, key=use.name, things=things or [say("key_unused", locale)]
    )


def sweep_lines(report: "SweepReport", locale: str = "en") -> list[str]:
    """A sentence for each kind of thing that the sweep dealt with."""
    found = [say(f"sweep_{name}", locale, count=count) for name, count in report.counts().items()]
    return found or [say("sweep_nothing", locale)]


def trace_line(trace: "Trace", locale: str = "en") -> str:
    """Where something is left of a document, how much, and what."""
    return say("trace", locale, place=trace.place, amount=trace.count, what=trace.what)


def unseen_lines(settings: "BotSettings", locale: str = "en") -> list[str]:
    """What no command can look through when it looks for what is left of a document; none where all is embedded."""
    real = {"records": settings.database_url, "index": settings.elasticsearch_url, "originals": settings.vault_url}
    places = [say(f"unseen_{name}", locale) for name, address in real.items() if address]
    return [say("unseen", locale, places=places)] if places else []


def missing_lines(counts: "Mapping[str, MissingCount]", locale: str = "en") -> list[str]:
    """A sentence for each workspace of which files are missing, by its id."""
    found = [(team, count) for team, count in sorted(counts.items()) if count.missing]
    lines = [
        say(
            "missing_too_many" if count.is_too_many else "missing",
            locale,
            count=count.missing,
            held=count.held,
            team=team,
        )
        for team, count in found
    ]
    return lines or [say("missing_none", locale)]
