"""The bot's five forms: uploads, what was wrong with an answer, a channel's settings, forgetting, the survey's words.

Each is made for whoever asked for it, and read back from what they filled in. The names of forms, fields and of what is
carried are kept by forms that are open and by items that wait: an older one of them has to be read as well.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, cast

from bot.chat.channel_settings import CHOICES, MOST_COLLECTIONS, ChannelSettings
from bot.chat.forms import Choice, Choices, Field, Files, FilledForm, Form, Notice, Words, named, value_of
from bot.chat.heard import NamedFile
from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from pipelines.types import DocumentType

MOST_FILES: Final = 10
LONGEST_NAME: Final = 200
MOST_OFFERED: Final = 8
"""Collections that an upload is offered: chats show ten options at most."""
_IN: Final = "in:"
"""What the value of a collection as readers begins with."""
UNSAID: Final = "unsaid"
"""The type of document of an upload whose type nobody said."""
UNCALLED: Final = "questions"
"""The choice of channels in which the bot answers what doesn't call it."""
REASONS: Final = ("wrong", "unsupported", "incomplete", "outdated", "unclear")
"""What can be wrong with an answer."""
_LABELS: Final = {"answers_to": "answers", "documents": "documents", "replies": "replies"}
"""What the sentences about each setting are named after."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Files to take up: `channel` and `thread` are where their cards go, `for_all` widens them to the workspace, in a
    named `collection` if there is one.

    Without a `channel` the cards go into the direct chat with the bot.
    """

    channel: str
    thread: str
    files: tuple[NamedFile, ...]
    document_type: DocumentType | None
    for_all: bool
    note: str
    collection: str = ""

    @classmethod
    def of(cls, filled: FilledForm) -> Self:
        """What was filled in."""
        chosen = filled.value("type")
        kind = DocumentType(chosen) if chosen in set(DocumentType) else None
        carried, readers = filled.carried, filled.value("readers")
        collection = named(readers.removeprefix(_IN)) if readers.startswith(_IN) else ""
        for_all, files = readers == "all" or bool(collection), filled.files[:MOST_FILES]
        return cls(carried["channel"], carried["thread"], files, kind, for_all, filled.value("note"), collection)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was wrong with an answer: a code of `REASONS`, words, both (`wrong: it was 1999`), or nothing.

    `channel` and `thread` are where the answer stands.
    """

    question_id: str
    reason: str
    channel: str
    thread: str

    @classmethod
    def of(cls, filled: FilledForm) -> Self:
        """What was filled in."""
        reason = ": ".join(part for part in (filled.value("kind"), filled.value("words")) if part)
        return cls(filled.carried["question"], reason, filled.carried["channel"], filled.carried["thread"])


@dataclass(frozen=True, slots=True)
class Settings:
    """What a channel's managers chose: `chosen` by the names of settings, without those that they weren't asked."""

    channel: str
    chosen: Mapping[str, str | tuple[str, ...]]

    @classmethod
    def of(cls, filled: FilledForm) -> Self:
        """What was chosen."""
        chosen: dict[str, str | tuple[str, ...]] = {name: filled.values[name] for name in CHOICES if filled.value(name)}
        collections = filled.several("collections")
        if collections is not None:
            chosen["collections"] = collections
        return cls(filled.carried["channel"], chosen)

    def over(self, before: ChannelSettings) -> ChannelSettings:
        """The settings with what was chosen; raises `ValueError` for what can't be."""
        return replace(before, **cast(Any, self.chosen))


@dataclass(frozen=True, slots=True)
class Forget:
    """A shared file that is to be forgotten."""

    record_id: str

    @classmethod
    def of(cls, filled: FilledForm) -> Self:
        """Which file it was."""
        return cls(filled.carried["record"])


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """What somebody says beside their score in a month."""

    month: str
    words: str = field(repr=False)

    @classmethod
    def of(cls, filled: FilledForm) -> Self:
        """What was filled in."""
        return cls(filled.carried["month"], filled.value("words"))


