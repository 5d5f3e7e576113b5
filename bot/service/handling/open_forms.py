"""Which form opens, for whom and with what in it, within the seconds that a chat takes one; or the words why none does.

What a form is filled in with comes later, by the inbox.
"""

from collections.abc import Awaitable, Callable

from bot.access.labels import team_label
from bot.chat.buttons import feedback_of
from bot.chat.chat import ChatKind, Person
from bot.chat.form_kinds import feedback_form, forget_form, settings_form, survey_form, upload_form
from bot.chat.forms import AskedForm, Form
from bot.service.assistant import Assistant
from bot.service.handling.at_once import NoForm, form_at_once
from bot.service.surface import Surface

Show = Callable[[Form], Awaitable[Form | NoForm]]
"""Shows a form to who asked for it, or says why that can't be done; may raise `DirectoryUnavailableError`."""


async def open_form(assistant: Assistant, surface: Surface, team: str, asked: AskedForm, show: Show) -> list[str]:
    """Shows the form that somebody in a workspace asked for; the lines that say why there is none, else no line.

    The lines are in the person's language, or in English where that wasn't known in time. Never raises but
    `CancelledError`.
    """
    person = Person(surface.name, asked.by.team, asked.by.user)

    async def opened() -> Form | NoForm:
        nonlocal person
        person = await surface.person(team, asked.by.user, asked.by.team)
        if not await assistant.is_admitted(person, "form"):
            return NoForm.because("account_disabled")
        form = await _FORMS[asked.name](assistant, surface, team, asked, person)
        return form if isinstance(form, NoForm) else await show(form)

    made = await form_at_once(opened())
    return made.words(person.locale).splitlines() if isinstance(made, NoForm) else []


async def _upload(assistant: Assistant, surface: Surface, team: str, asked: AskedForm, person: Person) -> Form | NoForm:
    chat, directory = await surface.chat(team, asked.by.channel, person.id), surface.directory(team)
    if not await assistant.rights.may_share(person, chat, directory):
        return NoForm.because("file_role_missing")
    may_widen = await assistant.may_widen(person, chat, directory)
    collections = await assistant.channels.collections(chat) if may_widen else ()
    return upload_form(person.locale, chat.channel, "", may_widen, collections)


async def _settings(
    assistant: Assistant, surface: Surface, team: str, asked: AskedForm, person: Person
) -> Form | NoForm:
    chat = await surface.chat(team, asked.by.channel, person.id)
    if chat.kind is ChatKind.DIRECT:
        return NoForm.because("settings_in_channels")
    if not await assistant.channels.may_change(person, team, chat.channel, surface.directory(team)):
        return NoForm.because("settings_not_yours")
    directory = surface.directory(team)
    hears_all = await directory.hears_all(chat.channel)
    return settings_form(
        chat.channel,
        await assistant.channels.get(chat),
        person.locale,
        hears_all,
        await assistant.channels.collections(chat),
        await assistant.rights.is_admin(person, team_label(surface.name, team), directory),
    )


async def _feedback(_assistant: Assistant, _surface: Surface, _team: str, asked: AskedForm, person: Person) -> Form:
    question_id, _ = feedback_of(asked.value)
    return feedback_form(question_id, person.locale, asked.by.channel, asked.thread)


async def _forget(assistant: Assistant, surface: Surface, team: str, asked: AskedForm, person: Person) -> Form | NoForm:
    place = team, asked.by.channel
    record = await assistant.shared.seen(asked.value, person, place, surface.directory(team))
    if record is None:
        return NoForm.because("file_unknown")
    return forget_form(record.id, record.file.name, person.locale)


async def _survey(_assistant: Assistant, _surface: Surface, _team: str, asked: AskedForm, person: Person) -> Form:
    return survey_form(asked.value, person.locale)


_FORMS: dict[str, Callable[[Assistant, Surface, str, AskedForm, Person], Awaitable[Form | NoForm]]] = {
    "upload": _upload,
    "settings": _settings,
    "feedback": _feedback,
    "forget": _forget,
    "survey": _survey,
}
