"""Buttons: feedback, more passages, cards, another try, an answer for oneself or for all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat.buttons import Button, ButtonPress, feedback_of
from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.item_holder import ItemHolder
from bot.inbox.item_key import message_key
from bot.inbox.items import TakenItem
from bot.records.logged_questions import LoggedQuestion
from bot.records.question_log import question_key
from bot.service.assistant import Assistant
from bot.service.handling.answer_delivery import answer, answer_alone
from bot.service.handling.apologies import apologise
from bot.service.handling.surveys import survey_key
from bot.service.surface import Surface
from bot.wording.lists import document_page
from bot.wording.sentences import say
from bot.wording.shown import Lines, PassageList, Shown
from bot.wording.surveys import survey_declined, survey_thanks

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Press:
    """A button that somebody pressed. `chat` is where, its `thread` that of the message which holds the button."""

    assistant: Assistant
    surface: Surface
    taken: TakenItem
    holder: ItemHolder
    pressed: ButtonPress
    chat: Chat
    person: Person

    @property
    def value(self) -> str:
        """That of the button."""
        return self.pressed.value

    async def tell(self, shown: Shown, answer_to: str = "") -> None:
        """Shows it to who pressed."""
        await self.surface.tell(self.chat, self.person, shown, answer_to)

    async def say(self, *lines: str) -> None:
        """Shows these lines to who pressed, if there are any."""
        if lines:
            await self.tell(Lines.of(*lines))


async def on_action(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """Does what the button says; one that nobody knows is ignored."""
    team, pressed = taken.item.team, await surface.reading.pressed(taken.item)
    do = _BUTTONS.get(pressed.button)
    if do is None:
        return "ignored"
    by = pressed.by
    person = await surface.person(team, by.user, by.team)
    # What is pressed outside of conversations is between the person and the bot.
    chat = Chat(surface.name, team, person.id, ChatKind.DIRECT)
    if by.channel:
        chat = await surface.chat(team, by.channel, person.id, pressed.thread)
    if taken.given_up:
        return await apologise(surface, taken, chat, person, by.answer_to)
    return await do(_Press(assistant, surface, taken, holder, pressed, chat, person))


async def _feedback(press: _Press) -> str:
    question_id, is_helpful = feedback_of(press.value)
    await press.assistant.asked.feedback(question_id, press.person, is_helpful)
    if is_helpful and not press.pressed.is_told:
        await press.say(say("feedback_thanks", press.person.locale))
    return "noted"


async def _more_passages(press: _Press) -> str:
    directory = press.surface.directory(press.chat.team)
    passages = await press.assistant.passages(press.value, press.person, press.chat, directory)
    await press.tell(PassageList(tuple(passages), press.person.locale))
    return "shown"


async def _cancel(press: _Press) -> str:
    directory = press.surface.directory(press.chat.team)
    await press.say(*await press.assistant.cancel(press.value, press.person, directory))
    return "cancelled"


async def _retry_job(press: _Press) -> str:
    directory = press.surface.directory(press.chat.team)
    await press.say(*await press.assistant.retry(press.value, press.person, directory))
    return "queued"


async def _ask_about(press: _Press) -> str:
    place, directory = (press.chat.team, press.chat.channel), press.surface.directory(press.chat.team)
    record = await press.assistant.shared.seen(press.value, press.person, place, directory)
    is_here = record is not None and record.file.chat.channel == press.chat.channel
    key = "ask_here" if press.chat.kind is ChatKind.DIRECT else "ask_by_mention"
    name = record.file.name if record is not None and is_here else ""
    await press.say(say(key, press.person.locale, document=name))
    return "shown"


async def _who_reads(press: _Press) -> str:
    record = await press.assistant.shared.get(press.value)
    documents = await press.assistant.documents(press.person, press.chat, press.surface.directory(press.chat.team))
    held = [each for each in documents if record is not None and each.document_id == record.document_id]
    await press.tell(document_page(held, press.person.locale))
    return "shown"


async def _documents(press: _Press) -> str:
    documents = await press.assistant.documents(press.person, press.chat, press.surface.directory(press.chat.team))
    page = int(press.value) if press.value.isdecimal() else 0
    await press.tell(document_page(documents, press.person.locale, page), press.pressed.by.answer_to)
    return "shown"


async def _try_again(press: _Press) -> str:
    """Asks once more, for whoever asked, in the message that holds the button; it stays the reply to its question."""
    logged = await _asked(press)
    if logged is None:
        return await _unknown(press)
    assistant, surface, taken, holder = press.assistant, press.surface, press.taken, press.holder
    question = _again(press, logged, press.chat)
    if press.pressed.is_private:
        alone = replace(question, only_asker=True)
        return await answer_alone(assistant, surface, taken, holder, alone, press.pressed.by.answer_to, True)
    if logged.message:
        key = message_key(surface.name, press.chat.team, press.chat.channel, logged.message)
        await holder.take_over(question_key(key))
        question = replace(question, key=key)
    message = press.pressed.message or await _failure(press, question)
    if message:
        await holder.note(message=message)
        taken = replace(taken, notes={**taken.notes, "message": message})
    return await answer(assistant, surface, taken, holder, question)


async def _failure(press: _Press, question: Question) -> str:
    """The message that says that the question failed, where it wasn't its button that was pressed; empty for none."""
    there = await press.surface.standing(press.chat, question.key, question.message)
    return there[0][0] if there.get(0) else ""


