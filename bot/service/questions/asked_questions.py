"""What was asked before: whether a conversation is the bot's, which question a button means, what was asked last."""

from bot.access.labels import person_label
from bot.chat.chat import Chat, Person
from bot.chat.joined_ids import split_ids
from bot.records.denials import Denials
from bot.records.logged_questions import LoggedQuestion
from bot.records.question_log import QuestionLog, question_key
from bot.service.measures import Measures
from bot.threads.blocking import BlockingCalls


class AskedQuestions:
    """Looks into the log of questions, and adds what people think of the answers. Raises what the records raise."""

    def __init__(self, calls: BlockingCalls, log: QuestionLog, denials: Denials, measures: Measures) -> None:
        self._calls = calls
        self._log = log
        self._denials = denials
        self._measures = measures

    async def replied_in(self, chat: Chat) -> bool:
        """Whether the bot replied in this conversation before."""
        return await self._calls.run(self._log.is_in, chat.conversation)

    async def was_asked(self, key: str) -> bool:
        """Whether the question whose inbox item has this key came to an end that was recorded."""
        return await self._calls.run(self._log.text_of, question_key(key)) is not None

    async def is_asked(self, key: str, text: str) -> bool:
        """Whether the question whose inbox item has this key came to its end with these very words."""
        logged = await self._calls.run(self._log.text_of, question_key(key))
        return logged is not None and logged.text == text

    async def asked_in(self, question_id: str, chat: Chat, person: Person) -> LoggedQuestion | None:
        """The question, where it was asked in this chat, or by this person where nobody else saw the reply.

        None for any other; the audit hears of it where there is one.
        """
        asked = await self._calls.run(self._log.asked_in, question_id, chat, person)
        if asked is None and await self._calls.run(self._log.text_of, question_id) is not None:
            await self._calls.run(self._denials.note, person_label(person), "question", question_id)
        return asked

    async def place_of(self, question_id: str, surface: str, team: str) -> tuple[str, str] | None:
        """The channel and the thread, or none, of a question that was asked in a workspace for all to read."""
        asked = await self._calls.run(self._log.text_of, question_id)
        match split_ids(asked.conversation) if asked is not None else ():
            case [of, within, channel, *thread] if (of, within) == (surface, team):
                return channel, "".join(thread)
        return None

    async def last_in(self, chat: Chat) -> str:
        """The id of the question that was asked last in this conversation; empty where there is none."""
        return await self._calls.run(self._log.last_in, chat.conversation)

    async def recent(self, person: Person, most: int) -> list[LoggedQuestion]:
        """The questions that the person asked last, newest first."""
        return await self._calls.run(self._log.recent, person, most)

    async def feedback(self, question_id: str, person: Person, is_helpful: bool, reason: str = "") -> bool:
        """Records what somebody thinks of an answer; False where there is no such question."""
        is_known = await self._calls.run(self._log.feedback, question_id, person, is_helpful, reason)
        if is_known and not reason:  # a reason comes after the verdict that it explains
            self._measures.judged(person.surface, is_helpful)
        return is_known
