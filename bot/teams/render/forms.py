"""Forms as cards with inputs, and what was filled in out of what Teams sends back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.chat.actor import Actor
from bot.chat.channel_settings import CHOICES
from bot.chat.form_kinds import REASONS, UNSAID
from bot.chat.forms import LONGEST_WORDS, SEPARATOR, Choice, Choices, Files, FilledForm, Form, Notice, Words
from bot.teams.render.actions import LONGEST_ID, action, ours_of, text_of
from bot.teams.render.cards import card_message, card_of, card_words, heading, told
from bot.teams.render.spelling import Spelling
from bot.teams.render.teams_message import Json, TeamsMessage
from bot.wording.phrasing import one_line
from pipelines.types import DocumentType

FIELD: Final = "field:"
"""What the ids of a form's inputs begin with."""
LONGEST_LABEL: Final = 200
LONGEST_HINT: Final = 150
WORDS: Final = Spelling.of("en")
"""For sentences that are said already."""
CARRIED: Final[Mapping[str, tuple[str, ...]]] = {
    "upload": ("channel", "thread"),
    "feedback": ("question", "channel", "thread"),
    "settings": ("channel",),
    "forget": ("record",),
    "survey": ("month",),
}
"""What each form carries."""
FIELDS: Final[Mapping[str, Mapping[str, frozenset[str] | None]]] = {
    "upload": {"type": frozenset({UNSAID, *DocumentType}), "readers": None, "note": None},
    "feedback": {"kind": frozenset(REASONS), "words": None},
    "settings": {name: frozenset(values) for name, values in CHOICES.items()},
    "forget": {},
    "survey": {"words": None},
}
"""The fields of each form, and what can be chosen in them; None for words."""

SEVERAL: Final[Mapping[str, tuple[str, ...]]] = {"settings": ("collections",)}
"""The fields in which any of several can be chosen, by names that people chose."""
LONGEST_CHOICES: Final = 20_000


def form_message(form: Form) -> TeamsMessage:
    """The message with the form's card."""
    return card_message(_body(form), [form.title], [_submit(form)])


def form_card(form: Form) -> Json:
    """The form as the card of a dialog, whose answer comes back when the dialog closes."""
    sent = _submit(form)
    submit = {"type": "Action.Submit", "title": sent["title"], "data": sent["data"]}
    return card_of(_body(form), [submit], card_words(form.title))


def filled(value: object, by: Actor, *, name: str = "", carried: Mapping[str, str] | None = None) -> FilledForm | None:
    """What stands in a form, from the `data` of its action; None where it is no form of ours. Never raises.

    What the form doesn't ask for, or doesn't offer, is left out. `name` and `carried` are those of a form that comes
    back as its inputs alone.
    """
    ours = ours_of(value)
    name = name or text_of(ours.get("form"), LONGEST_ID)
    fields = FIELDS.get(name)
    if fields is None or not isinstance(value, dict):
        return None
    brought: object = carried if carried is not None else ours.get("carried")
    if not isinstance(brought, Mapping) or any(not isinstance(brought.get(key), str) for key in CARRIED[name]):
        return None
    kept = {key: text_of(brought[key], LONGEST_ID) for key in CARRIED[name]}
    said = {field: _said(value.get(f"{FIELD}{field}"), offered) for field, offered in fields.items()}
    said |= {field: _several(value.get(f"{FIELD}{field}")) for field in SEVERAL.get(name, ())}
    return FilledForm(by, name, kept, {field: words for field, words in said.items() if words})


def _said(value: object, offered: frozenset[str] | None) -> str:
    """What was chosen or written; empty where it is nothing, or isn't offered."""
    words = value.strip()[:LONGEST_WORDS] if isinstance(value, str) else ""
    return words if offered is None or words in offered else ""


def _several(value: object) -> str:
    """What was chosen of several, as `FilledForm` has it; empty where that wasn't asked."""
    return SEPARATOR + value[:LONGEST_CHOICES] if isinstance(value, str) else ""


def _body(form: Form) -> list[Json]:
    return [heading(form.title), *(element for field in form.fields for element in _ELEMENTS[type(field)](field))]


def _submit(form: Form) -> Json:
    return action(form.submit, {"form": form.name, "carried": dict(form.carried)})


def _choice(choice: Choice) -> list[Json]:
    shown = [{"title": card_words(words), "value": value} for value, words in choice.options.items()]
    chosen = {"value": choice.chosen} if choice.chosen else {}
    return [_input("ChoiceSet", choice.name, choice.label) | {"style": "expanded", "choices": shown, **chosen}]


def _choices(choices: Choices) -> list[Json]:
    shown = [{"title": card_words(words), "value": value} for value, words in choices.options.items()]
    chosen = {"value": SEPARATOR.join(choices.chosen)} if choices.chosen else {}
    element = _input("ChoiceSet", choices.name, choices.label) | {"isMultiSelect": True, "choices": shown, **chosen}
    return [element, *(told(choices.hint, WORDS) if choices.hint else [])]


def _words(words: Words) -> list[Json]:
    hint = {"placeholder": one_line(card_words(words.hint), LONGEST_HINT)} if words.hint else {}
    return [_input("Text", words.name, words.label) | {"isMultiline": True, "maxLength": LONGEST_WORDS, **hint}]


def _files(files: Files) -> list[Json]:
    """No form of Teams takes files: it says how they follow."""
    return told(files.hint, WORDS)


def _notice(notice: Notice) -> list[Json]:
    return told(notice.text, WORDS)


def _input(kind: str, name: str, label: str) -> Json:
    return {"type": f"Input.{kind}", "id": f"{FIELD}{name}", "label": one_line(card_words(label), LONGEST_LABEL)}


_ELEMENTS: Final[Mapping[type[Any], Callable[[Any], list[Json]]]] = {
    Choice: _choice,
    Choices: _choices,
    Words: _words,
    Files: _files,
    Notice: _notice,
}
