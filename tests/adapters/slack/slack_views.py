"""What people see in Slack: messages, private ones, dialogs, App Home, the agent's pane."""

from tests.adapters.chat import Chat
from tests.adapters.seen import Form, Place, Shown, Somebody, Step, Written
from tests.adapters.slack.reading import form_of, shown
from tests.adapters.slack.site import SlackSite
from tests.servers.slack_workspace import Message, SlackWorkspace

KINDS = {"status": "sign", "streamed": "in the making", "posted": "message", "updated": "message", "deleted": "gone"}


class SlackViews(Chat):
    """The seeing half of `SlackChat`."""

    site: SlackSite
    space: SlackWorkspace

    def everyone(self, place: Place) -> list[Shown]:
        """See `Chat`."""
        ours = [each for each in self.space.conversations[place.id].messages if each.get("user") == self.space.bot]
        return [shown(each, place.id, self._name) for each in ours]

    def alone(self, person: Somebody) -> list[Shown]:
        """See `Chat`."""
        mine = [each for each in self.space.whispers if each["user"] == person.id]
        return [shown(each, each["channel"], self._name) for each in mine]

    def steps(self, written: Written) -> list[Step]:
        """See `Chat`."""
        listed = [each for each in self.space.journal if each["channel"] == written.place.id and each["kind"] in KINDS]
        if any(each["thread"] for each in listed):
            listed = [each for each in listed if each["thread"] == written.thread]
        listed = [each for each in listed if each["at"] >= written.at - 0.001]
        found = []
        for each in listed:
            found.append(self.step(each))
        return found

    def step(self, noted: Message) -> Step:
        """What somebody saw of one thing that the bot did."""
        body = {"text": noted["text"], "blocks": noted["blocks"], "ts": noted["ts"]}
        return Step(KINDS[noted["kind"]], shown(body, noted["channel"], self._name), noted["at"])

    def sign(self, written: Written) -> str:
        """See `Chat`."""
        return self.space.statuses.get((written.place.id, written.thread), "")

    def form(self, person: Somebody) -> Form:
        """See `Chat`."""
        view = self.seen(lambda: self.space.views)[-1]
        self.space.views.clear()
        return form_of(view, self._name)

    def open_page(self, person: Somebody) -> Shown:
        """See `Chat`."""
        self.space.homes.pop(person.id, None)
        self._tell_opened(person, "home")
        view = self.seen(lambda: self.space.homes.get(person.id))
        return shown({"blocks": view["blocks"]}, "", self._name)

    def meet(self, person: Somebody) -> tuple[Shown, list[str]]:
        """See `Chat`."""
        self.space.prompts.clear()
        place = self.direct(person)
        thread = self.space.add(
            place.id, {"user": self.space.bot, "text": "New chat", "subtype": "assistant_app_thread"}
        )
        self.site.event(self.bot, "conversation_opened", user=person.id, channel=place.id, thread=thread["ts"])
        self.bot.settle()
        first = [each for each in self.everyone(place) if each.thread == thread["ts"]]
        prompts = [each["message"] for said in self.space.prompts for each in said["prompts"]]
        return first[0], prompts

    def title(self, written: Written) -> str:
        """See `Chat`."""
        return self.space.titles.get(written.thread, "")

    def calls(self) -> int:
        """See `Chat`."""
        return len(self.site.server.asked)

    def _tell_opened(self, person: Somebody, tab: str) -> None:
        place = self.direct(person)
        self.site.event(self.bot, "page_opened", user=person.id, channel=place.id, tab=tab, view=None)

    def _name(self, of: str) -> str:
        user, channel = self.space.users.get(of), self.space.conversations.get(of)
        return user["name"] if user is not None else channel.name if channel is not None else of