async def _answer_privately(press: _Press) -> str:
    """Asks once more in a direct message, from all that the person may read."""
    logged = await _asked(press)
    if logged is None:
        return await _unknown(press)
    try:
        direct = await press.surface.direct(press.chat.team, press.person.id)
    except DirectoryUnavailableError as error:
        await press.say(error.words(press.person.locale))
        return "refused"
    beside = press.chat if press.chat.kind is not ChatKind.DIRECT else None
    origin = logged.id if beside is not None and logged.conversation else ""
    again = replace(_again(press, logged, direct), message="", beside=beside, origin=origin)
    return await _answered(press, again)


async def _share(press: _Press) -> str:
    """Asks once more for everyone in the channel: what they may read may be less than what the asker saw."""
    if press.chat.kind is ChatKind.DIRECT:
        return await _share_back(press)
    logged = await _asked(press)
    if logged is None:
        return await _unknown(press)
    return await _answered(press, replace(_again(press, logged, press.chat), message=""))


async def _share_back(press: _Press) -> str:
    """Asks once more in the channel where the question was asked before it was answered privately, if the person is
    still in it.
    """
    team, surface = press.chat.team, press.surface
    place = await press.assistant.asked.place_of(press.value, surface.name, team)
    try:
        is_in = place is not None and place[0] in await surface.directory(team).channels_of(press.person, [place[0]])
    except DirectoryUnavailableError:
        is_in = False
    if place is None or not is_in:
        return await _unknown(press)
    chat = await surface.chat(team, place[0], press.person.id, place[1])
    logged = await press.assistant.asked.asked_in(press.value, chat, press.person)
    if logged is None:
        return await _unknown(press)
    return await _answered(press, replace(_again(press, logged, chat), message=""))


async def _survey(press: _Press) -> str:
    """A score, in the place of the question; who wasn't asked gives none."""
    score, month, locale = int(press.pressed.button[-1]), press.value, press.person.locale
    if not await press.assistant.surveying.answer(press.person, month, score):
        await press.say(say("survey_over", locale))
        return UNKNOWN
    return await _survey_shows(press, survey_thanks(month, locale, score))


async def _survey_never(press: _Press) -> str:
    if not await press.assistant.surveying.decline(press.person, press.value):
        await press.say(say("survey_over", press.person.locale))
        return UNKNOWN
    return await _survey_shows(press, survey_declined(press.person.locale))


async def _survey_shows(press: _Press, shown: Shown) -> str:
    key = survey_key(press.surface.name, press.chat.team, press.person.id, press.value)
    await press.surface.post(press.chat, key, shown)
    return "noted"


async def _asked(press: _Press) -> LoggedQuestion | None:
    """The question of the button, where it was asked in this chat or in private by who presses."""
    return await press.assistant.asked.asked_in(press.value, press.chat, press.person)


async def _answered(press: _Press, question: Question) -> str:
    return await answer(press.assistant, press.surface, press.taken, press.holder, question)


def _again(press: _Press, logged: LoggedQuestion, chat: Chat) -> Question:
    key, asked_at = press.taken.item.key, press.taken.received_at
    return Question(key, chat, press.person, logged.message, logged.text, asked_at=asked_at)


async def _unknown(press: _Press) -> str:
    await press.say(say("question_unknown", press.person.locale))
    return UNKNOWN


_BUTTONS: dict[str, Callable[[_Press], Awaitable[str]]] = {
    Button.FEEDBACK: _feedback,
    Button.MORE_PASSAGES: _more_passages,
    Button.CANCEL_JOB: _cancel,
    Button.RETRY_JOB: _retry_job,
    Button.ASK_ABOUT: _ask_about,
    Button.WHO_READS: _who_reads,
    Button.DOCUMENTS: _documents,
    Button.DOCUMENTS_AFTER: _documents,
    Button.TRY_AGAIN: _try_again,
    Button.ANSWER_PRIVATELY: _answer_privately,
    Button.SHARE_ANSWER: _share,
    Button.SURVEY_1: _survey,
    Button.SURVEY_2: _survey,
    Button.SURVEY_3: _survey,
    Button.SURVEY_4: _survey,
    Button.SURVEY_5: _survey,
    Button.SURVEY_NEVER: _survey_never,
}
