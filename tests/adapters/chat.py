"""What a test can do in a chat and see there: the verbs of each chat, and what follows from them for all."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.adapters.chat_verbs import ChatVerbs, Kind, Part, Spoiled
from tests.adapters.running_bot import LOOK, PATIENCE
from tests.adapters.seen import Place, SharedAs, Shown, Somebody, Written
from tests.bot.fake_chat import FakeAnswerer

__all__ = ["Chat", "Kind", "Part", "Spoiled"]
A_DAY = 24 * 3600.0 + 60.0
HURRY, HURRY_LOOK = 1.0, 0.05
"""Seconds that pass in this time, where a test hurries."""


class Chat(ChatVerbs):
    """A chat with the bot in it."""

    @property
    def answers(self) -> FakeAnswerer:
        """What stands for the engine, where the class of tests doesn't read."""
        assert self.bot.answers is not None
        return self.bot.answers

    def mention(
        self,
        person: Somebody,
        place: Place,
        text: str,
        thread: Written | Shown | None = None,
        files: Sequence[SharedAs] = (),
    ) -> Written:
        """A person calls the bot, and doesn't wait."""
        return self.say(person, place, text, thread, files, mentions=True)

    def ask(self, person: Somebody, place: Place, text: str, thread: Written | Shown | None = None) -> Shown:
        """A person asks, and waits for the reply; mentions the bot unless they are alone with it."""
        is_direct = place == self.direct(person)
        written = self.say(person, place, text, thread, mentions=not is_direct)
        self.bot.settle()
        return self.reply(written)

    def replies(self, written: Written) -> list[Shown]:
        """What stands of the bot's below a message."""
        found = self.everyone(written.place)
        if any(each.thread for each in found):
            found = [each for each in found if each.thread == written.thread]
        return [each for each in found if each.id > written.id]

    def reply(self, written: Written) -> Shown:
        """The one reply that there is."""
        found = self.replies(written)
        assert len(found) == 1, [each.text for each in found]
        return found[0]

    def told(self, person: Somebody) -> str:
        """What was said last to this person alone, as soon as something was."""
        return self.seen(lambda: self.alone(person))[-1].text

    def heard(self, person: Somebody) -> str:
        """All that was said to this person alone, in private messages and where they are alone with the bot."""
        said = [*self.alone(person), *self.everyone(self.direct(person))]
        return "\n".join(each.text for each in said)

    def share(self, person: Somebody, place: Place, name: str, content: bytes | str, text: str = "") -> Written:
        """A person puts a file on a message to the bot, and waits until it is taken up."""
        file = self.file(person, name, content)
        is_direct = place == self.direct(person)
        written = self.say(person, place, text, files=[file], mentions=not is_direct)
        self.seen(lambda: self.replies(written))
        return written

    def teach(self, person: Somebody, place: Place, name: str, content: bytes | str) -> Shown:
        """A person shares a file, and waits until it is ready; its card."""
        written = self.share(person, place, name, content)
        self.bot.settle()
        self.bot.work()
        return self.card(written, "ready")

    def card(self, written: Written, words: str) -> Shown:
        """The card below a message, as soon as it says so."""
        return self.seen(lambda: [each for each in self.replies(written) if words in each.text], hurry=True)[0]

    def seen(self, look: Callable[[], Any], hurry: bool = False) -> Any:
        """What is to be seen, as soon as there is something; with `hurry` the time until then passes quickly."""
        until = time.perf_counter() + PATIENCE
        while not (found := look()):
            assert time.perf_counter() < until, "It didn't come."
            if hurry:
                self.bot.time_passes(HURRY)
            time.sleep(HURRY_LOOK if hurry else LOOK)
        return found

    def wait_until_gone(self, file: SharedAs, place: Place, is_told: bool = True) -> None:
        """Until the bot knows that a file is no longer in a place: where the chat doesn't tell, it looks once a day."""

        def is_gone() -> bool:
            if not is_told or not self.tells_of_files:
                self.bot.time_passes(A_DAY)
            return not any(each.file.chat.channel == place.id for each in self.bot.shared_files(file.id))

        self.seen(is_gone)
        self.bot.settle()

    def choose(self, manager: Somebody, place: Place, **chosen: Any) -> None:
        """Somebody sets a channel: `answers`, `documents`, `replies`, by the words of the form's choices; `collections`
        by their names; as an admin `outsiders`.
        """
        self.command(manager, place, "settings")
        form = self.form(manager)
        labels = dict(zip(("answers", "documents", "replies"), form.fields, strict=False))
        labels |= {each: self.words(f"settings_{each}") for each in ("collections", "outsiders")}
        self.submit(manager, form, {labels[name]: words for name, words in chosen.items()})
        self.bot.settle()
