"""The table of Teams' handlers: those of every chat, and those of what Teams alone has: installs, forms by command."""

from collections.abc import Mapping
from functools import partial

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.command import Command
from bot.chat.forms import AskedForm, Form
from bot.inbox.inbox_worker import Handler
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.apologies import apologise
from bot.service.handling.at_once import NoForm
from bot.service.handling.departures import on_uninstalled
from bot.service.handling.first_meetings import hello_key, introduce, own_things, prompts_for
from bot.service.handling.handlers import handlers as of_every_chat
from bot.service.handling.handlers import throttled
from bot.service.handling.open_forms import open_form
from bot.teams.directory.teams_place import PERSONAL
from bot.teams.inbound.actors import actor_of
from bot.teams.inbound.commands import form_of
from bot.teams.inbound.handing_over import on_consent, on_send
from bot.teams.inbound.surface import TeamsSurface
from bot.teams.render.home import home_message, ids_at_home
from bot.teams.reply.posting import MessagePlace
from bot.wording.lists import greeting
from bot.wording.shown import Lines


def handlers(assistant: Assistant, teams: TeamsSurface) -> Mapping[str, Handler]:
    """A handler for each kind of item that `bot.teams.inbound.inbound` makes."""
    form, home = partial(_on_form, assistant, teams), partial(_on_home, assistant, teams)
    return {
        **of_every_chat(assistant, teams),
        "installed": partial(_on_installed, assistant, teams),
        "uninstalled": partial(_on_removed, assistant, teams),
        "form": throttled(assistant, teams, form, is_told=True),
        "home": throttled(assistant, teams, home, is_told=True),
        "send": throttled(assistant, teams, partial(on_send, assistant, teams), is_told=True),
        "consent": throttled(assistant, teams, partial(on_consent, assistant, teams), is_told=True),
    }


async def _on_installed(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """The bot came into a conversation: it says what it is for, once; alone with somebody, what they could ask, too."""
    team, payload = taken.item.team, taken.item.payload
    channel = str(payload["chosen"] or payload["channel"])
    await teams.changed(team, channel)
    if await teams.standing(Chat(teams.name, team, channel, ChatKind.PRIVATE), hello_key(team, channel), ""):
        return "noted"
    if payload["kind"] != PERSONAL:
        await introduce(teams, team, channel)
        return "greeted"
    by = actor_of(payload)
    person = await teams.person(team, by.user, by.team)
    chat = await teams.chat(team, channel, person.id)
    prompts = await prompts_for(assistant, teams, chat, person)
    await teams.post(chat, hello_key(team, channel), greeting(person.locale, prompts))
    return "greeted"


async def _on_removed(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """The bot was taken out of a conversation, or of a team: where that is was forgotten before.

    With the last one of a tenant all goes that is known of it.
    """
    team, channel = taken.item.team, str(taken.item.payload["channel"])
    await teams.changed(team, channel)
    await teams.posting.forget(MessagePlace(team, channel, "", hello_key(team, channel)))
    if await teams.places.newest(team) is None:
        return await on_uninstalled(assistant, teams, taken, holder)
    return "noted"


async def _on_form(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A command or a button that asks for a form: its giver gets it alone, or the words that say why there is none."""
    command, chat, person = await _commanded(teams, taken)
    by, payload = command.by, taken.item.payload
    if taken.given_up:
        return await apologise(teams, taken, chat, person, by.answer_to)

    async def show(form: Form) -> Form | NoForm:
        await teams.tell_form(chat, person, form, by.answer_to)
        return form

    name, value = str(payload.get("form") or form_of(command.text)), str(payload.get("value") or "")
    asked = AskedForm(by, name, command.thread, value)
    why = await open_form(assistant, teams, taken.item.team, asked, show)
    if why:
        await teams.tell(chat, person, Lines.of(*why), by.answer_to)
    return "refused" if why else "shown"


async def _on_home(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Shows a person their own documents and questions, from all that they may read, in private."""
    command, chat, person = await _commanded(teams, taken)
    if taken.given_up:
        return await apologise(teams, taken, chat, person, command.by.answer_to)
    alone = Chat(teams.name, chat.team, chat.channel, ChatKind.DIRECT)
    own = await own_things(assistant, teams, alone, person)
    names = await teams.names(chat, ids_at_home(own.documents))
    message = home_message(own.documents, own.asked, person.locale, names)
    await teams.tell_message(chat, person, message, command.by.answer_to)
    return "shown"


async def _commanded(teams: TeamsSurface, taken: TakenItem) -> tuple[Command, Chat, Person]:
    team, command = taken.item.team, await teams.reading.command(taken.item)
    person = await teams.person(team, command.by.user, command.by.team)
    return command, await teams.chat(team, command.by.channel, person.id, command.thread), person
