"""Dialogs and what is read from them. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channel_settings import ChannelSettings
from bot.shared_files import SharedRecord
from bot.slack.payloads import NamedFile
from pipelines.types import DocumentType

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UploadForm:
    channel: str
    thread: str
    files: tuple[NamedFile, ...]
    document_type: DocumentType | None
    for_all: bool
    note: str


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    question_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    channel: str
    settings: ChannelSettings


@dataclass(frozen=True, slots=True)
class ForgetForm:
    record_id: str


def upload_modal(locale: str, channel: str, thread: str, may_widen: bool) -> dict[str, Any]:
    block = {
        "type": "input",
        "block_id": "files",
        "label": {"type": "plain_text", "text": "Files"},
        "element": {"type": "file_input", "action_id": "files", "max_files": 10},
    }
    return _modal("upload", "Upload", [block], {"channel": channel, "thread": thread})


def parse_upload(view: View) -> UploadForm:
    meta = json.loads(view["private_metadata"])
    found = view["state"]["values"]["files"]["files"]["files"]
    files = tuple(
        NamedFile(f["id"], f.get("name") or "", int(f.get("size") or 0), f.get("mimetype") or "") for f in found
    )
    return UploadForm(meta["channel"], meta["thread"], files, None, False, "")


def feedback_modal(question_id: str, locale: str) -> dict[str, Any]:
    return _modal("feedback", "Feedback", [_words("reason")], {"question": question_id})


def parse_feedback(view: View) -> FeedbackForm:
    return FeedbackForm(
        json.loads(view["private_metadata"])["question"], view["state"]["values"]["reason"]["reason"]["value"] or ""
    )


def settings_modal(channel: str, settings: ChannelSettings, locale: str) -> dict[str, Any]:
    return _modal("settings", "Settings", [_words("answers_to")], {"channel": channel})


def parse_settings(view: View) -> SettingsForm:
    return SettingsForm(json.loads(view["private_metadata"])["channel"], ChannelSettings())


def forget_modal(record: SharedRecord, locale: str) -> dict[str, Any]:
    return _modal(
        "forget",
        "Forget",
        [{"type": "section", "text": {"type": "plain_text", "text": record.file.name}}],
        {"record": record.id},
    )


def parse_forget(view: View) -> ForgetForm:
    return ForgetForm(json.loads(view["private_metadata"])["record"])


def _words(name: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": name},
        "element": {"type": "plain_text_input", "action_id": name},
    }


def _modal(name: str, title: str, blocks: list[dict[str, Any]], meta: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": name,
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "OK"},
        "blocks": blocks,
        "private_metadata": json.dumps(meta),
    }
