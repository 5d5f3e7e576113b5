"""The survey and what is said after a click, as data."""

from typing import Final

from bot.wording.sentences import say
from bot.wording.shown import Asked, ShownButton

SCORES: Final = range(1, 6)


def survey(month: str, locale: str) -> Asked:
    """The one line, a button for each score, and the way out."""
    scores = tuple(ShownButton(f"survey_{each}", say(f"survey_{each}", locale), month) for each in SCORES)
    never = ShownButton("survey_never", say("survey_never", locale), month)
    return Asked((say("survey_question", locale),), (scores, (never,)))


def survey_thanks(month: str, locale: str, score: int) -> Asked:
    """Thanks for a score, and the offer to say why."""
    words = ShownButton("survey_words", say("survey_words", locale), month)
    return Asked((say("survey_thanks", locale, score=say(f"survey_{score}", locale)),), ((words,),))


def survey_declined(locale: str) -> Asked:
    """That nobody asks any more."""
    return Asked((say("survey_declined", locale),), ())
