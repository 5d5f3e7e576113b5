"""The card of an uploaded file: nothing is shown by itself, a refusal is told at once."""

from bot.chat.ports import NO_HISTORY, CardHistory
from ingest.job import JobView

FOLLOWED = "api"
"""What stands for the card's message: by it the file is followed until it is ready, and takes its place then."""


class UploadCard:
    """A `Card`. `refusal` is why the file isn't taken up, empty as long as nothing says so."""

    def __init__(self) -> None:
        self.refusal = ""

    async def show(self, job: JobView, earlier: CardHistory = NO_HISTORY) -> None:
        """Nothing: the job itself is asked."""

    async def refuse(self, sentence: str) -> None:
        """Remembers why."""
        self.refusal = sentence
