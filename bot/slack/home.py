"""App Home. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.question_log import LoggedQuestion
from ingest.library import HeldDocument


def home_view(documents: Sequence[HeldDocument], recent: Sequence[LoggedQuestion], locale: str) -> dict[str, Any]:
    text = "\n".join(each.name for each in documents) or "-"
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": text[:2900]}}]}
