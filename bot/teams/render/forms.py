"""Forms as cards with inputs, and what was filled in out of what Teams sends back."""

from collections.abc import Mapping

from bot.chat.actor import Actor
from bot.chat.forms import FilledForm, Form
from bot.teams.render.teams_message import Json, TeamsMessage


def form_card(form: Form, *, is_dialog: bool = False) -> Json:
    """The card that asks for what a form asks for: in a message, or with `is_dialog` in a dialog or a feedback form."""
    raise NotImplementedError


def form_message(form: Form) -> TeamsMessage:
    """The message with the form's card."""
    raise NotImplementedError


def filled(value: object, by: Actor, *, name: str = "", carried: Mapping[str, str] | None = None) -> FilledForm | None:
    """What stands in a form, from the `data` of an action, or None where it is no form of ours.

    `name` and `carried` are those of a form that comes back as its inputs alone.
    """
    raise NotImplementedError
