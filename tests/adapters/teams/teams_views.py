"""What people see in Teams: messages for all and for one, cards that answer a button, forms, the personal chat."""

from dataclasses import replace
from typing import Any

from bot.wording.sentences import say
from tests.adapters.chat import Chat
from tests.adapters.seen import Form, Place, Shown, Somebody, Step, Written
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_forms import Held, form_of, is_form, read_card
from tests.adapters.teams.teams_reading import Reading
from tests.servers.teams_tenant import Activity, Noted, Posted, TeamsConversation, TeamsTenant

KINDS = {"signal": "sign", "streamed": "in the making", "shown": "message", "updated": "message", "removed": "gone"}
BEHIND = frozenset(
    say(name, each) for name in ("more_passages", "answer_privately", "share_answer") for each in ("en", "de")
)
"""Buttons that Teams can't put below a text: they stand in a small card behind it, which belongs to it."""
TAKEN = frozenset(say("teams_taken", each) for each in ("en-x-teams", "de-x-teams"))
"""What stands on a card while its button is taken."""
LABELS = frozenset(
    say(name, each)
    for name in ("more_passages", "retry_now", "what_do_you_know", "answer_privately", "share_answer")
    for each in ("en", "de")
)
"""Suggested actions that are buttons; others are questions that one could ask."""
Pair = tuple[Posted, Activity]
"""A message, and what stands in it for who looks."""


