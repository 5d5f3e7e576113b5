"""Methods of Slack's Web API over a workspace: messages, streams, signs, dialogs."""

import time
from collections.abc import Callable
from typing import Any

from tests.servers.slack_rules import RefusedError, check_message, check_piece, check_view
from tests.servers.slack_workspace import Arguments, SlackWorkspace, need

Answer = dict[str, Any]


def chat_post_message(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "chat:write")
    conversation = space.conversation(said["channel"], writes=True)
    check_message(said)
    kept = {name: said[name] for name in ("text", "blocks", "metadata", "thread_ts", "parse") if said.get(name)}
    message = space.add(conversation.id, {"user": space.bot, "bot_id": f"B{space.bot}"} | kept)
    space.statuses.pop((conversation.id, str(said.get("thread_ts") or "")), None)
    space.note("posted", conversation.id, message)
    return {"ts": message["ts"], "channel": conversation.id}


def chat_update(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "chat:write")
    space.conversation(said["channel"], writes=True)
    if said["ts"] in space.streaming:
        raise RefusedError("streaming_state_conflict")
    message = space.found(said, own="cant_update_message")
    check_message(said)
    message.update({name: said[name] for name in ("text", "blocks", "metadata") if name in said})
    space.note("updated", said["channel"], message)
    return {"ts": said["ts"]}


def chat_delete(space: SlackWorkspace, said: Arguments) -> Answer:
    message = space.found(said, own="cant_delete_message")
    space.conversation(said["channel"]).messages.remove(message)
    space.streaming.discard(said["ts"])
    space.note("deleted", said["channel"], message)
    return {}


def chat_post_ephemeral(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "chat:write")
    conversation = space.conversation(said["channel"], writes=True)
    check_message(said)
    if said["user"] not in conversation.members:
        raise RefusedError("user_not_in_channel")
    message = {"ts": space.stamp(), "channel": conversation.id} | said
    space.whispers.append(message)
    space.note("whispered", conversation.id, message)
    return {"message_ts": message["ts"]}


def chat_start_stream(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "chat:write")
    conversation = space.conversation(said["channel"], writes=True)
    if not said.get("thread_ts"):
        raise RefusedError("invalid_thread_ts")
    if conversation.kind != "direct":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not said.get(name):
                raise RefusedError(f"missing_{name}")
    check_piece(said)
    message = space.add(
        conversation.id,
        {"user": space.bot, "bot_id": f"B{space.bot}", "text": said["markdown_text"], "thread_ts": said["thread_ts"]},
    )
    space.streaming.add(message["ts"])
    space.statuses.pop((conversation.id, said["thread_ts"]), None)
    space.note("streamed", conversation.id, message)
    return {"ts": message["ts"], "channel": conversation.id}


def chat_append_stream(space: SlackWorkspace, said: Arguments) -> Answer:
    message = space.found(said)
    if said["ts"] not in space.streaming:
        raise RefusedError("message_not_in_streaming_state")
    check_piece(said)
    message["text"] += said["markdown_text"]
    space.note("streamed", said["channel"], message)
    return {"ts": said["ts"]}


def chat_stop_stream(space: SlackWorkspace, said: Arguments) -> Answer:
    message = space.found(said)
    if said["ts"] not in space.streaming:
        raise RefusedError("message_not_in_streaming_state")
    space.streaming.discard(said["ts"])
    message.update({"metadata": said["metadata"]} if said.get("metadata") else {})
    return {"ts": said["ts"]}


def assistant_threads_set_status(space: SlackWorkspace, said: Arguments) -> Answer:
    conversation = space.conversation(said["channel_id"], writes=True)
    if not any(each["ts"] == said["thread_ts"] for each in conversation.messages):
        raise RefusedError("invalid_thread_ts")
    space.statuses[conversation.id, said["thread_ts"]] = said["status"]
    space.note("status", conversation.id, {"text": said["status"]}, said["thread_ts"])
    return {}


def assistant_threads_set_title(space: SlackWorkspace, said: Arguments) -> Answer:
    if space.conversation(said["channel_id"]).kind != "direct":
        raise RefusedError("invalid_thread_ts")
    space.titles[said["thread_ts"]] = said["title"]
    return {}


def assistant_threads_set_suggested_prompts(space: SlackWorkspace, said: Arguments) -> Answer:
    if space.conversation(said["channel_id"]).kind != "direct" or not 1 <= len(said["prompts"]) <= 4:
        raise RefusedError("invalid_arguments")
    space.prompts.append(said)
    return {}


def views_open(space: SlackWorkspace, said: Arguments) -> Answer:
    trigger = str(said.get("trigger_id"))
    if trigger not in space.triggers:
        raise RefusedError("invalid_trigger_id")
    until = space.triggers[trigger]
    if until == 0.0:
        raise RefusedError("exchanged_trigger_id")
    if time.time() > until:
        raise RefusedError("expired_trigger_id")
    check_view(said["view"])
    space.triggers[trigger] = 0.0
    view = {"id": f"V{len(space.views)}{space.bot}", "hash": space.stamp(), "trigger": trigger} | said["view"]
    space.views.append(view)
    return {"view": view}


def views_publish(space: SlackWorkspace, said: Arguments) -> Answer:
    check_view(said["view"])
    space.homes[said["user_id"]] = said["view"]
    return {"view": {"id": "VH"}}


CHAT_METHODS: dict[str, Callable[[SlackWorkspace, Arguments], Answer]] = {
    "chat.postMessage": chat_post_message,
    "chat.update": chat_update,
    "chat.delete": chat_delete,
    "chat.postEphemeral": chat_post_ephemeral,
    "chat.startStream": chat_start_stream,
    "chat.appendStream": chat_append_stream,
    "chat.stopStream": chat_stop_stream,
    "assistant.threads.setStatus": assistant_threads_set_status,
    "assistant.threads.setTitle": assistant_threads_set_title,
    "assistant.threads.setSuggestedPrompts": assistant_threads_set_suggested_prompts,
    "views.open": views_open,
    "views.publish": views_publish,
}
