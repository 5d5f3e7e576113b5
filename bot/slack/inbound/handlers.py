"""The table of Slack's handlers: those of every chat, and those of what Slack alone has, App Home and agent's pane."""

from collections.abc import Mapping
from functools import partial

import structlog

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.inbox_worker import Handler
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.first_meetings import own_things, prompts_for, say_hello
from bot.service.handling.handlers import handlers as of_every_chat
from bot.service.handling.handlers import throttled
from bot.slack.directory.directory import SURFACE
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.inbound.surface import SlackSurface
from bot.slack.render.home import home_view
from bot.slack.render.mrkdwn import unmarked
from bot.wording.phrasing import one_line

_log = structlog.stdlib.get_logger("tcbot.slack")

LONGEST_TITLE = 60
"""Characters of a suggested prompt's title."""


def handlers(assistant: Assistant, slack: SlackSurface) -> Mapping[str, Handler]:
    """A handler for each kind of item that `bot.slack.inbound.inbound` makes."""
    home = partial(_on_home, assistant, slack)
    return {
        **of_every_chat(assistant, slack),
        "home": throttled(assistant, slack, home, is_told=False),
        "assistant": partial(_on_assistant, assistant, slack),
    }


async def _on_assistant(assistant: Assistant, slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A new thread in the assistant's pane: the greeting, what one could ask."""
    thread = taken.item.payload
    team, channel, ts = taken.item.team, str(thread.get("channel_id")), str(thread.get("thread_ts"))
    person = await slack.person(team, str(thread.get("user_id")), str(thread.get("user_team") or ""))
    chat = await slack.chat(team, channel, person.id, ts)
    await say_hello(assistant, slack, chat, person, ts)
    await _suggest(assistant, slack, chat, person)
    return "greeted"


async def _on_home(assistant: Assistant, slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """App Home was opened: its tab is drawn anew; in the tab of messages what one could ask is suggested."""
    payload, team = taken.item.payload, taken.item.team
    person = await slack.person(team, str(payload["user"]), str(payload.get("user_team") or ""))
    chat = Chat(SURFACE, team, str(payload.get("channel") or ""), ChatKind.DIRECT)
    if payload.get("tab") == "messages":
        await _suggest(assistant, slack, chat, person)
        return "suggested"
    workspace = await slack.clients.of(team)
    own = await own_things(assistant, slack, chat, person)
    view = home_view(own.documents, own.asked, person.locale)
    await workspace.patient.views_publish(user_id=person.id, view=view)
    return "shown"


async def _suggest(assistant: Assistant, slack: SlackSurface, chat: Chat, person: Person) -> None:
    prompts = [unmarked(prompt) for prompt in await prompts_for(assistant, slack, chat, person)]
    if not prompts:
        return
    workspace = await slack.clients.of(chat.team)
    shown = [{"title": one_line(prompt, LONGEST_TITLE), "message": prompt} for prompt in prompts]
    where = {"thread_ts": chat.thread} if chat.thread else {}  # a thread makes the newer surface ignore it
    try:
        await workspace.brisk.assistant_threads_setSuggestedPrompts(channel_id=chat.channel, prompts=shown, **where)
    except SLACK_ERRORS as error:
        _log.info("slack_prompts_refused", code=code_of(error))