class TeamsViews(Chat):
    """The seeing half of `TeamsChat`."""

    site: TeamsSite
    tenant: TeamsTenant
    closes_forms = 0
    """How many forms people close unread."""

    def recall(self) -> None:
        """Nothing was seen yet."""
        self.held: list[Held] = []
        self.forms_seen: set[str] = set()
        self.acts: dict[str, str] = {}

    def said(self, person: Somebody, at: TeamsConversation) -> None:
        """A person writes: in the personal chat what comes next answers that, and no act of theirs."""
        if at.kind == "personal":
            self.acts.pop(person.id, None)

    def acted(self, person: Somebody, at: TeamsConversation) -> None:
        """A person pressed something, gave a command or filled in a form."""
        self.acts.setdefault(person.id, self.tenant.stamp())

    def everyone(self, place: Place) -> list[Shown]:
        """See `Chat`."""
        at = self.tenant.conversations[place.id]
        ours = [each for each in at.messages if each.by == self.tenant.bot and not each.to]
        return self._together([(each, each.activity) for each in ours if not each.is_gone], place)

    def alone(self, person: Somebody) -> list[Shown]:
        """See `Chat`: targeted messages, answers to invokes, and the personal chat since the person did something."""
        found: list[tuple[str, Shown]] = []
        since = self.acts.get(person.id, "")
        for at in list(self.tenant.conversations.values()):
            is_own = at.kind == "personal" and person.id in at.members and since
            mine = [each for each in at.messages if each.by == self.tenant.bot and not each.is_gone]
            mine = [each for each in mine if each.to == person.id or (is_own and each.id > since)]
            pairs = [(each, self._view(person, each)) for each in mine]
            found += [(each.id, each) for each in self._together(pairs, Place(at.id)) if not self._is_form(each)]
        for held in self.held:
            if held.person == person.id and not held.replaces and not is_form(held.activity):
                shown = self._shown(Posted(held.id, self.tenant.bot, held.activity), held.activity, Place(held.place))
                found.append((held.id, shown))
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]

    def steps(self, written: Written) -> list[Step]:
        """See `Chat`: a message that says no more than what the bot does is a sign."""
        listed = [each for each in list(self.tenant.journal) if each.channel == written.place.id]
        if any(each.root for each in listed):
            listed = [each for each in listed if each.root == written.thread]
        return [self.step(each, written.place) for each in listed if each.id > written.id]

    def sign(self, written: Written) -> str:
        """See `Chat`."""
        standing = [each for each in self.replies(written) if is_sign(each.text)]
        return standing[-1].text if standing else ""

    def form(self, person: Somebody) -> Form:
        """See `Chat`: a card with inputs, or one that asks whether it is to be done."""
        held = self.seen(lambda: self._forms(person))[-1]
        for each in self._forms(person):
            self.forms_seen.add(each.id)
        return form_of(held)

    def open_page(self, person: Somebody) -> Shown:
        """See `Chat`: it is a card that the command `home` shows."""
        before = {each.id for each in self.alone(person)}
        self.command(person, self.direct(person), "home")
        return self.seen(lambda: [each for each in self.alone(person) if each.id not in before])[-1]

    def meet(self, person: Somebody) -> tuple[Shown, list[str]]:
        """See `Chat`: the bot is installed for the person, anew where it was before."""
        place = self.direct(person)
        at = self.tenant.conversations[place.id]
        if at.id in self.introduced:
            self.remove_bot(place)
            self.bot.settle()
        before = len(self.everyone(place))
        self.add_bot(place)
        self.bot.settle()
        first = self.everyone(place)[before]
        actions = (first.raw[0][1].get("suggestedActions") or {}).get("actions") or ()
        know = say("what_do_you_know", "en")
        return first, [str(each["value"]) for each in actions if each["title"] != know]

    def title(self, written: Written) -> str:
        """See `Chat`: there are none."""
        return ""

    def calls(self) -> int:
        """See `Chat`."""
        return len(self.site.connector.asked)

    def posted(self, shown: Shown) -> Posted:
        """The message that is shown, the first of its parts."""
        first: Posted = shown.raw[0][0]
        return first

    def button(self, shown: Shown, label: str) -> tuple[Posted, Activity | None]:
        """The message that holds a button, and the card's action; none for a suggested one."""
        for posted, activity in shown.raw:
            for action in read_card(activity, Reading()).actions:
                if action.get("title") == label:
                    return posted, dict(action)
            for each in (activity.get("suggestedActions") or {}).get("actions") or ():
                if each["title"] == label:
                    assert each["type"] == "imBack" and each["value"] == label
                    return posted, None
        raise AssertionError(f"{label} is not one of {shown.buttons}.")

    def answered(
        self, person: Somebody, posted: Posted | None, at: TeamsConversation, response: Any, reaction: str = ""
    ) -> None:
        """Shows a person what their invoke was answered."""
        told = response.json() if response.content else {}
        task = told.get("task") or {}
        value = told.get("value") if "statusCode" in told else task.get("value")
        kind = str(told.get("type") or task.get("type") or "")
        about = posted.id if posted is not None else ""
        held = Held(self.tenant.stamp(), person.id, at.id, {}, about=about, reaction=reaction)
        if kind.endswith("card.adaptive"):
            held.activity = {"attachments": [{"contentType": kind, "content": value}]}
            held.replaces = about
        elif kind == "continue":
            held.activity = {"attachments": [value["card"]], "_title": value.get("title", "")}
        elif isinstance(value, str) and value:
            held.activity = {"text": value}
        if self.closes_forms and is_form(held.activity):
            self.closes_forms -= 1
        elif held.activity and held.activity.get("text") not in TAKEN:  # which Teams shows for a moment
            self.held.append(held)

    def _forms(self, person: Somebody) -> list[Held]:
        found = [each for each in self.held if each.person == person.id]
        for at in self.tenant.conversations.values():
            for each in at.messages:
                is_mine = each.to == person.id or (at.kind == "personal" and person.id in at.members)
                if each.by == self.tenant.bot and is_mine and not each.is_gone:
                    found.append(Held(each.id, person.id, at.id, self._view(person, each), each.id))
        new = [each for each in found if each.id not in self.forms_seen and is_form(each.activity)]
        return sorted(new, key=lambda each: each.id)

    def _view(self, person: Somebody, posted: Posted) -> Activity:
        views = [each for each in self.held if each.replaces == posted.id and each.person == person.id]
        return views[-1].activity if views and views[-1].id > posted.changed else posted.activity

    def _is_form(self, shown: Shown) -> bool:
        return any(is_form(activity) for _, activity in shown.raw)

    def step(self, noted: Noted, place: Place) -> Step:
        """What somebody saw of one thing that the bot did."""
        posted = Posted(noted.id, self.tenant.bot, noted.activity, noted.root)
        shown = self._shown(posted, noted.activity, place)
        kind = "sign" if KINDS[noted.kind] != "gone" and is_sign(shown.text) else KINDS[noted.kind]
        return Step(kind, shown, noted.at)

    def _together(self, pairs: list[Pair], place: Place) -> list[Shown]:
        found: list[Shown] = []
        for posted, activity in pairs:
            shown = self._shown(posted, activity, place)
            is_behind = not activity.get("text") and shown.buttons and set(shown.buttons) <= BEHIND
            if found and found[-1].thread == shown.thread and is_behind:
                before = found[-1]
                text = "\n".join(filter(None, (before.text, shown.text)))
                buttons, links = before.buttons + shown.buttons, before.links | shown.links
                found[-1] = replace(before, text=text, buttons=buttons, links=links, raw=[*before.raw, *shown.raw])
                continue
            found.append(shown)
        return found

    def _shown(self, posted: Posted, activity: Activity, place: Place) -> Shown:
        reading = Reading()
        card = read_card(activity, reading)
        text = "\n".join(card.lines) or reading.markdown(str(activity.get("text") or ""))
        mentions = [str(each["text"]) for each in activity.get("entities") or () if each.get("type") == "mention"]
        suggested = [str(each["title"]) for each in (activity.get("suggestedActions") or {}).get("actions") or ()]
        return Shown(
            place,
            posted.id,
            text,
            posted.root,
            (*(str(each.get("title")) for each in card.actions), *(each for each in suggested if each in LABELS)),
            reading.links,
            tuple([*reading.mentions, *mentions]),
            tuple(reading.formats),
            Reading().markdown(str(activity.get("summary") or "")) or text,
            posted.has_feedback,
            [(posted, activity)],
        )


def is_sign(text: str) -> bool:
    """Whether a message says no more than what the bot does."""
    return text.endswith("…") and "\n" not in text and "[" not in text
