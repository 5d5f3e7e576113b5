"""What the erasing of a person did and left, for people and for programs."""

from typing import TYPE_CHECKING, Any

from bot.command_line.upkeep_lines import trace_line
from bot.wording.sentences import say
from ingest.library.forgetting import DISK

if TYPE_CHECKING:
    from bot.operations.people_erasing import Erased


def erased_lines(erased: "Erased", locale: str = "en") -> list[str]:
    """What went, what is left, and what stays on purpose."""
    rows = [f"{count} {kind}" for kind, count in sorted(erased.rows.items())]
    lines = [say("person_erased", locale, documents=erased.documents, rows=rows or [say("key_unused", locale)])]
    if not erased.is_whole:
        left = [trace_line(trace, locale) for trace in erased.left if trace.place != DISK]
        return [*lines, say("person_left", locale), *left]
    return [*lines, say("person_gone_soon" if erased.left else "person_gone", locale), say("person_stays", locale)]


def erased_json(erased: "Erased") -> dict[str, Any]:
    """The same for programs."""
    left = [{"place": each.place, "count": each.count, "what": each.what} for each in erased.left]
    return {"rows": erased.rows, "documents": erased.documents, "left": left, "is_whole": erased.is_whole}
