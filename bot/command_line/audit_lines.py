"""What a look at the audit found, in lines and in JSON."""

from typing import TYPE_CHECKING, Any

from bot.wording.sentences import say

if TYPE_CHECKING:
    from bot.audit.chain_check import Verdict


def verdict_lines(found: "Verdict", locale: str = "en") -> list[str]:
    """Whether the chain is whole, or which entry is the first that isn't as it was written."""
    if found.fault is not None:
        wrong = say(f"audit_{found.fault}", locale, n=found.number) if found.number else say("audit_loose", locale)
        return [wrong, say("audit_fitting", locale, count=found.entries), say("audit_broken_next", locale)]
    lines = [say("audit_whole", locale, count=found.entries)]
    if found.last.number > found.entries:
        lines.append(say("audit_cut", locale, count=found.last.number - found.entries))
    if found.is_kept_cut:
        lines.append(say("audit_kept_cut", locale))
    if found.waiting:
        lines.append(say("audit_waiting", locale, count=found.waiting))
    return lines


def verdict_json(found: "Verdict") -> dict[str, Any]:
    """The same, as `tcbot audit verify --json` prints it."""
    return {
        "whole": found.is_good,
        "entries": found.entries,
        "last": found.last.number,
        "hash": found.last.hash,
        "fault": str(found.fault or ""),
        "first_bad": found.number,
        "waiting": found.waiting,
    }