def survey_form(month: str, locale: str) -> Form:
    """Asks for words beside the score of a month."""
    return _form("survey", locale, [Words("words", say("survey_why", locale))], {"month": month})


def upload_form(locale: str, channel: str, thread: str, may_widen: bool, collections: Collection[str] = ()) -> Form:
    """Asks for files; `may_widen` offers to let the whole workspace ask about them, also in one of the collections."""
    types = {UNSAID: say("upload_type_none", locale)} | {
        each.value: say(f"type_{each}", locale) for each in DocumentType
    }
    fields: list[Field] = [
        Files("files", say("upload_files", locale), say("upload_files_hint", locale), MOST_FILES),
        Choice("type", say("upload_type", locale), types, UNSAID),
    ]
    if may_widen:
        readers = {"here": say("upload_readers_here", locale), "all": say("upload_readers_workspace", locale)}
        for each in sorted(collections)[:MOST_OFFERED]:
            shown = one_line(each, LONGEST_NAME)
            readers[f"{_IN}{value_of(each)}"] = say("upload_readers_collection", locale, collection=shown)
        fields.append(Choice("readers", say("upload_readers", locale), readers, "here"))
    fields.append(Words("note", say("upload_note", locale), say("upload_note_hint", locale)))
    return _form("upload", locale, fields, {"channel": channel, "thread": thread})


def feedback_form(question_id: str, locale: str, channel: str, thread: str) -> Form:
    """Asks what was wrong, after a thumb down; `channel` and `thread` are where the answer stands."""
    reasons = {each: say(f"feedback_{each}", locale) for each in REASONS}
    kind = Choice("kind", say("feedback_kind", locale), reasons, is_optional=True)
    carried = {"question": question_id, "channel": channel, "thread": thread}
    return _form("feedback", locale, [kind, Words("words", say("feedback_words", locale))], carried)


def settings_form(
    channel: str,
    settings: ChannelSettings,
    locale: str,
    hears_all: bool,
    collections: Collection[str] = (),
    is_admin: bool = False,
) -> Form:
    """A channel's settings, as they are now. What doesn't call the bot can be answered where it `hears_all`.

    `collections` are those that it can be answered from; who `is_admin` says what holds with outsiders in it.
    """
    fields: list[Field] = []
    for name, labels in _LABELS.items():
        options = {value: say(f"settings_{labels}_{value}", locale) for value in CHOICES[name]}
        chosen = getattr(settings, name)
        if not hears_all and chosen != UNCALLED and options.pop(UNCALLED, ""):
            fields.append(Notice(say("settings_hears_calls", locale)))
        fields.append(Choice(name, say(f"settings_{labels}", locale), options, chosen))
    offered = list(dict.fromkeys((*settings.collections, *collections)))[:MOST_COLLECTIONS]
    if offered:
        options = {value_of(each): one_line(each, LONGEST_NAME) for each in sorted(offered)}
        words = say("settings_collections", locale), say("settings_collections_hint", locale)
        fields.append(Choices("collections", words[0], options, tuple(map(value_of, settings.collections)), words[1]))
    if is_admin:
        options = {value: say(f"settings_outsiders_{value}", locale) for value in CHOICES["outsiders"]}
        fields.append(Choice("outsiders", say("settings_outsiders", locale), options, settings.outsiders))
    return _form("settings", locale, fields, {"channel": channel})


def forget_form(record_id: str, document: str, locale: str) -> Form:
    """Asks whether a document is really to be forgotten."""
    question = say("forget_question", locale, document=one_line(document, LONGEST_NAME))
    return _form("forget", locale, [Notice(question)], {"record": record_id}, submit="forget")


def _form(name: str, locale: str, fields: list[Any], carried: Mapping[str, str], submit: str = "") -> Form:
    words = (say(f"{name}_title", locale), say(submit or f"{name}_submit", locale), say("close", locale))
    return Form(name, *words, tuple(fields), carried)
