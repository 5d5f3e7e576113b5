"""What comes out of forms and out of messages that people add: files, settings, reasons, confirmations."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.form_kinds import Feedback, Forget, Settings, SurveyWords, Upload
from bot.chat.forms import FilledForm
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.records.upload_choices import UploadChoice
from bot.service.assistant import Assistant
from bot.service.handling.taking_files import file_of, give_up, take_up
from bot.service.surface import Surface
from bot.wording.sentences import say
from bot.wording.shown import Lines


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form that somebody filled in."""

    assistant: Assistant
    surface: Surface
    taken: TakenItem
    person: Person
    form: FilledForm

    @property
    def team(self) -> str:
        """The workspace."""
        return self.taken.item.team

    def place(self, channel: str, thread: str = "") -> Chat:
        """A channel as a place to tell something in; without one, that between the person and the bot."""
        if not channel:
            return Chat(self.surface.name, self.team, self.person.id, ChatKind.DIRECT, thread)
        return Chat(self.surface.name, self.team, channel, ChatKind.PRIVATE, thread)

    async def say(self, chat: Chat, *lines: str) -> None:
        """Shows these lines to who filled it in."""
        await self.surface.tell(chat, self.person, Lines.of(*lines), self.form.by.answer_to)


async def on_submitted(assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Does what a form was filled in for; one that nobody knows is ignored."""
    form = await surface.reading.filled(taken.item)
    do = _FORMS.get(form.name)
    if do is None:
        return "ignored"
    person = await surface.person(taken.item.team, form.by.user, form.by.team)
    filled = _Filled(assistant, surface, taken, person, form)
    if taken.given_up:
        return await give_up(assistant, surface, taken, form.files, filled.place(""), person)
    return await do(filled)


async def on_added(assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Takes up the files of a message that somebody adds to what the bot knows; for files of any age and size."""
    team, added = taken.item.team, await surface.reading.added(taken.item)
    by, heard = added.by, added.heard
    person = await surface.person(team, by.user, by.team)
    if taken.given_up:
        return await give_up(assistant, surface, taken, heard.files, heard.chat, person, by.answer_to)
    is_there = await surface.directory(team).is_in(heard.chat.channel)
    if not heard.files or not is_there:
        told = Lines.of(say("no_files_here" if is_there else "not_in_channel", person.locale))
        await surface.tell(heard.chat, person, told, by.answer_to)
        return "refused"
    chat = await surface.chat_of(heard, person.id)
    for named in heard.files:
        await take_up(assistant, surface, taken, file_of(named, chat, person, heard.message, heard.text))
    return "received"


async def _upload(filled: _Filled) -> str:
    upload, surface, person = Upload.of(filled.form), filled.surface, filled.person
    if not upload.files:
        return await _announced(filled, upload)
    if not upload.channel:
        chat = replace(await surface.direct(filled.team, person.id), thread=upload.thread)
    elif await surface.directory(filled.team).is_in(upload.channel):
        chat = await surface.chat(filled.team, upload.channel, person.id, upload.thread)
    else:
        await filled.say(filled.place(upload.channel), say("not_in_channel", person.locale))
        return "refused"
    for named in upload.files:
        file = file_of(named, chat, person, "", upload.note)
        await take_up(
            filled.assistant, surface, filled.taken, file, upload.document_type, upload.for_all, upload.collection
        )
    return "received"


async def _announced(filled: _Filled, upload: Upload) -> str:
    """Keeps what was chosen for the files that are sent next, in the direct chat: forms of some chats carry none."""
    kind, readers = upload.document_type, (upload.for_all, upload.note, upload.collection)
    choice = UploadChoice(upload.channel, upload.thread, kind, *readers)
    await filled.assistant.announced.keep(filled.team, filled.person, choice)
    place = filled.place(upload.channel, upload.thread)
    key = "upload_send_directly" if upload.channel else "upload_send_here"
    await filled.say(place, say(key, filled.person.locale))
    return "announced"


async def _feedback(filled: _Filled) -> str:
    feedback, person = Feedback.of(filled.form), filled.person
    await filled.assistant.asked.feedback(feedback.question_id, person, False, feedback.reason)
    await filled.say(filled.place(feedback.channel, feedback.thread), say("feedback_thanks", person.locale))
    return "noted"


async def _settings(filled: _Filled) -> str:
    chosen, person, team = Settings.of(filled.form), filled.person, filled.team
    directory = filled.surface.directory(team)
    settings = chosen.over(await filled.assistant.channels.get(filled.place(chosen.channel)))
    is_saved = await filled.assistant.channels.change(person, team, chosen.channel, settings, directory)
    key = "settings_saved" if is_saved else "settings_not_yours"
    await filled.say(filled.place(chosen.channel), say(key, person.locale))
    return "saved" if is_saved else "refused"


async def _forget(filled: _Filled) -> str:
    person = filled.person
    directory, place = filled.surface.directory(filled.team), (filled.team, filled.form.by.channel)
    record = await filled.assistant.shared.seen(Forget.of(filled.form).record_id, person, place, directory)
    if record is None:
        await filled.say(filled.place(""), say("file_unknown", person.locale))
        return "unknown"
    shared_in = record.file.chat
    chat = await filled.surface.chat(filled.team, shared_in.channel, person.id, shared_in.thread)
    told = await filled.assistant.forget(person, chat, record.file.name, directory)
    await filled.say(chat, *told)
    return "forgotten"


async def _survey(filled: _Filled) -> str:
    said, person = SurveyWords.of(filled.form), filled.person
    is_known = await filled.assistant.surveying.add_words(person, said.month, said.words)
    await filled.say(filled.place(""), say("feedback_thanks" if is_known else "survey_over", person.locale))
    return "noted" if is_known else "unknown"


_FORMS: dict[str, Callable[[_Filled], Awaitable[str]]] = {
    "upload": _upload,
    "feedback": _feedback,
    "settings": _settings,
    "forget": _forget,
    "survey": _survey,
}
