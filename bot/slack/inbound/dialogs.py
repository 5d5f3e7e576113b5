"""Opens dialogs: right after the acknowledgement, since Slack gives three seconds for it and no second chance."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from bot.chat.chat import Chat, ChatKind
from bot.chat.forms import AskedForm, Form
from bot.chat.ports import DirectoryUnavailableError
from bot.service.assistant import Assistant
from bot.service.handling.at_once import NoForm
from bot.service.handling.open_forms import open_form
from bot.slack.directory.directory import SURFACE
from bot.slack.directory.errors import CHAT, SLACK_ERRORS, MissingScopeError, code_of
from bot.slack.inbound.interactions import dialog_of
from bot.slack.inbound.payloads import actor_of, team_of
from bot.slack.inbound.surface import SlackSurface
from bot.slack.inbound.whispers import whisper
from bot.slack.render.blocks import lines_message
from bot.slack.render.modals import modal

_log = structlog.stdlib.get_logger("tcbot.slack")

Body = Mapping[str, Any]
LATE = frozenset({"expired_trigger_id", "trigger_expired"})
"""Slack's codes for a dialog that comes after its three seconds."""
OPENED_BEFORE = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""Codes that say that the dialog is there already: Slack sent the click twice."""
PAUSES = (1.0, 10.0)
"""Seconds before a person is told again that there is no dialog, where Slack didn't take it."""


async def open_dialog(assistant: Assistant, slack: SlackSurface, body: Body) -> None:
    """Opens the dialog that a payload asks for, or tells the person alone why there is none.

    Whoever pressed knows within Slack's three seconds, as far as Slack takes calls.
    """
    team, asked = team_of(body), _asked(body)

    async def show(form: Form) -> Form | NoForm:
        return await _shown(slack, team, str(body.get("trigger_id")), form)

    why = await open_form(assistant, slack, team, asked, show)
    if why:
        await _tell(slack, team, asked, why)


def _asked(body: Body) -> AskedForm:
    """The form that a payload asks for: by a command, or by the first of its buttons."""
    button: Body = next(iter(body.get("actions") or ()), {})
    message: Body = body.get("message") or {}
    place: Body = body.get("container") or {}
    thread = str(message.get("thread_ts") or place.get("thread_ts") or "")
    return AskedForm(actor_of(body), dialog_of(body), thread, str(button.get("value") or ""))


async def _shown(slack: SlackSurface, team: str, trigger: str, form: Form) -> Form | NoForm:
    try:
        workspace = await slack.clients.of(team)
        await workspace.brisk.views_open(trigger_id=trigger, view=modal(form))
    except MissingScopeError as error:
        raise DirectoryUnavailableError("slack_scope_missing", scope=error.needed) from error
    except SLACK_ERRORS as error:
        code = code_of(error)
        if code in OPENED_BEFORE:
            return form
        _log.warning("slack_dialog_not_opened", dialog=form.name, code=code)
        if code in LATE:
            return NoForm.because("form_too_late")
        if code == "unreachable":
            raise DirectoryUnavailableError("chat_unreachable", chat=CHAT) from error
        raise DirectoryUnavailableError("chat_refused", chat=CHAT, code=code) from error
    return form


async def _tell(slack: SlackSurface, team: str, asked: AskedForm, why: list[str]) -> None:
    """Tells the person alone, again where Slack didn't take it."""
    by = asked.by
    kind = ChatKind.PRIVATE if by.channel else ChatKind.DIRECT
    chat = Chat(SURFACE, team, by.channel or by.user, kind, asked.thread)
    for pause in (*PAUSES, None):
        try:
            await whisper(slack.clients, chat, by.user, lines_message(*why), by.answer_to)
            return
        except SLACK_ERRORS as error:
            _log.warning("slack_dialog_not_told", code=code_of(error), is_last=pause is None)
        if pause is not None:
            await asyncio.sleep(pause)
