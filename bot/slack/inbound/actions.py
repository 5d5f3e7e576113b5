"""Buttons: feedback, more passages, cards, another try, an answer for oneself or for all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import ItemHolder
from bot.records.question_log import LoggedQuestion
from bot.service.answer_delivery import answer, answer_alone
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.interactions import feedback_of
from bot.slack.inbound.lanes import subject_of
from bot.slack.inbound.payloads import item_key
from bot.slack.inbound.surface import SlackSurface
from bot.slack.inbound.whispers import apologise, lines, whisper
from bot.slack.render.render_answer import passages_message
from bot.slack.render.render_lists import documents_message
from bot.wording.sentences import say

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed. `chat` is where, its `thread` that of the message which holds the button."""

    taken: TakenItem
    holder: ItemHolder
    chat: Chat
    person: Person
    value: str

    @property
    def team(self) -> str:
        """The workspace."""
        return self.chat.team

    def field(self, name: str) -> str:
        """A field of the item."""
        return str(self.taken.item.payload[name])


async def on_action(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """Does what the button says; one that nobody knows is ignored."""
    payload, team = taken.item.payload, taken.item.team
    do = _ACTIONS.get(str(payload["action"]))
    if do is None:
        return "ignored"
    person = await slack.person(team, str(payload["user"]), str(payload.get("user_team") or ""))
    # App Home has no channel: what is pressed there is between the person and the bot.
    channel = str(payload["channel"])
    home = Chat(SURFACE, team, person.id, ChatKind.DIRECT)
    chat = await slack.chat(team, channel, person.id, str(payload["thread"])) if channel else home
    if taken.given_up:
        return await apologise(slack, taken, chat.channel, person)
    return await do(slack, Press(taken, holder, chat, person, str(payload["value"])))


async def _feedback(slack: SlackSurface, press: Press) -> str:
    question_id, is_helpful = feedback_of(press.value)
    await asyncio.to_thread(slack.assistant.feedback, question_id, press.person, is_helpful)
    if is_helpful:
        await _tell(slack, press, say("feedback_thanks", press.person.locale))
    return "noted"


async def _more_passages(slack: SlackSurface, press: Press) -> str:
    directory = slack.directories.of(press.team)
    passages = await slack.assistant.passages(press.value, press.person, press.chat, directory)
    message = passages_message(passages, press.person.locale)
    await whisper(slack, press.team, press.chat.channel, press.person.id, message, thread=press.chat.thread)
    return "shown"


async def _cancel(slack: SlackSurface, press: Press) -> str:
    directory = slack.directories.of(press.team)
    await _tell(slack, press, *await slack.assistant.cancel(press.value, press.person, directory))
    return "cancelled"


async def _retry_job(slack: SlackSurface, press: Press) -> str:
    directory = slack.directories.of(press.team)
    await _tell(slack, press, *await slack.assistant.retry(press.value, press.person, directory))
    return "queued"


async def _ask_about(slack: SlackSurface, press: Press) -> str:
    record = await asyncio.to_thread(slack.files.get, press.value)
    if record is not None and record.file.chat.channel != press.chat.channel:
        record = None
    key = "ask_here" if press.chat.kind is ChatKind.DIRECT else "ask_by_mention"
    name = record.file.name if record is not None else ""
    await _tell(slack, press, say(key, press.person.locale, document=name))
    return "shown"


async def _who_reads(slack: SlackSurface, press: Press) -> str:
    directory = slack.directories.of(press.team)
    record = await asyncio.to_thread(slack.files.get, press.value)
    documents = await slack.assistant.documents(press.person, press.chat, directory)
    held = [each for each in documents if record is not None and each.document_id == record.document_id]
    message = documents_message(held, press.person.locale)
    await whisper(slack, press.team, press.chat.channel, press.person.id, message, thread=press.chat.thread)
    return "shown"


async def _documents(slack: SlackSurface, press: Press) -> str:
    documents = await slack.assistant.documents(press.person, press.chat, slack.directories.of(press.team))
    message = documents_message(documents, press.person.locale, int(press.value) if press.value.isdecimal() else 0)
    await whisper(slack, press.team, press.chat.channel, press.person.id, message, press.field("response_url"))
    return "shown"


async def _try_again(slack: SlackSurface, press: Press) -> str:
    """Asks once more, for whoever asked, in the message that holds the button; it stays the reply to its question."""
    logged = await _asked(slack, press)
    if logged is None:
        return await _unknown(slack, press)
    if press.taken.item.payload["is_ephemeral"]:
        alone = replace(_again(press, logged, press.chat), only_asker=True)
        address = press.field("response_url")
        return await answer_alone(slack.assistant, slack, press.taken, press.holder, alone, address, True)
    if logged.message:
        await press.holder.take_over(subject_of(press.team, press.chat.channel, logged.message))
    await press.holder.note(message=press.field("message"))
    taken = replace(press.taken, notes={**press.taken.notes, "message": press.field("message")})
    question = _again(press, logged, press.chat)
    if logged.message:
        question = replace(question, key=item_key(press.team, press.chat.channel, logged.message))
    return await answer(slack.assistant, slack, taken, press.holder, question)


async def _answer_privately(slack: SlackSurface, press: Press) -> str:
    """Asks once more in a direct message, from all that the person may read."""
    logged = await _asked(slack, press)
    if logged is None:
        return await _unknown(slack, press)
    direct = await slack.direct(press.team, press.person.id)
    return await answer(
        slack.assistant, slack, press.taken, press.holder, replace(_again(press, logged, direct), message="")
    )


async def _share(slack: SlackSurface, press: Press) -> str:
    """Asks once more for everyone in the channel: what they may read may be less than what the asker saw."""
    logged = await _asked(slack, press)
    if logged is None:
        return await _unknown(slack, press)
    return await answer(
        slack.assistant, slack, press.taken, press.holder, replace(_again(press, logged, press.chat), message="")
    )


async def _asked(slack: SlackSurface, press: Press) -> LoggedQuestion | None:
    """The question of the button, where it was asked in this chat or in private by who presses."""
    return await asyncio.to_thread(slack.log.asked_in, press.value, press.chat, press.person)


def _again(press: Press, logged: LoggedQuestion, chat: Chat) -> Question:
    return Question(press.taken.item.key, chat, press.person, logged.message, logged.text)


async def _unknown(slack: SlackSurface, press: Press) -> str:
    await _tell(slack, press, say("question_unknown", press.person.locale))
    return UNKNOWN


async def _tell(slack: SlackSurface, press: Press, *told: str) -> None:
    if told:
        place = (press.team, press.chat.channel, press.person.id)
        await whisper(slack, *place, lines(*told), thread=press.chat.thread)


_ACTIONS: dict[str, Callable[[SlackSurface, Press], Awaitable[str]]] = {
    "feedback": _feedback,
    "more_passages": _more_passages,
    "job_cancel": _cancel,
    "job_retry": _retry_job,
    "ask_about": _ask_about,
    "who_reads": _who_reads,
    "show_documents": _documents,
    "show_documents_after": _documents,
    "retry_question": _try_again,
    "answer_privately": _answer_privately,
    "share_answer": _share,
}
