"""What comes out of dialogs and of the message shortcut: files, settings, reasons, confirmations."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.chat.chat import Person, SharedFile
from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import ItemHolder
from bot.service.answer_delivery import is_resumed
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.payloads import NamedFile, Said
from bot.slack.inbound.surface import SlackSurface, shared_file
from bot.slack.inbound.whispers import apologise, lines, whisper
from bot.slack.render.modals import parse_feedback, parse_forget, parse_settings, parse_upload
from bot.slack.render.words import plain_words
from bot.wording.sentences import say

View = Mapping[str, Any]


async def on_submitted(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Does what a dialog was filled in for; one that nobody knows is ignored."""
    view: View = taken.item.payload["view"]
    do = _DIALOGS.get(str(view["callback_id"]))
    if do is None:
        return "ignored"
    payload = taken.item.payload
    person = await slack.person(taken.item.team, str(payload["user"]), str(payload.get("user_team") or ""))
    if taken.given_up:
        files = parse_upload(view).files if do is _upload else ()
        return await _give_up(slack, taken, files, person.id, person)
    return await do(slack, taken, person, view)


async def on_shortcut(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Takes up the files of the message on which somebody called "Add to knowledge"; for files of any age and size."""
    payload, team = taken.item.payload, taken.item.team
    said = Said.of(payload["said"])
    workspace = await slack.clients.of(team)
    person = await slack.person(team, str(payload["by"]), str(payload.get("by_team") or ""))
    if taken.given_up:
        return await _give_up(slack, taken, said.files, said.channel, person)
    is_there = await slack.directories.of(team).is_in(said.channel)
    if not said.files or not is_there:
        told = lines(say("no_files_here" if is_there else "not_in_channel", person.locale))
        await whisper(slack, team, said.channel, person.id, told, str(payload["response_url"]))
        return "refused"
    chat = await slack.chat(team, said.channel, person.id, said.thread)
    note = plain_words(said.text, workspace.bot_user)
    for named in said.files:
        await _receive(slack, taken, shared_file(said, named, chat, person, note))
    return "received"


async def _receive(slack: SlackSurface, taken: TakenItem, file: SharedFile, **options: Any) -> None:
    card, directory = slack.card(file, is_resumed(taken)), slack.directories.of(taken.item.team)
    await slack.assistant.receive_file(file, card, directory, **options)


async def _give_up(
    slack: SlackSurface, taken: TakenItem, files: Sequence[NamedFile], channel: str, person: Person
) -> str:
    """Ends what can't be done: the one visible error, or the cards of the files where all of them were taken up."""
    if files and all([await slack.show_taken(taken.item.team, each.id) for each in files]):
        return "received"
    return await apologise(slack, taken, channel, person)


async def _upload(slack: SlackSurface, taken: TakenItem, person: Person, view: View) -> str:
    form, team = parse_upload(view), taken.item.team
    if not form.channel or form.channel.startswith("D"):  # the card belongs between the person and the bot
        chat = replace(await slack.direct(team, person.id), thread=form.thread)
    elif await slack.directories.of(team).is_in(form.channel):
        chat = await slack.chat(team, form.channel, person.id, form.thread)
    else:
        await whisper(slack, team, form.channel, person.id, lines(say("not_in_channel", person.locale)))
        return "refused"
    for named in form.files:
        file = SharedFile(chat, person, "", named.id, named.name, named.bytes, named.media_type, form.note)
        await _receive(slack, taken, file, document_type=form.document_type, for_all=form.for_all)
    return "received"


async def _feedback(slack: SlackSurface, taken: TakenItem, person: Person, view: View) -> str:
    form = parse_feedback(view)
    await asyncio.to_thread(slack.assistant.feedback, form.question_id, person, False, form.reason)
    told, channel = lines(say("feedback_thanks", person.locale)), form.channel or person.id
    await whisper(slack, taken.item.team, channel, person.id, told, thread=form.thread)
    return "noted"


async def _settings(slack: SlackSurface, taken: TakenItem, person: Person, view: View) -> str:
    form, team = parse_settings(view), taken.item.team
    if not await slack.directories.of(team).may_manage(person, form.channel):
        await whisper(slack, team, form.channel, person.id, lines(say("settings_not_yours", person.locale)))
        return "refused"
    await asyncio.to_thread(slack.channels.set, SURFACE, team, form.channel, form.settings, person)
    await whisper(slack, team, form.channel, person.id, lines(say("settings_saved", person.locale)))
    return "saved"


async def _forget(slack: SlackSurface, taken: TakenItem, person: Person, view: View) -> str:
    record = await asyncio.to_thread(slack.files.get, parse_forget(view).record_id)
    team = taken.item.team
    if record is None:
        await whisper(slack, team, person.id, person.id, lines(say("file_unknown", person.locale)))
        return "unknown"
    chat = record.file.chat
    told = await slack.assistant.forget(person, chat, record.file.name, slack.directories.of(team))
    await whisper(slack, team, chat.channel, person.id, lines(*told), thread=chat.thread)
    return "forgotten"


_DIALOGS: dict[str, Callable[[SlackSurface, TakenItem, Person, View], Awaitable[str]]] = {
    "upload": _upload,
    "feedback": _feedback,
    "settings": _settings,
    "forget": _forget,
}
