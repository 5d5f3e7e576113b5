"""People who ask, wait for the reply, and ask again a while later, without end."""

import heapq
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from bot.wording.sentences import say
from tests.adapters.seen import Place, Somebody, Written
from tests.load.asked_things import ASKED_THINGS, AskedThing
from tests.load.ends import End, News, replies

LOOK = 0.02
QUIET = 2.0
"""After so many seconds in which a reply stays as it is, it is whole."""
PATIENCE = 180.0
"""After so many seconds without a whole reply somebody asks something else."""
PUT_OFF = say("retry_until", time="|").partition("|")[0]
"""What stands in a reply that is to become the answer once the search is back."""
IN_A_CHANNEL = 10
SENDERS = 96


@dataclass
class Person:
    """Somebody at their place, alone with the bot where it `is_direct`."""

    end: End
    who: Somebody
    place: Place
    is_direct: bool


@dataclass
class Asked:
    """A question and what became of it; times in seconds since 1970, 0 where there is none.

    `text` is what was shown last, by a step of this `kind`.
    """

    person: Person
    thing: AskedThing
    at: float
    written: Written | None = None
    first: float = 0.0
    last: float = 0.0
    kind: str = ""
    text: str = ""
    is_over: bool = False
    replies: int = 0

    @property
    def is_ended(self) -> bool:
        """Whether a message stands there that isn't in the making: an answer, or a sentence that says why not."""
        return self.kind == "message" and bool(self.text)

    @property
    def is_put_off(self) -> bool:
        """Whether the bot asks again by itself."""
        return PUT_OFF in self.text

    @property
    def is_correct(self) -> bool:
        """Whether it names the page that answers the question."""
        return self.is_ended and self.thing.place in self.text

    def __str__(self) -> str:
        where = f"{self.person.end.name}, {'alone' if self.person.is_direct else 'in a channel'}"
        seconds = f"{self.last - self.at:.1f} s" if self.last else "nothing"
        return f"{where}: {self.thing.text} | {self.replies} replies, {seconds} | {self.kind} | {self.text[:300]!r}"


class Crowd:
    """So many people over these chats: half alone with the bot, the others by tens in channels.

    They ask again after so many seconds, from the least to the most. `asked` is all that they asked.
    """

    def __init__(self, ends: Sequence[End], people: int, pauses: tuple[float, float] = (5.0, 15.0)) -> None:
        self.asked: list[Asked] = []
        self._open: list[Asked] = []
        self._ends, self._pauses = ends, pauses
        self._random = random.Random(7)
        self._numbers = count(1)
        self._people = _gathered(ends, people)
        self._due: list[tuple[float, int, Person]] = []
        self._by_thread: dict[tuple[str, str, str], Asked] = {}
        self._by_message: dict[tuple[str, str, str], Asked] = {}
        self._newest: dict[tuple[str, str], Asked] = {}
        self._early: dict[tuple[str, str, str], list[News]] = defaultdict(list)
        self._sending: dict[Future[Written], Asked] = {}
        self._pool = ThreadPoolExecutor(SENDERS)

    def close(self) -> None:
        """Lets them go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def run(self, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> list[Asked]:
        """They ask for so long, and `meanwhile` is done in a thread of its own; what was asked in that time."""
        begun, first = time.time(), len(self.asked)
        doing = self._pool.submit(meanwhile)
        for each in self._people if not self._due else ():
            self._later(each, begun + self._random.uniform(0, self._pauses[1]))
        while time.time() < begun + seconds or not doing.done():
            self._look()
            while self._due and self._due[0][0] <= time.time():
                self._ask(heapq.heappop(self._due)[2])
            time.sleep(LOOK)
        doing.result()
        return self.asked[first:]

    def settle(self, seconds: float = PATIENCE) -> None:
        """Nobody asks any more; waits until every question has its whole reply and none is put off, or for so long."""
        until = time.time() + seconds
        while time.time() < until and (self._open or any(each.is_put_off for each in self.asked)):
            self._look()
            time.sleep(LOOK)
        self._look()
        following: dict[str, str] = {}
        for each in reversed(self.asked):
            if each.written is not None:
                place = each.person.place
                since, thread = each.written.id, each.written.thread
                each.replies = len(replies(each.person.end, place, thread, since, following.get(place.id, "")))
                if each.person.is_direct:
                    following[place.id] = since

    def _later(self, person: Person, at: float) -> None:
        heapq.heappush(self._due, (at, next(self._numbers), person))

    def _ask(self, person: Person) -> None:
        asked = Asked(person, self._random.choice(ASKED_THINGS), time.time())
        self.asked.append(asked)
        self._open.append(asked)
        self._newest[person.end.name, person.place.id] = asked
        say, text = person.end.chat.say, asked.thing.text
        self._sending[self._pool.submit(say, person.who, person.place, text, mentions=not person.is_direct)] = asked

    def _look(self) -> None:
        """Takes in what came."""
        for sent in [each for each in self._sending if each.done()]:
            asked = self._sending.pop(sent)
            if sent.exception() is None:
                asked.written = sent.result()
                key = (asked.person.end.name, asked.person.place.id, asked.written.thread)
                self._by_thread[key] = asked
                for news in self._early.pop(key, ()):
                    self._note(asked, news)
        for end in self._ends:
            for news in end.news():
                self._take(end, news)
        now = time.time()
        for asked in self._open:
            is_whole = asked.is_ended and (asked.is_correct or now - asked.last > QUIET)
            if is_whole or now - asked.at > PATIENCE:
                asked.is_over = True
                self._later(asked.person, now + self._random.uniform(*self._pauses))
        self._open = [asked for asked in self._open if not asked.is_over]

    def _take(self, end: End, news: News) -> None:
        message = (end.name, news.channel, news.message)
        asked = self._by_message.get(message)
        if asked is None and news.thread:
            key = (end.name, news.channel, news.thread)
            asked = self._by_thread.get(key)
            if asked is None:
                self._early[key].append(news)
        elif asked is None:
            asked = self._newest.get((end.name, news.channel))
        if asked is not None and news.at >= asked.at:
            self._note(asked, news)

    def _note(self, asked: Asked, news: News) -> None:
        if news.message:
            self._by_message[asked.person.end.name, news.channel, news.message] = asked
        asked.first = asked.first or news.at
        if news.kind != "sign":
            asked.last, asked.kind = news.at, news.kind
            asked.text = news.text if news.kind != "gone" else ""


def _gathered(ends: Sequence[End], people: int) -> list[Person]:
    """Everybody at their place, where the bot is known already."""
    found: list[Person] = []
    for end in ends:
        mine = [end.chat.person(f"Person {n}") for n in range(people // len(ends))]
        half = len(mine) // 2
        found += [Person(end, each, end.chat.direct(each), True) for each in mine[:half]]
        for start in range(half, len(mine), IN_A_CHANNEL):
            group = mine[start : start + IN_A_CHANNEL]
            place = end.chat.channel(*group)
            found += [Person(end, each, place, False) for each in group]
    for person in found:
        person.end.introduce(person.place)
    return found
