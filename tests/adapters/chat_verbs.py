"""The verbs of a chat, whichever it is: a driver for each puts them into its own terms."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal

from bot.chat.chat import Person
from tests.adapters.chat_traits import ChatTraits
from tests.adapters.running_bot import RunningBot
from tests.adapters.seen import Form, Place, SharedAs, Shown, Somebody, Step, Written

Kind = Literal["channel", "private", "group"]
Spoiled = Literal["", "login page", "half", "foreign address", "link", "lapsed"]
Part = Literal["people", "channels", "files", "messages", "memberships"]
"""What the chat can be asked for."""
LOOK = 0.01
HURRY, HURRY_LOOK = 1.0, 0.05
"""Seconds that pass in this time, where a test hurries."""


class ChatVerbs(ChatTraits, ABC):
    """What people do and see. `bot` is what stands behind it."""

    bot: RunningBot

    @abstractmethod
    def words(self, key: str, **values: str) -> str:
        """A sentence of the bot's as it reads in this chat, in English."""

    @abstractmethod
    def lacks_words(self, permission: str) -> str:
        """What the bot says where the app lacks a permission."""

    @abstractmethod
    def called(self, thing: Place | Somebody) -> str:
        """How a channel or a person is called in what the bot says."""

    @abstractmethod
    def renew(self, form: Form) -> None:
        """The person has the form before them once more."""

    # Who and where

    @abstractmethod
    def person(self, name: str = "Ann", *, language: str = "en", role: str = "member") -> Somebody:
        """A new person: a `member`, an `admin`, a `guest`, an `outsider` of another company, or one that is `unknown`
        to the chat.
        """

    @abstractmethod
    def known_as(self, person: Somebody) -> Person:
        """Who a person is in the records, by which roles are granted."""

    @abstractmethod
    def mail(self, person: Somebody, address: str, is_active: bool = True) -> None:
        """A person has an address that the chat confirmed; their account may be switched off."""

    @abstractmethod
    def channel(
        self, *people: Somebody, kind: Kind = "channel", by: Somebody | None = None, is_shared: bool = False
    ) -> Place:
        """A new conversation with these people and the bot, made by one of them; `is_shared` with another company."""

    @abstractmethod
    def direct(self, person: Somebody) -> Place:
        """The one of a person alone with the bot."""

    @abstractmethod
    def join(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """A person comes in; the bot hears of it where `is_told`."""

    @abstractmethod
    def leave(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """A person goes."""

    @abstractmethod
    def rename(self, thing: Place | Somebody, name: str) -> None:
        """A channel or a person has another name from now on."""

    @abstractmethod
    def name(self, thing: Place | Somebody) -> str:
        """What a channel or a person is called now."""

    @abstractmethod
    def add_bot(self, place: Place) -> None:
        """The bot comes into a conversation in which it wasn't."""

    @abstractmethod
    def remove_bot(self, place: Place) -> None:
        """The bot is taken out of a conversation."""

    @abstractmethod
    def close(self, place: Place) -> None:
        """A channel is archived."""

    @abstractmethod
    def open_to_others(self, place: Place) -> None:
        """A channel is shared with another company from now on."""

    @abstractmethod
    def share_with(self, place: Place, person: Somebody) -> None:
        """A channel is shared with a team that this person is in."""

    @abstractmethod
    def removable(self) -> Any:
        """A chat in which the bot can be uninstalled."""

    @abstractmethod
    def uninstall(self) -> None:
        """The bot is taken out of the chat as a whole."""

    @abstractmethod
    def is_held(self) -> bool:
        """Whether the bot still holds what lets it send there."""

    # What people do

    @abstractmethod
    def say(
        self,
        person: Somebody,
        place: Place,
        text: str,
        thread: Written | Shown | None = None,
        files: Sequence[SharedAs] = (),
        mentions: bool = False,
    ) -> Written:
        """A person writes, in a thread or on its own, and doesn't wait; `mentions` says that they call the bot."""

    @abstractmethod
    def file(
        self, owner: Somebody, name: str, content: bytes | str, media_type: str = "text/markdown", spoiled: Spoiled = ""
    ) -> SharedAs:
        """A file that somebody has and can put on a message or into a form.

        Where it is `spoiled` the chat hands out a login page instead of it, or half of it; names an address that is not
        its own, or one that no longer holds; or keeps no more than a link to it.
        """

    @abstractmethod
    def edit(self, written: Written, text: str, mentions: bool = False) -> None:
        """A person changes what they wrote."""

    @abstractmethod
    def unfurl(self, written: Written) -> None:
        """The chat adds a preview to what somebody wrote, which it reports as a change."""

    @abstractmethod
    def delete(self, written: Written) -> None:
        """A person deletes what they wrote."""

    @abstractmethod
    def stop(self, written: Written) -> None:
        """A person stops the answer to what they wrote."""

    @abstractmethod
    def press(self, person: Somebody, shown: Shown, button: str) -> None:
        """A person presses a button, by its words."""

    @abstractmethod
    def judge(self, person: Somebody, shown: Shown, is_helpful: bool) -> None:
        """A person says whether an answer helped."""

    @abstractmethod
    def form(self, person: Somebody) -> Form:
        """The form that a person has before them, as soon as there is one."""

    @abstractmethod
    def submit(self, person: Somebody, form: Form, answers: dict[str, Any]) -> None:
        """A person sends a form, with these answers by the labels of its fields."""

    @abstractmethod
    def command(self, person: Somebody, place: Place, words: str) -> None:
        """A person gives the bot's command: `help`, `documents`, `upload` and so on."""

    @abstractmethod
    def add_to_knowledge(self, person: Somebody, written: Written) -> None:
        """A person chooses "Add to knowledge" in the menu of a message."""

    @abstractmethod
    def remove_file(self, file: SharedAs, place: Place | None = None, is_told: bool = True) -> None:
        """A file is deleted in the chat, or taken out of one place; the bot hears of it where `is_told`."""

    @abstractmethod
    def take_handed(self, person: Somebody) -> bytes:
        """A person takes the file that the bot hands them; what they have then."""

    @abstractmethod
    def open_page(self, person: Somebody) -> Shown:
        """A person opens the bot's page of their own; what they see there."""

    @abstractmethod
    def meet(self, person: Somebody) -> tuple[Shown, list[str]]:
        """A person opens a new conversation with the bot; its first words, and the questions that it suggests."""

    @abstractmethod
    def title(self, written: Written) -> str:
        """What a conversation with the bot is called in its list."""

    # What is seen

    @abstractmethod
    def everyone(self, place: Place) -> list[Shown]:
        """What all in a place see of the bot's, oldest first."""

    @abstractmethod
    def alone(self, person: Somebody) -> list[Shown]:
        """What was shown to this person alone, wherever that was, oldest first."""

    @abstractmethod
    def steps(self, written: Written) -> list[Step]:
        """What was shown below a message since it was written, in order, also what is no longer there."""

    @abstractmethod
    def sign(self, written: Written) -> str:
        """The sign that it is worked on, as it stands now; empty where there is none."""

    # The way between

    @abstractmethod
    def deliver_again(self, process: int = 0) -> None:
        """The chat delivers once more what it delivered last, to one of the bot's processes."""

    @abstractmethod
    def knock(self, kind: str) -> int:
        """The status that a request gets, with a question that is `good`, `forged`, `unsigned`, `stale`, `malformed`,
        `not an object`, `too large` or `replayed`.
        """

    @abstractmethod
    def bystander(self, place: Place, kind: str) -> None:
        """A message comes that no person wrote: of the bot `itself`, of another `bot`, of the `system`."""

    @abstractmethod
    def limit_each_once(self) -> None:
        """The next call of each kind is one too many for the chat."""

    @abstractmethod
    def fail(self, what: str, times: int = 1, place: Place | None = None, **how: Any) -> None:
        """What the bot does next fails: to `show`, `change`, `stream`, `signal`, `tell alone`, `look up`, `fetch`.

        `how` is `lost` (it is done, and the answer doesn't come), `refused`, `hanging`.
        """

    @abstractmethod
    def cannot_say(self, part: Part, permission: bool = False) -> None:
        """The chat doesn't tell of this any more, since something is broken or since a permission is missing."""

    @abstractmethod
    def go_away(self) -> None:
        """The chat doesn't answer the bot at all."""

    @abstractmethod
    def heal(self) -> None:
        """All of the chat is well again."""

    # The bot's own side of the chat

    @abstractmethod
    def another(self) -> Any:
        """A workspace that installs the same bot by itself; from then on the bot lives by such installations."""

    @abstractmethod
    def without_address(self) -> None:
        """The bot is started anew so that nobody can call it, and it calls the chat."""

    @abstractmethod
    def with_address(self) -> None:
        """The bot is started anew as one that the chat calls."""

    @abstractmethod
    def doctor(self) -> tuple[str, str, str]:
        """What the doctor finds of the chat: `ok`, `warning` or `broken`, in words, and what to do."""

    @abstractmethod
    def lacks(self, permission: str) -> None:
        """The app was given all permissions but this one."""

    @abstractmethod
    def grant(self, permission: str) -> None:
        """The app is given a permission again."""

    @abstractmethod
    def refuse_credentials(self) -> None:
        """The chat doesn't know the bot's credentials."""

    @abstractmethod
    def accept_credentials(self) -> None:
        """It knows them again."""

    @abstractmethod
    def wrong_settings(self) -> list[tuple[dict[str, str], str]]:
        """Settings with which the bot doesn't start in this chat, and what it says is wrong."""

    @abstractmethod
    def permissions(self) -> tuple[set[str], dict[str, str]]:
        """The permissions that the app's description asks for, and those that are explained, with their reasons."""

    @abstractmethod
    def secrets(self) -> list[str]:
        """What nobody may read in a log."""

    @property
    @abstractmethod
    def part(self) -> str:
        """What readiness and metrics call the chat."""

    @abstractmethod
    def calls(self) -> int:
        """How often the bot has called the chat so far."""
