"""Slack as a `Chat`: what people do there, in the payloads that Slack sends, and what they see, from its Web API."""

from collections.abc import Sequence
from typing import Any

from bot.chat.chat import Person
from bot.wording.sentences import say
from tests.adapters.chat import Chat, Kind
from tests.adapters.running_bot import RunningBot
from tests.adapters.seen import Place, SharedAs, Shown, Somebody, Written
from tests.adapters.slack.reading import buttons, verdict_buttons
from tests.adapters.slack.site import SlackSite
from tests.adapters.slack.slack_faults import SlackFaults
from tests.adapters.slack.slack_files import SlackFiles
from tests.adapters.slack.slack_setup import SlackSetup
from tests.adapters.slack.slack_views import SlackViews
from tests.servers.slack_workspace import Conversation, new_id

LOCALES = {"en": "en-US", "de": "de-DE"}
OTHER_TEAM = "T0000OTHER"


class SlackChat(SlackViews, SlackFaults, SlackSetup, SlackFiles, Chat):
    """Over one workspace of a site of its own. The bot is told of everything in the way that Slack does."""

    loose_parts = ("name", "suggest", "open a form")
    files_permission = "files:read"

    def __init__(self, site: SlackSite, bot: RunningBot) -> None:
        self.site, self.space, self.bot = site, site.space, bot

    def words(self, key: str, **values: str) -> str:
        """See `Chat`."""
        return say(key, "en", **values)

    def lacks_words(self, permission: str) -> str:
        """See `Chat`."""
        return say("slack_scope_missing", "en", scope=permission)

    def called(self, thing: Place | Somebody) -> str:
        """See `Chat`."""
        return f"{'@' if isinstance(thing, Somebody) else '#'}{self.name(thing)}"

    def person(self, name: str = "Ann", *, language: str = "en", role: str = "member") -> Somebody:
        """See `Chat`."""
        user = Somebody(new_id("U"), name)
        is_outsider = role == "outsider"
        self.space.users[user.id] = {
            "team_id": OTHER_TEAM if is_outsider else self.space.team,
            "name": name,
            "locale": LOCALES[language],
            "is_admin": role in {"admin", "outsider"},
            "is_restricted": role == "guest",
            "is_stranger": is_outsider,
            "is_hidden": role == "unknown",
        }
        return user

    def known_as(self, person: Somebody) -> Person:
        """See `Chat`."""
        return Person("slack", self.space.users[person.id]["team_id"], person.id)

    def mail(self, person: Somebody, address: str, is_active: bool = True) -> None:
        """See `Chat`."""
        told = {"profile": {"email": address}, "is_email_confirmed": True, "deleted": not is_active}
        self.space.users[person.id] |= told

    def channel(
        self, *people: Somebody, kind: Kind = "channel", by: Somebody | None = None, is_shared: bool = False
    ) -> Place:
        """See `Chat`."""
        letter = "G" if kind == "group" else "C"
        made = Conversation(new_id(letter), kind, {self.space.bot, *(each.id for each in people)})
        made.creator, made.name = (by.id if by is not None else new_id("U")), f"channel-{made.id.lower()}"
        made.flags = {"is_ext_shared": True, "is_shared": True} if is_shared else {}
        self.space.conversations[made.id] = made
        return Place(made.id)

    def direct(self, person: Somebody) -> Place:
        """See `Chat`."""
        return Place(self.space.direct(person.id).id)

    def join(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """See `Chat`."""
        self._at(place).members.add(person.id)
        if is_told:
            self._event("member_joined", user=person.id, channel=place.id, channel_letter="C", inviter=None)

    def leave(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """See `Chat`."""
        self._at(place).members.discard(person.id)
        if is_told:
            self._event("member_left", user=person.id, channel=place.id, channel_letter="C")

    def rename(self, thing: Place | Somebody, name: str) -> None:
        """See `Chat`."""
        if isinstance(thing, Somebody):
            self.space.users[thing.id]["name"] = name
            return
        self._at(thing).name = name
        self._event("channel_renamed", channel=thing.id, channel_name=name)

    def name(self, thing: Place | Somebody) -> str:
        """See `Chat`."""
        return self.space.users[thing.id]["name"] if isinstance(thing, Somebody) else self._at(thing).name

    def add_bot(self, place: Place) -> None:
        """See `Chat`."""
        self._at(place).members.add(self.space.bot)
        self._event("member_joined", user=self.space.bot, channel=place.id, channel_letter="C", inviter=None)

    def remove_bot(self, place: Place) -> None:
        """See `Chat`."""
        self._at(place).members.discard(self.space.bot)
        self._event("member_left", user=self.space.bot, channel=place.id, channel_letter="C")
        self._event("bot_left", user=None, channel=place.id)

    def close(self, place: Place) -> None:
        """See `Chat`."""
        self._at(place).flags["is_archived"] = True
        self._event("channel_archived", user=self._at(place).creator, channel=place.id)

    def open_to_others(self, place: Place) -> None:
        """See `Chat`."""
        self._at(place).flags |= {"is_ext_shared": True, "is_shared": True}
        self._event("channel_shared", channel=place.id, other_team=OTHER_TEAM)

    def share_with(self, place: Place, person: Somebody) -> None:
        """See `Chat`: channels are shared with workspaces."""
        raise NotImplementedError

    def uninstall(self) -> None:
        """See `Chat`."""
        self.site.server.workspaces.pop(self.space.token, None)
        self._event("uninstalled")

    def say(
        self,
        person: Somebody,
        place: Place,
        text: str,
        thread: Written | Shown | None = None,
        files: Sequence[SharedAs] = (),
        mentions: bool = False,
    ) -> Written:
        """See `Chat`."""
        at = self._at(place)
        root = (thread.thread or thread.id) if thread is not None else None
        values = self._spoken(person, at, self._spelled(text, mentions)) | {"thread": root}
        described = [self._described(each, person) for each in files]
        for each in files:
            self.space.files[each.id].places.add(place.id)
        feature = "message_with_files" if files else "message"
        payload = self.site.payload(feature, **values, files=described)
        kept = {name: each for name, each in payload["event"].items() if name not in {"channel", "channel_type"}}
        message = self.site.now(self.space.add, place.id, kept)
        values["ts"] = message["ts"]
        if mentions and not files and at.kind != "direct":  # Slack reports a mention in both ways
            self._event("mention", **values)
        self._event(feature, **values, files=described)
        return Written(place, person, message["ts"], root or message["ts"], tuple(files), message)

    def edit(self, written: Written, text: str, mentions: bool = False) -> None:
        """See `Chat`."""
        stamp, before = self.space.stamp(), dict(written.raw)
        written.raw.update(text=self._spelled(text, mentions), edited={"user": written.by.id, "ts": stamp})
        self._changed(written, before, stamp)

    def unfurl(self, written: Written) -> None:
        """See `Chat`."""
        before = dict(written.raw)
        written.raw["attachments"] = [{"from_url": "https://example.com/", "title": "Example", "id": 1}]
        self._changed(written, before, self.space.stamp())

    def delete(self, written: Written) -> None:
        """See `Chat`: with replies in its thread Slack leaves a tombstone, and reports a change instead."""
        at, before = self._at(written.place), dict(written.raw)
        if any(each.get("thread_ts") == written.id for each in at.messages if each is not written.raw):
            written.raw.update(subtype="tombstone", text="This message was deleted.", user="USLACKBOT", hidden=True)
            self._changed(written, before, written.id)
            return
        at.messages.remove(written.raw)
        self.space.statuses.pop((at.id, written.id), None)  # it stood below the message
        values = {"before": before, "changed_ts": self.space.stamp(), "ts": written.id, "channel": at.id}
        self._event("message_deleted", **values, channel_type=at.channel_type)

    def stop(self, written: Written) -> None:
        """See `Chat`: Slack has no button for it."""
        self.delete(written)

    def press(self, person: Somebody, shown: Shown, button: str) -> None:
        """See `Chat`."""
        named = [each for each in buttons(shown.raw) if each["text"]["text"] == button]
        assert len(named) == 1, f"{button} is not one of {shown.buttons}."
        self._pressed(person, shown, named[0]["action_id"], named[0]["value"], button)

    def judge(self, person: Somebody, shown: Shown, is_helpful: bool) -> None:
        """See `Chat`."""
        pair = verdict_buttons(shown.raw)
        chosen = pair["positive_button" if is_helpful else "negative_button"]
        self._pressed(person, shown, pair["action_id"], chosen["value"], chosen["text"]["text"])

    def _pressed(self, person: Somebody, shown: Shown, action: str, value: str, label: str) -> None:
        is_private = any(each is shown.raw for each in self.space.whispers)
        address = self.space.address(person.id, shown.place.id, shown.raw if is_private else None)
        at = self.space.conversations.get(shown.place.id)
        self._event(
            "button_of_a_private_message" if is_private else "button",
            **self._acting(person),
            ts=shown.id,
            thread=shown.thread or None,
            channel=shown.place.id,
            channel_name=at.name if at is not None else "",
            message=dict(shown.raw),
            address=address,
            action=action,
            value=value,
            label=label,
            block="block",
        )

    def _changed(self, written: Written, before: dict[str, Any], stamp: str) -> None:
        at = self._at(written.place)
        values = {"now": dict(written.raw), "before": before, "changed_ts": stamp}
        self._event("message_changed", **values, channel=at.id, channel_type=at.channel_type)

    def _event(self, feature: str, **values: Any) -> None:
        self.site.event(self.bot, feature, **values)

    def _at(self, place: Place) -> Conversation:
        return self.space.conversations[place.id]

    def _spelled(self, text: str, mentions: bool) -> str:
        words = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<@{self.space.bot}> {words}".strip() if mentions else words

    def _spoken(self, person: Somebody, at: Conversation, text: str) -> dict[str, Any]:
        who = {"user": person.id, "user_team": self.space.users[person.id]["team_id"], "text": text}
        is_shared = bool(at.flags.get("is_ext_shared"))
        return who | {"channel": at.id, "channel_type": at.channel_type, "is_shared": is_shared}

    def _acting(self, person: Somebody) -> dict[str, Any]:
        user = self.space.users[person.id]
        who = {"user": person.id, "user_name": user["name"], "user_team": user["team_id"]}
        return who | {"trigger": self.space.trigger()}
