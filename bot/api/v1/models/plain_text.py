"""Text that every store of ours holds and gives back as it was."""

from typing import Annotated

from pydantic import AfterValidator


def _plain(text: str) -> str:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("It holds a character that is none: U+0000 or half of one.")
    return text


PlainText = Annotated[str, AfterValidator(_plain)]
