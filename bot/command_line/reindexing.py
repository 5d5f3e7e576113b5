"""The index of a place built anew, with a progress bar where a person watches, or steps for programs."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.command_line.terminal import neutral, open_console, progress_bar
from bot.wiring import Engine
from bot.wording.sentences import say

if TYPE_CHECKING:
    from ingest.library.reindexing import Reindexed


def run_reindex(
    engine: Engine, anew: bool, leave_out: bool, on_step: Callable[[dict[str, Any]], object] | None = None
) -> "Reindexed":
    """Builds and switches; `on_step` gets each step as JSON, and a bar is shown without it. Raises what a run does."""
    with progress_bar(open_console(sys.stderr)) as bar:
        task = bar.add_task(say("starting"), total=None)

        def told(done: int, total: int, name: str) -> None:
            bar.update(task, description=say("reindexing", document=neutral(name)), completed=done, total=total)
            if on_step is not None:
                on_step({"done": done, "total": total, "document": name})

        ended = engine.reindex(told, anew=anew, leave_out=leave_out)
    if on_step is not None:
        on_step(reindexed_json(ended))
    return ended


def reindexed_json(ended: "Reindexed") -> dict[str, Any]:
    """How a run ended, for programs."""
    return {
        "generation": ended.generation.id,
        "built": ended.built,
        "switched": ended.switched,
        "documents": ended.documents,
        "indexed": ended.indexed,
        "failed": [{"document": each.name, "reason": each.code} for each in ended.failed],
    }


def reindex_lines(ended: "Reindexed", locale: str = "en") -> list[str]:
    """How a run ended, for people: documents that failed first."""
    left_out = "reindexed_left_out" if ended.switched else "reindexed_failed"
    lines = [say(left_out, locale, document=neutral(each.name), reason=each.reason) for each in ended.failed]
    if ended.switched:
        lines.append(say("reindexed", locale, generation=_name(ended), documents=ended.documents))
    elif ended.built:
        lines.append(say("reindexed_not_switched", locale, count=len(ended.failed)))
    else:
        lines.append(say("reindexed_same", locale, generation=_name(ended), count=ended.indexed))
    return lines


def _name(ended: "Reindexed") -> str:
    made_for = ended.generation.made_for
    return f"{made_for.embedder}, {made_for.dimensions} dimensions"
