"""The words by which a document is asked for, and the one that tells on whoever shows it."""

import re

LETTERS = "abcdefghijklmnopqr"
"""The documents of a world. No answer shows more passages than there are letters, so that one search decides on all."""
_TOLD = re.compile(r"zk([a-z])\1x", re.IGNORECASE)


def asked_word(document: str) -> str:
    """What people ask for; it stands in questions, and tells nothing."""
    return f"qu{document * 2}x"


def name_of(document: str) -> str:
    """The file's name."""
    return f"zk{document * 2}x.md"


def text_of(document: str) -> str:
    """What stands in it."""
    return f"The {asked_word(document)} allowance of the zk{document * 2}x office is paid every March."


def question_for(documents: str) -> str:
    """A question for one document or for many."""
    if len(documents) == 1:
        return f"When is the {asked_word(documents)} allowance paid?"
    return f"What is the allowance: {', '.join(map(asked_word, documents))}?"


def told_in(*shown: object) -> set[str]:
    """The documents of which anything is told in what somebody was shown, by name or by what stands in them."""
    return set(_TOLD.findall(" ".join(map(repr, shown)).lower()))
