"""Words in Teams' Markdown, in which nothing that a document, a person or a model wrote is a mention, link or format.

Teams turns Markdown into HTML. What would begin a tag or an entity is written as an entity, what Markdown would read is
escaped by a backslash; signs that would do neither stay, so that the text reads well where a client shows it as it is.
What clients make links of by themselves, addresses and mails, is broken by a sign that takes no room.
"""

import re
from collections.abc import Container
from typing import Final

from bot.wording.safe_text import clean

JOINER: Final = "\u2060"
"""Takes no room and joins what stands beside it."""
_ACTIVE: Final = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\Z)"  # before a sign that it would escape
    r"|`"
    r"|(?<![^\W_])_|_(?![^\W_])"  # but within words
    r"|(?<!\s)[*~]|[*~](?!\s)"  # but between spaces
    r"|\](?=[(:])"  # between the words of a link and its target
    r"|\[(?=\d{1,3}\])"  # what looks like a citation mark
)
_IN_LINK: Final = re.compile(_ACTIVE.pattern + r"|[\[\]]")
_LINE_START: Final = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$|[-+])|=(?==*\s*$)|>|\d{1,9}[.)](?=\s|$))")
_MARK: Final = re.compile(r"\[(\d{1,3})\](?=(.?))")
_ADDRESS: Final = re.compile(r"(?<=:)//|(?i:\bwww(?=\.))|(?<=[\w.+-])@(?=[\w-])|(?i:\bmailto(?=:))")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_FENCE: Final = re.compile(r"`{3,}|~{3,}")
_ENTITY: Final = re.compile(r"&(?=#?\w{1,40};)")


def escaped(text: str, marks: Container[int] = (), is_start: bool = True) -> str:
    """The text as Teams shows it word for word, on one line; its length may be several times that.

    Citation marks of these numbers stay. `is_start` says that a line begins with it.
    """
    text = unlinked(" ".join(clean(text).splitlines()))
    text = text.lstrip() if is_start else text
    parts, at = [], 0
    for found in _MARK.finditer(text):
        if int(found.group(1)) in marks:
            parts += [_inert(text[at : found.start()]), apart(found.group(), found.group(2))]
            at = found.end()
    parts.append(_inert(text[at:]))
    shown = "".join(parts)
    return _LINE_START.sub(_disarmed, shown) if is_start else shown


def link_words(text: str) -> str:
    """The text as the words of a link, which no bracket in it ends."""
    return _inert(unlinked(" ".join(clean(text).split())), _IN_LINK)


def apart(text: str, follows: str) -> str:
    """The text, its end escaped where together with what follows it would make a link or a picture."""
    if text.endswith("]") and follows[:1] in {"(", ":"}:
        return f"{text}\\"
    return f"{text[:-1]}\\!" if text.endswith("!") and follows.startswith("[") else text


def unlinked(text: str) -> str:
    """The text without anything that a client would make a link of by itself; it looks the same."""
    return _ADDRESS.sub(_broken, text)


def code(text: str) -> str:
    """Words as code, on one line."""
    return f"`{_untagged(' '.join(clean(text).splitlines())).replace('`', 'ˋ')}`"


def fenced(text: str) -> str:
    """Lines of code, which can't end before their end."""
    inner = _FENCE.sub(lambda found: ("ˋ" if found.group()[0] == "`" else "∼") * len(found.group()), clean(text))
    return f"```\n{_untagged(inner)}\n```"


def address(url: str) -> str:
    """An address as the target of a link, which can't end before its end."""
    url = clean(url)
    for sign, code_of in (("\\", "%5C"), ("(", "%28"), (")", "%29")):
        url = url.replace(sign, code_of)
    return _ENTITY.sub("&amp;", url)


def _inert(text: str, active: re.Pattern[str] = _ACTIVE) -> str:
    text = active.sub(lambda found: f"\\{found.group()}", text)
    return _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))


def _untagged(text: str) -> str:
    return _TAG.sub(f"<{JOINER}", text)


def _disarmed(found: re.Match[str]) -> str:
    """What would begin a heading, list or line, with a backslash before its sign."""
    sign = found.group()
    return f"{sign[:-1]}\\{sign[-1]}"


def _broken(found: re.Match[str]) -> str:
    sign = found.group()
    return f"/{JOINER}/" if sign == "//" else f"{JOINER}@" if sign == "@" else f"{sign}{JOINER}"
