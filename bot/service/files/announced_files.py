"""Files that somebody is about to send: what they chose for them, in chats whose forms carry none."""

from bot.chat.chat import Person
from bot.records.upload_choices import UploadChoice, UploadChoices
from bot.threads.blocking import BlockingCalls


class AnnouncedFiles:
    """Keeps one choice of each person for ten minutes. Raises what the records raise."""

    def __init__(self, calls: BlockingCalls, choices: UploadChoices) -> None:
        self._calls = calls
        self._choices = choices

    async def keep(self, team: str, person: Person, choice: UploadChoice) -> None:
        """Keeps what a person chose in the workspace `team`, in the place of what they chose before."""
        await self._calls.run(self._choices.keep, person.surface, team, person.id, choice)

    async def take(self, team: str, person: Person) -> UploadChoice | None:
        """What the person chose, once; None where that is nothing."""
        return await self._calls.run(self._choices.take, person.surface, team, person.id)
