"""What invokes are answered with at once: forms, words, or nothing. What they start has been recorded before."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.chat.forms import AskedForm, Form
from bot.service.assistant import Assistant
from bot.service.handling.at_once import NoForm, form_at_once
from bot.service.handling.open_forms import open_form
from bot.service.surface import Surface
from bot.teams.directory.teams_graph import files_of
from bot.teams.directory.teams_place import SURFACE
from bot.teams.inbound.actors import actor_of
from bot.teams.inbound.interactions import (
    ADD,
    FETCHED,
    data_of,
    payload_of_message,
    place_of,
    verdict_of,
)
from bot.teams.inbound.meant_questions import MeantQuestions
from bot.teams.inbound.payloads import Activity, word
from bot.teams.render.actions import ours_of, pressed
from bot.teams.render.forms import form_card
from bot.teams.render.teams_message import CARD
from bot.wording.sentences import in_chat, say

Json = dict[str, Any]
WORDS: Final = "application/vnd.microsoft.activity.message"


class Invokes:
    """Answers within the seconds that Teams gives, from what the records know; never raises but `CancelledError`."""

    def __init__(self, assistant: Assistant, surface: Surface, questions: MeantQuestions) -> None:
        self._assistant = assistant
        self._surface = surface
        self._questions = questions

    async def answered(self, team: str, activity: Activity) -> Json:
        """The body of the answer; an empty one for an invoke that nobody knows."""
        make = self._ANSWERS.get(word(activity, "name"))
        return await make(self, team, activity) if make else {}

    async def _card(self, _team: str, activity: Activity) -> Json:
        """That a button or a form was taken: what comes of it is shown where it belongs."""
        data = data_of(activity)
        is_known = pressed(data) is not None or bool(ours_of(data).get("form"))
        words = say("teams_taken" if is_known else "teams_unknown_button", _locale(activity))
        return {"statusCode": 200, "type": WORDS, "value": words}

    async def _thumb(self, team: str, activity: Activity) -> Json:
        """What Teams shows after a thumb: thanks, or what was wrong."""
        is_helpful, locale = verdict_of(activity), _locale(activity)
        if is_helpful is None:
            return {}
        if is_helpful:
            return _task_words(say("feedback_thanks", locale))
        place = place_of(activity)

        async def question() -> str:
            return await self._questions.find(team, place)

        found = await form_at_once(question())
        if isinstance(found, NoForm):
            return _task_words(found.words(locale))
        shown = await self._form(team, activity, "feedback", f"unhelpful:{found}")
        if isinstance(shown, Form):
            return _dialog(shown.title, form_card(shown))
        return _task_words("\n".join(shown))

    async def _added(self, _team: str, activity: Activity) -> Json:
        key = "teams_adding" if files_of(payload_of_message(activity)) else "no_files_here"
        return _task_words(say(key, _locale(activity)))

    async def _dialog(self, _team: str, activity: Activity) -> Json:
        return _task_words(say("teams_unknown_button", _locale(activity)))

    async def _form(self, team: str, activity: Activity, name: str, value: str) -> Form | list[str]:
        """The form for who asks, or the lines that say why there is none."""
        opened: list[Form] = []

        async def show(form: Form) -> Form | NoForm:
            opened.append(form)
            return form

        place = place_of(activity)
        asked = AskedForm(actor_of(place), name, str(place["thread"]), value)
        why = await open_form(self._assistant, self._surface, team, asked, show)
        return why or opened[0]

    _ANSWERS: Final[dict[str, Callable[["Invokes", str, Activity], Awaitable[Json]]]] = {
        "adaptiveCard/action": _card,
        FETCHED: _thumb,
        ADD: _added,
        "task/fetch": _dialog,
    }


def _locale(activity: Activity) -> str:
    return in_chat(word(activity, "locale")[:32] or "en", SURFACE)


def _task_words(words: str) -> Json:
    return {"task": {"type": "message", "value": words}}


def _dialog(title: str, card: Json) -> Json:
    shown = {"title": title, "card": {"contentType": CARD, "content": card}}
    return {"task": {"type": "continue", "value": shown}}
