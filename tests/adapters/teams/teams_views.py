"""What people see in Teams: messages for all and for one, cards that answer a button, forms, the personal chat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.wording.sentences import say
from tests.adapters.chat import Chat
from tests.adapters.seen import Form, Place, Shown, Somebody, Step, Written
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_reading import Card, Reading, card_of
from tests.servers.teams_tenant import Activity, Noted, Posted, TeamsConversation, TeamsTenant

KINDS = {"signal": "sign", "streamed": "in the making", "shown": "message", "updated": "message", "removed": "gone"}
BEHIND = frozenset(say(name, each) for name in ("answer_privately", "share_answer") for each in ("en", "de"))
"""Buttons that Teams can't put below a text: they stand in a small card behind it, which belongs to it."""
Pair = tuple[Posted, Activity]
"""A message, and what stands in it for who looks."""


@dataclass
class Held:
    """Something that one person alone got in answer to what they did: in place of a message, or beside all of them."""

    id: str
    person: str
    place: str
    activity: Activity
    replaces: str = ""
    reaction: str = ""


class TeamsViews(Chat):
    """The seeing half of `TeamsChat`."""

    site: TeamsSite
    tenant: TeamsTenant

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
        """See `Chat`; with the team's General channel where the bot greets a team that it was added to."""
        at = self.tenant.conversations[place.id]
        places = [at]
        if at.id in self.greeted and at.team is not None and at.team.id != at.id:  # type: ignore[attr-defined]
            places.insert(0, self.tenant.conversations[at.team.id])
        ours = [each for one in places for each in one.messages if each.by == self.tenant.bot and not each.to]
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
            if held.person == person.id and not held.replaces and not _is_form(held.activity):
                shown = self._shown(Posted(held.id, self.tenant.bot, held.activity), held.activity, Place(held.place))
                found.append((held.id, shown))
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]

    def steps(self, written: Written) -> list[Step]:
        """See `Chat`: a message that says no more than what the bot does is a sign."""
        listed = [each for each in list(self.tenant.journal) if each.channel == written.place.id]
        if any(each.root for each in listed):
            listed = [each for each in listed if each.root == written.thread]
        return [self._step(each, written.place) for each in listed if each.id > written.id]

    def sign(self, written: Written) -> str:
        """See `Chat`."""
        standing = [each for each in self.replies(written) if _is_sign(each.text)]
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
        if at.id in self.told:  # type: ignore[attr-defined]
            self.remove_bot(place)
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

    def button(self, shown: Shown, label: str) -> tuple[Posted, Activity, Activity | None]:
        """The message that holds a button, what stands in it, and the card's action; none for a suggested one."""
        for posted, activity in shown.raw:
            for action in _card(activity, Reading()).actions:
                if action.get("title") == label:
                    return posted, activity, dict(action)
            for each in (activity.get("suggestedActions") or {}).get("actions") or ():
                if each["title"] == label:
                    assert each["type"] == "imBack" and each["value"] == label
                    return posted, activity, None
        raise AssertionError(f"{label} is not one of {shown.buttons}.")

    def answered(
        self, person: Somebody, posted: Posted | None, at: TeamsConversation, response: Any, reaction: str = ""
    ) -> None:
        """Shows a person what their invoke was answered."""
        told = response.json() if response.content else {}
        task = told.get("task") or {}
        value = told.get("value") if "statusCode" in told else task.get("value")
        kind = str(told.get("type") or task.get("type") or "")
        held = Held(self.tenant.stamp(), person.id, at.id, {}, reaction=reaction)
        if kind.endswith("card.adaptive"):
            held.activity = {"attachments": [{"contentType": kind, "content": value}]}
            held.replaces = posted.id if posted is not None else ""
        elif kind == "continue":
            held.activity = {"attachments": [value["card"]], "_title": value.get("title", "")}
        elif isinstance(value, str) and value:
            held.activity = {"text": value}
        if held.activity:
            self.held.append(held)

    def _forms(self, person: Somebody) -> list[Held]:
        found = [each for each in self.held if each.person == person.id]
        for at in self.tenant.conversations.values():
            for each in at.messages:
                is_mine = each.to == person.id or (at.kind == "personal" and person.id in at.members)
                if each.by == self.tenant.bot and is_mine and not each.is_gone:
                    found.append(Held(each.id, person.id, at.id, self._view(person, each), each.id))
        new = [each for each in found if each.id not in self.forms_seen and _is_form(each.activity)]
        return sorted(new, key=lambda each: each.id)

    def _view(self, person: Somebody, posted: Posted) -> Activity:
        views = [each for each in self.held if each.replaces == posted.id and each.person == person.id]
        return views[-1].activity if views else posted.activity

    def _is_form(self, shown: Shown) -> bool:
        return any(_is_form(activity) for _, activity in shown.raw)

    def _step(self, noted: Noted, place: Place) -> Step:
        posted = Posted(noted.id, self.tenant.bot, noted.activity, noted.root)
        shown = self._shown(posted, noted.activity, place)
        kind = "sign" if KINDS[noted.kind] != "gone" and _is_sign(shown.text) else KINDS[noted.kind]
        return Step(kind, shown, noted.at)

    def _together(self, pairs: list[Pair], place: Place) -> list[Shown]:
        found: list[Shown] = []
        for posted, activity in pairs:
            shown = self._shown(posted, activity, place)
            if found and found[-1].thread == shown.thread and shown.buttons and set(shown.buttons) <= BEHIND:
                before = found[-1]
                text = "\n".join(filter(None, (before.text, shown.text)))
                buttons, links = before.buttons + shown.buttons, before.links | shown.links
                found[-1] = replace(before, text=text, buttons=buttons, links=links, raw=[*before.raw, *shown.raw])
                continue
            found.append(shown)
        return found

    def _shown(self, posted: Posted, activity: Activity, place: Place) -> Shown:
        reading = Reading()
        card = _card(activity, reading)
        text = "\n".join(card.lines) or reading.markdown(str(activity.get("text") or ""))
        mentions = [str(each["text"]) for each in activity.get("entities") or () if each.get("type") == "mention"]
        suggested = [str(each["title"]) for each in (activity.get("suggestedActions") or {}).get("actions") or ()]
        know = say("what_do_you_know", "en")
        return Shown(
            place,
            posted.id,
            text,
            posted.root,
            (*(str(each.get("title")) for each in card.actions), *(each for each in suggested if _is_button(each))),
            reading.links,
            tuple([*reading.mentions, *mentions]),
            tuple(reading.formats),
            Reading().markdown(str(activity.get("summary") or "")) or text,
            posted.has_feedback,
            [(posted, activity)],
        )


