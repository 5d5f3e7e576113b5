"""Opens dialogs: right after the acknowledgement, since Slack gives three seconds for it and no second chance."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.chat import ChatKind, Person
from bot.chat_ports import DirectoryUnavailableError
from bot.slack.directory import SURFACE
from bot.slack.errors import TROUBLES, code_of
from bot.slack.interactions import dialog_of, feedback_of
from bot.slack.modals import feedback_modal, forget_modal, settings_modal, upload_modal
from bot.slack.payloads import actor_of, team_of
from bot.slack.surface import SlackSurface
from bot.slack.whispers import lines, whisper
from bot.wording import say

_log = structlog.stdlib.get_logger("tcbot.slack")

Body = Mapping[str, Any]
View = dict[str, Any]


async def open_dialog(slack: SlackSurface, body: Body) -> None:
    """Opens the dialog that a payload asks for, or says why there is none; never raises."""
    name = dialog_of(body)
    try:
        team = team_of(body)
        actor = actor_of(body)
        person = await slack.person(team, actor.user, actor.team)
        view = await _VIEWS[name](slack, body, team, person)
        if view is not None:
            workspace = await slack.clients.of(team)
            await workspace.brisk.views_open(trigger_id=str(body.get("trigger_id")), view=view)
    except (*TROUBLES, DirectoryUnavailableError) as error:
        _log.warning("slack_dialog_not_opened", dialog=name, code=code_of(error))


async def _upload(slack: SlackSurface, body: Body, team: str, person: Person) -> View | None:
    chat = await slack.chat(team, str(body.get("channel_id") or ""), person.id)
    may_widen = await slack.assistant.may_widen(person, chat, slack.directories.of(team))
    return upload_modal(person.locale, chat.channel, "", may_widen)


async def _settings(slack: SlackSurface, body: Body, team: str, person: Person) -> View | None:
    channel, response_url = str(body.get("channel_id") or ""), str(body.get("response_url") or "")
    chat = await slack.chat(team, channel, person.id)
    key = ""
    if chat.kind is ChatKind.DIRECT:
        key = "settings_in_channels"
    elif not await slack.directories.of(team).may_manage(person, channel):
        key = "settings_not_yours"
    if key:
        await whisper(slack, team, channel, person.id, lines(say(key, person.locale)), response_url)
        return None
    settings = await asyncio.to_thread(slack.channels.get, SURFACE, team, channel)
    return settings_modal(channel, settings, person.locale)


async def _feedback(_slack: SlackSurface, body: Body, _team: str, person: Person) -> View | None:
    question_id, _ = feedback_of(str(body["actions"][0].get("value") or ""))
    message = body.get("message") or {}
    thread = str(message.get("thread_ts") or "")
    return feedback_modal(question_id, person.locale, str((body.get("channel") or {}).get("id") or ""), thread)


async def _forget(slack: SlackSurface, body: Body, _team: str, person: Person) -> View | None:
    record = await asyncio.to_thread(slack.files.get, str(body["actions"][0].get("value") or ""))
    return forget_modal(record, person.locale) if record is not None else None


_VIEWS: dict[str, Callable[[SlackSurface, Body, str, Person], Awaitable[View | None]]] = {
    "upload": _upload,
    "settings": _settings,
    "feedback": _feedback,
    "forget": _forget,
}
