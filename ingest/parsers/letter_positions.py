"""Raised and lowered letters in plain text: `10^-6`, `m²`, `CO2`, and `12 [^3] days` for a note's mark behind a number.

Readers enclose what stands raised or lowered by `raised` and `lowered`, and give the whole line to `spelled`, which
knows what stands before and behind. Without that 10 and a raised 3 would read as 103.
"""

import re
from typing import Final

# Control signs, which no text holds once it is cleaned.
_RAISED, _RAISED_END, _LOWERED, _LOWERED_END = "\x01", "\x02", "\x03", "\x04"
_MARKED: Final = re.compile("([\x01\x03])([^\x01-\x04]*)[\x02\x04]")
_LEFT_OVER: Final = re.compile("[\x01-\x04]")
_FRACTION: Final = re.compile("(?<!\\d)(\\d?)\x01(\\d{1,3})\x02 ?[/\u2044\u2215] ?\x03(\\d{1,3})\x04")
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS: Final = str.maketrans("\u2212\u2013\u2010\u2011", "----")
_NUMBER: Final = re.compile(r"(?<![\d.,])\d[\d.,\u00a0' ]{0,30}$")
_WORD: Final = re.compile(r"[^\W\d_]{1,40}$")
_NOTE_MARK: Final = re.compile(r"[(\[]?(\d{1,3}(?:\s?[,;-]\s?\d{1,3})*)[)\]]?$")
_POWER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,/]\d{1,3})?$")
_OPERATOR: Final = "=\u00d7\u00b7\u22c5*^\u2248<>\u2264\u2265\u221a"
_STOPS: Final = ".,;:!?"
_UNITS: Final = frozenset("mol rad inch feet yard sec min day year pixel bit byte kwh".split())
_NOTE_LETTERS: Final = frozenset("abcdfgh")
_VARIABLES: Final = frozenset("ijklmnpqrstxyzNTX")


def raised(words: str) -> str:
    """Words that stand higher than those around them, for `spelled`."""
    return f"{_RAISED}{words}{_RAISED_END}" if words else ""


def lowered(words: str) -> str:
    """Words that stand lower than those around them, for `spelled`."""
    return f"{_LOWERED}{words}{_LOWERED_END}" if words else ""


def spelled(text: str) -> str:
    """The text with all that is raised or lowered in it spelled so that it can't be read as part of another number."""
    if _RAISED not in text and _LOWERED not in text:
        return text
    text = text.replace(_RAISED_END + _RAISED, "").replace(_LOWERED_END + _LOWERED, "")
    text = _FRACTION.sub(lambda match: f"{match[1]}{' ' if match[1] else ''}{match[2]}/{match[3]}", text)
    done, place, lowered_end = "", 0, -1
    for match in _MARKED.finditer(text):
        done += text[place : match.start()]
        place = match.end()
        words, after = match[2].strip(), text[place : place + 3]
        gaps = match[2].partition(words) if words else ("", "", match[2])
        if not words:
            done += match[2]
        elif match[1] == _RAISED:
            done = _with_raised(done + gaps[0], words, after, lowered_end == len(done)) + gaps[2]
        else:
            done = _with_lowered(done + gaps[0], words, after) + gaps[2]
            lowered_end = len(done)
    return _LEFT_OVER.sub("", done + text[place:])


def _with_raised(before: str, words: str, after: str, behind_lowered: bool) -> str:
    if words in {"o", "0"} and after.lstrip()[:1] in {"C", "F"} and before[-1:].isdigit():
        return f"{before}\u00b0"
    if not any(sign.isdigit() for sign in words):
        return _with_raised_letters(before, words)
    core = words.translate(_MINUS)
    last = before[-1:]
    if last.isdigit() and not behind_lowered:
        return before + (_power(core) if _is_power(before, core, after) else _note(core))
    if last.isalpha() or behind_lowered or (last and last in ")]"):
        return before + _behind_letters(before, core, behind_lowered)
    mark = _note(core).strip()
    if last and last in _STOPS:  # a sentence ends behind its note's mark
        return f"{before[:-1]} {mark}{last}"
    spaced = before[-1:].isspace() or not before or last in "([{\u201e\u201c\"'/"
    return f"{before}{mark}" if spaced else f"{before} {mark}"


def _is_power(before: str, core: str, after: str) -> bool:
    """True where a raised number behind a number is a power of it, and not the mark of a note."""
    if not core.isdigit():
        return _NOTE_MARK.match(core) is None or core[0] in "+-"
    found = _NUMBER.search(before)
    base = found[0] if found else ""
    beside = (before[: len(before) - len(base)].rstrip()[-1:], after.strip()[:1])
    operated = any(sign and sign in _OPERATOR for sign in beside)
    return operated or (base == "10" and core != "1") or (base == "2" and len(core) == 2)


def _behind_letters(before: str, core: str, behind_lowered: bool) -> str:
    found = _WORD.search(before)
    word = found[0] if found else ""
    if behind_lowered or len(word) <= 2 or word.lower() in _UNITS or word.isupper():
        return core.translate(_SUPERSCRIPTS) if core.isdigit() and not behind_lowered else _power(core)
    return _power(core) if core[0] in "+-" else _note(core)


def _power(core: str) -> str:
    plain = core.isalnum() or _POWER.match(core) is not None or (core[:-1].isdigit() and core[-1] in "+-")
    return f"^{core}" if plain else f"^({core})"


def _note(core: str) -> str:
    """The mark of a note, in a form that no quote's own number has."""
    mark = _NOTE_MARK.match(core)
    return f" [^{mark[1] if mark else core}]"


def _with_raised_letters(before: str, words: str) -> str:
    if words.upper() == "TM":
        return f"{before}\u2122"
    if len(words) == 1 and words.isalpha():
        if before[-1:].isdigit() and words in _NOTE_LETTERS:
            return before + _note(words)
        variable = before[-1:].isalpha() and not before[-2:-1].isalpha()
        if words in _VARIABLES and (variable or before[-1:].isdigit() or before[-1:] == ")"):
            return f"{before}^{words}"
    elif any(sign in "+-\u2212\u00b7/" for sign in words[1:]) and any(map(str.isalpha, words)):
        return f"{before}^({words})"
    return before + words


def _with_lowered(before: str, words: str, after: str) -> str:
    if not any(sign.isdigit() for sign in words):
        return before + words
    gap = " " if after[:1].isdigit() else ""
    return f"{before}{'_' if before[-1:].isdigit() else ''}{words}{gap}"
