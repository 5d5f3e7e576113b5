"""Dialogs: uploads, what was wrong with an answer, a channel's settings, forgetting; and what was filled in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args, get_type_hints

from bot.records.channel_settings import ChannelSettings
from bot.records.shared_files import SharedRecord
from bot.slack.inbound.payloads import NamedFile
from bot.slack.render.blocks import LONGEST_MESSAGE, Block, filled, plain, told
from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from pipelines.types import DocumentType

View = Mapping[str, Any]

MOST_FILES: Final = 10
LONGEST_TITLE: Final = 24
LONGEST_WORDS: Final = 1_000
UNSAID: Final = "unsaid"
REASONS: Final = ("wrong", "unsupported", "incomplete", "outdated", "unclear")


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Files to take up: `channel` and `thread` are where their cards go, `for_all` widens them to the workspace."""

    channel: str
    thread: str
    files: tuple[NamedFile, ...]
    document_type: DocumentType | None
    for_all: bool
    note: str


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """What was wrong with an answer: a code of `REASONS`, words, both (`wrong: it was 1999`), or nothing.

    `channel` and `thread` are where the answer stands.
    """

    question_id: str
    reason: str
    channel: str
    thread: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What a channel's managers chose."""

    channel: str
    settings: ChannelSettings


@dataclass(frozen=True, slots=True)
class ForgetForm:
    """A shared file that is to be forgotten."""

    record_id: str


def upload_modal(locale: str, channel: str, thread: str, may_widen: bool) -> dict[str, Any]:
    """The dialog of `/upload`; `may_widen` offers to let the whole workspace ask about the files."""
    files: Block = {
        "type": "input",
        "block_id": "files",
        "label": plain(say("upload_files", locale)),
        "hint": plain(say("upload_files_hint", locale), 150),
        "element": {"type": "file_input", "action_id": "files", "max_files": MOST_FILES},
    }
    types = {UNSAID: say("upload_type_none", locale)} | {each: say(f"type_{each}", locale) for each in DocumentType}
    blocks = [files, _choice("type", say("upload_type", locale), types, UNSAID)]
    if may_widen:
        readers = {"here": say("upload_readers_here", locale), "all": say("upload_readers_workspace", locale)}
        blocks.append(_choice("readers", say("upload_readers", locale), readers, "here"))
    blocks.append(_words("note", say("upload_note", locale), say("upload_note_hint", locale)))
    return _modal("upload", locale, blocks, {"channel": channel, "thread": thread})


def parse_upload(view: View) -> UploadForm:
    """What was filled in; files that Slack doesn't describe are named by their ids alone."""
    meta = _meta(view)
    chosen = _chosen(view, "type")
    found = (_state(view, "files").get("files") or [])[:MOST_FILES]
    files = tuple(
        NamedFile(
            str(each["id"]), str(each.get("name") or ""), int(each.get("size") or 0), str(each.get("mimetype") or "")
        )
        for each in found
    )
    kind = DocumentType(chosen) if chosen in set(DocumentType) else None
    is_for_all = _chosen(view, "readers") == "all"
    return UploadForm(meta["channel"], meta["thread"], files, kind, is_for_all, _typed(view, "note"))


def feedback_modal(question_id: str, locale: str, channel: str, thread: str) -> dict[str, Any]:
    """Asks what was wrong, after a thumb down; `channel` and `thread` are where the answer stands."""
    reasons = {each: say(f"feedback_{each}", locale) for each in REASONS}
    kind = _choice("kind", say("feedback_kind", locale), reasons) | {"optional": True}
    meta = {"question": question_id, "channel": channel, "thread": thread}
    return _modal("feedback", locale, [kind, _words("words", say("feedback_words", locale))], meta)


def parse_feedback(view: View) -> FeedbackForm:
    """What was filled in."""
    parts, meta = (_chosen(view, "kind"), _typed(view, "words")), _meta(view)
    return FeedbackForm(meta["question"], ": ".join(part for part in parts if part), meta["channel"], meta["thread"])


def settings_modal(channel: str, settings: ChannelSettings, locale: str) -> dict[str, Any]:
    """A channel's settings, as they are now."""
    blocks = []
    for name, labels in _SETTINGS.items():
        options = {value: say(f"settings_{labels}_{value}", locale) for value in _allowed(name)}
        blocks.append(_choice(name, say(f"settings_{labels}", locale), options, getattr(settings, name)))
    return _modal("settings", locale, blocks, {"channel": channel})


def parse_settings(view: View) -> SettingsForm:
    """What was chosen; raises `ValueError` for what can't be."""
    standard = ChannelSettings()
    chosen = {name: _chosen(view, name) or getattr(standard, name) for name in _SETTINGS}
    return SettingsForm(_meta(view)["channel"], ChannelSettings(**cast(Any, chosen)))


def forget_modal(record: SharedRecord, locale: str) -> dict[str, Any]:
    """Asks whether a document is really to be forgotten."""
    question = say("forget_question", locale, document=one_line(record.file.name, 200))
    blocks = filled(told(question), LONGEST_MESSAGE)[0]
    return _modal("forget", locale, blocks, {"record": record.id}, submit="forget")


def parse_forget(view: View) -> ForgetForm:
    """Which file it was."""
    return ForgetForm(_meta(view)["record"])


_SETTINGS: Final = {"answers_to": "answers", "documents": "documents", "replies": "replies"}


def _allowed(name: str) -> tuple[str, ...]:
    return get_args(get_type_hints(ChannelSettings)[name])


def _modal(name: str, locale: str, blocks: list[Block], meta: dict[str, str], submit: str = "") -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(say(f"{name}_title", locale), LONGEST_TITLE),
        "submit": plain(say(submit or f"{name}_submit", locale), LONGEST_TITLE),
        "close": plain(say("close", locale), LONGEST_TITLE),
        "blocks": blocks,
        "private_metadata": json.dumps(meta),
    }


def _choice(name: str, label: str, options: Mapping[str, str], initial: str = "") -> Block:
    shown = [{"text": plain(words), "value": value} for value, words in options.items()]
    element: dict[str, Any] = {"type": "radio_buttons", "action_id": name, "options": shown}
    if initial:
        element["initial_option"] = next(option for option in shown if option["value"] == initial)
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def _words(name: str, label: str, hint: str = "") -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": LONGEST_WORDS,
    }
    if hint:
        element["placeholder"] = plain(hint, 150)
    return {"type": "input", "block_id": name, "optional": True, "label": plain(label), "element": element}


def _meta(view: View) -> dict[str, str]:
    return cast(dict[str, str], json.loads(view["private_metadata"]))


def _state(view: View, name: str) -> dict[str, Any]:
    """What stands in a field; a field that the dialog didn't have is empty."""
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(name) or {}).get(name) or {}


def _chosen(view: View, name: str) -> str:
    return str((_state(view, name).get("selected_option") or {}).get("value") or "")


def _typed(view: View, name: str) -> str:
    return str(_state(view, name).get("value") or "").strip()[:LONGEST_WORDS]
