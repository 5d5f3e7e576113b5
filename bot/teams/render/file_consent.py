"""A file that the bot wants to hand over, in a personal chat: the question whether it may, and where it lies then."""

from typing import Final

from bot.teams.render.actions import OURS
from bot.teams.render.teams_message import Json
from bot.wording.phrasing import one_line
from bot.wording.safe_text import clean
from bot.wording.sentences import say

CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
INFO: Final = "application/vnd.microsoft.teams.card.file.info"
LONGEST_NAME: Final = 250


def consent_activity(name: str, size: int, document_id: str, locale: str) -> Json:
    """Asks whether a file of so many bytes may be put into the person's OneDrive; the document comes back with it."""
    context = {OURS: {"document": document_id}}
    content = {
        "description": say("teams_file_offered", locale),
        "sizeInBytes": size,
        "acceptContext": context,
        "declineContext": context,
    }
    shown = {"contentType": CONSENT, "name": _named(name), "content": content}
    return {"type": "message", "summary": _named(name), "attachments": [shown]}


def handed_activity(name: str, link: str, file_id: str, file_type: str) -> Json:
    """Shows a file that was put there; `link`, `file_id` and `file_type` are as Teams named them."""
    content = {"uniqueId": file_id, "fileType": file_type}
    shown = {"contentType": INFO, "contentUrl": link, "name": _named(name), "content": content}
    return {"type": "message", "summary": _named(name), "attachments": [shown]}


def _named(name: str) -> str:
    return one_line(clean(name), LONGEST_NAME)
