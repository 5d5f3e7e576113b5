"""Methods of Slack's Web API over a workspace: people, conversations, files; the table of all methods."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.servers.slack_chat_methods import CHAT_METHODS
from tests.servers.slack_rules import RefusedError
from tests.servers.slack_workspace import Arguments, Conversation, Message, SlackWorkspace, need

Answer = dict[str, Any]
Method = Callable[[SlackWorkspace, Arguments], Answer]

HISTORY = {"channel": "channels:history", "private": "groups:history", "group": "mpim:history", "direct": "im:history"}
READ = {"channel": "channels:read", "private": "groups:read", "group": "mpim:read", "direct": "im:read"}
TYPES = {"public_channel": "channel", "private_channel": "private", "mpim": "group", "im": "direct"}


def auth_test(space: SlackWorkspace, _: Arguments) -> Answer:
    return {"team_id": space.team, "team": "One", "user": "tcbot", "user_id": space.bot, "bot_id": f"B{space.bot}"}


def users_info(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "users:read")
    user = space.users.get(said["user"])
    if user is None or user.get("is_hidden"):
        raise RefusedError("user_not_found")
    return {"user": {"id": said["user"]} | user}


def users_lookup_by_email(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "users:read.email")
    for user_id, user in space.users.items():
        if str((user.get("profile") or {}).get("email") or "").lower() == said["email"].strip().lower():
            return {"user": {"id": user_id} | user}
    raise RefusedError("users_not_found")


def users_list(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "users:read")
    listed = [{"id": each} | user for each, user in sorted(space.users.items()) if not user.get("is_hidden")]
    return _paged(space, said, "members", [each for each in listed if each["team_id"] == space.team])


def users_conversations(space: SlackWorkspace, said: Arguments) -> Answer:
    kinds = {TYPES[each] for each in str(said.get("types") or "public_channel").split(",")}
    for kind in kinds:
        need(space, READ[kind])
    user = said.get("user") or space.bot
    found = [
        each.info(space.bot)
        for each in space.conversations.values()
        if each.kind in kinds
        and user in each.members
        and (each.kind == "channel" or space.bot in each.members)
        and not (said.get("exclude_archived") and each.flags.get("is_archived"))
    ]
    return _paged(space, said, "channels", found)


def conversations_info(space: SlackWorkspace, said: Arguments) -> Answer:
    conversation = space.conversation(said["channel"])
    need(space, READ[conversation.kind])
    return {"channel": conversation.info(space.bot)}


def conversations_members(space: SlackWorkspace, said: Arguments) -> Answer:
    conversation = space.conversation(said["channel"])
    need(space, READ[conversation.kind])
    return _paged(space, said, "members", sorted(conversation.members))


def conversations_open(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "im:write")
    return {"channel": {"id": space.direct(said["users"]).id}}


def conversations_replies(space: SlackWorkspace, said: Arguments) -> Answer:
    conversation = _readable(space, said)
    if not any(said["ts"] in (each["ts"], each.get("thread_ts")) for each in conversation.messages):
        raise RefusedError("thread_not_found")
    first = [each for each in conversation.messages if each["ts"] == said["ts"]]
    replies = [each for each in conversation.messages if each.get("thread_ts") == said["ts"] and each not in first]
    return _page_of_messages(space, said, replies, first)


def conversations_history(space: SlackWorkspace, said: Arguments) -> Answer:
    listed = [each for each in _readable(space, said).messages if not each.get("thread_ts")]
    return _page_of_messages(space, said, listed[::-1], [])


def files_info(space: SlackWorkspace, said: Arguments) -> Answer:
    need(space, "files:read")
    file = space.files.get(said["file"])
    if file is None or not space.sees(file):
        raise RefusedError("file_not_found")
    of_kind = {name: [] for name in ("channels", "groups", "ims")}  # type: dict[str, list[str]]
    for place in sorted(file.places):
        kind = space.conversations[place].kind
        of_kind[{"channel": "channels", "direct": "ims"}.get(kind, "groups")].append(place)
    told = {"id": file.id, "name": file.name, "size": len(file.content), "mimetype": file.media_type, "mode": "hosted"}
    address = f"{space.site}/files/{file.id}"
    told |= {"user": file.owner, "url_private_download": address, "permalink": f"{space.site}/archives/{file.id}"}
    return {"file": told | of_kind | file.flags}


def _readable(space: SlackWorkspace, said: Arguments) -> Conversation:
    conversation = space.conversation(said["channel"])
    need(space, HISTORY[conversation.kind])
    if space.bot not in conversation.members:
        raise RefusedError("not_in_channel")
    return conversation


def _page_of_messages(
    space: SlackWorkspace, said: Arguments, listed: Sequence[Message], first: Sequence[Message]
) -> Answer:
    """One page, its metadata where that was asked for; a thread's first message stands on each of its pages."""
    within = [each for each in listed if float(each["ts"]) > float(said.get("oldest") or 0)]
    shows = str(said.get("include_all_metadata")).lower() in {"true", "1"} and not space.hides_metadata
    left_out = () if shows else ("metadata",)
    page = _paged(space, said, "messages", within)
    page["messages"] = [
        {name: value for name, value in each.items() if name not in left_out} for each in [*first, *page["messages"]]
    ]
    return page


def _paged(space: SlackWorkspace, said: Arguments, name: str, found: Sequence[Any]) -> Answer:
    start = int(said.get("cursor") or 0)
    end = start + min(space.most_on_a_page, int(said.get("limit") or 100))
    more = end < len(found)
    return {name: found[start:end], "has_more": more, "response_metadata": {"next_cursor": str(end) if more else ""}}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "users.info": users_info,
    "users.lookupByEmail": users_lookup_by_email,
    "users.list": users_list,
    "users.conversations": users_conversations,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.open": conversations_open,
    "conversations.replies": conversations_replies,
    "conversations.history": conversations_history,
    "files.info": files_info,
    **CHAT_METHODS,
}
