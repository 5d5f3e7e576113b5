"""Everything by which a document can come to somebody's eyes, asked for at one place and judged.

`ask` goes through all of them. A new way for documents to be shown is one more function in `SURFACES`.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from bot.access.roles import AccountDisabledError
from bot.api.surface.own_directory import OwnDirectory
from bot.chat.actor import Actor
from bot.chat.buttons import Button, ButtonPress
from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.command import Command
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import Directory
from bot.records.question_log import question_key
from pipelines.access import scope_filter
from pipelines.types import Outcome
from tests.access.directory import chat_of, person_of
from tests.access.oracle import Place, may_read, readers_hold
from tests.access.stage import Stage
from tests.access.verdicts import Verdicts
from tests.access.words import LETTERS, question_for, told_in
from tests.bot.fake_chat import FakeReply
from tests.pipelines.hashed_embedder import HashedEmbedder

THREAD = "m1"


@dataclass(frozen=True)
class Pressed:
    """The answers that a press led to, and what else its presser was shown."""

    ended: list[Ended]
    told: list[object]


class Asking:
    """One place of a stage, and what is asked for there. `documents` are all of the world."""

    def __init__(self, stage: Stage, place: Place, verdicts: Verdicts) -> None:
        self.stage, self.place, self.verdicts = stage, place, verdicts
        self.world = stage.world
        self.assistant = stage.talk.assistant
        self.person: Person = person_of(self.world, place.asker)
        self.chat: Chat = chat_of(self.world, place.room, place.asker, THREAD if place.room else "")
        self.directory: Directory = stage.here
        if place.by != "chat":
            self.person = stage.program if place.by == "key" else stage.accounts[place.asker]
            self.chat = Chat(self.person.surface, self.person.team, self.person.id, ChatKind.DIRECT)
            self.directory = OwnDirectory(self.person.surface, self.person.team)

    @property
    def open_place(self) -> Place:
        """The same place, as all who are there read it."""
        return replace(self.place, alone=False)

    def question(self, text: str) -> Question:
        """A question as it is asked here."""
        key = f"slack:T1:{next(self.stage.keys)}"
        return Question(key, self.chat, self.person, f"m-{key}", text, only_asker=self.place.alone)

    async def answered(self, text: str) -> tuple[Question, Ended, FakeReply]:
        """The question, how it ended, and what was shown of that."""
        question, reply = self.question(text), FakeReply()
        ended = await self.assistant.answer(question, reply, self.directory)
        return question, ended, reply

    def judge(self, surface: str, shown: set[str], of: str = LETTERS, *, is_whole: bool = True) -> None:
        """At this place."""
        self.verdicts.judge(self.world, self.place, surface, shown, of, is_whole=is_whole)

    async def pressed(self, button: Button, value: str, channel: str = "", is_private: bool = False) -> "Pressed":
        """What a press of a button has shown, in this chat or in another `channel`."""
        surface = self.stage.surface
        told, replies = len(surface.told), len(surface.replies)
        by = Actor(self.person.id, self.person.team, channel or self.chat.channel)
        press = ButtonPress(by, button, value, "m-pressed", THREAD, is_private)
        await self.stage.talk.do("action", press, key=f"slack:T1:{next(self.stage.keys)}")
        ended = [reply.finished[-1] for _, reply, _ in surface.replies[replies:] if reply.finished]
        return Pressed(ended, [each[2] for each in surface.told[told:]])


async def ask(stage: Stage, place: Place, verdicts: Verdicts, one: str) -> None:
    """Asks for all documents at a place by all ways, and for `one` of them by its own question."""
    asking = Asking(stage, place, verdicts)
    if place.by != "key" and stage.world.people[place.asker].is_disabled:
        await _shut_out(asking)
        return
    await _index(asking)
    await _all(asking)
    await _one(asking, one)
    await _searched(asking, one)
    await _lists(asking, one)


async def _shut_out(asking: Asking) -> None:
    """Who was shut out is told so, and nothing else."""
    _, ended, reply = await asking.answered(question_for(LETTERS))
    asking.judge("answer to who is shut out", told_in(ended, reply.told, reply.finished))
    with suppress(AccountDisabledError):
        held = await asking.assistant.documents(asking.person, asking.chat, asking.directory)
        asking.judge("list for who is shut out", told_in(held))


async def _index(asking: Asking) -> None:
    """The index itself, under the scope that the audience gives."""
    stage = asking.stage
    settings = stage.channel_settings.get(asking.chat.surface, asking.chat.team, asking.chat.channel)
    given = await stage.audience.scope_of(asking.chat, asking.person, asking.directory, settings, asking.place.alone)
    where, words, index = scope_filter(given.scope), question_for(LETTERS), stage.holdings.index
    vector = HashedEmbedder().encode([words])[0].vector
    asking.judge("search in chunks", told_in(index.search_chunks(words, where, 100)))
    asking.judge("search in pages", told_in(index.search_pages(words, where, 100)))
    asking.judge("search by vectors", told_in(index.search_vectors(vector, where, 100)))
    asking.judge("documents of the index", told_in(index.documents(where)))


async def _all(asking: Asking) -> None:
    """One question for all documents: its passages, its quotes or the nearest, the count; then more passages."""
    allowed = may_read(asking.world, asking.place)
    question, ended, reply = await asking.answered(question_for(LETTERS))
    answer, logged = ended.answer, question_key(question.key)
    asking.judge("search", told_in(answer.passages))
    asking.judge("quotes", told_in(answer.citations, answer.text), is_whole=False)
    asking.judge("nearest", told_in(answer.nearest), is_whole=False)
    asking.judge("reply", told_in(reply.told, reply.finished), is_whole=False)
    asking.verdicts.expect(asking.world, asking.place, "count", answer.searched == len(allowed))
    found = await asking.assistant.passages(logged, asking.person, asking.chat, asking.directory)
    quoted = {each for each in LETTERS if each in told_in(answer.citations)}
    shown = told_in(found) | (quoted & may_read(asking.world, asking.open_place))
    asking.verdicts.judge(asking.world, asking.open_place, "more passages", shown)
    if not asking.place.room:
        return
    await _by_another(asking, logged)
    await _shared(asking, logged)


async def _shared(asking: Asking, logged: str) -> None:
    """The answer once more for the asker alone, and from there for all in the room."""
    alone = await asking.pressed(Button.ANSWER_PRIVATELY, logged)
    asking.verdicts.expect(asking.world, asking.place, "an answer in private", len(alone.ended) == 1)
    asking.verdicts.judge(asking.world, Place(asking.place.asker), "answer privately", told_in(alone), is_whole=False)
    if asking.place.alone:
        shown = await asking.pressed(Button.SHARE_ANSWER, logged, is_private=True)
        asking.verdicts.judge(asking.world, asking.open_place, "shared answer", told_in(shown), is_whole=False)
    for origin in [each.share for each in alone.ended if each.share]:
        shown = await asking.pressed(Button.SHARE_ANSWER, origin, f"D-{asking.person.id}")
        asking.verdicts.judge(asking.world, asking.open_place, "answer shared back", told_in(shown), is_whole=False)


async def _by_another(asking: Asking, logged: str) -> None:
    """Somebody else presses for more passages: what was asked alone is none of their business."""
    room = asking.world.rooms[asking.place.room]
    others = sorted(room.members - {asking.place.asker})
    for each in [other for other in others if not asking.world.people[other].is_disabled][:1]:
        person, here = person_of(asking.world, each), asking.stage.here
        found = told_in(await asking.assistant.passages(logged, person, asking.chat, here))
        if asking.place.alone:
            asking.verdicts.expect(asking.world, asking.place, "private question of others", not found)
        else:
            place = Place(each, asking.place.room)
            asking.verdicts.judge(asking.world, place, "more passages for others", found, is_whole=False)


async def _searched(asking: Asking, one: str) -> None:
    """Search and pages as programs have them (the HTTP API, MCP)."""
    searching, who = asking.assistant.searching, (asking.person, asking.chat, asking.directory)
    found = await searching.search(question_for(LETTERS), *who)
    asking.verdicts.judge(asking.world, asking.open_place, "search of the API", told_in(found.passages))
    if one in asking.stage.ids:
        page = await searching.page(asking.stage.ids[one], 1, *who)
        asking.verdicts.judge(asking.world, asking.open_place, "page of the API", told_in(page), one)


async def _one(asking: Asking, one: str) -> None:
    """A question for one document: quoted where it may be read, else refused; and what is said of more in private."""
    readable = may_read(asking.world, asking.place)
    _, ended, reply = await asking.answered(question_for(one))
    answer = ended.answer
    asking.judge("quoted answer", told_in(answer.citations, answer.text) & {one}, one)
    asking.judge("refused answer", told_in(answer.nearest, answer.text), is_whole=False)
    asking.judge("follow-up", told_in(asking.stage.engine.history), is_whole=False)
    if asking.place.room and asking.place.alone:
        around = may_read(asking.world, asking.open_place)
        kept_back = {cited.n for cited in answer.citations if not told_in(cited.document) <= around}
        asking.verdicts.expect(asking.world, asking.place, "marks of what is kept back", ended.kept_back == kept_back)
    elif asking.place.room:
        more = may_read(asking.world, Place(asking.place.asker, asking.place.room, alone=True)) - readable
        is_refused = answer.outcome is Outcome.REFUSED and not asking.world.untold
        is_right = bool(more) if Note.MORE_IN_PRIVATE in reply.notes else not (is_refused and one in more)
        asking.verdicts.expect(asking.world, asking.place, "more in private", is_right)
    if one in readable and not asking.place.alone:
        await asking.answered(question_for(one))
        asking.judge("follow-up of the last question", told_in(asking.stage.engine.history) & {one}, one)


async def _lists(asking: Asking, one: str) -> None:
    """The lists of documents, what the bot says of them by itself, and originals handed out; as all there read it."""
    world, place, verdicts, here = asking.world, asking.open_place, asking.verdicts, asking.directory
    held = await asking.assistant.documents(asking.person, asking.chat, here)
    verdicts.judge(world, place, "list", told_in(held))
    named = set().union(*(each.labels for each in held))
    verdicts.expect(world, place, "readers in a list", named <= readers_hold(world, place))
    _, ended, _ = await asking.answered("Which documents do you have?")
    asking.judge("told list", told_in(ended.answer.text), is_whole=False)
    unknown = await asking.assistant.forget(asking.person, asking.chat, "Nothing of this name.md", here)
    verdicts.judge(world, place, "names of a refusal", told_in(unknown), is_whole=False)
    if one in asking.stage.ids:
        original = await asking.assistant.originals.readable(asking.person, asking.chat, asking.stage.ids[one], here)
        verdicts.judge(world, place, "original", {one} if original else set(), one)
    if asking.place.by != "chat":
        return
    command = Command(Actor(asking.person.id, asking.person.team, asking.chat.channel), "documents", THREAD)
    told = len(asking.stage.surface.told)
    await asking.stage.talk.do("command", command, key=f"slack:T1:{next(asking.stage.keys)}")
    verdicts.judge(world, place, "command", told_in(asking.stage.surface.told[told:]), is_whole=False)
