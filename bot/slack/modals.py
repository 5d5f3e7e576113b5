"""Dialogs, and what people filled in. Pure. What a dialog has to remember lies in its private metadata."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.channel_settings import ChannelSettings
from bot.phrasing import one_line
from bot.shared_files import SharedRecord
from bot.slack.blocks import Block, line, plain, rich, words
from bot.slack.payloads import NamedFile
from bot.wording import say
from pipelines.types import DocumentType

View = Mapping[str, Any]
MOST_FILES = 10
"""Files that one dialog takes, as Slack allows."""
TITLE = 24
OPTION = 75
NOTE = 500
NAME = 150
SETTINGS: dict[str, tuple[str, ...]] = {
    "answers_to": ("mentions", "questions"),
    "documents": ("workspace", "channel"),
    "replies": ("thread", "private"),
}
"""The settings of a channel with their values, in the order of the dialog."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Files to be taken up, where they were shared, what they read like, and whether all of the workspace may read."""

    channel: str
    thread: str
    files: tuple[NamedFile, ...]
    document_type: DocumentType | None
    for_all: bool
    note: str


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """Why an answer didn't help."""

    question_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What a channel shall be like."""

    channel: str
    settings: ChannelSettings


@dataclass(frozen=True, slots=True)
class ForgetForm:
    """The file whose document shall be forgotten."""

    record_id: str


def upload_modal(locale: str, channel: str, thread: str, may_widen: bool) -> dict[str, Any]:
    """The dialog of `/upload`; `may_widen` offers to share with the whole workspace."""
    kinds = [(kind.value, say(f"type_{kind.value}", locale)) for kind in DocumentType]
    files: Block = {"type": "file_input", "action_id": "files", "max_files": MOST_FILES}
    blocks = [
        _input("files", say("upload_files", locale), files),
        _input("type", say("upload_type", locale), _select("type", kinds), hint=say("upload_type_hint", locale)),
    ]
    if may_widen:
        readers = [(value, say(f"upload_readers_{value}", locale)) for value in ("here", "all")]
        blocks.append(_input("readers", say("upload_readers", locale), _radio("readers", readers, "here")))
    blocks.append(_input("note", say("upload_note", locale), _text("note", NOTE)))
    meta = {"channel": channel, "thread": thread}
    return _modal("upload", say("upload_title", locale), say("upload_submit", locale), blocks, meta, locale)


def parse_upload(view: View) -> UploadForm:
    """What was filled in."""
    meta = _meta(view)
    given = _value(view, "files").get("files") or ()
    files = tuple(
        NamedFile(each["id"], each.get("name") or "", int(each.get("size") or 0), each.get("mimetype") or "")
        for each in given
    )
    kind = _chosen(view, "type")
    note = str(_value(view, "note").get("value") or "")
    document_type = DocumentType(kind) if kind else None
    return UploadForm(meta["channel"], meta["thread"], files, document_type, _chosen(view, "readers") == "all", note)


def feedback_modal(question_id: str, locale: str) -> dict[str, Any]:
    """Asks what was wrong with an answer."""
    blocks = [_input("reason", say("feedback_reason", locale), _text("reason", NOTE))]
    title, submit = say("feedback_title", locale), say("feedback_submit", locale)
    return _modal("feedback", title, submit, blocks, {"question": question_id}, locale)


def parse_feedback(view: View) -> FeedbackForm:
    """What was filled in."""
    return FeedbackForm(_meta(view)["question"], str(_value(view, "reason").get("value") or ""))


def settings_modal(channel: str, settings: ChannelSettings, locale: str) -> dict[str, Any]:
    """What the bot does in a channel, with what holds now."""
    blocks = []
    for name, values in SETTINGS.items():
        options = [(value, say(f"settings_{name}_{value}", locale)) for value in values]
        held = str(getattr(settings, name))
        blocks.append(_input(name, say(f"settings_{name}", locale), _radio(name, options, held), optional=False))
    title, submit = say("settings_title", locale), say("settings_submit", locale)
    return _modal("settings", title, submit, blocks, {"channel": channel}, locale)


def parse_settings(view: View) -> SettingsForm:
    """What was chosen; raises `ValueError` for what can't be."""
    chosen = {name: _chosen(view, name) for name in SETTINGS}
    return SettingsForm(_meta(view)["channel"], ChannelSettings(**cast(Any, chosen)))


def forget_modal(record: SharedRecord, locale: str) -> dict[str, Any]:
    """Asks whether a document is really to be forgotten."""
    name = one_line(record.file.name, NAME)
    blocks: list[Block] = [
        rich(line(words(name, "bold"))),
        {"type": "section", "text": plain(say("forget_sure", locale))},
    ]
    title, submit = say("forget_title", locale), say("forget", locale)
    return _modal("forget", title, submit, blocks, {"record": record.id}, locale)


def parse_forget(view: View) -> ForgetForm:
    """Which one."""
    return ForgetForm(_meta(view)["record"])


def _modal(
    name: str, title: str, submit: str, blocks: list[Block], meta: Mapping[str, str], locale: str
) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(title, TITLE),
        "submit": plain(submit, TITLE),
        "close": plain(say("cancel", locale), TITLE),
        "blocks": blocks,
        "private_metadata": json.dumps(dict(meta)),
    }


def _input(name: str, label: str, element: Block, hint: str = "", optional: bool | None = None) -> Block:
    made: Block = {"type": "input", "block_id": name, "label": plain(label, 2000), "element": element}
    made["optional"] = name != "files" if optional is None else optional
    if hint:
        made["hint"] = plain(hint, 2000)
    return made


def _text(name: str, most: int) -> Block:
    return {"type": "plain_text_input", "action_id": name, "multiline": True, "max_length": most}


def _select(name: str, options: list[tuple[str, str]]) -> Block:
    return {"type": "static_select", "action_id": name, "options": [_option(*each) for each in options]}


def _radio(name: str, options: list[tuple[str, str]], chosen: str) -> Block:
    made = [_option(*each) for each in options]
    initial = next(each for each in made if each["value"] == chosen)
    return {"type": "radio_buttons", "action_id": name, "options": made, "initial_option": initial}


def _option(value: str, label: str) -> Block:
    return {"text": plain(label, OPTION), "value": value}


def _meta(view: View) -> dict[str, str]:
    return {str(key): str(value) for key, value in json.loads(view["private_metadata"]).items()}


def _value(view: View, name: str) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], (view["state"]["values"].get(name) or {}).get(name) or {})


def _chosen(view: View, name: str) -> str:
    return str((_value(view, name).get("selected_option") or {}).get("value") or "")
