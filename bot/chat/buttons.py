"""The bot's buttons: their names, which chats keep in messages for years, and what a press of one means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.chat.actor import Actor


class Button(StrEnum):
    """The names of all buttons."""

    FEEDBACK = "feedback"
    MORE_PASSAGES = "more_passages"
    TRY_AGAIN = "retry_question"
    ANSWER_PRIVATELY = "answer_privately"
    SHARE_ANSWER = "share_answer"
    CANCEL_JOB = "job_cancel"
    RETRY_JOB = "job_retry"
    ASK_ABOUT = "ask_about"
    WHO_READS = "who_reads"
    FORGET = "forget"
    DOCUMENTS = "show_documents"
    DOCUMENTS_AFTER = "show_documents_after"
    SURVEY_1 = "survey_1"
    SURVEY_2 = "survey_2"
    SURVEY_3 = "survey_3"
    SURVEY_4 = "survey_4"
    SURVEY_5 = "survey_5"
    SURVEY_NEVER = "survey_never"
    SURVEY_WORDS = "survey_words"


ONCE = frozenset({Button.TRY_AGAIN, Button.ANSWER_PRIVATELY, Button.SHARE_ANSWER, Button.RETRY_JOB, Button.CANCEL_JOB})
"""Buttons that start something: pressed twice by one person, they do it once."""
FOR_ALL = frozenset({Button.TRY_AGAIN})
"""Those that do it once whoever presses them."""
ANSWERING = frozenset({Button.TRY_AGAIN, Button.SHARE_ANSWER})
"""Those whose answer belongs to the conversation around the button."""


_FORM_OF: Final[Mapping[str, str]] = {Button.FORGET: "forget", Button.SURVEY_WORDS: "survey"}


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A button that somebody pressed, by its name, and the value that it had.

    `message` is the message that holds it, `thread` the thread of that; `is_private` says that nobody else sees it.
    Where its label was written instead, there is no message. `is_told` says that the chat has thanked for it already.
    """

    by: Actor
    button: str
    value: str
    message: str
    thread: str
    is_private: bool = False
    is_told: bool = False


def feedback_of(value: str) -> tuple[str, bool]:
    """The question's id, and whether its answer helped, from the value of a feedback button."""
    verdict, _, question_id = value.partition(":")
    return question_id, verdict == "helpful"


def form_asked_by(button: str, value: str) -> str:
    """The form that opens when a button is pressed: `feedback`, `forget`, `survey`, or none."""
    if button == Button.FEEDBACK:
        return "" if feedback_of(value)[1] else "feedback"
    return _FORM_OF.get(button, "")
