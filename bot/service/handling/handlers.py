"""A handler for each kind of inbox item that every chat has; a chat adds those of kinds of its own."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.inbox_worker import Handler
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling import buttons, commands, departures, forms, heard_messages, surveys
from bot.service.surface import Surface
from bot.wording.sentences import duration_words, say
from bot.wording.shown import Lines

THROTTLED, DISABLED = "throttled", "disabled"
ServiceHandler = Callable[[Assistant, Surface, TakenItem, ItemHolder], Awaitable[str]]

_HANDLERS: Mapping[str, ServiceHandler] = {
    "message": heard_messages.on_message,
    "edited": heard_messages.on_edited,
    "deleted": heard_messages.on_deleted,
    "joined": departures.on_joined,
    "left": departures.on_left,
    "channel_changed": departures.on_channel_changed,
    "channel_gone": departures.on_channel_gone,
    "file_gone": departures.on_file_gone,
    "file_unshared": departures.on_file_unshared,
    "uninstalled": departures.on_uninstalled,
    surveys.KIND: surveys.on_survey,
}
_PRESSED: Mapping[str, ServiceHandler] = {
    "command": commands.on_command,
    "action": buttons.on_action,
    "submitted": forms.on_submitted,
    "shortcut": forms.on_added,
}
"""Kinds that cost something each time somebody clicks."""


def handlers(assistant: Assistant, surface: Surface) -> Mapping[str, Handler]:
    """The handlers by the kind of item."""
    table: dict[str, Handler] = {kind: partial(handler, assistant, surface) for kind, handler in _HANDLERS.items()}
    for kind, handler in _PRESSED.items():
        table[kind] = throttled(assistant, surface, partial(handler, assistant, surface), is_told=True)
    return table


def throttled(assistant: Assistant, surface: Surface, handler: Handler, is_told: bool) -> Handler:
    """The handler for what one person doesn't do more often than the throttle lets them, nor once they are shut out.

    Who does too much is told when to go on, and who is shut out that they are, where `is_told` says so.
    """

    async def run(taken: TakenItem, holder: ItemHolder) -> str:
        team, by = taken.item.team, surface.reading.actor(taken.item)
        wait = await assistant.admit(Person(surface.name, team, by.user), taken.item.key)
        person = await surface.person(team, by.user, by.team)
        told, outcome = say("account_disabled", person.locale), DISABLED
        if wait > 0:
            told, outcome = (
                say("press_throttled", person.locale, duration=duration_words(max(wait, 1.0), person.locale)),
                THROTTLED,
            )
        elif await assistant.is_admitted(person, "press"):
            return await handler(taken, holder)
        if is_told:
            kind = ChatKind.PRIVATE if by.channel else ChatKind.DIRECT
            chat = Chat(surface.name, team, by.channel or by.user, kind)
            await surface.tell(chat, person, Lines.of(told), by.answer_to)
        return outcome

    return run
