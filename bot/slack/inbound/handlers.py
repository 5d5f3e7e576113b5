"""Messages: questions and files out of them, changes and deletions; and the table of all handlers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.inbox import WITHDRAWN, KnownItem, TakenItem
from bot.inbox.inbox_worker import Handler, ItemHolder
from bot.records.question_log import question_key
from bot.service.answer_delivery import answer, answer_alone, is_resumed
from bot.service.unasked_replies import wants_reply
from bot.slack.directory.clients import Workspace
from bot.slack.directory.directory import SURFACE, SlackDirectory
from bot.slack.inbound import actions, commands, greetings, lifecycle, submissions
from bot.slack.inbound.payloads import Said, item_key
from bot.slack.inbound.surface import SlackSurface, shared_file
from bot.slack.inbound.whispers import apology, lines, whisper
from bot.slack.render.words import plain_words
from bot.slack.reply.posting import Spot
from bot.slack.reply.reply_parts import standing, take_away
from bot.wording.sentences import duration_words, say

IGNORED = "ignored"
PRESSED = frozenset({"command", "action", "submitted", "shortcut", "home"})
"""Kinds of items that cost something each time somebody clicks."""
MOST_READING = 300.0
"""Seconds that a question waits for the files beside it to be read."""
SlackHandler = Callable[[SlackSurface, TakenItem, ItemHolder], Awaitable[str]]


def handlers(slack: SlackSurface) -> Mapping[str, Handler]:
    """A handler for each kind of item that `bot.slack.inbound.inbound` makes."""
    table: dict[str, SlackHandler] = {
        "message": on_message,
        "edited": on_edited,
        "deleted": on_deleted,
        "command": commands.on_command,
        "action": actions.on_action,
        "submitted": submissions.on_submitted,
        "shortcut": submissions.on_shortcut,
        "home": greetings.on_home,
        "assistant": greetings.on_assistant,
        "joined": greetings.on_joined,
        "left": lifecycle.on_left,
        "channel_changed": lifecycle.on_channel_changed,
        "channel_gone": lifecycle.on_channel_gone,
        "file_gone": lifecycle.on_file_gone,
        "file_unshared": lifecycle.on_file_unshared,
        "uninstalled": lifecycle.on_uninstalled,
    }
    return {
        kind: partial(_throttled(handler) if kind in PRESSED else handler, slack) for kind, handler in table.items()
    }


def _throttled(handler: SlackHandler) -> SlackHandler:
    """The handler for what one person doesn't do more often than the throttle lets them."""

    async def run(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
        payload, team = taken.item.payload, taken.item.team
        user = str(payload.get("user") or payload.get("user_id") or payload.get("by"))
        wait = await slack.assistant.admit(Person(SURFACE, team, user), taken.item.key)
        if wait <= 0:
            return await handler(slack, taken, holder)
        if taken.item.kind != "home":
            person = await slack.person(team, user, str(payload.get("user_team") or payload.get("by_team") or ""))
            told = lines(say("press_throttled", person.locale, duration=duration_words(max(wait, 1.0), person.locale)))
            channel = str(payload.get("channel") or payload.get("channel_id") or user)
            await whisper(slack, team, channel, user, told, str(payload.get("response_url") or ""))
        return "throttled"

    return run


async def on_message(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """Files of the message are taken up, and its question is answered, where it is meant for the bot."""
    said = Said.of(taken.item.payload)
    workspace, directory = await slack.at(taken.item.team)
    if said.user == workspace.bot_user:
        return IGNORED
    chat = _chat_of(said, taken.item.team)
    is_called = said.is_called or _mention(workspace) in said.text
    text = plain_words(said.text, workspace.bot_user)
    if said.files and (is_called or chat.kind is ChatKind.DIRECT):
        await holder.leave_lane()  # a conversation doesn't wait for files to be read
        chat = await _confirmed(slack, said, chat)
        await _take_files(slack, taken, holder, said, chat, text)
        return await _answer(slack, taken, holder, said, chat, text) if _asks(text) else "received"
    if not text and is_called:
        chat, person = await _confirmed(slack, said, chat), await slack.person(chat.team, said.user, said.user_team)
        await greetings.say_hello(slack, chat, person, said.message)
        return "greeted"
    if not text or not await _is_meant(slack, directory, said, chat, is_called):
        return IGNORED
    return await _answer(slack, taken, holder, said, await _confirmed(slack, said, chat), text)


async def on_edited(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """A question that was changed is answered anew, in the reply that is there; one that became one is answered."""
    said = Said.of(taken.item.payload)
    workspace = await slack.clients.of(taken.item.team)
    if said.user == workspace.bot_user:
        return IGNORED
    chat = _chat_of(said, taken.item.team)
    text, key = plain_words(said.text, workspace.bot_user), _key(said, chat)
    is_called = _mention(workspace) in said.text and not said.files
    known = await asyncio.to_thread(slack.inbox.known, key)
    was_stopped = await asyncio.to_thread(slack.inbox.has_withdrawn, taken)
    if not text or not (is_called or was_stopped or await _was_asked(slack, key, known)):
        return IGNORED
    begun = _begun(known)
    chat = await _confirmed(slack, said, chat)
    if "message" not in taken.notes:
        there = await standing(workspace, Spot(chat.channel, chat.thread, key, since=said.message))
        if not (is_called or there or begun or was_stopped):
            return IGNORED
        if there or begun:
            before = {"message": there[0][0] if there.get(0) else begun}
            await holder.note(**before)
            taken = replace(taken, notes={**taken.notes, **before})
    return await _answer(slack, taken, holder, said, chat, text)


async def on_deleted(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A question that was deleted takes the reply with it, all of its messages, also one in the making."""
    payload, team = taken.item.payload, taken.item.team
    channel, message, thread = (str(payload[name]) for name in ("channel", "message", "thread"))
    workspace = await slack.clients.of(team)
    key = item_key(team, channel, message)
    known = await asyncio.to_thread(slack.inbox.known, key)
    was_stopped = await asyncio.to_thread(slack.inbox.has_withdrawn, taken)
    if not was_stopped and not await _was_asked(slack, key, known):
        return IGNORED
    if channel.startswith("D") and thread == message:
        thread = ""
    there = await standing(workspace, Spot(channel, thread, key, since=message))
    ours = {ts for ids in there.values() for ts in ids} | ({_begun(known)} - {""})
    return WITHDRAWN if await take_away(workspace, channel, ours) else IGNORED


def _chat_of(said: Said, team: str) -> Chat:
    """The chat of a message, by what the message says: enough to tell whether it is meant for the bot.

    A mention doesn't name the kind of its channel; what isn't known counts as private.
    """
    kinds = {"im": ChatKind.DIRECT, "mpim": ChatKind.GROUP, "channel": ChatKind.PUBLIC}
    by_id = ChatKind.DIRECT if said.channel.startswith("D") else ChatKind.PRIVATE
    return _threaded(said, Chat(SURFACE, team, said.channel, kinds.get(said.channel_type, by_id)))


async def _confirmed(slack: SlackSurface, said: Said, presumed: Chat) -> Chat:
    """The same chat as Slack knows it, asked once something is to be shown or kept there."""
    chat = await slack.chat(presumed.team, said.channel, said.user)
    if said.is_shared and chat.kind is not ChatKind.DIRECT:
        chat = replace(chat, kind=ChatKind.SHARED)
    return _threaded(said, chat)


def _threaded(said: Said, chat: Chat) -> Chat:
    """With the thread that replies go into: alone with the bot, that which the message is in, if any."""
    return replace(chat, thread=said.thread or ("" if chat.kind is ChatKind.DIRECT else said.message))


async def _is_meant(slack: SlackSurface, directory: SlackDirectory, said: Said, chat: Chat, is_called: bool) -> bool:
    """Whether somebody waits for an answer to the message; the dear questions are asked last."""
    is_direct = chat.kind is ChatKind.DIRECT
    if is_called or is_direct:
        return True
    settings = await asyncio.to_thread(slack.channels.get, SURFACE, chat.team, chat.channel)
    in_own_thread = bool(said.thread) and await asyncio.to_thread(slack.log.is_in, chat.conversation)
    if not in_own_thread and settings.answers_to == "mentions":
        return False
    others = 0
    if in_own_thread:
        workspace = await slack.clients.of(chat.team)
        others = len(await directory.writers_of(chat.channel, said.thread) - {said.user, workspace.bot_user})
    return wants_reply(
        said.text,
        settings,
        is_direct=is_direct,
        is_mentioned=is_called,
        in_own_thread=in_own_thread,
        others_in_thread=others,
    )


async def _answer(slack: SlackSurface, taken: TakenItem, holder: ItemHolder, said: Said, chat: Chat, text: str) -> str:
    """Answers in the way that the channel's managers chose; the outcome."""
    asker = await slack.person(chat.team, said.user, said.user_team)
    question = Question(_key(said, chat), chat, asker, said.message, text, request=taken.item.key)
    if chat.kind is ChatKind.DIRECT:
        is_first = bool(chat.thread) and not await asyncio.to_thread(slack.log.is_in, chat.conversation)
        outcome = await answer(slack.assistant, slack, taken, holder, question)
        if is_first:
            await greetings.name_thread(slack, chat, text)
        return outcome
    settings = await asyncio.to_thread(slack.channels.get, SURFACE, chat.team, chat.channel)
    if settings.replies == "private":
        return await answer_alone(slack.assistant, slack, taken, holder, replace(question, only_asker=True))
    return await answer(slack.assistant, slack, taken, holder, question)


async def _take_files(
    slack: SlackSurface, taken: TakenItem, holder: ItemHolder, said: Said, chat: Chat, text: str
) -> None:
    """Takes up the files, each with its card; the words beside them are their note.

    Where these are a question, it waits for the files: the answer may lie in them.
    """
    if said.channel.startswith("D") and chat.kind is not ChatKind.DIRECT:
        # Whose these files would be isn't certain at the moment; the desk tries again.
        raise DirectoryUnavailableError("slack_unreachable")
    directory = slack.directories.of(chat.team)
    sharer = await slack.person(chat.team, said.user, said.user_team)
    jobs = []
    for named in said.files:
        file = shared_file(said, named, chat, sharer, text)
        card = slack.card(file, again=is_resumed(taken))
        if taken.given_up and await slack.show_taken(chat.team, file.id, chat.channel):
            continue
        if taken.given_up:
            await card.refuse(" ".join(apology(taken, sharer.locale)))
        elif record := await slack.assistant.receive_file(file, card, directory):
            jobs.append(record.job_id)
    until = time.monotonic() + MOST_READING
    while _asks(text) and jobs and not holder.is_stopped and time.monotonic() < until:
        jobs = list(await asyncio.to_thread(slack.jobs.active, jobs))
        await asyncio.sleep(1.0 if jobs else 0.0)


def _asks(note: str) -> bool:
    """Whether the words beside files are a question."""
    return note.rstrip().endswith("?")


async def _was_asked(slack: SlackSurface, key: str, known: KnownItem | None) -> bool:
    """Whether a message is a question, or may become one: it still waits, or it was more than overheard."""
    if known is not None and known.outcome != IGNORED:
        return True
    return await asyncio.to_thread(slack.log.text_of, question_key(key)) is not None


def _begun(known: KnownItem | None) -> str:
    """The message in which an answer is in the making, here or elsewhere, or was when its process died."""
    return str(known.notes.get("message") or "") if known is not None else ""


def _key(said: Said, chat: Chat) -> str:
    return item_key(chat.team, said.channel, said.message)


def _mention(workspace: Workspace) -> str:
    return f"<@{workspace.bot_user}>"
