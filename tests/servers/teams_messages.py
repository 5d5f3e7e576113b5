"""Messages of the Bot Connector: shown, updated and removed, for all in a conversation or for one person."""

import json
from typing import Any

from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_rules import check_activity
from tests.servers.teams_streams import TeamsStreams, has_feedback, stream_info
from tests.servers.teams_tenant import Activity, Posted, TeamsConversation, TeamsTenant

LARGEST, LARGEST_CARD = 100 * 1024, 28 * 1024
"""Bytes of a message in UTF-16 with all of its JSON, and of a card in UTF-8."""


class TeamsMessages:
    """Those of one tenant. A call is given the conversation's id as it stands in the address."""

    def __init__(self, tenant: TeamsTenant) -> None:
        self._tenant = tenant
        self.streams = TeamsStreams(tenant)

    def send(self, address: str, activity: Activity, is_targeted: bool) -> str:
        """Shows a message; its id, empty where Teams gives none."""
        conversation, root = self.place(address)
        check_size(activity)
        if activity.get("type") == "typing" and not stream_info(activity):
            return self._tenant.stamp()
        if stream_info(activity):
            if activity.get("type") == "message":
                self._check(activity)
            return self.streams.take(conversation, activity)
        self._check(activity)
        to = self._recipient(conversation, activity) if is_targeted else ""
        posted = self._tenant.add(conversation, self._tenant.bot, activity, root, to)
        posted.has_feedback = has_feedback(activity)
        self._tenant.note("shown", conversation, posted, activity)
        return posted.id

    def update(self, address: str, message: str, activity: Activity, is_targeted: bool) -> None:
        """Shows something else in a message of the bot's."""
        conversation, _ = self.place(address)
        check_size(activity)
        posted = self._own(conversation, message, is_targeted)
        self._check(activity)
        self.streams.end(message, "Content stream is not allowed on an already completed streamed message")
        posted.activity, posted.changed = activity, self._tenant.stamp()
        self._tenant.note("updated", conversation, posted, activity)

    def delete(self, address: str, message: str, is_targeted: bool) -> None:
        """Takes a message of the bot's away."""
        conversation, _ = self.place(address)
        posted = self._own(conversation, message, is_targeted)
        posted.is_gone = True
        self.streams.end(message, "Content stream is not allowed on an already completed streamed message")
        self._tenant.note("removed", conversation, posted, posted.activity)

    def place(self, address: str) -> tuple[TeamsConversation, str]:
        """The conversation that an address names, and the first message of the thread, if it names one."""
        name, _, root = address.partition(";messageid=")
        conversation = self._tenant.conversations.get(name)
        if conversation is None:
            raise RefusedError(404, "ConversationNotFound", "Conversation not found.")
        if not conversation.has_bot:
            raise RefusedError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if root and conversation.kind != "channel":
            raise RefusedError(400, "BadSyntax", "There are no threads in this conversation.")
        if root and not any(each.id == root and not each.root for each in conversation.messages):
            raise RefusedError(404, "ConversationNotFound", "The thread was not found.")
        if conversation.team is not None and conversation.team.is_archived:
            raise RefusedError(403, "ConversationBlockedByUser", "The team is archived.")
        return conversation, root

    def _recipient(self, conversation: TeamsConversation, activity: Activity) -> str:
        recipient = activity.get("recipient")
        if not self._tenant.has_targeted:
            raise RefusedError(400, "BadRequest", "Targeted messages are not enabled.")
        if (
            conversation.kind == "personal"
            or not isinstance(recipient, dict)
            or recipient.get("isTargeted") is not True
        ):
            raise RefusedError(400, "BadArgument", "A targeted message names its recipient, outside of personal chats.")
        member = str(activity["recipient"].get("id"))
        if member not in conversation.members:
            raise RefusedError(400, "BadArgument", "The recipient is not a member of the conversation.")
        return member

    def _own(self, conversation: TeamsConversation, message: str, is_targeted: bool) -> Posted:
        for each in conversation.messages:
            if each.id == message and each.by == self._tenant.bot and not each.is_gone and bool(each.to) is is_targeted:
                return each
        raise RefusedError(404, "ActivityNotFoundInConversation", "The activity was not found.")

    def _check(self, activity: Activity) -> None:
        if activity.get("type", "message") != "message":
            raise RefusedError(400, "BadSyntax", "Messages are of the type message.")
        if complaints := check_activity(activity):
            raise RefusedError(400, "BadSyntax", "; ".join(complaints))


def check_size(activity: Activity) -> None:
    """Refuses what is too large."""
    if 2 * len(json.dumps(activity, ensure_ascii=False)) > LARGEST:
        raise RefusedError(413, "MessageSizeTooBig", "Message size too large.")
    attachments: Any = activity.get("attachments")
    for each in attachments if isinstance(attachments, list) else ():
        if len(json.dumps(each, ensure_ascii=False).encode()) > LARGEST_CARD:
            raise RefusedError(413, "MessageSizeTooBig", "The card is too large.")
