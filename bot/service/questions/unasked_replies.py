"""Whether a message that doesn't have to be answered wants to be: a follow-up does, people talking to each other don't.

Silence is the safe side: who isn't answered can still mention the bot.
"""

import re

from bot.chat.channel_settings import ChannelSettings
from pipelines.text.question_filters import LONGEST_QUESTION

_SOMEBODY = re.compile(r"(?:^|\s)@\w")
_VOCATIVE = re.compile(
    r"^\W*+(?:hi|hey|hello|hallo|hola|salut|thanks|danke)?\s*+[^\W\d_]++(?: [^\W\d_]++)?[,:]\s", re.IGNORECASE
)
_TO_A_PERSON = re.compile(
    r"\b(?:(?:can|could|will|would|did|do|have|are|were) (?:you|u)\b"
    r"(?! (?:tell|say|show|find|look|explain|list|give|name|summari[sz]e|quote)\b)|"
    r"(?:what|how|why) (?:do|did|would|are|were) you\b|"
    r"(?:shall|should) we (?:meet|call|talk|discuss|go|do|ask|wait|start|move|wrap)\b|"
    r"are we (?:still|meeting|done|good|on|ready)\b|let'?s\b|"
    r"(?:kannst|könntest|hast|willst|magst|bist|weißt|denkst|meinst) du\b(?! (?:mir |uns )?(?:sagen|zeigen|nennen)\b)|"
    r"(?:wollen|sollen) wir\b)",
    re.IGNORECASE,
)
_QUESTION_WORD = (
    "who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would|"
    "has|have|wer|wem|wen|wessen|was|wann|wo|welche[rsnm]?|warum|wieso|wie|ist|sind|war|gibt|gilt|darf|dürfen|kann|"
    "können|muss|müssen|soll|sollen|wird|werden|hat|haben|qui|que|quoi|quand|où|quel(?:le)?s?|pourquoi|comment|"
    "combien|est-ce|quién|qué|cuándo|dónde|cuál(?:es)?|cuánto[sa]?|por qué|cómo"
)
_ASKS = re.compile(
    rf"^\W*+(?:(?:and|but|so|also|ok|okay|und|aber|et|mais|y|pero)[ ,]++)*+(?:{_QUESTION_WORD})\b", re.IGNORECASE
)
_CONTINUES = re.compile(
    r"^\W*+(?:(?:and|but|und|aber|et|y)\b|what about|how about|what if|und was|wie ist es mit)", re.IGNORECASE
)
_REQUESTS = re.compile(
    r"^\W*+(?:please |bitte )?(?:tell|show|find|list|explain|summari[sz]e|compare|quote|look up|give me|name|"
    r"sag|zeig|nenn|erklär|such|vergleich)",
    re.IGNORECASE,
)
_ACKNOWLEDGES = re.compile(
    r"^\W*+(?:(?:ok(?:ay)?|thank you|thanks?|thx|ty|great|perfect|cool|nice|got it|will do|done|good|super|yes|no|yep|"
    r"nope|sure|danke(?: dir| schön)?|alles klar|gut|prima|ja|nein|merci|gracias|lol|haha)\b[\s,.!:)]*+)++"
    r"(?:(?:so|very) much|a lot|everyone|all|that helps|vielmals)?\W*+$",
    re.IGNORECASE,
)


_TELLING = 300
"""Characters at a message's start that tell what it wants."""
_ENDING = 50
"""Those at its end, where a question has its mark."""


def wants_reply(
    text: str,
    settings: ChannelSettings,
    *,
    is_direct: bool,
    is_mentioned: bool,
    mentions_others: bool,
    in_own_thread: bool,
    others_in_thread: int,
) -> bool:
    """Whether the bot should answer a message of somebody.

    `is_direct`: they are alone with it. `mentions_others`: by the chat's word it mentions somebody else.
    `in_own_thread`: the bot has answered in this thread before; `others_in_thread` are the people there beside the one
    who writes. Outside of its threads it answers unasked only where the channel's settings say that it answers
    questions. Nobody waits for an answer to what is longer than a question can be.
    """
    if is_mentioned or is_direct:
        return True
    if len(text) > LONGEST_QUESTION:
        return False
    text = f"{text[:_TELLING]}{text[_TELLING:][-_ENDING:]}"
    if mentions_others or not re.search(r"\w", text) or _SOMEBODY.search(text) or _ACKNOWLEDGES.match(text):
        return False
    if in_own_thread:
        return _is_for_the_bot(text) if others_in_thread else not _TO_A_PERSON.search(text)
    return settings.answers_to == "questions" and _is_for_the_bot(text)


def _is_for_the_bot(text: str) -> bool:
    """Whether a message asks for something that documents could tell, and not for what somebody does or thinks."""
    begins = _ASKS.match(text) or _CONTINUES.match(text)
    if _TO_A_PERSON.search(text) or (_VOCATIVE.match(text) and not begins):
        return False
    asks = text.rstrip(" \n)\"'”»").endswith(("?", "？"))
    return bool((asks and begins) or _REQUESTS.match(text))
