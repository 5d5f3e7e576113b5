"""Sentences of a document that speak to the machine which reads it: orders to answer, to hide, to reveal.

They tell no fact of the document, so that nobody's question is answered by them. What is recognised is what attacks
look like, in some languages; a lie that is written like any other sentence is none.
"""

import re
import unicodedata
from functools import lru_cache

from pipelines.text.order_patterns import FOLLOWS_ON, FORGED, ORDERS, TRIGGERS
from pipelines.text.sentences import Span, source_spans
from pipelines.text.words import without

OMITTED = "\u2026"
"""What stands in the place of what was left out."""
LONGEST_LOOKED_AT = 1500
"""Characters of a sentence that are looked at: of what is longer, its beginning and its end."""
_CONTINUED = 3
"""Sentences behind an order that may go on with it."""
_LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d\u0261"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u03b5\u03c4\u0131\u0391\u0392",
    "aeopcyxijsdhqwgaopvikuetiab",
)
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Mn"})
_ASKS = re.compile(r"[?\uff1f\u061f][\"'\u201d\u2019)]?$")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]){4,60}[^\W\d_](?![^\W_])")
_MARKUP = re.compile(r"[*_`~]{1,3}(?=\w)|(?<=\w)[*_`~]{1,3}")


@lru_cache(maxsize=512)
def without_orders(text: str) -> str:
    """The text with every order to a model in it gone: as long as before, an ellipsis and spaces in their place.

    Cost: a third of a millisecond for a passage of 900 characters, a millisecond where words of orders stand in it.
    """
    if not _may_hold(text):
        return text
    kept = list(text)
    for span in orders_in(text):
        kept[span.start : span.end] = OMITTED + " " * (span.end - span.start - 1)
    return "".join(kept)


def orders_in(text: str) -> list[Span]:
    """The sentences and table lines of a text that are orders to a model, in order."""
    found: list[Span] = []
    left, forged_to = 0, -1
    for span in source_spans(text):
        sentence = text[span.start : span.end]
        if span.start < forged_to or gives_orders(sentence):
            left = _CONTINUED
            if any(FORGED.search(variant) for variant in _variants(sentence)):
                end = _PARAGRAPH_END.search(text, span.end)
                forged_to = len(text) if end is None else end.start()
        elif left and any(pattern.match(variant) for variant in _variants(sentence) for pattern in FOLLOWS_ON):
            left -= 1
        else:
            left = 0
            continue
        found.append(span)
    return found


def is_all_orders(text: str) -> bool:
    """Whether nothing is left of a text without its orders that answers anything: questions, headings at most."""
    rest = without_orders(text)
    if rest is text:
        return False
    left = (rest[span.start : span.end].strip() for span in source_spans(rest))
    return all(only_asks(each) for each in left)


def only_asks(stretch: str) -> bool:
    """Whether a sentence or line says nothing: a question, a heading of Markdown, signs."""
    return _ASKS.search(stretch) is not None or stretch.startswith("#") or not any(c.isalnum() for c in stretch)


def gives_orders(sentence: str) -> bool:
    """Whether a sentence speaks to the model that reads it."""
    looked_at = sentence
    if len(sentence) > LONGEST_LOOKED_AT:
        half = LONGEST_LOOKED_AT // 2
        looked_at = f"{sentence[:half]}\n{sentence[-half:]}"
    return any(
        _holds_a_trigger(each) and any(pattern.search(each) for pattern in ORDERS) for each in _variants(looked_at)
    )


def _may_hold(text: str) -> bool:
    return any(map(_holds_a_trigger, _variants(text)))


def _holds_a_trigger(text: str) -> bool:
    return any(map(text.__contains__, TRIGGERS))


def _variants(text: str) -> list[str]:
    """The text in the forms that it is looked at: plain, and with look-alike letters and spaced words made usual."""
    if text.isascii() and not _SPACED.search(text):
        plain = _MARKUP.sub("", text.casefold())
        return [plain]
    unseen = (c for c in set(text) - {"\n"} if unicodedata.category(c) in _UNSEEN)
    plain = _MARKUP.sub("", unicodedata.normalize("NFKC", without(text, unseen)).casefold())
    apart = unicodedata.normalize("NFKD", plain.translate(_LOOK_ALIKE))
    letters = without(apart, filter(_is_mark, set(apart)))
    usual = _SPACED.sub(lambda match: re.sub(r"[ .\-_*]", "", match.group()), letters)
    return list(dict.fromkeys((plain, usual)))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