def form_of(held: Held) -> Form:
    """A card as a form."""
    card = _card(held.activity, Reading())
    fields, chosen = {}, {}
    for each in card.inputs:
        options = {choice["value"]: choice["title"] for choice in each.get("choices") or ()}
        fields[each["label"]] = tuple(options.values())
        if each.get("value") in options:
            chosen[each["label"]] = options[each["value"]]
    title = str(held.activity.get("_title") or card.title)
    return Form(title, "\n".join(card.lines), fields, chosen, held)


def filled_in(held: Held, answers: Mapping[str, Any]) -> tuple[Activity, Activity]:
    """The action that sends a form, and what it sends with these answers by the labels of fields."""
    card, left = _card(held.activity, Reading()), dict(answers)
    (action,) = [each for each in card.actions if each["type"] in {"Action.Execute", "Action.Submit"}][:1]
    values = dict(action.get("data") or {})
    for each in card.inputs:
        given = left.pop(each["label"], None)
        by_title = {choice["title"]: choice["value"] for choice in each.get("choices") or ()}
        assert given is None or not by_title or given in by_title, f"There is no {given} to be chosen."
        value = by_title.get(given, given) if given is not None else each.get("value")
        if value is not None:
            values[each["id"]] = value
    assert not left, f"The form has no {list(left)}."
    return dict(action), values


def _card(activity: Activity, reading: Reading) -> Card:
    for each in activity.get("attachments") or ():
        if each.get("contentType") == "application/vnd.microsoft.card.adaptive":
            return card_of(each["content"], reading)
    return Card([], [], [], "")


def _is_form(activity: Activity) -> bool:
    card = _card(activity, Reading())
    return bool(card.inputs) or any("form" in ((each.get("data") or {}).get("tcbot") or {}) for each in card.actions)


def _is_sign(text: str) -> bool:
    return text.endswith("…") and "\n" not in text and "[" not in text


def _is_button(label: str) -> bool:
    return label in _LABELS


_LABELS = frozenset(
    say(name, each)
    for name in ("more_passages", "retry_now", "what_do_you_know", "answer_privately", "share_answer")
    for each in ("en", "de")
)
