"""Forms as Slack's dialogs, and what was filled in out of Slack's dialogs."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from bot.chat.actor import Actor
from bot.chat.channel_settings import MOST_COLLECTIONS
from bot.chat.form_kinds import MOST_FILES
from bot.chat.forms import LONGEST_WORDS, SEPARATOR, Choice, Choices, Files, FilledForm, Form, Notice, Words
from bot.chat.heard import NamedFile
from bot.slack.render.blocks import LONGEST_MESSAGE, Block, filled, plain, told

View = Mapping[str, Any]

LONGEST_TITLE: Final = 24
LONGEST_HINT: Final = 150


def modal(form: Form) -> dict[str, Any]:
    """The dialog that asks for what a form asks for."""
    return {
        "type": "modal",
        "callback_id": form.name,
        "title": plain(form.title, LONGEST_TITLE),
        "submit": plain(form.submit, LONGEST_TITLE),
        "close": plain(form.close, LONGEST_TITLE),
        "blocks": [block for field in form.fields for block in _FIELDS[type(field)](field)],
        "private_metadata": json.dumps(dict(form.carried)),
    }


def filled_in(view: View, by: Actor) -> FilledForm:
    """What stands in a dialog; files that Slack doesn't describe are named by their ids alone."""
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    states = {name: (fields or {}).get(name) or {} for name, fields in values.items()}
    said = {name: _several(state) or _said(state) for name, state in states.items()}
    found = [_named_file(each) for state in states.values() for each in (state.get("files") or [])]
    return FilledForm(
        by,
        str(view["callback_id"]),
        cast(dict[str, str], json.loads(view["private_metadata"])),
        {name: value for name, value in said.items() if value},
        tuple(found[:MOST_FILES]),
    )


def _said(state: Mapping[str, Any]) -> str:
    """What was chosen or written in a field; empty where nothing was."""
    chosen = (state.get("selected_option") or {}).get("value")
    return str(chosen or state.get("value") or "").strip()[:LONGEST_WORDS]


def _several(state: Mapping[str, Any]) -> str:
    """What was chosen of several, as `FilledForm` has it; empty for a field that asks for one thing."""
    chosen = state.get("selected_options")
    if not isinstance(chosen, list):
        return ""
    values = (str(each.get("value") or "") for each in chosen[:MOST_COLLECTIONS] if isinstance(each, dict))
    return SEPARATOR + SEPARATOR.join(values)


def _named_file(file: Mapping[str, Any]) -> NamedFile:
    name, size = str(file.get("name") or ""), int(file.get("size") or 0)
    return NamedFile(str(file["id"]), name, size, str(file.get("mimetype") or ""))


def _choice(choice: Choice) -> list[Block]:
    shown = [{"text": plain(words), "value": value} for value, words in choice.options.items()]
    element: dict[str, Any] = {"type": "radio_buttons", "action_id": choice.name, "options": shown}
    if choice.chosen:
        element["initial_option"] = next(option for option in shown if option["value"] == choice.chosen)
    optional = {"optional": True} if choice.is_optional else {}
    return [_input(choice.name, choice.label, element) | optional]


def _choices(choices: Choices) -> list[Block]:
    shown = [{"text": plain(words), "value": value} for value, words in choices.options.items()]
    element: dict[str, Any] = {"type": "multi_static_select", "action_id": choices.name, "options": shown}
    chosen = [option for option in shown if option["value"] in choices.chosen]
    if chosen:
        element["initial_options"] = chosen
    hint = {"hint": plain(choices.hint, LONGEST_HINT)} if choices.hint else {}
    return [_input(choices.name, choices.label, element) | {"optional": True} | hint]


def _words(words: Words) -> list[Block]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": words.name,
        "multiline": True,
        "max_length": LONGEST_WORDS,
    }
    if words.hint:
        element["placeholder"] = plain(words.hint, LONGEST_HINT)
    return [_input(words.name, words.label, element) | {"optional": True}]


def _files(files: Files) -> list[Block]:
    element = {"type": "file_input", "action_id": files.name, "max_files": files.most}
    return [_input(files.name, files.label, element) | {"hint": plain(files.hint, LONGEST_HINT)}]


def _notice(notice: Notice) -> list[Block]:
    return filled(told(notice.text), LONGEST_MESSAGE)[0]


def _input(name: str, label: str, element: dict[str, Any]) -> Block:
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


_FIELDS: Mapping[type[Any], Callable[[Any], list[Block]]] = {
    Choice: _choice,
    Choices: _choices,
    Words: _words,
    Files: _files,
    Notice: _notice,
}
