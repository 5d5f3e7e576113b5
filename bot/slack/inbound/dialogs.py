"""Opens dialogs: right after the acknowledgement, since Slack gives three seconds for it and no second chance."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.chat.chat import ChatKind, Person
from bot.chat.ports import DirectoryUnavailableError
from bot.service.at_once import NoForm, form_at_once
from bot.slack.directory.directory import SURFACE
from bot.slack.directory.errors import TROUBLES, MissingScopeError, code_of
from bot.slack.inbound.interactions import dialog_of, feedback_of
from bot.slack.inbound.payloads import actor_of, team_of
from bot.slack.inbound.surface import SlackSurface
from bot.slack.inbound.whispers import lines, whisper
from bot.slack.render.modals import feedback_modal, forget_modal, settings_modal, upload_modal

_log = structlog.stdlib.get_logger("tcbot.slack")

Body = Mapping[str, Any]
View = dict[str, Any]
LATE = frozenset({"expired_trigger_id", "trigger_expired"})
"""Slack's codes for a dialog that comes after its three seconds."""
OPENED_BEFORE = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""Codes that say that the dialog is there already: Slack sent the click twice."""
PAUSES = (1.0, 10.0)
"""Seconds before a person is told again that there is no dialog, where Slack didn't take it."""


@dataclass(slots=True)
class _Ask:
    """What asks for a dialog: who, in English until their language is known, and where."""

    body: Body
    team: str
    person: Person
    channel: str
    thread: str
    response_url: str

    @classmethod
    def of(cls, body: Body) -> "_Ask":
        team = team_of(body)
        message: Body = body.get("message") or {}
        place: Body = body.get("container") or {}
        actor = actor_of(body)
        return cls(
            body,
            team,
            Person(SURFACE, actor.team, actor.user),
            str(body.get("channel_id") or (body.get("channel") or {}).get("id") or place.get("channel_id") or ""),
            str(message.get("thread_ts") or place.get("thread_ts") or ""),
            str(body.get("response_url") or ""),
        )

    @property
    def value(self) -> str:
        """That of the button."""
        return str(self.body["actions"][0].get("value") or "")


async def open_dialog(slack: SlackSurface, body: Body) -> None:
    """Opens the dialog that a payload asks for, or tells the person alone why there is none.

    Whoever pressed knows within Slack's three seconds, as far as Slack takes calls.
    """
    ask = _Ask.of(body)
    opened = await form_at_once(_opened(slack, ask))
    if isinstance(opened, NoForm):
        await _tell(slack, ask, opened)


async def _opened(slack: SlackSurface, ask: _Ask) -> View | NoForm:
    ask.person = await slack.person(ask.team, ask.person.id, ask.person.team)
    view = await _VIEWS[dialog_of(ask.body)](slack, ask)
    if isinstance(view, NoForm):
        return view
    try:
        workspace = await slack.clients.of(ask.team)
        await workspace.brisk.views_open(trigger_id=str(ask.body.get("trigger_id")), view=view)
    except MissingScopeError as error:
        raise DirectoryUnavailableError("slack_scope_missing", scope=error.needed) from error
    except TROUBLES as error:
        code = code_of(error)
        if code in OPENED_BEFORE:
            return view
        _log.warning("slack_dialog_not_opened", dialog=dialog_of(ask.body), code=code)
        if code in LATE:
            return NoForm.because("form_too_late")
        if code == "unreachable":
            raise DirectoryUnavailableError("slack_unreachable") from error
        raise DirectoryUnavailableError("slack_refused", code=code) from error
    return view


async def _tell(slack: SlackSurface, ask: _Ask, why: NoForm) -> None:
    """Tells the person alone, again where Slack didn't take it."""
    told = lines(*why.words(ask.person.locale).splitlines())
    channel, person = ask.channel or ask.person.id, ask.person.id
    for pause in (*PAUSES, None):
        try:
            await whisper(slack, ask.team, channel, person, told, ask.response_url, ask.thread)
            return
        except TROUBLES as error:
            _log.warning("slack_dialog_not_told", code=code_of(error), is_last=pause is None)
        if pause is not None:
            await asyncio.sleep(pause)


async def _upload(slack: SlackSurface, ask: _Ask) -> View | NoForm:
    chat = await slack.chat(ask.team, ask.channel, ask.person.id)
    may_widen = await slack.assistant.may_widen(ask.person, chat, slack.directories.of(ask.team))
    return upload_modal(ask.person.locale, chat.channel, "", may_widen)


async def _settings(slack: SlackSurface, ask: _Ask) -> View | NoForm:
    chat = await slack.chat(ask.team, ask.channel, ask.person.id)
    if chat.kind is ChatKind.DIRECT:
        return NoForm.because("settings_in_channels")
    if not await slack.directories.of(ask.team).may_manage(ask.person, ask.channel):
        return NoForm.because("settings_not_yours")
    settings = await asyncio.to_thread(slack.channels.get, SURFACE, ask.team, ask.channel)
    return settings_modal(ask.channel, settings, ask.person.locale)


async def _feedback(_slack: SlackSurface, ask: _Ask) -> View | NoForm:
    question_id, _ = feedback_of(ask.value)
    return feedback_modal(question_id, ask.person.locale, ask.channel, ask.thread)


async def _forget(slack: SlackSurface, ask: _Ask) -> View | NoForm:
    record = await asyncio.to_thread(slack.files.get, ask.value)
    return forget_modal(record, ask.person.locale) if record is not None else NoForm.because("file_unknown")


_VIEWS: dict[str, Callable[[SlackSurface, _Ask], Awaitable[View | NoForm]]] = {
    "upload": _upload,
    "settings": _settings,
    "feedback": _feedback,
    "forget": _forget,
}
