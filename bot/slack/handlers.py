"""Messages: questions and files out of them, changes and deletions; and the table of all handlers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.chat import Chat, ChatKind, Question
from bot.chat_ports import DirectoryUnavailableError
from bot.desk import Handler, ItemHolder
from bot.following import wants_reply
from bot.inbox import TakenItem
from bot.question_log import question_key
from bot.slack import actions, commands, greetings, lifecycle, submissions
from bot.slack.answering import answer, answer_alone, is_resumed, stop
from bot.slack.clients import Workspace
from bot.slack.directory import SURFACE, SlackDirectory
from bot.slack.errors import TROUBLES, code_of
from bot.slack.payloads import Said
from bot.slack.posting import Spot, find
from bot.slack.surface import SlackSurface, shared_file
from bot.slack.whispers import apology
from bot.slack.words import plain_words

IGNORED = "ignored"
MOST_READING = 300.0
"""Seconds that a question waits for the files beside it to be read."""
SlackHandler = Callable[[SlackSurface, TakenItem, ItemHolder], Awaitable[str]]


def handlers(slack: SlackSurface) -> Mapping[str, Handler]:
    """A handler for each kind of item that `bot.slack.inbound` makes."""
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
    return {kind: partial(handler, slack) for kind, handler in table.items()}


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
        chat = await _confirmed(slack, said, chat)
        await _take_files(slack, taken, said, chat, text)
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
    was_asked = await _was_asked(slack, key, said.message)
    if not text or not (is_called or was_asked):
        return IGNORED
    stop(slack, key)
    chat = await _confirmed(slack, said, chat)
    before = await find(workspace, Spot(chat.channel, chat.thread, key))
    if not is_called and not before:
        return IGNORED
    if before and "message" not in taken.notes:
        await holder.note(message=before)
        taken = replace(taken, notes={**taken.notes, "message": before})
    return await _answer(slack, taken, holder, said, chat, text)


async def on_deleted(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """A question that was deleted takes the reply with it, also the one in the making."""
    payload = taken.item.payload
    workspace = await slack.clients.of(taken.item.team)
    key = f"{SURFACE}:{taken.item.team}:{payload['channel']}:{payload['message']}"
    if not stop(slack, key) and not await _was_asked(slack, key, str(payload["message"])):
        return IGNORED
    is_direct = str(payload["channel"]).startswith("D")
    thread = "" if is_direct and payload["thread"] == payload["message"] else str(payload["thread"])
    found = await find(workspace, Spot(str(payload["channel"]), thread, key))
    if not found:
        return IGNORED
    try:
        await workspace.patient.chat_delete(channel=str(payload["channel"]), ts=found)
    except TROUBLES as error:
        if code_of(error) not in {"message_not_found", "cant_delete_message"}:
            raise
    return "withdrawn"


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
    question = Question(_key(said, chat), chat, asker, said.message, text)
    if chat.kind is ChatKind.DIRECT:
        is_first = bool(chat.thread) and not await asyncio.to_thread(slack.log.is_in, chat.conversation)
        outcome = await answer(slack, taken, holder, question)
        if is_first:
            await greetings.name_thread(slack, chat, text)
        return outcome
    settings = await asyncio.to_thread(slack.channels.get, SURFACE, chat.team, chat.channel)
    if settings.replies == "private":
        return await answer_alone(slack, taken, holder, replace(question, only_asker=True))
    return await answer(slack, taken, holder, question)


async def _take_files(slack: SlackSurface, taken: TakenItem, said: Said, chat: Chat, text: str) -> None:
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
        if taken.given_up:
            await card.refuse(" ".join(apology(taken, sharer.locale)))
        elif record := await slack.assistant.receive_file(file, card, directory):
            jobs.append(record.job_id)
    until = time.monotonic() + MOST_READING
    while _asks(text) and jobs and time.monotonic() < until:
        jobs = list(await asyncio.to_thread(slack.jobs.active, jobs))
        await asyncio.sleep(1.0 if jobs else 0.0)


def _asks(note: str) -> bool:
    """Whether the words beside files are a question."""
    return note.rstrip().endswith("?")


async def _was_asked(slack: SlackSurface, key: str, message: str) -> bool:
    """Whether a message is a question that was answered, or one so new that another process may be answering it."""
    if time.time() - float(message) < MOST_READING:
        return True
    return await asyncio.to_thread(slack.log.text_of, question_key(key)) is not None


def _key(said: Said, chat: Chat) -> str:
    return f"{SURFACE}:{chat.team}:{said.channel}:{said.message}"


def _mention(workspace: Workspace) -> str:
    return f"<@{workspace.bot_user}>"
