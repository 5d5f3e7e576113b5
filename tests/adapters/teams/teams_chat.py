"""Teams as a `Chat`: what people do there, in the activities that Teams sends, and what they see of its messages."""

import html
from collections.abc import Sequence
from typing import Any

from bot.wording.sentences import in_chat, say
from tests.adapters.chat import Chat
from tests.adapters.running_bot import RunningBot
from tests.adapters.seen import Place, SharedAs, Shown, Somebody, Written
from tests.adapters.teams.site import NAME, TeamsSite
from tests.adapters.teams.teams_faults import TeamsFaults
from tests.adapters.teams.teams_files import TeamsFilesShared
from tests.adapters.teams.teams_places import TeamsPlacesHeld
from tests.adapters.teams.teams_setup import TeamsSetup
from tests.adapters.teams.teams_views import TeamsViews
from tests.servers.teams_tenant import Activity, TeamsConversation

CALL = f"<at>{NAME}</at>"


class TeamsChat(TeamsPlacesHeld, TeamsViews, TeamsFaults, TeamsSetup, TeamsFilesShared, Chat):
    """Over the tenant of a site of its own. The bot is told of everything in the way that Teams does."""

    goes_on = 160
    grows_in = "direct"
    loses_signs = False
    tells_of_files = False
    knows_links = True
    files_permission = "Files.Read.All"
    silent = ("broken", "timeout", "refused")
    left_files = "upload_not_yours"

    def __init__(self, site: TeamsSite, bot: RunningBot) -> None:
        self.site, self.tenant, self.bot = site, site.tenant, bot
        self.begin()
        self.recall()

    def words(self, key: str, **values: str) -> str:
        """See `Chat`."""
        return say(key, in_chat("en", "teams"), **values)

    def lacks_words(self, permission: str) -> str:
        """See `Chat`."""
        return self.words("chat_permission_missing", chat="Teams", permission=permission)

    def called(self, thing: Place | Somebody) -> str:
        """See `Chat`."""
        return self.name(thing)

    def say(
        self,
        person: Somebody,
        place: Place,
        text: str,
        thread: Written | Shown | None = None,
        files: Sequence[SharedAs] = (),
        mentions: bool = False,
    ) -> Written:
        """See `Chat`: without a call, what is said in a channel reaches the bot by its owner's consent alone."""
        at = self.at(place)
        self.said(person, at)
        root = (thread.thread or thread.id) if thread is not None and at.kind == "channel" else ""
        shared = self.put_on(at, files)
        activity = self._spoken(at, text, mentions)
        message = self.site.now(
            self.tenant.add, at, person.id, activity | {"_files": [each.id for each in shared]}, root
        )
        attachments = self.attached(at, text, shared)
        entities = [self.call()] if activity["has_call"] else []
        values = {"id": message.id, "text": activity["text"], "html": self._html(activity["text"])}
        values |= self.acting(person, at, root or message.id)
        feature = "message_with_files" if files else "mention" if activity["has_call"] else "message"
        if activity["has_call"] or self.hears_all(at):
            self._event(feature, **values, attachments=attachments, entities=entities)
        return Written(place, person, message.id, root or message.id, tuple(shared), message)

    def edit(self, written: Written, text: str, mentions: bool = False) -> None:
        """See `Chat`."""
        at = self.at(written.place)
        written.raw.activity = written.raw.activity | self._spoken(at, text, mentions)
        self._changed(written)

    def unfurl(self, written: Written) -> None:
        """See `Chat`."""
        self._changed(written)

    def delete(self, written: Written) -> None:
        """See `Chat`."""
        at = self.at(written.place)
        written.raw.is_gone = True
        if self.hears_all(at) or written.raw.activity["has_call"]:
            values = self.acting(written.by, at, written.thread)
            values["data"] = values["data"] | {"eventType": "softDeleteMessage"}
            self._event("message_deleted", **values, id=written.id)

    def stop(self, written: Written) -> None:
        """See `Chat`: there is a button for it below an answer that grows, in personal chats."""
        assert self.site.now(self.site.connector.messages.streams.cancel, self.at(written.place)), "Nothing grows."

    def press(self, person: Somebody, shown: Shown, button: str) -> None:
        """See `Chat`: a suggested action is said, a card's button is an invoke."""
        posted, action = self.button(shown, button)
        at = self.at(shown.place)
        if action is None:
            self.suggested(person, at, posted, button)
            return
        self.acted(person, at)
        values = self.acting(person, at, posted.root or posted.id) | {"label": button, "message": posted.id}
        values |= {"verb": action.get("verb"), "values": action.get("data") or {}}
        self.answered(person, posted, at, self._event("button", **values))

    def suggested(self, person: Somebody, at: TeamsConversation, posted: Any, label: str) -> None:
        """A person presses a suggested action: they say its words, below the message, and call the bot by it."""
        place, root = Place(at.id), posted.root or posted.id
        self.acted(person, at)
        activity = self._spoken(at, label, at.kind != "personal")
        root = root if at.kind == "channel" and any(each.id == root for each in at.messages) else ""
        message = self.site.now(self.tenant.add, at, person.id, activity | {"_files": []}, root)
        values = {"id": message.id, "text": activity["text"], "html": self._html(activity["text"])}
        values |= self.acting(person, self.at(place), root or message.id)
        self._event("mention" if activity["has_call"] else "message", **values)

    def judge(self, person: Somebody, shown: Shown, is_helpful: bool) -> None:
        """See `Chat`: the thumbs are Teams' own; the bot is asked for a form first."""
        posted, at = self.posted(shown), self.at(shown.place)
        assert posted.has_feedback, "There are no thumbs."
        self.acted(person, at)
        values = self.acting(person, at, posted.root or posted.id)
        values |= {"message": posted.id, "reaction": "like" if is_helpful else "dislike"}
        self.answered(person, posted, at, self._event("verdict", **values), reaction=values["reaction"])

    def _changed(self, written: Written) -> None:
        at, activity = self.at(written.place), written.raw.activity
        if not self.hears_all(at) and not activity["has_call"]:
            return
        values = self.acting(written.by, at, written.thread)
        values["data"] = values["data"] | {"eventType": "editMessage"}
        values |= {"id": written.id, "text": activity["text"], "html": self._html(activity["text"])}
        self._event("message_changed", **values, entities=[self.call()] if activity["has_call"] else [])

    def hears_all(self, at: TeamsConversation) -> bool:
        """Whether the bot hears what doesn't call it."""
        return at.kind == "personal" or bool(at.consented & {"ChannelMessage.Read.Group", "ChatMessage.Read.Chat"})

    def call(self) -> Activity:
        """The entity by which a message calls the bot."""
        return {"type": "mention", "mentioned": {"id": self.tenant.bot, "name": NAME}, "text": CALL}

    def _spoken(self, at: TeamsConversation, text: str, mentions: bool) -> dict[str, Any]:
        calls = mentions and at.kind != "personal"
        return {"text": f"{CALL} {text}".rstrip() if calls else text, "has_call": calls}

    def _html(self, text: str) -> str:
        called, _, rest = text.rpartition(CALL)
        mark = f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{NAME}</span>'
        return f"<p>{mark if text.startswith(CALL) else called}{html.escape(rest)}</p>"

    def _event(self, feature: str, **values: Any) -> Any:
        return self.site.event(self.bot, feature, **values)
