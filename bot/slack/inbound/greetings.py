"""First meetings: the greeting in a direct message or the agent's pane, what one could ask, App Home."""

import asyncio

import structlog

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import ItemHolder
from bot.slack.directory.directory import SURFACE
from bot.slack.directory.errors import TROUBLES, code_of
from bot.slack.inbound.payloads import item_key
from bot.slack.inbound.surface import SlackSurface
from bot.slack.render.home import home_view
from bot.slack.render.mrkdwn import unmarked
from bot.slack.render.render_lists import greeting
from bot.slack.reply.posting import Spot, post
from bot.wording.phrasing import one_line, shown_names
from bot.wording.sentences import say

_log = structlog.stdlib.get_logger("tcbot.slack")

MOST_PROMPTS = 4
LONGEST_TITLE = 60
RECENT = 5


async def say_hello(slack: SlackSurface, chat: Chat, person: Person, message: str) -> None:
    """Greets where somebody called without a question, once for that message: the greeting is the reply to it."""
    workspace = await slack.clients.of(chat.team)
    prompts = await prompts_for(slack, chat, person)
    spot = Spot(chat.channel, chat.thread, item_key(chat.team, chat.channel, message), since=message)
    await post(workspace, spot, greeting(person.locale, prompts), look_first=True)


async def prompts_for(slack: SlackSurface, chat: Chat, person: Person) -> list[str]:
    """Questions that one could ask, from what the person may read in this chat; none where nothing is there."""
    documents = await slack.assistant.documents(person, chat, slack.directories.of(chat.team))
    newest = sorted(documents, key=lambda held: held.live_at, reverse=True)[:MOST_PROMPTS]
    names = shown_names(held.name for held in newest)
    return [say("prompt_about", person.locale, document=one_line(names[held.name], 50)) for held in newest]


async def on_assistant(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A new thread in the assistant's pane: the greeting, what one could ask."""
    thread = taken.item.payload
    team, channel, ts = taken.item.team, str(thread.get("channel_id")), str(thread.get("thread_ts"))
    person = await slack.person(team, str(thread.get("user_id")), str(thread.get("user_team") or ""))
    chat = await slack.chat(team, channel, person.id, ts)
    await say_hello(slack, chat, person, ts)
    await _suggest(slack, chat, person)
    return "greeted"


async def on_home(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """App Home was opened: its tab is drawn anew; in the tab of messages what one could ask is suggested."""
    payload, team = taken.item.payload, taken.item.team
    person = await slack.person(team, str(payload["user"]), str(payload.get("user_team") or ""))
    chat = Chat(SURFACE, team, str(payload.get("channel") or ""), ChatKind.DIRECT)
    if payload.get("tab") == "messages":
        await _suggest(slack, chat, person)
        return "suggested"
    workspace, directory = await slack.at(team)
    shared = {record.document_id for record in await asyncio.to_thread(slack.files.of_person, person)}
    held = [each for each in await slack.assistant.documents(person, chat, directory) if each.document_id in shared]
    recent = await asyncio.to_thread(slack.log.recent, person, RECENT)
    await workspace.patient.views_publish(user_id=person.id, view=home_view(held, recent, person.locale))
    return "shown"


async def on_joined(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Somebody joined a channel: what they may read has changed; where it is the bot, it says what it is for."""
    payload, team = taken.item.payload, taken.item.team
    workspace = await slack.clients.of(team)
    is_bot = payload.get("user") == workspace.bot_user
    await slack.changed(team, str(payload["channel"]), "" if is_bot else str(payload.get("user") or ""))
    if not is_bot:
        return "noted"
    spot = Spot(str(payload["channel"]), "", f"hello:{team}:{payload['channel']}")
    await post(workspace, spot, greeting("en", []), look_first=True)
    return "greeted"


async def name_thread(slack: SlackSurface, chat: Chat, question: str) -> None:
    """Names the conversation in the assistant's pane after its question; elsewhere Slack refuses, which is no loss."""
    if not chat.thread:
        return
    workspace = await slack.clients.of(chat.team)
    try:
        await workspace.brisk.assistant_threads_setTitle(
            channel_id=chat.channel, thread_ts=chat.thread, title=unmarked(one_line(question, LONGEST_TITLE))
        )
    except TROUBLES as error:
        _log.info("slack_title_refused", code=code_of(error))


async def _suggest(slack: SlackSurface, chat: Chat, person: Person) -> None:
    prompts = [unmarked(prompt) for prompt in await prompts_for(slack, chat, person)]
    if not prompts:
        return
    workspace = await slack.clients.of(chat.team)
    shown = [{"title": one_line(prompt, 60), "message": prompt} for prompt in prompts]
    where = {"thread_ts": chat.thread} if chat.thread else {}  # a thread makes the newer surface ignore it
    try:
        await workspace.brisk.assistant_threads_setSuggestedPrompts(channel_id=chat.channel, prompts=shown, **where)
    except TROUBLES as error:
        _log.info("slack_prompts_refused", code=code_of(error))
